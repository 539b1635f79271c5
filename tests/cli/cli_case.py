"""The command line called in this process: the same ``main``, without the second that a new interpreter costs."""

import contextlib
import io
import sys
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from hengping.cli import app


class Done(NamedTuple):
    """What a finished command left."""

    returncode: int
    stdout: str
    stderr: str


def call(*arguments: object, cwd: Path | None = None) -> Done:
    """Run ``hengping`` with these arguments."""
    told, wrong = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    code = 0
    with (
        contextlib.chdir(cwd or Path.cwd()),
        mock.patch.object(sys, "argv", ["hengping", *map(str, arguments)]),
        mock.patch.object(app, "logs_to_stderr"),
        contextlib.redirect_stdout(told),
        contextlib.redirect_stderr(wrong),
    ):
        try:
            app.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Done(code, *(stream.buffer.getvalue().decode() for stream in (told, wrong)))
