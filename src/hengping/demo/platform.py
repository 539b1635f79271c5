"""The demo on the platform: a data folder with the demo's rounds and accounts, started once to see that it answers.

The platform is a program of its own; the demo only starts it, as people do.
"""

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import msgspec

from hengping.demo.last_year import last_year
from hengping.model.errors import RunError
from hengping.pipeline.progress import Progress

FOLDER = "platform"
_NEEDED = ("django", "gunicorn", "allauth")
_PATIENCE_S = 60.0
_PAUSE_S = 0.3
_PAGES = ("", "public/", "tour/", "api/openapi.json")


class DemoPlatform(msgspec.Struct, frozen=True, kw_only=True):
    """What was prepared.

    Attributes:
        data: data folder of the platform.
        password: of every account.
        accounts: user name and what it is for.
    """

    data: Path
    password: str
    accounts: tuple[tuple[str, str], ...]


def has_platform() -> bool:
    """Whether the platform's libraries are installed."""
    return all(importlib.util.find_spec(name) is not None for name in _NEEDED)


def prepare(out: Path, *, workers: int, progress: Progress) -> DemoPlatform:
    """Make last year's round, and a platform with both rounds and one account per role.

    Args:
        out: folder of the demo, with this year's run in it.
        workers: processes.
        progress: told what goes on.

    Raises:
        RunError: the platform could not be filled.
    """
    data = out / FOLDER
    before = last_year(out / "last-year", workers=workers, progress=progress)
    progress.begin("platform", 1)
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "hengping.web", "make-demo", str(out / "run"), str(before)],
        env=_environment(data), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise RunError("演示平台没有装好", where=str(data), remedy=(done.stderr or done.stdout).strip()[-2_000:])
    told = json.loads((data / "demo.json").read_bytes())
    progress.advance("platform", "demo")
    progress.end("platform")
    accounts = tuple((account["username"], account["purpose"]) for account in told["accounts"])
    return DemoPlatform(data=data, password=told["password"], accounts=accounts)


def try_once(platform: DemoPlatform) -> None:
    """Start the platform, see that its first pages answer, and end it.

    Raises:
        RunError: it does not answer.
    """
    log = platform.data / "start.log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    with log.open("wb") as stream:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command(port), env=_environment(platform.data), stdout=stream, stderr=subprocess.STDOUT
        )
        try:
            for page in _PAGES:
                _answers(process, f"http://127.0.0.1:{port}/{page}", log)
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_PATIENCE_S)
            process.kill()


def go_on_serving(platform: DemoPlatform, port: int) -> None:
    """Become the platform, until Ctrl-C."""
    sys.stdout.flush()
    os.execve(sys.executable, command(port), _environment(platform.data))  # noqa: S606 - our own program


def command(port: int) -> list[str]:
    """What starts it."""
    return [sys.executable, "-m", "hengping.web", "serve", "--port", str(port)]


def _environment(data: Path) -> dict[str, str]:
    return {**os.environ, "HENGPING_DATA": str(data.resolve()), "HENGPING_DATABASE_URL": ""}


def _answers(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        with suppress(URLError, OSError), urlopen(address, timeout=10) as answer:  # noqa: S310 - our own address
            if answer.status == 200:  # noqa: PLR2004
                return
        time.sleep(_PAUSE_S)
    raise RunError("平台没有应答", where=address, remedy=f"查看 {log}")
