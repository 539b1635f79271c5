"""What verifying says: what was checked, and what does not hold."""

from typing import Literal

import msgspec

from hengping.evidence.timestamps import Stamp
from hengping.model.text import Text
from hengping.pipeline.verify_redo import Redo


class Mismatch(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a run that does not hold. ``path`` is relative to the run folder."""

    kind: str
    path: str
    text: Text


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What was checked and what does not hold.

    Attributes:
        files: files that the manifest answers for; 0 when its chain is broken.
        recomputed: scores and tables that were computed again.
        head: SHA-256 of the manifest's last line, to be compared with the one published.
        mismatches: what does not hold.
        dropped: records and screenshots that a retention policy dropped, as the manifest says.
        stamps: time stamps over the manifest that hold; their signatures are not checked here.
        redo: what is merely behind and has to be done again; None: nothing, or what does not hold was changed. Of a run
            that holds: documents written from older results.
        of: what was verified.
        made_with: version of Hengping that packed the kit; empty when it was none.
        made_code: digest of that program's files; empty when the kit does not say.
    """

    files: int
    recomputed: int
    head: str = ""
    mismatches: tuple[Mismatch, ...]
    dropped: int = 0
    stamps: tuple[Stamp, ...] = ()
    redo: Redo | None = None
    of: Literal["run", "kit", "judge"] = "run"
    made_with: str = ""
    made_code: str = ""

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return not self.mismatches
