"""Approved maintenance windows (经批准的维护时段): the campaign's table, and windows approved later.

A table, CSV or spreadsheet, has the columns ``site_code,from,to,document`` (网站标识码、开始时间、结束时间、批准文件).
Times are local (Asia/Shanghai), to the minute or second; ``*`` in place of a site code: every site. ``from`` is inside,
``to`` is not. A table with a wrong row is refused as a whole, every such row named: a window lost in silence would
count a site's approved maintenance against it.

The campaign's table is frozen in the run folder as ``maintenance.csv``. What is approved afterwards is appended to
``maintenance.jsonl``, with who added it, when and why; the account is then made again from the same visits.
"""

import csv
import hashlib
import io
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec

from hengping.evidence.files import append_line, read_entries
from hengping.evidence.manifest import seal, sealed
from hengping.model import codec
from hengping.model.availability import ALL_SITES, MaintenanceWindow, windows_by_site
from hengping.model.errors import InputError, RunError, place
from hengping.model.text import Text
from hengping.pipeline.run_info import now
from hengping.pipeline.run_lock import run_lock
from hengping.roster.tables import Table, read_tables

MAINTENANCE_FILE = "maintenance.csv"
ADDED_FILE = "maintenance.jsonl"
STAGE = "maintenance"
COLUMNS = {
    "site_code": ("site_code", "网站标识码", "标识码"),
    "from": ("from", "开始时间", "起始时间", "开始"),
    "to": ("to", "结束时间", "截止时间", "结束"),
    "document": ("document", "批准文件", "文号", "依据"),
}
_CHINA = timezone(timedelta(hours=8))
_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*(\d{1,2})[:：时](\d{1,2})分?(?:[:：]?(\d{1,2})秒?(?:\.0+)?)?"
)
_MIDNIGHT = 24
_SHOWN = 20


class AddedWindow(msgspec.Struct, frozen=True, kw_only=True):
    """A line of ``maintenance.jsonl``: a window approved after the run began."""

    window: MaintenanceWindow
    actor: str
    reason: str
    added_at: datetime


class _Row(msgspec.Struct, frozen=True):
    number: int
    window: MaintenanceWindow


def load_windows(path: Path, site_codes: Collection[str]) -> tuple[MaintenanceWindow, ...]:
    """Read a table of windows.

    Args:
        path: CSV or spreadsheet.
        site_codes: codes that may occur.

    Raises:
        InputError: the table cannot be read; lists each wrong row by number with the reason.
    """
    table, header, columns = _chosen(path)
    rows: dict[str, list[_Row]] = defaultdict(list)
    faults: list[str] = []
    for row in table.rows[header + 1 :]:
        cells = {name: row.cell(column).strip() for name, column in columns.items()}
        if not any(cells.values()):
            continue
        try:
            window = _window(cells, site_codes)
        except ValueError as error:
            faults.append(f"第{row.number}行：{error}")
            continue
        standing = rows[window.site_code]
        if other := next((each for each in standing if _overlap(window, each.window)), None):
            faults.append(f"第{row.number}行：与第{other.number}行的时段重叠")
        standing.append(_Row(row.number, window))
    if faults:
        more = f"；另有{len(faults) - _SHOWN}行有误" if len(faults) > _SHOWN else ""
        raise InputError("；".join(faults[:_SHOWN]) + more, where=str(path), remedy="改正这些行后重试")
    return _in_order(row.window for own in rows.values() for row in own)


