"""Progress of the engine, written into the row for whoever looks."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from django.db import OperationalError
from django.utils import timezone

from hengping.web.apps.work.models import Work

if TYPE_CHECKING:
    from uuid import UUID

STAGES = {
    "collect": "采集", "extract": "读取", "relate": "比对", "check": "检查", "score": "评分", "rank": "排名",
    "report": "生成文件", "site_reports": "生成单站报告", "kit": "生成核验包", "verify": "核对",
    "publish": "冻结发布版本", "index": "更新结果页面", "reviews": "写入评审记录", "preview": "推算得分和排名",
}  # fmt: skip
_EVERY_S = 1.0


class LostError(Exception):
    """Somebody else does this work by now; whoever did it until now writes nothing more."""


class Told:
    """Progress of one piece of work; see :class:`hengping.pipeline.progress.Progress`.

    Args:
        work: which.
        claim: of this process.
    """

    def __init__(self, work: Work, claim: UUID) -> None:
        self._row = Work.objects.filter(pk=work.pk, claim=claim, state=Work.State.RUNNING)
        self._stage, self._done, self._total = "", 0, 0
        self._at = 0.0

    def begin(self, stage: str, total: int = 0) -> None:
        """A stage begins."""
        self._stage, self._done, self._total = STAGES.get(stage, stage), 0, total
        self._write()

    def advance(self, stage: str, unit: str, *, skipped: bool = False) -> None:  # noqa: ARG002 - the engine's form
        """One unit is complete."""
        self._done += 1
        if monotonic() - self._at >= _EVERY_S:
            self._write()

    def note(self, stage: str, text: str) -> None:
        """Nothing that a page would show."""

    def tell(self, text: str) -> None:
        """Nothing that a page would show."""

    def end(self, stage: str) -> None:
        """The stage is complete."""

    def _write(self) -> None:
        """Put it where pages look.

        Raises:
            LostError: the work was given to another process.
        """
        self._at = monotonic()
        kept = 1
        # Nobody's work ends because its progress could not be written at this moment.
        with suppress(OperationalError):
            kept = self._row.update(
                stage=self._stage[:60], done=self._done, total=self._total, heartbeat_at=timezone.now()
            )
        if not kept:
            raise LostError
