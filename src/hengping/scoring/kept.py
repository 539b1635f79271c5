"""What is worked out once a system and kept: taking a system apart takes longer than scoring a site."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from hengping.indicators.system import IndicatorSystem

Made = TypeVar("Made")
_MOST = 16


class Kept(Generic[Made]):
    """A function of an indicator system that remembers its last results; systems never change once loaded.

    Args:
        make: works the result out.
    """

    def __init__(self, make: Callable[[IndicatorSystem], Made]) -> None:
        self._make = make
        self._lock = Lock()
        self._known: dict[int, tuple[IndicatorSystem, Made]] = {}

    def __call__(self, system: IndicatorSystem) -> Made:
        """The result for this system."""
        found = self._known.get(id(system))
        if found is None or found[0] is not system:
            found = (system, self._make(system))
            with self._lock:
                if len(self._known) >= _MOST:
                    self._known.clear()
                # The system is held, so that its id stays its own.
                self._known[id(system)] = found
        return found[1]
