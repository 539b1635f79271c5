"""A private PostgreSQL for tests: made in a temporary folder, reached over a socket there, gone afterwards.

``python tests/web/postgres.py [pytest arguments]`` runs the tests of the platform on it; ``scripts/with-postgres.sh``
runs any command with ``HENGPING_TEST_DATABASE_URL`` set.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACES = "/usr/lib/postgresql/*/bin"
_USERS = ("postgres", "nobody")
_SETTINGS = {
    # Tests want speed; what they lose in a power cut was made for them.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "logging_collector": "off",
}


def programs() -> Path:
    """The folder of PostgreSQL's own programs, the newest version."""
    beside = shutil.which("initdb")
    found = sorted(Path("/").glob(_PLACES.lstrip("/")), key=lambda path: int(path.parent.name.split(".")[0]))
    if beside is not None:
        return Path(beside).resolve().parent
    if not found:
        sys.exit("没有找到PostgreSQL（需要 initdb 和 postgres）")
    return found[-1]


def _as_user() -> list[str]:
    """PostgreSQL refuses to run as root: step down to somebody without rights."""
    if os.getuid() != 0:
        return []
    for name in _USERS:
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return ["setpriv", f"--reuid={name}", f"--regid={pwd.getpwnam(name).pw_gid}", "--clear-groups", "--"]
    sys.exit("需要一个非root用户来运行PostgreSQL")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def postgres(**settings: str) -> Iterator[str]:
    """Start a server; yields the address of an empty database (``postgresql://…``).

    Args:
        settings: of the server, besides those for tests.
    """
    folder = Path(tempfile.mkdtemp(prefix="hengping-pg-"))
    folder.chmod(0o777)
    data, log = folder / "data", folder / "log"
    user, where = _as_user(), programs()
    port = _free_port()
    subprocess.run(
        [*user, where / "initdb", "-D", data, "-U", "hengping", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        check=True, stdout=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    options = [part for key, value in {**_SETTINGS, **settings}.items() for part in ("-c", f"{key}={value}")]
    with log.open("wb") as stream:
        server = subprocess.Popen(
            [*user, where / "postgres", "-D", data, "-k", folder, "-h", "127.0.0.1", "-p", str(port), *options],
            stdout=stream, stderr=stream, cwd=folder, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(where, folder, port, server, log)
        subprocess.run(
            [where / "createdb", "-h", folder, "-p", str(port), "-U", "hengping", "hengping"], check=True, cwd=folder
        )
        yield f"postgresql://hengping@127.0.0.1:{port}/hengping"
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(where: Path, folder: Path, port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(200):
        ready = subprocess.run(
            [where / "pg_isready", "-q", "-h", folder, "-p", str(port)], check=False, cwd=folder
        ).returncode
        if ready == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")


def main(arguments: list[str]) -> int:
    """Run a command, or the platform's tests, with the server's address in the environment."""
    command = (
        arguments[1:]
        if arguments[:1] == ["--"]
        else [sys.executable, "-m", "pytest", *(arguments or ["-q", "tests/web"])]
    )
    with postgres() as address:
        # No shutdown of the server by Ctrl-C before the command has ended: it gets the signal too.
        return subprocess.run(
            command, check=False, env={**os.environ, "HENGPING_TEST_DATABASE_URL": address}
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
