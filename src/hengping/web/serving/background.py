"""The supervisor's other half: a process for every piece of work that waits, and what follows when one is killed."""

import signal
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from time import monotonic

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from hengping.web.apps.work.doing import claim, died, give_back, host, perform, take, waiting
from hengping.web.apps.work.models import Work
from hengping.web.serving.processes import is_alive, send, started

AT_ONCE = 2
"""Pieces of work that are done side by side on one host; each has processes of its own."""
SILENT_S = 90.0
"""Work of another host that has not been heard of for so long is taken for dead."""
_SETTLING_S = 15.0
"""A process that was started has to say so within this time."""
_PATIENCE_S = 5.0


class Background:
    """Looks after the work of one host.

    Args:
        name: of this host among those that share a database.
    """

    def __init__(self, name: str = "") -> None:
        self._name = name or host()
        self._children: dict[uuid.UUID, tuple[subprocess.Popen[bytes], Work]] = {}
        self._log = structlog.get_logger()

    def look(self) -> None:
        """Look at everything once."""
        for pk, (child, _work) in list(self._children.items()):
            if child.poll() is not None:
                del self._children[pk]
        running = Work.objects.filter(state=Work.State.RUNNING)
        for work in running.filter(keeper=self._name):
            self._look_at(work)
        silent = Q(heartbeat_at__lt=timezone.now() - timedelta(seconds=SILENT_S)) | Q(heartbeat_at=None)
        for work in running.exclude(keeper=self._name).filter(silent):
            self._log.warning("work of a silent host", work=str(work.pk), host=work.keeper)
            died(work)
        for work in waiting():
            if len(self._children) >= AT_ONCE:
                return
            claimed = claim(work.pk, self._name)
            if claimed is not None:
                self._start(claimed)

    def end(self) -> None:
        """End what is under way; it waits for the next start."""
        ends = monotonic() + _PATIENCE_S
        for child, _work in self._children.values():
            send(child.pid, started(child.pid), signal.SIGTERM)
        for child, work in self._children.values():
            try:
                child.wait(max(ends - monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                send(child.pid, started(child.pid), signal.SIGKILL)
                child.wait()
            give_back(work)
        self._children.clear()

    def _look_at(self, work: Work) -> None:
        mine = self._children.get(work.pk)
        if mine is not None and mine[1].claim == work.claim:
            alive = True
        elif work.pid is None:
            alive = work.heartbeat_at is not None and timezone.now() - work.heartbeat_at < timedelta(
                seconds=_SETTLING_S
            )
        else:
            alive = is_alive(work.pid, work.pid_started)
        if alive:
            Work.objects.filter(pk=work.pk, claim=work.claim).exclude(pid=None).update(heartbeat_at=timezone.now())
        else:
            self._log.warning("work ended unexpectedly", work=str(work.pk), kind=work.kind, tries=work.tries + 1)
            died(work)

    def _start(self, work: Work) -> None:
        log = log_file(work)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as stream:
            child = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "hengping.web", "do-work", str(work.pk), str(work.claim)],
                stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, start_new_session=True,
            )  # fmt: skip
        self._children[work.pk] = (child, work)
        self._log.info("work started", work=str(work.pk), kind=work.kind, pid=child.pid)


def log_file(work: Work) -> Path:
    """Where its own words go."""
    path: Path = settings.DATA_DIR / "logs" / f"work-{work.pk.hex}.log"
    return path


def do_work(work_id: uuid.UUID, claimed: uuid.UUID) -> int:
    """What such a process does; returns its exit code.

    Args:
        work_id: of the work.
        claimed: under which claim; nothing happens when somebody else has it by now.
    """
    work = Work.objects.select_related("campaign", "ordered_by").filter(pk=work_id, claim=claimed).first()
    if work is not None and take(work):
        perform(work)
    return 0
