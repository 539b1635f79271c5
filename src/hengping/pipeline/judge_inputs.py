"""What ``hengping judge`` was given, kept beside what it made, so that anybody can make the same again."""

from collections.abc import Sequence
from pathlib import Path

from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.site import Site

INPUTS = "inputs"
VALUES_FILE, SITES_FILE = "values.csv", "sites.jsonl"


def values_file(folder: RunFolder, system_id: str) -> Path:
    """Copy of the table of values, byte for byte."""
    return _place(folder, system_id) / VALUES_FILE


def sites_file(folder: RunFolder, system_id: str) -> Path:
    """The sites that were judged, in order, one a line."""
    return _place(folder, system_id) / SITES_FILE


def input_copies(folder: RunFolder, system_id: str, values: Path, sites: Sequence[Site]) -> list[tuple[Path, bytes]]:
    """The copies to write."""
    return [
        (values_file(folder, system_id), values.read_bytes()),
        (sites_file(folder, system_id), codec.encode_lines(sites)),
    ]


def _place(folder: RunFolder, system_id: str) -> Path:
    # The name was found usable when the system's own file was named.
    return folder.path / INPUTS / folder.system_file(system_id).stem
