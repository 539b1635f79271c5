"""Looks at one site on demand: processes of their own, one at a time per site, followed by their files."""

import fcntl
import os
import subprocess
import sys
import uuid
from datetime import timedelta

from django.utils import timezone

from hengping.evidence.files import write_atomic
from hengping.model import codec
from hengping.model.campaign import CollectSettings
from hengping.model.errors import HengpingError, InputError
from hengping.model.finding import Outcome
from hengping.model.site import Site
from hengping.pipeline.inspect import Inspection
from hengping.pipeline.run_info import read_run_info
from hengping.web.apps.acts.services import act
from hengping.web.apps.operators.inspection_child import FAULT, LOCK, PROGRESS, REQUEST, RESULT, Request, Told
from hengping.web.apps.operators.models import SiteInspection
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.selectors import current_run
from hengping.web.policy.decide import Actor

MOST_PAGES = 200
COOL_DOWN = timedelta(minutes=30)
"""Between two self-tests of a site: each asks it for hundreds of pages."""
MOST_AT_ONCE = 2
_GRACE = timedelta(seconds=60)
"""Time that a process has to begin before it is held to have been killed."""
FAULTS = frozenset({Outcome.FAIL, Outcome.PARTLY})


def inspection_start(
    *, actor: Actor | None, entry: RosterEntry, purpose: SiteInspection.Purpose, key: uuid.UUID | None = None
) -> SiteInspection:
    """Ask for a look at a site; :func:`launch` then begins it.

    Args:
        actor: who asks; None: the platform itself (rechecks).
        entry: the site; its address is the roster's, nobody can name another.
        purpose: what for.
        key: of the form.

    Raises:
        InputError: one is under way, the last was a moment ago, or too many sites are being looked at.
    """
    settle_running()
    row = "self_test.start" if purpose == SiteInspection.Purpose.SELF else "rectification.confirm"
    with act(actor, row, campaign=entry.campaign, entry=entry, key=key) as acting:
        if reason := why_not(entry, purpose):
            raise InputError(reason)
        made = SiteInspection.objects.create(
            entry=entry,
            purpose=purpose,
            started_by_id=actor.user.pk if actor else None,
            started_at=timezone.now(),
            max_pages=MOST_PAGES,
        )
        acting.about("inspection", made.pk)
        acting.summary = f"{entry.name}：开始{made.get_purpose_display()}"
    return made


def why_not(entry: RosterEntry, purpose: SiteInspection.Purpose) -> str:
    """Why a site cannot be looked at now; empty: it can."""
    if entry.inspections.filter(state=SiteInspection.State.RUNNING).exists():
        return "该网站正在检测，完成后才能再次开始"
    if SiteInspection.objects.filter(state=SiteInspection.State.RUNNING).count() >= MOST_AT_ONCE:
        return "同时检测的网站较多，请稍后再试"
    last = entry.inspections.filter(purpose=purpose).first()
    if last is not None and timezone.now() < last.started_at + COOL_DOWN:
        again = timezone.localtime(last.started_at + COOL_DOWN)
        return f"两次检测至少间隔{COOL_DOWN.seconds // 60}分钟，{again:%H:%M}以后可以再次开始"
    return ""


def launch(inspection: SiteInspection) -> None:
    """Begin the work of an inspection that was asked for; after its transaction."""
    entry = inspection.entry
    folder = inspection.folder
    folder.mkdir(parents=True, exist_ok=True)
    site = Site(
        site_code=entry.site_code,
        name=entry.name,
        unit=entry.unit,
        url=entry.url,
        group=entry.group,
        site_class=entry.site_class if entry.site_class in {"A", "B"} else "",  # type: ignore[arg-type]
        region=entry.region,
    )
    collected = _collected_with(entry)
    wanted = Request(
        site=site,
        max_pages=inspection.max_pages,
        connect_to=collected.connect_to.get("*", "") if collected else "",
        # Whoever promised a weak server few requests promised it of every look.
        per_second=collected.requests_per_second_per_host if collected else None,
    )
    write_atomic(folder / REQUEST, codec.encode(wanted))
    with (folder / "log").open("ab") as log:
        subprocess.Popen(  # noqa: S603 - our own module and a path that we made
            [sys.executable, "-m", "hengping.web.apps.operators.inspection_child", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )


def settle(inspection: SiteInspection) -> SiteInspection:
    """Bring the row in line with its folder; once it has ended nothing changes any more."""
    if inspection.state != SiteInspection.State.RUNNING:
        return inspection
    folder = inspection.folder
    busy = _is_busy(inspection)
    if (folder / RESULT).exists():
        found = result_of(inspection)
        if found is None:
            return _end(inspection, SiteInspection.State.FAILED, "检测结果无法读取")
        inspection.pages_read = found.pages_read
        inspection.faults = sum(each.outcome in FAULTS for each in found.findings)
        return _end(inspection, SiteInspection.State.DONE, "")
    if (folder / FAULT).exists():
        return _end(inspection, SiteInspection.State.FAILED, _told(inspection, FAULT).text)
    if not busy and timezone.now() > inspection.started_at + _GRACE:
        return _end(inspection, SiteInspection.State.FAILED, "检测中途停止，可以重新开始")
    inspection.told = _told(inspection, PROGRESS).text
    return inspection


def settle_running() -> None:
    """Settle everything that is under way."""
    for each in SiteInspection.objects.filter(state=SiteInspection.State.RUNNING).select_related("entry"):
        settle(each)


def result_of(inspection: SiteInspection) -> Inspection | None:
    """What an inspection found; None: nothing readable."""
    try:
        return codec.decode((inspection.folder / RESULT).read_bytes(), Inspection)
    except (OSError, ValueError):
        return None


def progress_of(inspection: SiteInspection) -> Told:
    """How far an inspection has come."""
    return _told(inspection, PROGRESS)


def _end(inspection: SiteInspection, state: SiteInspection.State, told: str) -> SiteInspection:
    # Whoever comes first settles it; two pages that look at the same moment write the same.
    SiteInspection.objects.filter(pk=inspection.pk, state=SiteInspection.State.RUNNING).update(
        state=state, told=told, ended_at=timezone.now(), pages_read=inspection.pages_read, faults=inspection.faults
    )
    inspection.refresh_from_db()
    return inspection


def _told(inspection: SiteInspection, name: str) -> Told:
    try:
        return codec.decode((inspection.folder / name).read_bytes(), Told)
    except (OSError, ValueError):
        return Told(text="正在准备")


def _is_busy(inspection: SiteInspection) -> bool:
    try:
        with (inspection.folder / LOCK).open("r+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _collected_with(entry: RosterEntry) -> CollectSettings | None:
    """Settings of the evaluation's own collection: where it connects to (a test environment), how fast it asks."""
    run = current_run(entry.campaign)
    if run is None:
        return None
    try:
        return read_run_info(run.path / "run.json").settings.collect
    except HengpingError:
        return None
