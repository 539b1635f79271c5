"""Administrative divisions (行政区划) of all years.

Merged counties keep their old codes, so a code that was abolished is still a known one.
"""

import csv
import io
import re
from importlib import resources
from pathlib import Path

import msgspec

from hengping.model.errors import InputError, place

_CODE = re.compile(r"\d{6}")


class Division(msgspec.Struct, frozen=True, kw_only=True):
    """One name of one division code.

    Attributes:
        code: six digits (GB/T 2260).
        name: name without that of the higher division.
        from_year, to_year: first and last year of the name; None when unknown, and for ``to_year`` when still valid.
    """

    code: str
    name: str
    from_year: int | None = None
    to_year: int | None = None


class Divisions(msgspec.Struct, frozen=True):
    """Divisions by code, of any year.

    Attributes:
        by_code: for each code its names, oldest first.
    """

    by_code: dict[str, tuple[Division, ...]]

    def known(self, code: str) -> bool:
        """Whether the six digits were a division in some year."""
        return code in self.by_code

    def names(self, code: str) -> tuple[str, ...]:
        """All names the code had; empty when it is unknown."""
        return tuple(division.name for division in self.by_code.get(code, ()))


def load_divisions(extra: Path | None = None) -> Divisions:
    """The shipped divisions, with a campaign's own rows added or put in their place.

    Args:
        extra: CSV with a header and the columns ``code,name``; a code in it replaces all shipped names of that code.

    Raises:
        InputError: ``extra`` cannot be read; names file, line and column.
    """
    shipped = resources.files("hengping.library.divisions").joinpath("divisions.csv").read_text(encoding="utf-8")
    by_code = _grouped(_shipped_rows(shipped))
    if extra is not None:
        by_code.update(_grouped(_extra_rows(extra)))
    return Divisions(by_code)


def _shipped_rows(text: str) -> list[Division]:
    return [
        Division(
            code=row["code"],
            name=row["name"],
            from_year=int(row["from_year"]) if row["from_year"] else None,
            to_year=int(row["to_year"]) if row["to_year"] else None,
        )
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def _extra_rows(path: Path) -> list[Division]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(
            "读不到行政区划文件", where=place(path), remedy="检查 campaign.yaml 中 divisions 所写的路径"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError("行政区划文件不是UTF-8编码", where=place(path), remedy="另存为UTF-8编码的CSV") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        if not {"code", "name"} <= set(reader.fieldnames or ()):
            raise InputError(
                "缺少 code 或 name 列", where=place(path, 1), remedy="第一行写 code,name,以下每行一个行政区划"
            )
        rows = [(reader.line_num, (row["code"] or "").strip(), (row["name"] or "").strip()) for row in reader]
    except csv.Error as error:
        raise InputError(
            "不是可读的CSV", where=place(path, reader.line_num), remedy="检查该行的引号，或重新导出"
        ) from error
    for line, code, name in rows:
        if not _CODE.fullmatch(code) or not code.isascii() or not name:
            raise InputError(
                f"行政区划代码应为6位数字且有名称：“{code},{name}”", where=place(path, line, "code"), remedy="改正该行"
            )
    return [Division(code=code, name=name) for _, code, name in rows]


def _grouped(rows: list[Division]) -> dict[str, tuple[Division, ...]]:
    groups: dict[str, list[Division]] = {}
    for row in rows:
        groups.setdefault(row.code, []).append(row)
    return {
        code: tuple(sorted(names, key=lambda name: (name.from_year or 0, name.to_year or 9999, name.name)))
        for code, names in groups.items()
    }
