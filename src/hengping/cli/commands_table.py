"""Which module holds which command; a module is loaded when one of its commands is asked for.

To load all of them takes a second and 40 MB, which every single command would pay.
"""

import importlib
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "worker": "serve",
    "accuracy": "accuracy",
    "init": "init",
    "forecast": "forecast",
    "import": "import_",
    "run": "evaluate",
    "collect": "evaluate",
    "extract": "evaluate",
    "check": "evaluate",
    "score": "evaluate",
    "rank": "evaluate",
    "report": "report",
    "judge": "judge",
    "rescore": "rescore",
    "compare": "compare",
    "peers": "peers",
    "explain": "explain",
    "robustness": "robustness",
    "show": "show",
    "search": "library",
    "policy": "library",
    "hot": "library",
    "answers": "library",
    "read": "read",
    "inspect": "read",
    "lint": "lint",
    "verify": "verify",
    "cases": "cases",
    "kit": "kit",
    "publish": "publications",
    "erratum": "publications",
    "publications": "publications",
    "replay": "replay",
    "bench": "bench",
    "systems": "systems",
    "checks": "checks",
    "archive": "archive",
    "visits": "visits",
    "review": "review",
}
"""Commands in the order of the help, and their modules in ``hengping.cli.commands``. A module has ``register(app)``, or
``app`` when the command is a group of commands."""


class CommandsTable(TyperGroup):
    """The commands of the table, each made when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order of the help."""
        return [*super().list_commands(ctx), *COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name; None when there is none."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"hengping.cli.commands.{COMMANDS[cmd_name]}")
        holder = typer.Typer(rich_markup_mode=None, add_completion=False)
        holder.callback()(_nothing)
        if hasattr(module, "register"):
            module.register(holder)
        else:
            holder.add_typer(module.app, name=cmd_name)
        return get_group(holder).commands.get(cmd_name)


def _nothing() -> None:
    """The holder is a group, however many commands it holds."""
