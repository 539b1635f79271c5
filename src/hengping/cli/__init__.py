"""The command line: one file per command group, exit codes and file formats as fixed by the contract."""

from hengping.cli.app import main

__all__ = ["main"]
