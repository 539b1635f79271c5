"""``python -m hengping.web errands``: reminders, mails and messages to other programs, again and again."""

import signal
from argparse import ArgumentParser
from threading import Event
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone

from hengping.web.apps.notices.errands import keep_running_errands, run_errands

_EVERY_S = 20.0


class Command(BaseCommand):
    """Runs until it is told to stop; ``--once``: a single round."""

    help = "发送到期提醒、邮件和事件通知"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be given."""
        parser.add_argument("--once", action="store_true", help="只做一轮")
        parser.add_argument("--every", type=float, default=_EVERY_S, help="每轮间隔秒数")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's form
        """Do it."""
        if options["once"]:
            run_errands(timezone.now())
            return
        stop = Event()

        def end(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)

        def wait() -> bool:
            # A connection that broke meanwhile is made anew; none is held while nothing is to be done.
            connections.close_all()
            return stop.wait(options["every"])

        keep_running_errands(wait)
