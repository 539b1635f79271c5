"""The errors of this room."""

from hengping.model.errors import RunError


class EvidenceError(RunError):
    """Evidence cannot be read or written as asked: damaged, changed, in use, or the disk is full."""


class TornError(EvidenceError):
    """A record is shorter than the index says or cannot be unpacked, as a lost power supply leaves the last ones."""


class DroppedError(EvidenceError):
    """The payload was dropped by a retention policy: no damage, but no longer there.

    Args:
        url: of the capture.
        on: when, ``YYYY-MM-DD``.
        where: the file.
    """

    def __init__(self, url: str, on: str, *, where: str = "") -> None:
        super().__init__(
            f"内容已按留存规定于{on}清除 (dropped by retention policy on {on})：{url}",
            where=where,
            remedy="如有完整备份，可从备份读取",
        )
        self.on = on
