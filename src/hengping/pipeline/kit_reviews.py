"""Human decisions without the names of those who decided, for a kit that anybody may read.

Scores rest on who decided only so far as several people mark one item: each counts once, and their marks are taken in
the order of the names. Numbers given in that order keep both, so the scores come out the same to the last byte.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from hengping.model import codec
from hengping.model.review import Review
from hengping.pipeline.reading import read_rows

_FORM = re.compile(r"复核人\d+")


def without_names(files: Iterable[Path]) -> dict[Path, bytes]:
    """The same decisions under numbers, without the free text of the reasons; by file.

    Raises:
        RunError: a file does not hold decisions.
    """
    rows = {path: read_rows(path, Review) for path in files}
    actors = sorted({review.actor for reviews in rows.values() for review in reviews})
    width = len(str(len(actors)))
    numbers = {actor: f"复核人{number:0{width}d}" for number, actor in enumerate(actors, start=1)}
    return {
        path: codec.encode_lines(_numbered(review, numbers) for review in reviews) for path, reviews in rows.items()
    }


def is_without_names(path: Path) -> bool:
    """Whether a file of decisions is as :func:`without_names` writes it: numbers only, in the one form of the data."""
    rows = read_rows(path, Review)
    plain = all(_FORM.fullmatch(review.actor) and not review.reason for review in rows)
    return plain and path.read_bytes() == codec.encode_lines(rows)


def _numbered(review: Review, numbers: Mapping[str, str]) -> Review:
    return msgspec.structs.replace(review, actor=numbers[review.actor], reason="")
