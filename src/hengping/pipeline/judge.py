"""Judge a table (``hengping judge``): values in, scores, ranks and lists out. No crawling, no network."""

import csv
import io
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal

import msgspec

from hengping.evidence.run_folder import RunFolder
from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.errors import InputError, place
from hengping.model.score import Results, SiteScore
from hengping.model.site import Site
from hengping.ranking.results import rank
from hengping.ranking.tables import lists_csv, ranks_csv, scores_csv, vetoes_csv
from hengping.scoring.reviews import value_limits
from hengping.scoring.site import score_site

Value = Decimal | Literal["NA"] | None

COLUMNS = ("site_code", "item", "value")
_UNUSABLE = re.compile(r"[\x00-\x1f/\\:]|^\.+$")
_FLAGS: tuple[Value, ...] = (None, "NA", Decimal(0), Decimal(1))
_SHOWN = 10
_MAX_LENGTH = 40


class JudgeOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was made.

    Attributes:
        scores: one per site, in roster order.
        results: ranks, lists, figures.
        files: every file written.
    """

    scores: tuple[SiteScore, ...]
    results: Results
    files: tuple[Path, ...]


def judge(system: IndicatorSystem, values_csv: Path, roster: Sequence[Site] | None, out: Path) -> JudgeOutcome:
    """Score and rank the sites of a table and write the contract's files below ``out``.

    Args:
        system: the indicator system.
        values_csv: ``site_code,item,value``; an empty value is missing, ``NA`` not applicable; vetoes 1 or 0. A value
            for a node overrides everything below it.
        roster: who is judged; None: the sites of the table, in order of appearance, in one group.
        out: folder; ``results/<system>/*.csv`` and ``scores/<system>/*.json`` are written.

    Raises:
        InputError: the table cannot be read; lists line numbers and what is wrong with each.
    """
    known = None if roster is None else frozenset(site.site_code for site in roster)
    table = read_values(system, values_csv, known)
    sites = [Site(site_code=code, name=code, url="") for code in table] if roster is None else roster
    scores = tuple(score_site(system, site, (), given=table.get(site.site_code, {})) for site in sites)
    results = rank(system, scores)
    return JudgeOutcome(scores=scores, results=results, files=tuple(_write(system, scores, results, out)))


def read_values(system: IndicatorSystem, path: Path, known_sites: frozenset[str] | None) -> dict[str, dict[str, Value]]:
    """The values by site and item, in file order.

    Raises:
        InputError: see :func:`judge`.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    header = [cell.strip() for cell in next(reader, [])]
    if missing := [name for name in COLUMNS if name not in header]:
        raise InputError(f"缺少列：{'、'.join(missing)}", where=place(path, 1), remedy=f"表头写成 {','.join(COLUMNS)}")
    spots = [header.index(name) for name in COLUMNS]
    limits = value_limits(system)
    vetoes = {veto.id for veto in system.vetoes}
    table: dict[str, dict[str, Value]] = {}
    faults: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            code, item, raw = (cells[spot].strip() if spot < len(cells) else "" for spot in spots)
            fault = _row_fault(code, item, limits, known_sites, table)
            value: Value = None
            if not fault:
                value, fault = _value(item, raw, limits[item])
                if item in vetoes and (fault or value not in _FLAGS):
                    fault = f"{item} 是单项否决，只能为 1、0、NA 或空"
            if fault:
                faults.append(f"第{reader.line_num}行：{fault}")
            else:
                table.setdefault(code, {})[item] = value
    except csv.Error as error:
        raise InputError("不是有效的 CSV", where=place(path, reader.line_num), remedy="检查引号和换行") from error
    if faults:
        shown = "；".join(faults[:_SHOWN])
        rest = f"；另有 {len(faults) - _SHOWN} 行有误" if len(faults) > _SHOWN else ""
        raise InputError(f"{shown}{rest}", where=str(path), remedy="改正这些行后重试")
    return table


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError("文件无法读取", where=str(path), remedy="检查文件是否存在、是否有读取权限") from error
    except UnicodeDecodeError as error:
        raise InputError("文件不是 UTF-8 编码", where=str(path), remedy="另存为 UTF-8 编码的 CSV") from error


def _row_fault(
    code: str,
    item: str,
    limits: dict[str, Decimal],
    known_sites: frozenset[str] | None,
    table: dict[str, dict[str, Value]],
) -> str:
    if not code or _UNUSABLE.search(code):
        return f"site_code“{_short(code)}”有不能使用的字符" if code else "缺少 site_code"
    if known_sites is not None and code not in known_sites:
        return f"名单中没有网站 {_short(code)}"
    if item not in limits:
        return f"指标体系中没有 {_short(item)}" if item else "缺少 item"
    return f"{code} 的 {item} 重复" if item in table.get(code, {}) else ""


def _value(item: str, raw: str, limit: Decimal) -> tuple[Value, str]:
    if not raw:
        return None, ""
    if raw == "NA":
        return "NA", ""
    try:
        number = Decimal(raw)
    except InvalidOperation:
        return None, f"{item} 的值“{_short(raw)}”不是数字"
    if not number.is_finite():
        return None, f"{item} 的值“{_short(raw)}”不是数字"
    if number < 0 or number > limit:
        return None, f"{item} 的值 {_short(raw)} 超出 0 至 {limit}"
    return number, ""


def _short(text: str) -> str:
    return text if len(text) <= _MAX_LENGTH else text[:_MAX_LENGTH] + "…"


def _write(system: IndicatorSystem, scores: Sequence[SiteScore], results: Results, out: Path) -> list[Path]:
    tables = {
        "scores.csv": scores_csv(scores),
        "ranks.csv": ranks_csv(results),
        "vetoes.csv": vetoes_csv(scores),
        "lists.csv": lists_csv(results),
    }
    folder = RunFolder(out)
    files = {folder.results_dir(system.id) / name: data for name, data in tables.items()}
    files |= {folder.score_file(system.id, score.site_code): codec.encode_pretty(score) for score in scores}
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return list(files)
