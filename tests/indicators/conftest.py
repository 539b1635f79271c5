"""Lint and the loader read a spoilt file one after the other: here its YAML is taken apart once."""

from functools import lru_cache
from pathlib import Path

import pytest

from hengping.indicators import lint as lint_room
from hengping.indicators import load as load_room
from hengping.indicators import yamlfile
from hengping.indicators.yamlfile import Document


@pytest.fixture(autouse=True)
def one_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document by its bytes; what cannot be read is read again, and refused in the name of its file."""

    @lru_cache(maxsize=4)
    def by_bytes(data: bytes) -> Document:
        return yamlfile.read_document(Path("system.yaml"), data)

    def read(path: Path, data: bytes | None = None) -> Document:
        try:
            return by_bytes(path.read_bytes() if data is None else data)
        except Exception:  # noqa: BLE001 - whatever it is, it comes again
            return yamlfile.read_document(path, data)

    for room in (lint_room, load_room):
        monkeypatch.setattr(room, "read_document", read)
