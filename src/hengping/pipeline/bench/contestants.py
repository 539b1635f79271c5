"""Who takes part in ``bench crawl``: our own crawl, and other people's crawlers as far as they are installed.

``scripts/bench-peers.sh DIR`` installs the others into a folder of their own; nothing of it is a dependency of ours.
Each is run as its makers recommend, with its own caps on speed lifted.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from hengping.pipeline.bench.our_settings import IN_FLIGHT, OurSettings
from hengping.pipeline.bench.running import python_command
from hengping.pipeline.bench.tree import SitePlan

OUR_PROGRAM = "hengping.pipeline.bench.ours"
Field = Literal["whole", "crawlers", "checkers"]
"""How many sites: all, a few for the slower crawlers, or one for link checkers."""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What a contestant is to crawl, and where it may write."""

    homes: tuple[str, ...]
    plans: tuple[SitePlan, ...]
    folder: Path
    peers: Path | None


class Contestant(msgspec.Struct, frozen=True, kw_only=True):
    """One contestant.

    Attributes:
        name: also the key of its goal; ``title`` for people; ``does`` says what work it does.
        field: which subset it crawls.
        command: its command line, and variables of its environment; None when it is not installed.
        cores: 1, or 2 (shared with the server).
        fewest: it counts as valid when it fetched at least this share of the pages.
    """

    name: str
    title: str
    does: str
    field: Field
    command: Callable[[Task], tuple[list[str], Mapping[str, str]] | None]
    cores: int = 1
    fewest: float = 0.99


def _ours(workers: int) -> Callable[[Task], tuple[list[str], Mapping[str, str]] | None]:
    def command(task: Task) -> tuple[list[str], Mapping[str, str]]:
        settings = OurSettings(mode="crawl", homes=task.homes, folder=str(task.folder / "evidence"), workers=workers)
        return python_command(OUR_PROGRAM, settings), {}

    return command


def _our_client(task: Task) -> tuple[list[str], Mapping[str, str]]:
    # Page by page over all sites in turn, so that every host has its share of the requests under way.
    urls = [
        home.rstrip("/") + path
        for paths in zip(*(plan.pages for plan in task.plans), strict=True)
        for home, path in zip(task.homes, paths, strict=True)
    ]
    listed = task.folder / "urls.json"
    task.folder.mkdir(parents=True, exist_ok=True)
    listed.write_bytes(msgspec.json.encode(urls))
    return python_command(OUR_PROGRAM, OurSettings(mode="fetch", homes=task.homes, folder=str(listed))), {}


def _python_peer(program: str, needs: str) -> Callable[[Task], tuple[list[str], Mapping[str, str]] | None]:
    def command(task: Task) -> tuple[list[str], Mapping[str, str]] | None:
        if task.peers is None:
            return None
        python, script = task.peers / "venv/bin/python", task.peers / "programs" / program
        if not script.is_file() or not any(task.peers.glob(f"venv/lib/python*/site-packages/{needs}")):
            return None
        return [str(python), str(script), ",".join(task.homes)], {}

    return command


def _node_peer(program: str, needs: str) -> Callable[[Task], tuple[list[str], Mapping[str, str]] | None]:
    def command(task: Task) -> tuple[list[str], Mapping[str, str]] | None:
        node = shutil.which("node")
        if task.peers is None or node is None:
            return None
        script = task.peers / "node" / program
        if not script.is_file() or not (task.peers / "node/node_modules" / needs).is_dir():
            return None
        return [node, str(script), ",".join(task.homes)], {}

    return command


def _wget(task: Task) -> tuple[list[str], Mapping[str, str]] | None:
    wget = shutil.which("wget")
    if wget is None:
        return None
    limits = ["--recursive", "--level=inf", "--no-verbose", "--no-config", "--tries=1", "--execute=robots=on"]
    return [wget, *limits, "--warc-file=wget", "--directory-prefix=files", *task.homes], {}


def _linkchecker(task: Task) -> tuple[list[str], Mapping[str, str]] | None:
    program = task.peers / "venv/bin/linkchecker" if task.peers else None
    if program is None or not program.is_file():
        return None
    task.folder.mkdir(parents=True, exist_ok=True)
    settings = task.folder / "linkcheckerrc"
    settings.write_text(
        "[checking]\nthreads=32\nmaxrequestspersecond=1000000\nrecursionlevel=-1\n[output]\nstatus=0\nlog=none\n",
        encoding="utf-8",
    )
    return [str(program), "-f", str(settings), *task.homes], {"XDG_DATA_HOME": str(task.folder)}


def _lychee(task: Task) -> tuple[list[str], Mapping[str, str]] | None:
    program = task.peers / "venv/bin/lychee" if task.peers else None
    if program is None or not program.is_file():
        return None
    task.folder.mkdir(parents=True, exist_ok=True)
    inputs = task.folder / "inputs"
    urls = [home.rstrip("/") + path for home, plan in zip(task.homes, task.plans, strict=True) for path in plan.pages]
    inputs.write_text("\n".join(urls) + "\n", encoding="utf-8")
    caps = [f"--max-concurrency={IN_FLIGHT}", f"--host-concurrency={IN_FLIGHT}", "--host-request-interval=0ms"]
    return [str(program), "--no-progress", "--threads=1", *caps, f"--files-from={inputs}"], {}


OUR_CLIENT = Contestant(
    name="our_client", title="衡评的HTTP客户端", does="只请求，不处理", field="whole", command=_our_client
)

OURS = (
    Contestant(
        name="ours",
        title="衡评采集",
        does="采集、robots、限速（间隔为零）、链接表、解析、正文、WARC、断点续采",
        field="whole",
        command=_ours(1),
        fewest=1.0,
    ),
    Contestant(
        name="ours_2",
        title="衡评采集（2个进程、2个核）",
        does="同上，与服务器共用第一个核",
        field="whole",
        command=_ours(2),
        cores=2,
        fewest=1.0,
    ),
    OUR_CLIENT,
)

PEERS = (
    Contestant(
        name="scrapy_idiomatic",
        title="Scrapy（通常写法）",
        does="采集、链接、meta",
        field="crawlers",
        command=_python_peer("scrapy_idiomatic.py", "scrapy"),
    ),
    Contestant(
        name="scrapy_tuned",
        title="Scrapy（精心优化）",
        does="采集、链接、meta",
        field="crawlers",
        command=_python_peer("scrapy_tuned.py", "scrapy"),
    ),
    Contestant(name="wget_warc", title="wget -r --warc-file", does="采集、存档，单连接", field="whole", command=_wget),
    Contestant(
        name="spider_rs",
        title="spider-rs（逐页回调）",
        does="采集、页面和链接交给JavaScript",
        field="crawlers",
        command=_node_peer("spider_rs.mjs", "@spider-rs/spider-rs"),
    ),
    Contestant(name="linkchecker", title="LinkChecker", does="查链接，32线程", field="checkers", command=_linkchecker),
    Contestant(
        name="linkinator",
        title="linkinator",
        does="查链接",
        field="checkers",
        command=_node_peer("linkinator.mjs", "linkinator"),
    ),
    Contestant(
        name="lychee", title="lychee", does="查给定页面上的链接，不自行发现页面", field="crawlers", command=_lychee
    ),
)
