"""Peak memory of a process and all its children, as the kernel counts it."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_PARENT = re.compile(r"^PPid:\s+(\d+)", re.MULTILINE)
_PROC = Path("/proc")
_EVERY_S = 0.2


class PeakMemory:
    """Watches a process tree until stopped.

    Args:
        pid: its root.

    Attributes:
        peaks: highest resident size so far of every process that was seen, in megabytes, by pid.
    """

    def __init__(self, pid: int) -> None:
        self.peaks: dict[int, float] = {}
        self._pid = pid
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(10)

    def _watch(self) -> None:
        while not self._stopped.wait(_EVERY_S):
            for pid, status in self._tree():
                found = _PEAK.search(status)
                if found:
                    self.peaks[pid] = int(found[1]) / 1000

    def _tree(self) -> Iterator[tuple[int, str]]:
        statuses: dict[int, str] = {}
        for folder in _PROC.iterdir():
            if folder.name.isdecimal():
                try:
                    statuses[int(folder.name)] = (folder / "status").read_text()
                except OSError:
                    continue
        for pid, status in statuses.items():
            above = pid
            while above in statuses and above != self._pid:
                parent = _PARENT.search(statuses[above])
                above = int(parent[1]) if parent else 0
            if above == self._pid:
                yield pid, status
