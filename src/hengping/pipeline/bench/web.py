"""``bench web``: the platform under load. A country's results made in PostgreSQL, 50 people at once, public pages.

The platform runs as ``hengping serve`` runs it (gunicorn with the same settings); the people are threads of
this process on the same cores, so what they cost is in the times. Each opens a page, reads it for a while, opens the
next; pages are drawn from a mix with a fixed seed. The database is the one that ``HENGPING_DATABASE_URL`` names, which
must be empty: ``scripts/with-postgres.sh -- hengping bench web`` makes one.
"""

import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from hengping.model.errors import InputError, RunError
from hengping.pipeline.bench.goals import WEB_P95_MS, WEB_PUBLIC_PER_S, Goal

THINK_S = 2.0
"""How long somebody looks at a page before opening the next."""
_FULL = (14_000, 150, 50)
_HOST = "127.0.0.1"
_OK = 200
_WRK_S = 10


class PageKind(msgspec.Struct, frozen=True, kw_only=True):
    """Times of one kind of page, in milliseconds."""

    name: str
    count: int
    median_ms: float
    p95_ms: float


class BenchWeb(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured.

    Attributes:
        complete: no page failed.
        load_s: seconds to put the made results into the database.
        think_s: seconds between the pages of one person.
        public_per_s: answers a second of the public home page; None: wrk is not installed.
    """

    full_size: bool
    complete: bool
    sites: int
    items: int
    users: int
    seconds: float
    think_s: float
    load_s: float
    pages: int
    errors: int
    pages_per_s: float
    p95_ms: float
    kinds: tuple[PageKind, ...]
    public_per_s: float | None
    goals: tuple[Goal, ...]


class _Made(msgspec.Struct, frozen=True):
    campaign: str
    run: str
    session: str
    cookie: str
    system: str
    sites: tuple[str, ...]


def bench_web(
    *, sites: int, items: int, users: int, seconds: float, note: Callable[[str], None] = lambda _text: None
) -> BenchWeb:
    """Load, serve, use, measure.

    Args:
        sites: rows of the table.
        items: its columns.
        users: people at once.
        seconds: how long.
        note: told what happens.

    Raises:
        InputError: no database is named.
        RunError: the platform cannot be started.
    """
    address = os.environ.get("HENGPING_DATABASE_URL") or os.environ.get("HENGPING_TEST_DATABASE_URL", "")
    if not address:
        raise InputError(
            "没有指定数据库",
            where="HENGPING_DATABASE_URL",
            remedy="运行 scripts/with-postgres.sh -- hengping bench web",
        )
    folder = Path(tempfile.mkdtemp(prefix="hengping-bench-web-"))
    environment = {**os.environ, "HENGPING_DATABASE_URL": address, "HENGPING_DATA": str(folder)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    try:
        note(f"性能测试 web：正在生成{sites}个网站 × {items}个评分点")
        _platform(environment, "migrate", "-v", "0")
        began = time.perf_counter()
        made = msgspec.json.decode(_platform(environment, "bench-load", str(sites), str(items)), type=_Made)
        load_s = time.perf_counter() - began
        port = _free_port()
        server = _serve(environment, port)
        try:
            _wait(port, server)
            note(f"{users}人同时使用{seconds:.0f}秒")
            times, errors = _use(port, made, users, seconds)
            public = _public_rate(port)
        finally:
            server.terminate()
            server.wait(60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _result(times, errors, public, (sites, items, users), seconds, load_s)


def _result(  # noqa: PLR0917 - what was measured, put together
    times: Mapping[str, list[float]],
    errors: int,
    public: float | None,
    size: tuple[int, int, int],
    seconds: float,
    load_s: float,
) -> BenchWeb:
    every = sorted(each for part in times.values() for each in part)
    p95 = _at(every, 0.95)
    kinds = tuple(
        PageKind(name=name, count=len(part), median_ms=_at(sorted(part), 0.5), p95_ms=_at(sorted(part), 0.95))
        for name, part in sorted(times.items())
    )
    return BenchWeb(
        full_size=size == _FULL,
        complete=not errors and bool(every),
        sites=size[0],
        items=size[1],
        users=size[2],
        seconds=seconds,
        think_s=THINK_S,
        load_s=round(load_s, 1),
        pages=len(every),
        errors=errors,
        pages_per_s=round(len(every) / seconds, 1),
        p95_ms=p95,
        kinds=kinds,
        public_per_s=public,
        goals=(
            Goal(name="95%的页面", measured=p95 if every else None, goal=WEB_P95_MS, unit="毫秒"),
            Goal(name="公开页面", measured=public, goal=WEB_PUBLIC_PER_S, unit="次/秒", at_most=False),
        ),
    )


def _at(ordered: list[float], share: float) -> float:
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)], 1) if ordered else 0.0


def _platform(environment: Mapping[str, str], *arguments: str) -> bytes:
    """Run one of the platform's commands to its end."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "hengping.web", *arguments], env=environment, capture_output=True, check=False
    )
    if done.returncode:
        raise RunError("平台命令失败", where=arguments[0], remedy=done.stderr.decode(errors="replace")[-500:])
    return done.stdout


