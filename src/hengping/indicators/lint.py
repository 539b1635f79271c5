"""Lint a system file: every fault at once, each with line, field and remedy."""

from collections.abc import Iterable
from pathlib import Path

from hengping.indicators.claims_faults import source_faults
from hengping.indicators.faults import LintFault
from hengping.indicators.load import parse_system, system_path
from hengping.indicators.yamlfile import read_document
from hengping.model.errors import InputError


def lint(id_or_path: str | Path, known_checks: Iterable[str] | None = None) -> list[LintFault]:
    """All faults of a system file, in file order, and behind them the slips of the source it was read from.

    A file is wrong when any of them has the severity ``fault``; see :func:`is_wrong`.

    Args:
        id_or_path: the file, or a library id.
        known_checks: ids of the checks that exist; None leaves check ids unexamined, for this room knows no
            checks.

    Raises:
        InputError: the file cannot be found or read at all.
    """
    path = system_path(id_or_path)
    data = path.read_bytes()
    try:
        document = read_document(path, data)
    except InputError as error:
        line = error.where.removeprefix(f"{path}").lstrip(":").split(" ", maxsplit=1)
        number = int(line[0]) if line[0].isdigit() else 1
        field = line[1] if len(line) > 1 else ""
        return [LintFault(line=number, field=field, zh=error.what, en="not plain YAML", remedy=error.remedy)]
    system, faults = parse_system(document, None if known_checks is None else frozenset(known_checks))
    return faults if system is None else [*faults, *source_faults(document, system)]


def is_wrong(faults: Iterable[LintFault]) -> bool:
    """Whether any of the faults is the file's own."""
    return any(fault.severity == "fault" for fault in faults)
