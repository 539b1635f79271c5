"""``hengping serve`` as a real process on a real port, for tests that end it in good order or kill it."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a platform of its own: nothing of this one's settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HENGPING_", "DJANGO_"))}
    return {**kept, "HENGPING_DATA": str(data), "PYTHONUNBUFFERED": "1", **more}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def command(port: int, data: Path) -> list[str]:
    """What somebody types."""
    return [sys.executable, "-m", "hengping.cli", "serve", "--port", str(port), "--data", str(data)]


def descendants(pid: int) -> set[int]:
    """Processes begun by a process, by theirs, and so on."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            found.add(child)
            waiting.append(child)
    return found


def pages_of(pid: int) -> list[int]:
    """The processes of a platform that answer requests, without the one that begins them."""
    found = {}
    for one in descendants(pid):
        try:
            found[one] = (Path(f"/proc/{one}/cmdline").read_bytes(), Path(f"/proc/{one}/stat").read_text())
        except OSError:
            continue
    listening = {one for one, (line, _stat) in found.items() if b"gunicorn" in line}
    return sorted(one for one in listening if int(found[one][1].rpartition(")")[2].split()[1]) in listening)


class Server:
    """A platform that is killed and started again on the same port.

    Args:
        data: its folder.
        more: of its environment, besides the folder.
    """

    def __init__(self, data: Path, **more: str) -> None:
        self.data, self.port = data, free_port()
        self.environment = environment(data, **more)
        self.start()

    def start(self) -> None:
        """Start it; whoever asks must wait until it answers."""
        with (self.data / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                command(self.port, self.data), env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill_one(self, which: int) -> bool:
        """SIGKILL one of the processes that answer; False: there is none at the moment."""
        pages = pages_of(self.process.pid)
        if not pages:
            return False
        os.kill(pages[which % len(pages)], signal.SIGKILL)
        return True

    def kill_all(self) -> None:
        """SIGKILL everything at once, as a power cut does."""
        for pid in [self.process.pid, *descendants(self.process.pid)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()