def _serve(environment: Mapping[str, str], port: int) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own program
        [
            sys.executable, "-m", "gunicorn", "-c", "python:hengping.web.config.gunicorn", "--log-level", "error",
            "--bind", f"{_HOST}:{port}", "hengping.web.config.wsgi",
        ],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _free_port() -> int:
    from http.server import BaseHTTPRequestHandler, HTTPServer  # noqa: PLC0415 - asks the system for a free port

    server = HTTPServer((_HOST, 0), BaseHTTPRequestHandler)
    port = server.server_port
    server.server_close()
    return port


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        try:
            if _get(http.client.HTTPConnection(_HOST, port, timeout=60), "/accounts/login/", {}) == _OK:
                return
        except OSError:
            pass
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RunError("平台没有启动", where=f"{_HOST}:{port}", remedy="单独运行 hengping serve 查看错误")


def _get(connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str]) -> int:
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    answer.read()
    return answer.status


class _Chance:
    """Which page a person opens next: spread evenly, and the same in every run."""

    def __init__(self, number: int) -> None:
        self._number, self._step = number, 0

    def below(self, limit: int) -> int:
        """A number from 0 up to, and without, ``limit``."""
        self._step += 1
        return zlib.crc32(f"{self._number}/{self._step}".encode()) % limit

    def between(self, low: float, high: float) -> float:
        """A number between two."""
        return low + (high - low) * self.below(1_000) / 1_000


def _mix(made: _Made, chance: _Chance) -> tuple[str, str]:
    """The next page that somebody opens: its kind and its address."""
    base = f"/campaigns/{made.campaign}"
    table = f"{base}/results/?system={made.system}"
    kinds: tuple[tuple[int, str, Callable[[], str]], ...] = (
        (3, "结果表", lambda: f"{table}&page={1 + chance.below(100)}"),
        (2, "按评分点排序", lambda: f"{table}&sort=-item:item-{chance.below(50)}"),
        (2, "筛选", lambda: f"{table}&group=设区市&q={chance.below(100)}"),
        (1, "全部评分点", lambda: f"{table}&show=items&page={1 + chance.below(100)}"),
        (4, "单个网站", lambda: f"{base}/sites/{made.sites[chance.below(len(made.sites))]}/"),
        (1, "总体情况", lambda: f"{base}/"),
        (1, "评估名单", lambda: f"{base}/roster/"),
        (1, "运行问题", lambda: f"{base}/runs/{made.run}/problems/"),
        (1, "首页", lambda: "/"),
    )
    drawn = [(name, address) for weight, name, address in kinds for _ in range(weight)]
    name, address = drawn[chance.below(len(drawn))]
    return name, address()


def _use(port: int, made: _Made, users: int, seconds: float) -> tuple[dict[str, list[float]], int]:
    times: dict[str, list[float]] = {}
    errors: list[str] = []
    lock = threading.Lock()
    ends = time.monotonic() + seconds
    headers = {"Cookie": f"{made.cookie}={made.session}", "Accept-Language": "zh-CN"}

    def somebody(number: int) -> None:
        chance = _Chance(number)
        connection = http.client.HTTPConnection(_HOST, port, timeout=60)
        time.sleep(chance.between(0, THINK_S))
        while time.monotonic() < ends:
            name, path = _mix(made, chance)
            began = time.perf_counter()
            try:
                status = _get(connection, _quoted(path), headers)
            except (OSError, http.client.HTTPException):
                connection.close()
                status = 0
            took = (time.perf_counter() - began) * 1000
            with lock:
                if status == _OK:
                    times.setdefault(name, []).append(took)
                else:
                    errors.append(path)
            time.sleep(chance.between(0.5, 1.5) * THINK_S)

    people = [threading.Thread(target=somebody, args=(number,), daemon=True) for number in range(users)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return times, len(errors)


def _quoted(path: str) -> str:
    """An address in ASCII."""
    return re.sub(r"[^\x21-\x7e]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), path)


def _public_rate(port: int) -> float | None:
    """Answers a second of the public home page, by wrk, 32 connections; None without wrk, or without such a page."""
    program = shutil.which("wrk")
    if program is None or _get(http.client.HTTPConnection(_HOST, port, timeout=60), "/public/", {}) != _OK:
        return None
    done = subprocess.run(  # noqa: S603 - the load generator found on this machine
        [program, "-t1", "-c32", f"-d{_WRK_S}s", f"http://{_HOST}:{port}/public/"], capture_output=True, check=False
    )
    found = re.search(rb"Requests/sec:\s*([\d.]+)", done.stdout)
    return float(found[1]) if found else None
