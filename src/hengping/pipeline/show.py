"""One finding with its evidence: the archived page, verified and made harmless, with the fault marked.

Everything is read from the run folder; nothing is asked for. Each record is checked against its digest when it is read,
so what is shown is what was collected.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from hengping.checks.catalogue import catalogue
from hengping.checks.definition import CheckDefinition
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import write_atomic
from hengping.evidence.run_folder import RunFolder
from hengping.evidence.visits import VISITS_FILE, read_visits
from hengping.extract.marked import ANCHOR, Wanted, marked_page, telling
from hengping.model.codec import decode
from hengping.model.errors import InputError, RunError
from hengping.model.evidence import Capture, Visit
from hengping.model.finding import Finding
from hengping.model.urls import BadUrlError, normal_url
from hengping.report.finding_page import FindingPage, ShownCapture, write_finding

HTML_TYPES = ("", "text/html", "application/xhtml+xml")
"""Media types of what can be shown as a page; empty: the answer did not say."""
FRAME_ROOM = (
    "<style>html{padding:12px !important;box-sizing:border-box !important}"
    'body :has([style*="#c8102e"]){overflow:visible !important}</style>'
)
"""Room for the frames around what is marked: at the edge of a page without margins, and in boxes that cut off what goes
beyond them, a part of the frame would not be seen. Marks are known by the colour of their frames."""
_MOST_PAGES = 4
VISITS = "visits:"
"""Record ids that begin so are lines of ``visits.jsonl``, by number."""
_BESIDE = (VISITS, "probe:", "import:")
"""Evidence that lies beside the archive: lines of ``visits.jsonl``, files of probes, rows of imported tables."""
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TELLING_VALUES = ("printed", "newest_title", "message_id", "wrong", "newest_on", "asked_on")


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What ``show`` wrote.

    Attributes:
        finding: the finding.
        page: the file to open.
        captures: the records it rests on, and what was marked in each.
        visits: the visits it rests on.
    """

    finding: Finding
    page: Path
    captures: tuple[ShownCapture, ...]
    visits: tuple[Visit, ...]


def show(run: Path, finding_id: str, out: Path | None = None) -> Shown:
    """Write the page of one finding.

    Args:
        run: run folder.
        finding_id: which finding.
        out: folder for the pages; default is below the run's working notes, which the manifest leaves alone.

    Raises:
        InputError: no such finding.
        RunError: no findings in the folder.
        EvidenceError: evidence is missing or was changed.
    """
    folder = RunFolder(run.resolve())
    finding = find(folder, finding_id)
    definition = catalogue().get(finding.check)
    target = out or folder.state_dir / "show" / finding.finding_id
    archive = SiteArchive(folder.site_evidence(finding.site_code))
    captures = captures_of(archive, finding)
    wanted = wanted_of(finding, definition)
    shown = tuple(
        _show_capture(archive, capture, wanted, target / f"page-{number}.html", index=number)
        for number, capture in enumerate(captures, 1)
    )
    visits = visits_of(folder.site_evidence(finding.site_code), finding)
    page = target / "finding.html"
    write_atomic(
        page,
        write_finding(
            FindingPage(finding=finding, captures=shown, visits=visits, anchor=ANCHOR),
            title=definition.title if definition else None,
            why=definition.why if definition else None,
            remedy=definition.remedy if definition else None,
            basis=definition.basis if definition else None,
        ),
    )
    return Shown(finding=finding, page=page, captures=shown, visits=visits)


def find(folder: RunFolder, finding_id: str) -> Finding:
    """The finding of that id.

    Raises:
        InputError: there is none, or the id is only the beginning of several.
        RunError: the run holds no findings.
    """
    if not folder.findings_dir.is_dir():
        raise RunError("没有检查结果", where=str(folder.path), remedy="先运行 hengping check")
    wanted = finding_id.strip().encode()
    found: list[Finding] = []
    for path in sorted(folder.findings_dir.glob("*.jsonl")):
        data = path.read_bytes()
        if wanted in data:
            found += (decode(line, Finding) for line in data.splitlines() if wanted in line)
    exact = [each for each in found if each.finding_id == finding_id.strip()]
    starting = [each for each in found if wanted and each.finding_id.startswith(finding_id.strip())]
    chosen = exact or starting
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        raise InputError(
            f"有{len(chosen)}条检查结果以此开头", where=finding_id, remedy=f"例如 {chosen[0].finding_id}，请写全"
        )
    raise InputError(
        "没有这条检查结果", where=finding_id, remedy="编号见通报附表、工作簿“扣分明细”或 findings/*.jsonl 的 finding_id"
    )


