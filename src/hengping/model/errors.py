"""The errors a person can do something about. Each says what, where and what to do."""

from pathlib import Path


class HengpingError(Exception):
    """Base of all errors meant for people.

    Args:
        what: what is wrong, one sentence, Chinese.
        where: file, line and field, as far as known (``campaign.yaml:12 collect.timeout_s``).
        remedy: what the reader should do.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        parts = [f"{self.where}:{self.what}" if self.where else self.what]
        if self.remedy:
            parts.append(f"处理办法：{self.remedy}")
        return "。".join(part.rstrip("。") for part in parts)


class InputError(HengpingError):
    """The input or the call is wrong (exit code 2)."""


class RunError(HengpingError):
    """A run folder cannot be used as asked: missing stage, other inputs, damaged file (exit code 2)."""


def place(path: Path | str, line: int | None = None, field: str = "") -> str:
    """``file:line field``, leaving out what is unknown."""
    spot = f"{path}:{line}" if line else str(path)
    return f"{spot} {field}" if field else spot
