"""Problems that assessors recorded (评估人员记录的问题): a table, a line a site."""

import csv
import io
from collections.abc import Collection

from hengping.model.errors import InputError
from hengping.report.inputs import Observation

COLUMNS = ("problem", "title", "examined", "site_code")


def read_observations(data: bytes, name: str, known: Collection[str]) -> dict[str, Observation]:
    """Read ``problem,title,examined,site_code``; the order of lines is the order in which sites are named.

    Args:
        data: CSV in UTF-8, with or without BOM.
        name: of the file, for faults.
        known: codes of the sites on the roster.

    Raises:
        InputError: names every wrong line.
    """
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
        rows = [
            (number, {key: value or "" for key, value in row.items()}) for number, row in enumerate(reader, start=2)
        ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError("不能作为CSV读取", where=name, remedy="存为UTF-8编码的CSV") from error
    if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
        raise InputError(f"缺少列{'、'.join(missing)}", where=name, remedy=f"表头应有 {','.join(COLUMNS)}")
    found: dict[str, tuple[str, int, list[str]]] = {}
    faults = []
    for number, row in rows:
        fault = _fault(row, known, found)
        if fault:
            faults.append(f"第{number}行{fault}")
        else:
            key = row["problem"].strip()
            found.setdefault(key, (row["title"].strip(), int(row["examined"]), []))[2].append(row["site_code"].strip())
    faults += [
        f"“{key}”有{len(sites)}个网站，多于核查的{examined}个"
        for key, (_, examined, sites) in found.items()
        if len(sites) > examined
    ]
    if faults:
        more = f"（共{len(faults)}处）" if len(faults) > 1 else ""
        raise InputError("；".join(faults[:5]) + more, where=name, remedy="改正这些行")
    return {
        key: Observation(title=title, examined=examined, sites=tuple(sites))
        for key, (title, examined, sites) in found.items()
    }


def _fault(row: dict[str, str], known: Collection[str], found: dict[str, tuple[str, int, list[str]]]) -> str:
    key, code, examined = row["problem"].strip(), row["site_code"].strip(), row["examined"].strip()
    if not key:
        return "没有问题编号（problem）"
    if code not in known:
        return f"的网站标识码{code or '（空）'}不在评估名单中"
    if not examined.isdecimal():
        return "的核查网站数（examined）不是整数"
    before = found.get(key)
    if before and (before[0], before[1]) != (row["title"].strip(), int(examined)):
        return f"的名称或核查网站数与“{key}”前面各行不同"
    return f"的网站{code}重复" if before and code in before[2] else ""
