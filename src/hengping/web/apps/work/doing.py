"""Doing what was ordered, once, whoever is killed.

A row waits; a process claims it, does the long part (``make``: done twice it makes the same), and then ends it: what
others see from then on (``end``) and the end of the row are one transaction, which only the process that still holds
the claim can make. So:

- the process was killed while it made something: its row is found running without a process, waits again, and is made
  from the start; what was made already is found made;
- it was killed just before the end: nothing of it is to be seen yet; the same;
- it was held for dead and is not: it has lost its claim, and its end is taken back;
- it was found dead too often: it has failed, and says so;
- somebody else holds the run folder: it waits, and is tried again in a moment.

Small evaluations need no process of their own: the request does it, by the same steps.
"""

from __future__ import annotations

import os
import socket
import uuid
from datetime import timedelta
from time import sleep
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils import timezone

from hengping.model.errors import HengpingError, RunError
from hengping.web.apps.acts.services import AlreadyDoneError, ConflictError
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.telling import LostError, Told
from hengping.web.serving.processes import started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from hengping.web.apps.campaigns.models import Campaign

MOST_TRIES = 3
_BUSY = "另一个进程正在处理"
_AGAIN_AFTER = timedelta(seconds=5)
_PATIENCE = (0.0, 0.5, 2.0)
_CLEAN: dict[str, object] = {"claim": None, "pid": None, "pid_started": None, "keeper": ""}


def host() -> str:
    """Name of this host among those that share a database."""
    return socket.gethostname()


def begin(work: Work) -> Work:
    """Do it now if that is soon done; else leave it to the supervisor.

    Args:
        work: that was ordered; its transaction has ended.

    Returns:
        The row as it stands then.
    """
    return do_now(work) if work.what.at_once and is_small(work.campaign) else work


def is_small(campaign: Campaign) -> bool:
    """Whether a page may wait for what the engine does to all sites of an evaluation."""
    return bool(campaign.entries.count() <= settings.ENVIRONMENT.at_once_sites)


def do_now(work: Work) -> Work:
    """Do it in this process, unless somebody else does or its turn has not come.

    Returns:
        The row as it stands then.
    """
    claimed = claim(work.pk, host())
    if claimed is not None and take(claimed):
        try:
            perform(claimed)
        except OperationalError:
            # This process lives on, so nobody would find the work abandoned: it is left to another.
            _leave(claimed)
    work.refresh_from_db()
    return work


def _leave(work: Work) -> None:
    """Give work back although the database does not answer well.

    Raises:
        OperationalError: it does not answer at all.
    """
    for pause in _PATIENCE:
        sleep(pause)
        try:
            if not connection.in_atomic_block:
                close_old_connections()
            give_back(work)
        except OperationalError:
            continue
        return
    give_back(work)


def waiting() -> Iterator[Work]:
    """What may be begun now, oldest first, one of each lane."""
    seen: set[str] = set()
    now = timezone.now()
    for work in Work.objects.filter(state__in=Work.ACTIVE).order_by("ordered_at", "pk"):
        if work.lane in seen:
            continue
        seen.add(work.lane)
        if work.state == Work.State.WAITING and (work.not_before is None or work.not_before <= now):
            yield work


def claim(work_id: uuid.UUID, keeper: str) -> Work | None:
    """Take a piece of work that waits; None: it does not, or another of its lane comes first."""
    with transaction.atomic():
        work = Work.objects.filter(pk=work_id).first()
        if work is None:
            return None
        # The lane is locked as a whole: two that claim different rows of it wait for each other.
        lane = Work.objects.select_for_update().filter(lane=work.lane, state__in=Work.ACTIVE)
        rows = sorted(lane, key=lambda row: (row.state != Work.State.RUNNING, row.ordered_at, row.pk))
        now = timezone.now()
        if not rows or rows[0].pk != work_id or rows[0].state != Work.State.WAITING:
            return None
        found = rows[0]
        if found.not_before is not None and found.not_before > now:
            return None
        found.state, found.claim, found.keeper = Work.State.RUNNING, uuid.uuid4(), keeper
        found.pid = found.pid_started = None
        found.heartbeat_at, found.started_at = now, found.started_at or now
        found.told = ""
        found.save(
            update_fields=[
                "state", "claim", "keeper", "pid", "pid_started", "heartbeat_at", "started_at", "told",
            ]
        )  # fmt: skip
        return found


def take(work: Work) -> bool:
    """Say that this process does claimed work; False: somebody else does by now."""
    pid = os.getpid()
    mine = Work.objects.filter(pk=work.pk, claim=work.claim, state=Work.State.RUNNING)
    return bool(mine.update(pid=pid, pid_started=started(pid), heartbeat_at=timezone.now()))


def perform(work: Work) -> None:
    """Do claimed work to its end, whatever that is."""
    if work.claim is None:
        return
    told, log = Told(work, work.claim), structlog.get_logger()
    try:
        made = work.what.make(work, told)
        with transaction.atomic():
            work.what.end(work, made)
            _settle(work, state=Work.State.DONE, result=made, ended_at=timezone.now())
    except LostError:
        log.warning("work was taken over", work=str(work.pk))
    except HengpingError as error:
        if isinstance(error, RunError) and _BUSY in error.what:
            _release(work, error.what)
        else:
            fail(work, error.what, error.where, error.remedy)
    except (ConflictError, PermissionDenied, AlreadyDoneError) as error:
        fail(work, str(error))
    except OperationalError:
        # The database is gone, not the work: the process ends, and another goes on.
        raise
    except Exception as error:
        log.exception("work failed", work=str(work.pk), kind=work.kind)
        fail(work, f"程序出错（{type(error).__name__}）", remedy="详情见运行日志，可以重试")


def fail(work: Work, what: str, where: str = "", remedy: str = "") -> None:
    """It cannot be done; what was before stays."""
    try:
        with transaction.atomic():
            work.what.failed(work)
            _settle(
                work, state=Work.State.FAILED, ended_at=timezone.now(),
                fault_what=_plain(what), fault_where=_plain(where), fault_remedy=_plain(remedy),
            )  # fmt: skip
    except LostError:
        structlog.get_logger().warning("work was taken over", work=str(work.pk))


def died(work: Work) -> None:
    """The process that did it is gone: it waits again, or has failed."""
    tries = work.tries + 1
    if tries >= MOST_TRIES:
        fail(
            work, f"处理进程连续{tries}次意外结束", work.stage,
            "检查内存和磁盘空间，再点“重试”；已完成的部分都在",
        )  # fmt: skip
        return
    _mine(work).update(state=Work.State.WAITING, tries=tries, **_CLEAN)


def give_back(work: Work) -> None:
    """The platform is ending: what it was doing waits for the next start."""
    _mine(work).update(state=Work.State.WAITING, **_CLEAN)


def _release(work: Work, why: str) -> None:
    _mine(work).update(
        state=Work.State.WAITING, told=why, not_before=timezone.now() + _AGAIN_AFTER, **_CLEAN
    )  # fmt: skip


def _mine(work: Work) -> QuerySet[Work]:
    return Work.objects.filter(claim=work.claim, pk=work.pk, state=Work.State.RUNNING)


def _settle(work: Work, **fields: object) -> None:
    """End it.

    Raises:
        LostError: somebody else does it by now; what was done in this transaction is taken back.
    """
    if not _mine(work).update(told="", **_CLEAN, **fields):
        raise LostError


def _plain(text: str) -> str:
    """Without this machine's folders."""
    folder = f"{settings.DATA_DIR}{os.sep}"
    return text.replace(folder, "").replace(str(settings.DATA_DIR), "")[:1_000]
