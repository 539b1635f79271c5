"""``documents/``: what an organiser gave to the documents, frozen beside the results."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import msgspec

from hengping.evidence.files import write_together
from hengping.model import codec
from hengping.model.cases import InnovationCase
from hengping.model.errors import InputError
from hengping.model.score import Results
from hengping.model.site import Site
from hengping.pipeline.cases_file import cases_csv, read_cases
from hengping.pipeline.document_file import DocumentFile, read_document_file
from hengping.pipeline.observations import read_observations
from hengping.pipeline.past_rounds import PastRound, lines_of, matching, read_rounds
from hengping.pipeline.reading import read_one
from hengping.ranking.compare.records import RoundComparison
from hengping.ranking.compare.tables import compare_json
from hengping.ranking.compare.year_on_year import compare_rounds
from hengping.report.inputs import Observation
from hengping.report.manuscript import MOST_TEMPLATE_BYTES, Manuscript

FOLDER = "documents"
TEXT, OBSERVATIONS, TEMPLATE = "bulletin.yaml", "observations.csv", "template.docx"
CASES = "cases.csv"
COMPARISON, BEFORE = "comparison.json", "previous-results.json"


class Documents(msgspec.Struct, frozen=True, kw_only=True):
    """What the documents are made with, besides the results.

    Attributes:
        file: as the organiser wrote it.
        observations: recorded problems.
        cases: innovation cases.
        template: Word template; None without one.
        comparison, before: a judged table against the round before.
    """

    file: DocumentFile = DocumentFile()
    observations: dict[str, Observation] = {}
    cases: tuple[InnovationCase, ...] = ()
    template: Path | None = None
    comparison: RoundComparison | None = None
    before: Results | None = None

    @property
    def manuscript(self) -> Manuscript:
        """The organiser's words."""
        return self.file.manuscript

    @property
    def issued_on(self) -> date | None:
        """Date under the signature."""
        return self.file.issued_on


def freeze(folder: Path, path: Path, sites: Sequence[Site], now: PastRound | None = None) -> list[Path]:
    """Copy ``bulletin.yaml`` and what it names into a run or judged folder; what was there before is replaced.

    Args:
        folder: the run, or the folder of ``judge``.
        path: the organiser's file.
        sites: that were judged.
        now: the judged round, for the comparison with the round before.

    Returns:
        Every file that was written or removed.

    Raises:
        InputError: a file is missing or wrong; then nothing is changed.
    """
    raw = _bytes(path, "")
    given = read_document_file(path, raw)
    if now is None and given.round is not None:
        raise InputError(
            "名称、组织单位和监测时间点写在评估设置里，不写在这里", where=f"{path}，round", remedy="去掉这一项"
        )
    _refuse_unused(path, given, of_run=now is None)
    files: dict[str, bytes] = {TEXT: raw}
    if given.observations:
        named = path.parent / given.observations
        files[OBSERVATIONS] = _bytes(named, "observations")
        read_observations(files[OBSERVATIONS], str(named), {site.site_code for site in sites})
    if given.cases:
        files[CASES] = _cases(path.parent / given.cases, {site.site_code for site in sites})
    if given.template:
        template = path.parent / given.template
        if template.is_file() and template.stat().st_size > MOST_TEMPLATE_BYTES:
            most = MOST_TEMPLATE_BYTES // 1_000_000
            raise InputError(f"Word模板超过{most} MB", where=f"{template}，template", remedy="压缩或删去模板中的图片")
        files[TEMPLATE] = _bytes(template, "template")
    if given.previous:
        files |= _comparison(path, given, now)
    place = folder / FOLDER
    written = write_together((place / name, data) for name, data in files.items())
    # A folder was made by somebody else: it is no part of the documents, and stays.
    left = [old for old in place.iterdir() if old.name not in files and (old.is_symlink() or not old.is_dir())]
    for old in left:
        old.unlink()
    return [*written, *left]


def frozen(folder: Path, sites: Sequence[Site]) -> Documents:
    """What was frozen; the program's own words when nothing was.

    Raises:
        InputError, RunError: a frozen file is damaged.
    """
    place = folder / FOLDER
    if not (place / TEXT).exists():
        return Documents()
    known = {site.site_code for site in sites}
    observed, compared, before = (place / name for name in (OBSERVATIONS, COMPARISON, BEFORE))
    remedy = "重新运行 hengping report --text，给出原来的文件"
    return Documents(
        file=read_document_file(place / TEXT),
        observations=read_observations(observed.read_bytes(), str(observed), known) if observed.exists() else {},
        cases=read_cases(place / CASES).cases if (place / CASES).exists() else (),
        template=place / TEMPLATE if (place / TEMPLATE).exists() else None,
        comparison=read_one(compared, RoundComparison, remedy=remedy) if compared.exists() else None,
        before=read_one(before, Results, remedy=remedy) if before.exists() else None,
    )


def frozen_files(folder: Path) -> list[Path]:
    """The frozen files, for digests."""
    place = folder / FOLDER
    return sorted(path for path in place.iterdir() if path.is_file()) if place.is_dir() else []


def _refuse_unused(path: Path, given: DocumentFile, *, of_run: bool) -> None:
    """What is written must count: words on a comparison that is made elsewhere, or not at all, would be lost.

    Raises:
        InputError: names the field.
    """
    for field in ("previous_title", "lines"):
        if not getattr(given, field) or (given.previous and not of_run):
            continue
        if of_run:
            what = "评估的上一轮写在评估设置里，分数线写在指标体系的档级和名单里，这里写的不起作用"
            remedy = "去掉这一项；这一项只用于 hengping judge 的结果"
        else:
            what, remedy = "没有写上一轮，这一项不起作用", "写上 previous，或去掉这一项"
        raise InputError(what, where=f"{path}，{field}", remedy=remedy)


def _comparison(path: Path, given: DocumentFile, now: PastRound | None) -> dict[str, bytes]:
    if now is None:
        raise InputError(
            "上一轮写在评估设置里，不写在这里",
            where=f"{path}，previous",
            remedy="去掉这一行，在campaign.yaml中写previous",
        )
    past = matching(read_rounds((path.parent / given.previous).resolve()), now.round.results.system_id)
    if past is None:
        raise InputError("上一轮没有可比的指标体系", where=f"{path}，previous", remedy="检查目录")
    before = msgspec.structs.replace(past.round, title=given.previous_title or past.round.title)
    comparison = compare_rounds(before, now.round, (), given.lines or lines_of(now.system))
    return {COMPARISON: compare_json(comparison), BEFORE: codec.encode_pretty(before.results)}


def _cases(path: Path, known: Collection[str]) -> bytes:
    """The table of cases in its one form.

    Raises:
        InputError: names every row that could not be taken: what is published must not lack a case in silence.
    """
    table = read_cases(path, known)
    if table.errors:
        said = "；".join(str(fault) for fault in table.errors[:5])
        more = f"（共{len(table.errors)}处）" if len(table.errors) > 1 else ""
        raise InputError(said + more, where=str(path), remedy="改正这些行")
    return cases_csv(table.cases)


def _bytes(path: Path, field: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        where = f"{path}，{field}" if field else str(path)
        raise InputError("文件无法读取", where=where, remedy="检查路径和读取权限") from error
