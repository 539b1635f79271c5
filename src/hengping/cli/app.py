"""The ``hengping`` command: collects the command groups and turns errors into one clear line and an exit code."""

import codecs
import errno
import io
import sys
from typing import Annotated

import typer

from hengping import __version__
from hengping.cli import exit_codes
from hengping.cli.commands_table import CommandsTable
from hengping.cli.console import inert
from hengping.model.errors import HengpingError
from hengping.pipeline.logs import logs_to_stderr

app = typer.Typer(
    name="hengping",
    cls=CommandsTable,
    help="衡评：政府网站绩效评估。Hengping: government website performance evaluation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_INTERRUPTED = "已中断；已完成的部分都在，再次运行同一命令即可继续"


def _version(value: bool) -> None:  # noqa: FBT001 - typer's callback form
    if value:
        print(f"hengping {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本。Show the version.")
    ] = False,
) -> None:
    """衡评：政府网站绩效评估。Hengping: government website performance evaluation."""


def main() -> None:
    """Run the command line; never shows a traceback for something a person can mend."""
    # Logs are for whoever runs the service; people read the progress and the error line.
    logs_to_stderr()
    _make_printable()
    try:
        app()
    except HengpingError as error:
        print(f"错误：{inert(str(error))}", file=sys.stderr)
        sys.exit(exit_codes.WRONG_INPUT)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            # The reader (head, less) has gone; nothing is left to tell anybody.
            sys.stderr.close()
            sys.exit(exit_codes.DONE)
        spot = f"{error.filename}:" if error.filename else ""
        print(f"错误：{spot}{_system_error(error)}", file=sys.stderr)
        sys.exit(exit_codes.WRONG_INPUT)
    except SystemExit as end:
        # Typer turns Ctrl-C within a command into this exit.
        if end.code == exit_codes.INTERRUPTED:
            print(_INTERRUPTED, file=sys.stderr)
        raise
    except KeyboardInterrupt:
        print(_INTERRUPTED, file=sys.stderr)
        sys.exit(exit_codes.INTERRUPTED)


def _make_printable() -> None:
    """Let Chinese text pass a terminal that says it knows ASCII only, and no character stop a command on any other."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            plain = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding="utf-8" if plain else None, errors="replace")


def _system_error(error: OSError) -> str:
    """What the operating system refused, and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "磁盘空间不足。处理办法：腾出空间后再次运行，将从中断处继续"
    return f"无法读取或写入（{error.strerror or error}）。处理办法：检查路径、权限和磁盘后再次运行"
