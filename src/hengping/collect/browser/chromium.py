"""Chromium as a program: where it is, how it is started, how much memory it takes, how it is ended.

The package of the distribution is used (Debian: ``chromium``); nothing is downloaded. :data:`PATH_VARIABLE` names
another one. Chromium's own sandbox stays on, except for root, for whom Chromium refuses to start with it.
"""

import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path

PATH_VARIABLE = "HENGPING_CHROMIUM"
"""Environment variable with the path of the browser to use."""
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
HEAP_MB = 512
"""JavaScript heap of one page; a script that wants more crashes its own page only."""
_PROC = Path("/proc")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def find_chromium() -> Path | None:
    """The browser to use; None when there is none."""
    named = os.environ.get(PATH_VARIABLE)
    if named is not None:
        return Path(named) if named and os.access(named, os.X_OK) else None
    found = (shutil.which(name) for name in NAMES)
    return next((Path(path) for path in found if path), None)


def needs_no_sandbox() -> bool:
    """Chromium does not start with its sandbox under root."""
    return os.geteuid() == 0


def arguments(mark: str) -> list[str]:
    """Command line of the browser, besides what the driver gives.

    Args:
        mark: a word by which the process is found again.
    """
    return [
        f"--hengping-mark={mark}",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-domain-reliability",
        "--disable-breakpad",
        "--disable-file-system",
        "--disable-notifications",
        "--disable-webgl",
        "--dns-prefetch-disable",
        "--no-pings",
        "--mute-audio",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        f"--js-flags=--max-old-space-size={HEAP_MB}",
        "--renderer-process-limit=4",
    ]


class ProcessTree:
    """A running browser and all its helpers.

    Attributes:
        root: process id of the browser.
    """

    def __init__(self, root: int) -> None:
        self.root = root

    def pids(self) -> list[int]:
        """The browser and everything below it that runs now."""
        parents = _parents()
        found = [self.root] if self.root in parents else []
        for pid in found:  # grows while it is walked
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def resident_bytes(self) -> int:
        """Memory of the tree; what processes share is counted once, as the largest share of any."""
        own, shared = 0, 0
        for pid in self.pids():
            with suppress(OSError, ValueError, IndexError):
                fields = (_PROC / str(pid) / "statm").read_text().split()
                resident, common = int(fields[1]), int(fields[2])
                own += resident - common
                shared = max(shared, common)
        return (own + shared) * _PAGE_BYTES

    def kill(self) -> None:
        """End all of it at once; nothing is asked, nothing is saved."""
        for pid in self.pids():
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)


def marked_tree(mark: str) -> ProcessTree | None:
    """The browser that was started with this mark: the topmost of its processes; None when it is not running."""
    needle = f"--hengping-mark={mark}".encode()
    parents = _parents()
    marked = {pid for pid in parents if needle in _command(pid)}
    tops = [pid for pid in marked if parents[pid] not in marked]
    return ProcessTree(min(tops)) if tops else None


def _command(pid: int) -> bytes:
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return b""


def _parents() -> dict[int, int]:
    found = {}
    for entry in _PROC.iterdir():
        if entry.name.isdecimal():
            with suppress(OSError, ValueError, IndexError):
                found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    return found
