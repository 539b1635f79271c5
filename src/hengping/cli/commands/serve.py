"""``serve`` and ``worker``: the web platform. It is a program of its own; the command line only starts it."""

import importlib.util
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hengping.model.errors import InputError

_NEEDED = ("django", "gunicorn", "procrastinate")
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="数据目录，缺省为 hengping-data。Folder of everything it keeps."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("serve", help="启动网络平台，Ctrl-C停止。Start the web platform; Ctrl-C ends it.")(serve)
    app.command("worker", help="在本机增加评估工作进程（需PostgreSQL）。Add workers on this host (PostgreSQL).")(worker)


def serve(
    host: Annotated[str, typer.Option("--host", help="监听的地址。Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="监听的端口。Port to listen on.")] = 8000,
    data: Data = None,
) -> None:
    """Start the platform with its supervisor."""
    _become(["serve", "--host", host, "--port", str(port)], data)


def worker(
    processes: Annotated[int, typer.Option("--processes", min=1, help="工作进程数。Worker processes.")] = 1,
    data: Data = None,
) -> None:
    """Do stages of runs for a platform with PostgreSQL over a shared folder."""
    _become(["worker", "--processes", str(processes)], data)


def _become(arguments: list[str], data: Path | None) -> NoReturn:
    """Go on as the platform's process: signals then reach it, and nothing stands between.

    Raises:
        InputError: the platform's libraries are not installed.
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise InputError(
            f"没有安装网络平台所需的组件（缺少 {'、'.join(missing)}）",
            where="hengping[web]",
            remedy="运行 pip install 'hengping[web]' 后重试",
        )
    environment = dict(os.environ)
    if data is not None:
        environment["HENGPING_DATA"] = str(data.resolve())
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", "hengping.web", *arguments], environment)  # noqa: S606 - our own program