def windows_csv(windows: Iterable[MaintenanceWindow]) -> bytes:
    """The frozen form of a table: the same windows are always the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for window in _in_order(windows):
        times = (each.astimezone(_CHINA).strftime("%Y-%m-%d %H:%M:%S") for each in (window.begins_at, window.ends_at))
        writer.writerow([window.site_code, *times, window.document])
    return text.getvalue().encode()


def read_windows(run: Path, site_code: str | None = None) -> tuple[MaintenanceWindow, ...]:
    """All windows of a run, those added later too; of one site: its own and those of every site.

    Raises:
        RunError: a file is damaged.
    """
    frozen = run / MAINTENANCE_FILE
    windows: list[MaintenanceWindow] = []
    if frozen.exists():
        rows = list(csv.reader(io.StringIO(frozen.read_text(encoding="utf-8"))))[1:]
        try:
            windows += (_window(dict(zip(COLUMNS, row, strict=True)), None) for row in rows)
        except ValueError as error:
            raise RunError(f"维护时段表损坏（{error}）", where=str(frozen), remedy="从备份恢复该文件") from error
    windows += (added.window for added in read_added(run))
    return _in_order(window for window in windows if site_code is None or window.site_code in {site_code, ALL_SITES})


def read_added(run: Path) -> tuple[AddedWindow, ...]:
    """The windows that were added after the run began, in that order.

    Raises:
        EvidenceError: the file is damaged.
    """
    return tuple(read_entries(run / ADDED_FILE, AddedWindow, "维护时段记录损坏 (damaged window)"))


def add_windows(
    run: Path, table: Path, site_codes: Collection[str], *, actor: str, reason: str
) -> tuple[AddedWindow, ...]:
    """Add windows approved after the run began; nothing is taken back.

    Windows that are there already, word for word, are passed over, so the same table may be given twice. Killed between
    writing and sealing: the same call made again seals the file, if all that is not sealed of it are lines that this
    call would have written (windows of the table, the same actor and reason).

    Args:
        run: the run folder.
        table: the windows to add.
        site_codes: codes that may occur.
        actor: who adds them.
        reason: why now.

    Returns:
        The windows added.

    Raises:
        InputError: the table is wrong, a window overlaps one that is there, or actor or reason is missing.
        RunError: another process works on the run.
    """
    for name, value in (("--actor", actor), ("--reason", reason)):
        if not value.strip():
            raise InputError("不能为空", where=name, remedy="写明由谁、因何补充")
    with run_lock(run):
        standing = frozenset(read_windows(run))
        by_site = windows_by_site(standing)
        new = [window for window in load_windows(table, site_codes) if window not in standing]
        for window in new:
            if any(_overlap(window, other) for other in by_site.get(window.site_code, ())):
                raise InputError(
                    f"网站 {window.site_code} 自 {_told(window.begins_at)} 起的时段与已有的时段重叠",
                    where=str(table),
                    remedy="只补充尚未列入的时段",
                )
        added = tuple(AddedWindow(window=each, actor=actor, reason=reason, added_at=now()) for each in new)
        for each in added:
            append_line(run / ADDED_FILE, codec.encode(each))
        if added or _ours(run, frozenset(load_windows(table, site_codes)), actor, reason):
            seal(run, [run / ADDED_FILE], STAGE)
    return added


def _ours(run: Path, windows: Collection[MaintenanceWindow], actor: str, reason: str) -> bool:
    """Whether ``maintenance.jsonl`` is its sealed form and behind it only lines of a call like this."""
    path = run / ADDED_FILE
    if not path.exists():
        return False
    data = path.read_bytes()
    line = sealed(run).get(ADDED_FILE)
    size = line.size if line else 0
    if line and hashlib.sha256(data[:size]).hexdigest() != line.sha256:
        return False
    lines = [each for each in read_added(run) if (each.actor, each.reason) == (actor, reason)]
    made = [codec.encode(each) + b"\n" for each in lines if each.window in windows]
    rest = data[size:]
    return bool(rest) and rest == b"".join(made[-rest.count(b"\n") :])


def window_text(window: MaintenanceWindow) -> Text:
    """A window in words."""
    values = {"begins": _told(window.begins_at), "ends": _told(window.ends_at), "document": window.document}
    return Text(zh="{begins}至{ends}（{document}）", en="{begins} to {ends} ({document})").fill(**values)


def _chosen(path: Path) -> tuple[Table, int, dict[str, int]]:
    """The first table whose first row that says anything is the heading."""
    for table in read_tables(path):
        for index, row in enumerate(table.rows):
            heads = [cell.strip().lower() for cell in row.cells]
            if not any(heads):
                continue
            found = {
                name: heads.index(word) for name, words in COLUMNS.items() for word in words[::-1] if word in heads
            }
            if len(found) == len(COLUMNS):
                return table, index, found
            break
    raise InputError(
        "没有找到表头",
        where=place(path, 1),
        remedy="第一行写成 site_code,from,to,document（或用中文：网站标识码、开始时间、结束时间、批准文件）",
    )


def _window(cells: dict[str, str], site_codes: Collection[str] | None) -> MaintenanceWindow:
    """One row.

    Raises:
        ValueError: what is wrong with it, in Chinese.
    """
    code = cells["site_code"]
    if not code:
        raise ValueError("缺少 site_code（全部网站写 *）")
    if site_codes is not None and code != ALL_SITES and code not in site_codes:
        raise ValueError(f"名单中没有网站 {code[:80]}")
    begins_at, ends_at = (_instant(cells[name], name) for name in ("from", "to"))
    if ends_at <= begins_at:
        raise ValueError("结束时间不晚于开始时间")
    if not cells["document"]:
        raise ValueError("缺少 document（批准文件）")
    return MaintenanceWindow(site_code=code, begins_at=begins_at, ends_at=ends_at, document=cells["document"])


def _instant(text: str, name: str) -> datetime:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(f"{name}“{text[:40]}”不是时刻，应写成 2026-11-20 08:00（北京时间，不带时区）")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    next_day = hour == _MIDNIGHT and not minute and not second
    try:
        instant = datetime(year, month, day, 0 if next_day else hour, minute, second, tzinfo=_CHINA)
    except ValueError as error:
        raise ValueError(f"{name}“{text[:40]}”不是真实的时刻") from error
    return instant + timedelta(days=next_day)


def _overlap(one: MaintenanceWindow, other: MaintenanceWindow) -> bool:
    """Of two windows of one site, or two of every site; one of every site may lie over one of a single site."""
    return one.begins_at < other.ends_at and other.begins_at < one.ends_at


def _in_order(windows: Iterable[MaintenanceWindow]) -> tuple[MaintenanceWindow, ...]:
    return tuple(sorted(windows, key=lambda window: (window.site_code, window.begins_at, window.ends_at)))


def _told(instant: datetime) -> str:
    return instant.astimezone(_CHINA).strftime("%Y-%m-%d %H:%M")
