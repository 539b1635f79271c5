"""The sealed schedule of a run's visits: published before the first, its seed after the last, checked by anybody.

``schedule.json`` stands in the run folder from the beginning of collection and is sealed in the manifest before any
evidence; the seed waits in ``.state/`` until every site's visits are over and then becomes ``schedule_seed.json``.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec

from hengping.collect.schedule import Schedule, SealedSchedule, new_schedule
from hengping.collect.visiting import UNPLANNED, Watch
from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import complete_lines, write_atomic
from hengping.evidence.manifest import Line, seal
from hengping.evidence.visits import VISITS_FILE, read_visits
from hengping.model import codec
from hengping.model.availability import windows_by_site
from hengping.model.errors import RunError, place
from hengping.model.evidence import Visit
from hengping.model.site import Site
from hengping.model.text import Text
from hengping.pipeline.context import Run
from hengping.pipeline.run_info import now
from hengping.pipeline.visits_delays import delays, missing
from hengping.pipeline.visits_maintenance import read_windows
from hengping.pipeline.visits_merges import MERGES_FILE, read_merges, unproven

SCHEDULE_FILE = "schedule.json"
SEED_FILE = "schedule_seed.json"
STAGE = "collect"
_CHINA = timezone(timedelta(hours=8))
_CLOCK_SLACK = timedelta(minutes=1)
"""Two machines' clocks may differ by this much."""


class VisitFault(msgspec.Struct, frozen=True, kw_only=True):
    """Something about a run's visits that does not hold. ``path`` is relative to the run folder."""

    path: str
    text: Text


class VisitsChecked(msgspec.Struct, frozen=True, kw_only=True):
    """What looking at the visits of a run came to.

    Attributes:
        visits: lines compared with the schedule.
        opened: the seed was published; else only what can be checked without it was.
        faults: what does not hold.
        notices: what people should judge: delays with their reasons, vantage points merged late.
        seed_sha256: what proves something if it was published before the first visit; empty: there is no schedule.
    """

    visits: int
    opened: bool
    faults: tuple[VisitFault, ...]
    notices: tuple[VisitFault, ...] = ()
    seed_sha256: str = ""


def open_watch(run: Run) -> Watch:
    """The run's schedule and maintenance windows; the schedule is made and sealed when there is none yet.

    Raises:
        RunError: the seed of a schedule that was published is lost.
        EvidenceError: the folder cannot be written.
    """
    settings = run.info.settings.collect.visits
    if not settings.count:
        return UNPLANNED
    public, secret, opened = (run.path / SCHEDULE_FILE, _secret(run), run.path / SEED_FILE)
    if public.exists():
        sealed = _read(opened if opened.exists() else secret)
        if sealed.schedule != _published(public) or not sealed.genuine:
            raise RunError("拨测时刻表与密封的种子不符", where=str(public), remedy="从备份恢复该文件和 .state 目录")
    else:
        # The seed first: a schedule that is published can always be followed.
        sealed = new_schedule(
            start=now(),
            count=settings.count,
            interval_s=settings.interval_s,
            jitter_rate=settings.jitter_rate,
        )
        write_atomic(secret, codec.encode_pretty(sealed))
        secret.chmod(0o600)
        write_atomic(public, codec.encode_pretty(sealed.schedule))
    seal(run.path, [public], STAGE)
    return Watch(schedule=sealed, maintenance=windows_by_site(read_windows(run.path)))


def open_seed(run: Run) -> None:
    """Publish the seed: every site's visits are over.

    Raises:
        EvidenceError: the folder cannot be written.
    """
    secret, opened = _secret(run), run.path / SEED_FILE
    if secret.exists() and not opened.exists():
        write_atomic(opened, secret.read_bytes())
    if opened.exists():
        seal(run.path, [opened], STAGE)


