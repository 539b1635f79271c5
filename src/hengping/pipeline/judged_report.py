"""Documents of a judged table: what ``hengping judge`` made and what the organiser wrote, without any evidence."""

import shutil
from pathlib import Path

import msgspec

from hengping.evidence.files import sync_file
from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import InputError
from hengping.model.score import Results
from hengping.model.site import Site
from hengping.pipeline.documents import Documents, frozen
from hengping.pipeline.judge_inputs import sites_file
from hengping.pipeline.judged_ready import refuse_unready
from hengping.pipeline.judged_sites import ALL, SiteReports, chosen, standing, write_sites
from hengping.pipeline.past_rounds import PastRound, read_rounds
from hengping.pipeline.progress import Progress, Silent
from hengping.pipeline.reading import read_rows
from hengping.pipeline.report_comparison import round_changes
from hengping.pipeline.report_system import system_report
from hengping.pipeline.run_lock import run_lock
from hengping.pipeline.site_trends import intervals
from hengping.pipeline.stamps import file_digest, mark_done, unchanged
from hengping.ranking.compare.records import RoundComparison
from hengping.ranking.results import rank
from hengping.report.inputs import ReportInputs, SystemReport
from hengping.report.write_all import write_reports

STAGE = "report"
_UNIT = "all"


def is_judged(path: Path) -> bool:
    """Whether the folder is one of ``judge``, not a run."""
    folder = RunFolder(path)
    return folder.scores_dir.is_dir() and not folder.run_json.exists()


def judged_sites(path: Path) -> tuple[Site, ...]:
    """The sites that were judged, in the order of the roster.

    Raises:
        InputError, RunError: the folder holds no results.
    """
    folder = RunFolder(path)
    found: dict[str, Site] = {}
    for key in read_rounds(path):
        for site in read_rows(sites_file(folder, key), Site, remedy="重新运行 hengping judge"):
            found.setdefault(site.site_code, site)
    return tuple(found.values())


def judged_inputs(path: Path, called: str = "") -> ReportInputs:
    """Everything the documents of a judged table are made from.

    Args:
        path: the folder.
        called: name that the documents give it; its own when empty.

    Raises:
        InputError: nothing says what the round is called (``round`` in the organiser's file), or the rules are gone.
        RunError: the folder is not finished or damaged.
    """
    folder = RunFolder(path)
    rounds = read_rounds(path)
    sites = judged_sites(path)
    given = frozen(path, sites)
    if given.file.round is None:
        raise InputError(
            "没有写明这一轮评估的名称和监测时间点",
            where=f"{path}",
            remedy="写一个 bulletin.yaml，其中 round: {title: …, organiser: …, as_of: 2026-11-20}，用 --text 给出",
        )
    digests = {}
    for key in rounds:
        digests[f"指标体系 {key}"] = file_digest(folder.system_file(key))
        digests[f"results/{key}/results.json"] = file_digest(folder.results_dir(key) / "results.json")
    return ReportInputs(
        campaign_title=given.file.round.title,
        organiser=given.file.round.organiser,
        as_of=given.file.round.as_of,
        generated_for=called or path.resolve().name,
        systems=tuple(_system(each, sites, given, path) for each in rounds.values()),
        sites=sites,
        findings={},
        check_texts={},
        digests=digests,
        issued_on=given.issued_on,
        manuscript=given.manuscript,
        observations=given.observations,
        cases=given.cases,
        word_template=given.template,
        lock_figures=given.file.lock_figures,
        licence=given.file.chosen_licence,
    )


