"""What the builders of constructed completions share: where the published rows are, tables, and the program around."""

import csv
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path


def write_table(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """A CSV file with line feeds."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def run(made: Callable[[Path], Iterable[Path]], seeds: Path) -> int:
    """Write the files into the folder named on the command line and say which they are."""
    if len(sys.argv) != 2 or not seeds.is_dir():
        sys.stderr.write(f"usage: {Path(sys.argv[0]).name} OUT (published rows expected in {seeds})\n")
        return 2
    for path in made(Path(sys.argv[1])):
        sys.stdout.write(f"{path}\n")
    return 0
