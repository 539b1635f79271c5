"""Between ``extract`` and ``check``: what is known of a site only beside others, written to ``facts/relations/``.

Reprints need the articles of all sites of a run at once, backdating what an earlier round saw. Both are worked out from
facts alone, in one process, in an order of their own: the same on one worker or many. The files may be deleted with the
facts and are made again.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from hengping.checks.runner import run_checks
from hengping.evidence.files import write_atomic
from hengping.evidence.manifest import seal
from hengping.evidence.run_folder import RunFolder
from hengping.extract.site_articles_before import first_seen_since
from hengping.model import codec
from hengping.model.content_facts import RecurringFact
from hengping.model.errors import RunError
from hengping.model.facts import SiteFacts
from hengping.model.finding import Finding
from hengping.model.relations import SiteRelations
from hengping.pipeline.context import Run
from hengping.pipeline.first_seen import FAULTS, frozen_seen
from hengping.pipeline.reading import read_one
from hengping.pipeline.stamps import code_digest, digest_of, file_digest
from hengping.pipeline.units import Unit, do_units

STAGE = "relate"
_FOLDER = "relations"
_REBOUND = "rebound"
RELATORS = ("extract", "pipeline/first_seen.py", "pipeline/relating.py")
"""The code and data that relations depend on, besides facts."""
_REMEDY = "运行 hengping extract，由佐证重新读取"


def relations_file(folder: RunFolder, site_code: str) -> Path:
    """Where the relations of a site lie."""
    return folder.facts_dir / _FOLDER / folder.facts_file(site_code).name


def relate(run: Run) -> None:
    """Make the relations of all sites, unless they stand already and were made from the same facts.

    Raises:
        RunError: the facts of a site are missing or damaged.
    """
    codes = [site.site_code for site in run.sites]
    inputs = [code_digest(*RELATORS)]
    for code in codes:
        facts = run.folder.facts_file(code)
        if not facts.exists():
            raise RunError("缺少事实文件", where=str(facts), remedy="先运行 hengping extract")
        seen = run.folder.previous_file(f"seen/{facts.name}")
        inputs += [code, file_digest(facts), file_digest(seen)]
    outputs = tuple(relations_file(run.folder, code) for code in codes)
    unit = Unit(
        name="all", inputs=digest_of(*inputs), outputs=outputs, work=relate_sites, arguments=(run.path, tuple(codes))
    )
    do_units(run, STAGE, [unit])
    seal(run.path, outputs, STAGE)


def relate_sites(run: Path, codes: Iterable[str]) -> None:
    """Work out and write the relations of these sites."""
    from hengping.extract.similar.copies import (  # noqa: PLC0415 - numpy is loaded where texts are compared only
        SiteArticles,
        comparable,
        reprints_among,
    )

    folder = RunFolder(run)
    compared = [comparable(read_one(folder.facts_file(code), SiteArticles, remedy=_REMEDY)) for code in codes]
    reprints = reprints_among(compared)
    told = sum(bool(one.articles) for one in compared)
    for one in compared:
        code = one.site.site_code
        related = SiteRelations(compared_sites=max(0, told - bool(one.articles)), reprints=reprints[code])
        write_atomic(relations_file(folder, code), codec.encode(_since_before(folder, code, related)))


def read_relations(folder: RunFolder, site_code: str) -> SiteRelations:
    """Relations of one site; raises RunError when they are missing or damaged."""
    return read_one(relations_file(folder, site_code), SiteRelations, remedy="再次运行 hengping check，由事实重新比对")


def with_relations(facts: SiteFacts, related: SiteRelations) -> SiteFacts:
    """A site's facts with what is known of it beside others; what an earlier round saw goes before its addresses."""
    told = {fact.url for fact in related.first_seen}
    first_seen = [*related.first_seen, *(fact for fact in facts.first_seen if fact.url not in told)]
    return msgspec.structs.replace(
        facts,
        compared_sites=related.compared_sites,
        reprints=related.reprints,
        looked_before_on=related.looked_before_on,
        first_seen=tuple(sorted(first_seen, key=lambda fact: fact.url)),
    )


def with_rebounds(facts: SiteFacts, related: SiteRelations, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, those of ``rebound`` made again with the faults among them that an earlier round found mended."""
    past = set(related.past_faults)
    recurring = tuple(
        RecurringFact(
            check=finding.check,
            finding_id=finding.finding_id,
            url=finding.subject.url,
            title=finding.subject.title,
            past_on=related.looked_before_on,
            evidence=finding.evidence,
        )
        for finding in findings
        if finding.finding_id in past and finding.outcome in FAULTS and finding.check != _REBOUND
    )
    if not recurring:
        return list(findings)
    again = run_checks(msgspec.structs.replace(facts, recurring=recurring), only=[_REBOUND])
    others = [finding for finding in findings if finding.check != _REBOUND]
    return sorted([*others, *again], key=lambda finding: finding.check)


def _since_before(folder: RunFolder, code: str, related: SiteRelations) -> SiteRelations:
    """The relations with what an earlier round adds."""
    before = frozen_seen(folder, code)
    if before is None:
        return related
    facts = read_one(folder.facts_file(code), SiteFacts, remedy=_REMEDY)
    return msgspec.structs.replace(
        related,
        looked_before_on=before.looked_on,
        first_seen=first_seen_since(facts, before),
        past_faults=before.mended,
    )
