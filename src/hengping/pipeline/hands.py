"""Who may do the units of a stage elsewhere: the door through which the platform spreads a run over several hosts."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hengping.pipeline.context import Run
    from hengping.pipeline.units import Unit


class Hands(Protocol):
    """Does units; see docs/adr/0032."""

    def do(self, run: "Run", stage: str, units: "Sequence[Unit]", on_done: "Callable[[Unit], None]") -> None:
        """Do every unit and stamp it; return when all are done.

        Args:
            run: whose run.
            stage: of which stage.
            units: independent of each other; done in any order, by anybody who sees the same folder.
            on_done: told of each unit once.

        Raises:
            RunError: a unit failed; those done stay done.
        """
