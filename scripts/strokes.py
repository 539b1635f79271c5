#!/usr/bin/env python3
"""Make ``library/strokes/strokes.tsv`` from the Unihan database.

Usage: ``scripts/strokes.py Unihan_IRGSources.txt`` (or ``.txt.bz2``): the file of that name of the Unicode Character
Database 15.0.0, as the Debian package ``unicode-data`` 15.0.0-1 brings it. Of its field ``kTotalStrokes`` the first
value is kept, the one for simplified Chinese (UAX #38), for characters of the blocks CJK Unified Ideographs and
Extension A.
"""

import bz2
import sys
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/hengping/library/strokes/strokes.tsv"
BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
FIELDS = 3


def stroke_counts(source: Path) -> dict[int, str]:
    """For each number of strokes its characters, in code point order."""
    data = source.read_bytes()
    text = (bz2.decompress(data) if source.suffix == ".bz2" else data).decode()
    found: defaultdict[int, list[str]] = defaultdict(list)
    for line in text.splitlines():
        cells = line.split("\t")
        if len(cells) != FIELDS or cells[1] != "kTotalStrokes":
            continue
        point = int(cells[0].removeprefix("U+"), 16)
        if any(point in block for block in BLOCKS):
            found[int(cells[2].split()[0])].append(chr(point))
    return {count: "".join(sorted(found[count])) for count in sorted(found)}


def main(source: str) -> None:
    """Write the table: one line for each number of strokes."""
    counts = stroke_counts(Path(source))
    TARGET.write_text("".join(f"{count}\t{characters}\n" for count, characters in counts.items()), encoding="utf-8")
    sys.stderr.write(f"{sum(map(len, counts.values()))} characters, {len(counts)} stroke counts\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
