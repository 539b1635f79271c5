"""``python -m hengping.web``: the platform's processes. People type ``hengping serve`` and ``hengping worker``.

``serve``, ``supervise``, ``worker``, ``work-one``, ``coordinate``, ``do-work``, ``bench-load``; anything else goes to
Django's management commands.
"""

import argparse
import os
import signal
import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from pydantic import ValidationError

from hengping.model.errors import HengpingError
from hengping.web.serving.saying import complain

_WRONG_INPUT = 2


def main() -> int:
    """Run one of them; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengping.web.config.settings")
    # Accounts, mails, evidence: for whoever runs the platform, not for everybody on the machine.
    os.umask(0o077)
    name, arguments = (sys.argv[1] if len(sys.argv) > 1 else "help"), sys.argv[2:]
    try:
        if name in _WITHOUT_DJANGO:
            return _WITHOUT_DJANGO[name](arguments)
        import django

        django.setup()
        if name in _WITH_DJANGO:
            return _WITH_DJANGO[name](arguments)
        from django.core.management import execute_from_command_line

        execute_from_command_line(["hengping.web", name, *arguments])
    except HengpingError as error:
        complain(str(error))
        return _WRONG_INPUT
    except ValidationError as error:
        fields = "、".join(str(fault["loc"][0]) for fault in error.errors() if fault["loc"])
        complain(f"环境变量 HENGPING_… 的值不正确：{fields}")
        return _WRONG_INPUT
    return 0


def _serve(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="hengping serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args(arguments)
    from hengping.web.serving.starting import serve

    return serve(asked.host, asked.port)


def _worker(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="hengping worker")
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args(arguments)
    from hengping.web.serving.starting import work

    return work(max(asked.processes, 1))


def _supervise(_arguments: list[str]) -> int:
    from hengping.pipeline.logs import logs_to_stderr
    from hengping.web.serving.alone import only_one
    from hengping.web.serving.supervisor import Supervisor

    logs_to_stderr()
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    with only_one(stop):
        Supervisor().work(stop)
    return 0


def _work_one(_arguments: list[str]) -> int:
    from hengping.web.serving.jobs import work

    work()
    return 0


def _coordinate(arguments: list[str]) -> int:
    from hengping.web.serving.coordinating import coordinate

    return coordinate(arguments)


def _do_work(arguments: list[str]) -> int:
    from hengping.pipeline.logs import logs_to_stderr
    from hengping.web.serving.background import do_work

    logs_to_stderr()
    return do_work(uuid.UUID(arguments[0]), uuid.UUID(arguments[1]))


def _make_demo(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="hengping demo")
    parser.add_argument("this_year", type=Path)
    parser.add_argument("last_year", type=Path, nargs="?")
    asked = parser.parse_args(arguments)
    from hengping.web.demo.make import make_demo
    from hengping.web.serving.starting import migrate

    migrate()
    make_demo(asked.this_year, asked.last_year)
    return 0


def _bench_load(arguments: list[str]) -> int:
    from hengping.web.serving.bench_load import main as load

    return load(arguments)


_WITHOUT_DJANGO: dict[str, Callable[[list[str]], int]] = {"serve": _serve, "worker": _worker}
_WITH_DJANGO: dict[str, Callable[[list[str]], int]] = {
    "supervise": _supervise,
    "work-one": _work_one,
    "coordinate": _coordinate,
    "do-work": _do_work,
    "bench-load": _bench_load,
    "make-demo": _make_demo,
}


if __name__ == "__main__":
    sys.exit(main())
