"""The table of commands names every command of every module, each with its own module."""

import pkgutil
from importlib import import_module

import typer
from typer.main import get_group

from hengping.cli import commands
from hengping.cli.commands_table import COMMANDS


def test_the_table_holds_all_commands_of_all_modules() -> None:
    found = {}
    for module in pkgutil.iter_modules(commands.__path__):
        loaded = import_module(f"{commands.__name__}.{module.name}")
        if hasattr(loaded, "register"):
            holder = typer.Typer()
            holder.callback()(lambda: None)
            loaded.register(holder)
            found |= dict.fromkeys(get_group(holder).commands, module.name)
        elif hasattr(loaded, "app"):
            name = next(
                (name for name, place in COMMANDS.items() if place == module.name), f"not in the table: {module.name}"
            )
            found[name] = module.name
    assert found == COMMANDS