def _system(each: PastRound, sites: tuple[Site, ...], given: Documents, path: Path) -> SystemReport:
    if each.system is None:
        raise InputError(
            "指标体系文件不在结果目录，也不在库中", where=str(path), remedy="用同一个指标体系重新运行 hengping judge"
        )
    order = {site.site_code: number for number, site in enumerate(sites)}
    scores = sorted(each.round.scores, key=lambda score: order.get(score.site_code, len(order)))
    folder = RunFolder(path)
    digests = {score.site_code: file_digest(folder.score_file(each.system.id, score.site_code)) for score in scores}
    places = intervals(folder, each.system.id, digests)
    compared = given.comparison
    if compared is None or given.before is None or compared.after_system != each.system.id:
        # A comparison was made for one system; the words of another are no words for this one.
        return system_report(each.system, each.round.results, scores, None, intervals=places)
    results = rank(each.system, scores, previous=given.before)
    if not _of_these(compared, results):
        raise InputError(
            "结果重新评判过，与上一轮的比较还是按原来的结果作的",
            where=str(path),
            remedy="重新运行 hengping report --text，重作比较",
        )
    changes = round_changes(compared, results, given.before)
    return system_report(each.system, results, scores, changes, intervals=places)


def _of_these(compared: RoundComparison, results: Results) -> bool:
    """Whether the comparison was made with these results, not with those of an earlier ``judge``."""
    after = {site.site_code: (site.name, site.group, site.total.after) for site in compared.sites}
    now = {row.site_code: (row.name, row.group, row.total) for row in results.ranks}
    means = {each.group: (each.mean.after, each.pass_rate.after) for each in compared.groups}
    return (
        compared.after_version == results.system_version
        and after == now
        and all(means.get(each.group) == (each.mean, each.pass_rate) for each in results.groups)
    )


class JudgedDocuments(msgspec.Struct, frozen=True, kw_only=True):
    """What ``report`` wrote for a judged table: documents in the order of writing, and the reports of its sites."""

    files: tuple[Path, ...]
    sites: SiteReports


def write_judged(path: Path, progress: Progress | None = None, *, sites: str = ALL) -> JudgedDocuments:
    """Write the documents of a judged table below ``reports/``.

    The bulletin comes first, the reports of the sites last: those that stand already, made from the same, are kept, so
    that a process that was stopped goes on where it was.

    What an earlier call wrote there and this one does not (a collection without cases, a bulletin without charts) is
    removed, unless somebody has changed it since; files of others are never touched.

    Args:
        path: the judged folder.
        progress: is told of every document.
        sites: whose reports are written: ``all``, ``none``, or site codes with commas between them.

    Raises:
        InputError: see :func:`hengping.pipeline.judged_ready.refuse_unready`, :func:`judged_inputs`; or a site is
            asked for that was not judged.
        RunError: another process is at work on the folder.
    """
    if not is_judged(path):
        raise InputError("目录中没有得分", where=str(path), remedy="写 hengping judge 的结果目录")
    with run_lock(path):
        return _written(path, progress or Silent(), sites)


def _written(path: Path, listener: Progress, asked: str) -> JudgedDocuments:
    refuse_unready(path)
    given = judged_inputs(path)
    codes = chosen(given.sites, asked)
    linked = None if asked == ALL else codes | standing(path, given)
    reports, work = RunFolder(path).reports_dir, path / ".documents"
    seen = 0

    def tell(done: int, total: int) -> None:
        nonlocal seen
        if not seen:
            listener.begin(STAGE, total)
        while seen < done:
            seen += 1
            listener.advance(STAGE, f"{done}/{total}")

    try:
        written = write_reports(given, work, tell, sites=False, linked=linked)
        made = []
        for file in written.files:
            sync_file(file)
            target = reports / file.relative_to(work)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
            made.append(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _withdraw(path, set(made))
    mark_done(path, STAGE, _UNIT, "", made)
    listener.end(STAGE)
    reports_of_sites = write_sites(path, given, codes, listener)
    return JudgedDocuments(files=(*made, *reports_of_sites.files), sites=reports_of_sites)


def _withdraw(path: Path, made: set[Path]) -> None:
    """Remove what was written before and is not made any more, with the folders that this leaves empty."""
    reports = RunFolder(path).reports_dir
    for left in unchanged(path, STAGE, _UNIT):
        if left in made:
            continue
        left.unlink(missing_ok=True)
        for folder in left.parents:
            if folder == reports or not folder.is_relative_to(reports) or any(folder.iterdir()):
                break
            folder.rmdir()