def wanted_of(finding: Finding, definition: CheckDefinition | None) -> Wanted:
    """What to mark on the pages a finding rests on."""
    values = finding.values
    texts = [form for name in _TELLING_VALUES for form in _printed(values.get(name))]
    texts += list(values.get("missing") or ()) if isinstance(values.get("missing"), list) else []
    link = finding.subject.kind in ("link", "attachment") or "source_url" in values
    return Wanted(
        positions=tuple(ref.position for ref in finding.evidence if ref.position),
        links=frozenset(normal_forms(finding.subject.url)) if link else frozenset(),
        texts=telling(texts),
        else_texts=telling([finding.subject.title]) if finding.subject.kind not in ("site", "page") else (),
        footer=definition is not None and definition.theme == "identity",
    )


def _printed(value: Any) -> list[str]:
    """A value as pages print it: dates in all their usual forms."""
    if not isinstance(value, str):
        return []
    found = _DAY.fullmatch(value)
    if found is None:
        return [value]
    year, month, day = found.groups()
    short = f"{year}年{int(month)}月{int(day)}日"
    return [value, f"{year}/{month}/{day}", f"{year}.{month}.{day}", f"{year}年{month}月{day}日", short]


def normal_forms(url: str) -> tuple[str, ...]:
    """The address as the archive has it; as it stands when it cannot be parsed."""
    try:
        return (normal_url(url),)
    except BadUrlError:
        return (url,)


def captures_of(archive: SiteArchive, finding: Finding) -> list[Capture]:
    """The source page first, then the records of the evidence, in its order, each once.

    Raises:
        EvidenceError: a record that the finding rests on is not in the index.
    """
    ids = [ref.record_id for ref in finding.evidence]
    source = finding.values.get("source_url")
    sources = set(normal_forms(source)) if isinstance(source, str) else set()
    by_id: dict[str, Capture] = {}
    pages: list[Capture] = []
    for capture in archive.iter_captures():
        if capture.record_id in ids:
            by_id[capture.record_id] = capture
        if capture.url in sources and capture.purpose in ("home", "page", "frame", "rendered"):
            pages.append(capture)
    found = [by_id[record_id] for record_id in ids if record_id in by_id]
    lost = [record_id for record_id in ids if not record_id.startswith(_BESIDE) and record_id not in by_id]
    if lost:
        raise EvidenceError(
            f"佐证索引中没有记录 {lost[0]}", where=str(archive.index_path), remedy="用 hengping verify 查看该结果目录"
        )
    return list(dict.fromkeys([*pages[-1:], *found]))


def visits_of(evidence: Path, finding: Finding) -> tuple[Visit, ...]:
    """The visits that a finding rests on."""
    numbers = {
        int(ref.record_id.removeprefix(VISITS).partition(":")[0])
        for ref in finding.evidence
        if ref.record_id.startswith(VISITS)
    }
    if not numbers:
        return ()
    return tuple(visit for visit in read_visits(evidence / VISITS_FILE) if visit.number in numbers)


def _show_capture(archive: SiteArchive, capture: Capture, wanted: Wanted, path: Path, *, index: int) -> ShownCapture:
    answer = archive.read(capture)
    if capture.status == 0 or capture.mime not in HTML_TYPES or index > _MOST_PAGES or not answer.body:
        return ShownCapture(capture=capture)
    marked = marked_page(answer.body, capture.url, wanted, content_type=capture.content_type)
    write_atomic(path, (marked.html + FRAME_ROOM).encode("utf-8", "replace"))
    return ShownCapture(capture=capture, page=path.name, marks=marked.marks)


def default_run(start: Path) -> Path:
    """The run folder meant when none is named: this folder, its ``run``, or the only one below it.

    Raises:
        InputError: there is none, or several.
    """
    for folder in (start, start / "run"):
        if (folder / "run.json").is_file():
            return folder
    below: Sequence[Path] = sorted(path.parent for path in start.glob("*/run.json"))
    below = below or sorted(path.parent for path in start.glob("*/run/run.json"))
    if len(below) == 1:
        return below[0]
    what = "当前目录下没有结果目录" if not below else f"当前目录下有{len(below)}个结果目录"
    raise InputError(what, where=str(start), remedy="用 --run 指明结果目录")
