"""What lies beside a site's archive and concerns single rules: probes, accessibility results, imported rows.

Probes made through ``connect_to`` asked a stand-in, not the site's own servers: they say nothing of its certificates,
names and headers, and are left out. What is damaged is an error of ours, never a fault of the site.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from hengping.collect.browser.axe import AxeResult
from hengping.collect.browser.notes import NOTES_FILE, read_notes
from hengping.collect.probes.site import DNS_FILE, HTTP_FILE, TLS_FILE
from hengping.evidence.errors import EvidenceError
from hengping.evidence.shots import AXE_DIR, INDEX_FILE, read_axe
from hengping.model import codec
from hengping.model.evidence import EvidenceRef
from hengping.model.facts import GUIDE_ELEMENTS, SiteFacts
from hengping.model.imported import Imported
from hengping.model.probes import DnsFacts, HttpFacts, ProbeFacts, TlsFacts
from hengping.model.rule_facts import AccessibilityFact, AccessibilityFacts, DivisionFact, OutsideFact, WeightFact
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, host_of, normal_url
from hengping.pipeline.reading import read_rows
from hengping.pipeline.stamps import file_digest
from hengping.roster.divisions import Divisions

BESIDE_FILES = (DNS_FILE, TLS_FILE, HTTP_FILE, NOTES_FILE, f"{AXE_DIR}/{INDEX_FILE}")
"""Files of a site's evidence folder that facts are read from besides archive and visits."""
_ANY = "*"
_SCANNERS = frozenset({"sarif", "zap", "nuclei"})
_KEPT_KINDS = _SCANNERS | {"posts", "hotline", "guides"}
_LONGEST_VALUE = 120
_HOME = "home"
T = TypeVar("T")


def beside_digests(evidence: Path) -> tuple[str, ...]:
    """Digests of :data:`BESIDE_FILES`, for the inputs of a stage."""
    return tuple(file_digest(evidence / name) for name in BESIDE_FILES)


def is_rewritten(site: Site, connect_to: Mapping[str, str]) -> bool:
    """Whether a site's name was led elsewhere by ``connect_to``."""
    if _ANY in connect_to:
        return True
    try:
        host = host_of(normal_url(site.url))
    except BadUrlError:
        return False
    return any(name.partition(":")[0] == host for name in connect_to)


def probe_facts(evidence: Path) -> ProbeFacts | None:
    """What the probes of a site found; None when none was made.

    Raises:
        EvidenceError: a file is damaged.
    """
    found = ProbeFacts(
        dns=_read(evidence / DNS_FILE, DnsFacts),
        tls=_read(evidence / TLS_FILE, TlsFacts),
        http=_read(evidence / HTTP_FILE, HttpFacts),
    )
    if found == ProbeFacts():
        return None
    files = {"dns": DNS_FILE, "tls": TLS_FILE, "http": HTTP_FILE}
    digests = {name: file_digest(evidence / file) for name, file in files.items() if (evidence / file).is_file()}
    return msgspec.structs.replace(found, digests=digests)


def accessibility_facts(evidence: Path) -> AccessibilityFacts | None:
    """What axe-core said of the pages that a browser rendered; None when none was examined.

    Raises:
        EvidenceError: the index is damaged, or a result is not what its index says.
    """
    entries = {entry.url: entry for entry in read_axe(evidence)}
    if not entries:
        return None
    broken = []
    for url in sorted(entries):
        entry = entries[url]
        name = f"{AXE_DIR}/{entry.file}"
        if file_digest(evidence / name) != entry.sha256:
            raise EvidenceError("无障碍检查结果被改动 (accessibility result changed)", where=str(evidence / name))
        result = _read(evidence / name, AxeResult)
        broken += [
            AccessibilityFact(
                url=url,
                rule=rule.id,
                impact=rule.impact,
                help=rule.help,
                count=rule.count,
                evidence=EvidenceRef(entry.record_id, f"sha256:{entry.sha256}", f"{name} {rule.id}"),
            )
            for rule in (result.violations if result else ())
        ]
    return AccessibilityFacts(pages=tuple(sorted(entries)), broken=tuple(broken))


def browser_weight(evidence: Path) -> WeightFact | None:
    """What a browser received for the home page; None when none rendered it."""
    for note in read_notes(evidence):
        if note.why == _HOME and note.failure is None and note.received_bytes:
            return WeightFact(received_bytes=note.received_bytes, requests=note.requests, complete=True)
    return None


def with_rule_facts(facts: SiteFacts, evidence: Path, *, rewritten: bool) -> SiteFacts:
    """The facts of a site with those of the files beside its archive.

    Args:
        facts: as read from the archive.
        evidence: the site's evidence folder.
        rewritten: its name was led elsewhere, see :func:`is_rewritten`.

    Raises:
        EvidenceError: a file is damaged.
    """
    return msgspec.structs.replace(
        facts,
        probes=None if rewritten else probe_facts(evidence),
        accessibility=accessibility_facts(evidence),
        home_weight=browser_weight(evidence) or facts.home_weight,
    )


def division_fact(site: Site, divisions: Divisions) -> DivisionFact | None:
    """The division a site's code stands for; None when the roster gives no local code."""
    code = site.site_code[:6]
    if not site.has_code or not code.isdigit():
        return None
    above = [upper for upper in (f"{code[:2]}0000", f"{code[:4]}00") if upper != code]
    return DivisionFact(
        code=code,
        names=divisions.names(code),
        above=tuple(name for upper in above for name in divisions.names(upper)),
    )


def outside_facts(imports: Path, as_of: date) -> dict[str, tuple[OutsideFact, ...]]:
    """Imported rows by site, as far as checks need them: of posts the newest of each account.

    Args:
        imports: the run's folder of outside data; it need not exist.
        as_of: monitoring time point; rows of later days say nothing of the time before it.

    Raises:
        RunError: the rows of an import are damaged.
    """
    rows: dict[str, list[OutsideFact]] = defaultdict(list)
    newest: dict[tuple[str, str, str], OutsideFact] = {}
    for file in sorted(imports.glob("*/rows.jsonl")):
        for row in read_rows(file, Imported, remedy="从备份恢复该文件"):
            if row.kind not in _KEPT_KINDS or (row.on and row.on > as_of):
                continue
            fact = _outside(row)
            if row.kind != "posts":
                rows[row.site_code].append(fact)
                continue
            key = (row.site_code, fact.subject, fact.platform)
            known = newest.get(key)
            if known is None or (fact.on or date.min) > (known.on or date.min):
                newest[key] = fact
    for (site_code, _, _), fact in newest.items():
        rows[site_code].append(fact)
    return {site_code: tuple(sorted(facts, key=codec.encode)) for site_code, facts in rows.items()}


def _outside(row: Imported) -> OutsideFact:
    return OutsideFact(
        kind=row.kind,
        subject=row.subject,
        title=_text(row.values.get("title") or row.values.get("message")),
        on=row.on,
        replied_on=_day(row.values.get("replied_on")),
        url=row.url,
        severity=_text(row.values.get("severity")),
        platform=_text(row.values.get("platform")),
        source=row.provenance.source or row.provenance.file,
        file=row.provenance.file,
        row=row.provenance.row,
        sha256=row.provenance.sha256,
        elements={
            name: value[:_LONGEST_VALUE]
            for name in GUIDE_ELEMENTS
            if row.kind == "guides" and (value := _text(row.values.get(name)))
        },
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _read(file: Path, kind: type[T]) -> T | None:
    try:
        return codec.decode(file.read_bytes(), kind)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise EvidenceError("佐证文件损坏 (damaged evidence file)", where=str(file)) from error