def sealed_schedule(run: Run) -> SealedSchedule | None:
    """The run's schedule with its seed, also before it is published; None when there is none or the seed is lost.

    Raises:
        RunError: the file is damaged.
    """
    for path in (run.path / SEED_FILE, _secret(run)):
        if path.exists():
            return _read(path)
    return None


def read_seed_file(path: Path) -> SealedSchedule:
    """A schedule with its seed, as handed to another vantage point.

    Raises:
        RunError: the file cannot be read, or its seed is not the published one.
    """
    sealed = _read(path)
    if not sealed.genuine:
        raise RunError("种子与时刻表公布的摘要不符", where=str(path), remedy="向评估组织者重新索取该文件")
    return sealed


def check_visits(run: Run, published: str = "") -> VisitsChecked:
    """Compare every visit with the sealed schedule; needs nothing but the run folder.

    Args:
        run: the run.
        published: the ``seed_sha256`` that was published before the first visit; empty: not compared.
    """
    public, opened = run.path / SCHEDULE_FILE, run.path / SEED_FILE
    if not public.exists():
        faults = [] if not run.info.settings.collect.visits.count else list(_unplanned(run))
        return VisitsChecked(visits=0, opened=False, faults=tuple(faults))
    try:
        schedule = _published(public)
        sealed = _read(opened) if opened.exists() else None
        merges = read_merges(run.path)
    except RunError as error:
        fault = VisitFault(path=Path(error.where).name, text=Text(zh=error.what, en="cannot be read"))
        return VisitsChecked(visits=0, opened=False, faults=(fault,))
    faults = list(_manifest_faults(run.path))
    if published and published.lower() != schedule.seed_sha256:
        text = Text(zh="seed_sha256 与公布的摘要不符", en="seed_sha256 is not the digest that was published")
        faults.append(VisitFault(path=SCHEDULE_FILE, text=text))
    if sealed is not None and (sealed.schedule != schedule or not sealed.genuine):
        text = Text(
            zh="种子的SHA-256与拨测开始前公布的不符",
            en="the seed does not have the SHA-256 published before the visits",
        )
        faults.append(VisitFault(path=SEED_FILE, text=text))
        sealed = None
    own = run.info.settings.collect.visits
    notices: list[VisitFault] = []
    vantages: set[str] = set()
    count = 0
    for site in run.sites:
        path = run.folder.site_evidence(site.site_code) / VISITS_FILE
        name = path.relative_to(run.path).as_posix()
        try:
            visits = read_visits(path)
        except EvidenceError as error:
            faults.append(VisitFault(path=name, text=Text(zh=error.what, en="damaged")))
            continue
        count += len(visits)
        vantages |= {visit.vantage for visit in visits}
        faults += (VisitFault(path=name, text=text) for text in visit_faults(visits, site, schedule, sealed))
        if sealed is not None:
            faults += (VisitFault(path=name, text=text) for text in missing(visits, schedule, own.vantage))
        for delay in delays(_on_schedule(visits, site, schedule, sealed), schedule, own.timeout_s):
            (notices if delay.explained else faults).append(VisitFault(path=name, text=delay.text))
    late = unproven(merges, vantages - {own.vantage}) if opened.exists() else ()
    notices += (VisitFault(path=MERGES_FILE, text=text) for text in late)
    return VisitsChecked(
        visits=count,
        opened=sealed is not None,
        faults=tuple(faults),
        notices=tuple(notices),
        seed_sha256=schedule.seed_sha256,
    )


def _on_schedule(
    visits: Iterable[Visit], site: Site, schedule: Schedule, sealed: SealedSchedule | None
) -> Iterator[Visit]:
    """The lines whose due instant is right, as far as can be told; the others are faults already."""
    for visit in visits:
        if 1 <= visit.number <= schedule.count and (
            sealed is None or visit.due_at == sealed.due_at(site.site_code, visit.number)
        ):
            yield visit


