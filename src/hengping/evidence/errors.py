"""The error of this room."""

from hengping.model.errors import RunError


class EvidenceError(RunError):
    """Evidence cannot be read or written as asked: damaged, changed, in use, or the disk is full."""
