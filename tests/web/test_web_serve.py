"""``hengping serve``: starts alone, says what to do, ends as a whole."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from web.served import command, descendants, environment, free_port

_MOST_S = 90.0


@contextmanager
def _served(data: Path) -> Iterator[tuple["subprocess.Popen[str]", int, str]]:
    port = free_port()
    server = subprocess.Popen(
        command(port, data), env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert server.stdout is not None
    try:
        told = ""
        ends = time.monotonic() + _MOST_S
        while "已启动" not in told:
            line = server.stdout.readline()
            assert line, f"ended: {told}"
            told += line
            assert time.monotonic() < ends
        _answer(port, "/accounts/login/", ends)
        yield server, port, told
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            server.kill()
            raise


def _answer(port: int, path: str, ends: float) -> str:
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError:
            raise
        except OSError:
            assert time.monotonic() < ends
            time.sleep(0.2)


@pytest.mark.slow
def test_serve_starts_alone_and_ends_as_a_whole(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with _served(data) as (server, port, told):
        link = re.search(r"http://\S+(/accounts/password/reset/key/\S+)", told)
        assert link, told
        page = _answer(port, link.group(1), time.monotonic() + 30)
        assert "password" in page
        family = descendants(server.pid)
        assert len(family) >= 4
        taken = subprocess.run(
            command(port, tmp_path / "other"), env=environment(tmp_path / "other"), capture_output=True, text=True,
            check=False, timeout=60,
        )  # fmt: skip
        assert taken.returncode == 2
        assert "--port" in taken.stderr
        assert "Traceback" not in taken.stderr
        # A web worker that is killed is replaced, and nobody notices.
        commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in family if Path(f"/proc/{pid}").exists()}
        pages = sorted(pid for pid, line in commands.items() if b"gunicorn" in line)
        os.kill(pages[-1], signal.SIGKILL)
        assert _answer(port, "/accounts/login/", time.monotonic() + 30)
    assert server.returncode == 0
    ends = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in family) and time.monotonic() < ends:
        time.sleep(0.2)
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]
    # The link is shown again as long as nobody has used it.
    with _served(data) as (server, _port, again):
        assert "/accounts/password/reset/key/" in again
        # Killed outright, it leaves nothing behind that would keep the port.
        left = descendants(server.pid)
        server.kill()
        ends = time.monotonic() + 40
        while any(Path(f"/proc/{pid}").exists() for pid in left) and time.monotonic() < ends:
            time.sleep(0.2)
        assert not [pid for pid in left if Path(f"/proc/{pid}").exists()]
    assert data.joinpath("platform.sqlite3").stat().st_mode & 0o077 == 0, "for nobody else on the machine"


def test_worker_says_that_it_needs_postgresql(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "hengping.cli", "worker", "--data", str(tmp_path)], env=environment(tmp_path),
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 2
    assert "HENGPING_DATABASE_URL" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_is_not_there_is_told_clearly(tmp_path: Path) -> None:
    told = {
        **environment(tmp_path),
        "HENGPING_DATABASE_URL": f"postgresql://nobody@127.0.0.1:{free_port()}/nothing",
    }
    ended = subprocess.run(
        command(free_port(), tmp_path), env=told, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 2
    assert "数据库不能使用" in ended.stderr
    assert "Traceback" not in ended.stderr