def visit_faults(
    visits: Iterable[Visit], site: Site, schedule: Schedule, sealed: SealedSchedule | None
) -> Iterator[Text]:
    """What does not hold of one site's visits: numbers, due instants, visits made too early or twice."""
    seen: set[tuple[int, str]] = set()
    for visit in visits:
        who = {"number": visit.number, "vantage": visit.vantage}
        if not 1 <= visit.number <= schedule.count:
            zh = "第{number}次拨测不在时刻表内（观测点{vantage}）"
            yield Text(zh=zh, en="visit {number} of {vantage} is not in the schedule").fill(**who)
            continue
        if (visit.number, visit.vantage) in seen:
            yield Text(
                zh="第{number}次拨测重复（观测点{vantage}）", en="visit {number} of {vantage} stands there twice"
            ).fill(**who)
        seen.add((visit.number, visit.vantage))
        if sealed is not None and visit.due_at != (due := sealed.due_at(site.site_code, visit.number)):
            yield Text(
                zh="第{number}次拨测应在{due}，记录为{told}（观测点{vantage}）",
                en="visit {number} of {vantage} was due at {due}, the file says {told}",
            ).fill(**who, due=_local(due), told=_local(visit.due_at))
        elif visit.due_at is not None and visit.visited_at < visit.due_at - _CLOCK_SLACK:
            yield Text(
                zh="第{number}次拨测早于应测时刻（观测点{vantage}）",
                en="visit {number} of {vantage} was made too early",
            ).fill(**who)


def _manifest_faults(run: Path) -> Iterator[VisitFault]:
    """The schedule must have been sealed before any visit, and only once."""
    paths = [line.path for line in _lines(run / "manifest.jsonl")]
    first_visit = next((at for at, path in enumerate(paths) if path.endswith(f"/{VISITS_FILE}")), len(paths))
    if SCHEDULE_FILE not in paths[:first_visit]:
        text = Text(zh="时刻表不是在拨测之前封存的", en="the schedule was not sealed before the visits")
        yield VisitFault(path=SCHEDULE_FILE, text=text)
    if paths.count(SCHEDULE_FILE) > 1:
        yield VisitFault(
            path=SCHEDULE_FILE, text=Text(zh="时刻表封存后被更换", en="the schedule was replaced after it was sealed")
        )


def _lines(manifest: Path) -> Iterator[Line]:
    for text in complete_lines(manifest):
        try:
            yield codec.decode(text, Line)
        except msgspec.DecodeError:
            # A damaged manifest is reported as such by `verify`.
            continue


def _unplanned(run: Run) -> Iterator[VisitFault]:
    """Visits of a run that never had a schedule: made by an earlier version, or the schedule was removed."""
    if any((run.folder.site_evidence(site.site_code) / VISITS_FILE).exists() for site in run.sites):
        yield VisitFault(
            path=SCHEDULE_FILE, text=Text(zh="没有时刻表，无法核对拨测时刻", en="there is no schedule to compare with")
        )


def _secret(run: Run) -> Path:
    return run.folder.state_dir / SEED_FILE


def _read(path: Path) -> SealedSchedule:
    try:
        return codec.decode(path.read_bytes(), SealedSchedule)
    except FileNotFoundError as error:
        raise RunError(
            "拨测时刻表的种子不在了", where=str(path), remedy="从备份恢复该文件，或另开一个结果目录重新采集"
        ) from error
    except (msgspec.DecodeError, OSError) as error:
        raise RunError("拨测时刻表的种子无法读取", where=str(path), remedy="从备份恢复该文件") from error


def _published(path: Path) -> Schedule:
    try:
        return codec.decode(path.read_bytes(), Schedule)
    except (msgspec.DecodeError, OSError) as error:
        raise RunError("拨测时刻表无法读取", where=place(path), remedy="从备份恢复该文件") from error


def _local(instant: datetime | None) -> str:
    return "—" if instant is None else instant.astimezone(_CHINA).isoformat(timespec="milliseconds")
