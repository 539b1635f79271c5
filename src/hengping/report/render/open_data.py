"""The folder ``open-data``: CSV and JSON of every table, data package, dictionary, licence; same inputs, same bytes.

CSV is UTF-8 with a byte order mark, because spreadsheet programs read Chinese only with it, and has CRLF line ends
(RFC 4180). Text that a spreadsheet could take for a formula has an apostrophe before it; JSON has the text as it is.
"""

import csv
import hashlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from hengping.model.cells import inert
from hengping.report.licences import Licence
from hengping.report.open_data import TABLES, DataTable, Field, Value
from hengping.report.open_data_scope import PublicView
from hengping.report.render.html import render_page
from hengping.report.view import ReportView
from hengping.report.wording import chinese_date, printable

DICTIONARY_PAGE = "dictionary.html"
DICTIONARY_TEXT = "dictionary.md"
PACKAGE = "datapackage.json"
LICENCE_FILE = "LICENCE.txt"
README = "README.md"
VERSION = "1.0.0"
KIND_ZH = {"string": "文本", "integer": "整数", "number": "小数", "boolean": "是否"}
_BATCH = 4096


def write_open_data(view: ReportView, folder: Path) -> Iterator[Path]:
    """Write the folder and yield its files.

    Results that are not released are in none of them; the README says so, with the reason.
    """
    folder.mkdir(parents=True, exist_ok=True)
    public = PublicView(view)
    resources: list[dict[str, Any]] = []
    for table in TABLES:
        count = 0
        paths = folder / f"{table.name}.csv", folder / f"{table.name}.json"
        with paths[0].open("w", encoding="utf-8-sig", newline="") as sheet, paths[1].open("wb") as data:
            count = _write_table(table, public, csv.writer(sheet), data)
        resources += [_resource(table, path, count) for path in paths]
        yield from paths
    inputs, licence = view.inputs, view.inputs.licence
    texts = {
        PACKAGE: msgspec.json.format(msgspec.json.encode(_package(public, resources, licence)), indent=1).decode()
        + "\n",
        DICTIONARY_TEXT: _dictionary_text(),
        DICTIONARY_PAGE: render_page(
            "public/dictionary.html.j2", inputs=inputs, tables=TABLES, kind_zh=KIND_ZH, limits=_limits
        ),
        LICENCE_FILE: _licence_text(licence),
        README: _readme(public, resources, licence),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        yield folder / name


def _write_table(table: DataTable, public: PublicView, sheet: Any, data: Any) -> int:
    """Write one table in both forms, a batch at a time; returns the number of its rows."""
    names = [field.name for field in table.fields]
    sheet.writerow(names)
    encode = msgspec.json.Encoder(decimal_format="string").encode
    data.write(b'{"name":' + encode(table.name) + b',"fields":' + encode(names) + b',"rows":[')
    count, lines, parts = 0, [], []
    for row in table.rows(public):
        clean = tuple(printable(value) if isinstance(value, str) else value for value in row)
        lines.append([_csv(value) for value in clean])
        parts.append((b",\n" if count else b"\n") + encode(clean))
        count += 1
        if len(lines) == _BATCH:
            sheet.writerows(lines)
            data.write(b"".join(parts))
            lines, parts = [], []
    sheet.writerows(lines)
    data.write(b"".join(parts) + b"\n]}\n")
    return count


def _csv(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str):
        return inert(value)
    return str(value)


def _resource(table: DataTable, path: Path, rows: int) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    is_csv = path.suffix == ".csv"
    described: dict[str, Any] = {
        "name": table.name if is_csv else f"{table.name}-json",
        "title": table.title,
        "description": table.text,
        "path": path.name,
        "format": path.suffix[1:],
        "mediatype": "text/csv" if is_csv else "application/json",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "rows": rows,
    }
    if is_csv:
        described |= {"profile": "tabular-data-resource", "schema": schema(table)}
    return described


def schema(table: DataTable) -> dict[str, Any]:
    """Frictionless Table Schema of a table."""
    return {
        "fields": [_schema_field(field) for field in table.fields],
        "primaryKey": list(table.key),
        "missingValues": [""],
    }


def _schema_field(field: Field) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if field.required else {}
    limits |= {"enum": list(field.options)} if field.options else {}
    limits |= {
        name: int(value) for name, value in (("minimum", field.least), ("maximum", field.most)) if value is not None
    }
    made = {"name": field.name, "title": field.title, "description": field.text, "type": field.kind}
    made |= {"unit": field.unit} if field.unit else {}
    made |= {"source": field.source} if field.source else {}
    return made | ({"constraints": limits} if limits else {})


def _package(public: PublicView, resources: list[dict[str, Any]], licence: Licence) -> dict[str, Any]:
    inputs = public.view.inputs
    return {
        "profile": "data-package",
        "name": "hengping-open-data",
        "title": printable(f"{inputs.campaign_title}开放数据"),
        "description": "\n".join(_withheld(public)),
        "version": VERSION,
        "created": f"{(inputs.issued_on or inputs.as_of).isoformat()}T00:00:00+08:00",
        "id": printable(inputs.generated_for),
        "licenses": [_described(licence)],
        "contributors": [{"title": printable(inputs.organiser), "role": "publisher"}] if inputs.organiser else [],
        "sources": [{"title": name, "hash": digest} for name, digest in sorted(inputs.digests.items())],
        "resources": resources,
    }


def _described(licence: Licence) -> dict[str, str]:
    """The licence in the data package, which asks for a known name or a path: the file beside it where neither is."""
    made = {"name": licence.name, "title": licence.title, "path": licence.path or LICENCE_FILE}
    return {key: printable(text) for key, text in made.items() if text}


def _licence_text(licence: Licence) -> str:
    head = [printable(each) for each in (licence.title, licence.name, licence.path) if each]
    text = "\n".join(printable(line) for line in licence.text.splitlines())
    return "\n".join(head) + (f"\n\n{text}\n" if text else "\n")


def _withheld(public: PublicView) -> list[str]:
    """Sentences on what is not in the data, and why."""
    lines = []
    for scope in public.scopes:
        title = scope.system.system.system_title
        if not scope.released:
            why = scope.system.results.unpublishable_reason or "有得分为暂定。"
            lines.append(f"暂不公布：《{title}》的结果不在本数据之内。{why}")
        elif scope.hidden(""):
            lines.append(f"《{title}》按规定只公布部分名次或者不排先后，没有公布的名次、总分和指标得分不在本数据之内。")
    if not public.findings_released:
        lines.append("问题统计和栏目台账摘要待全部结果可以公布时一并提供。")
    return [printable(line) for line in lines]


def _readme(public: PublicView, resources: list[dict[str, Any]], licence: Licence) -> str:
    inputs = public.view.inputs
    lines = [
        f"# {_plain(inputs.campaign_title)}开放数据",
        "",
        f"发布单位：{_plain(inputs.organiser) or '——'}　监测时间点：{chinese_date(inputs.as_of)}　数据版本：{VERSION}",
        "",
        *(f"**{_plain(line)}**\n" for line in _withheld(public)),
        (
            f"许可：{_plain(licence.title)}，见 {LICENCE_FILE}。每一列的含义见 {DICTIONARY_PAGE} 或 {DICTIONARY_TEXT}，"
            f"机器可读的说明见 {PACKAGE}（Frictionless Data Package）。"
        ),
        "",
        (
            "CSV 为 UTF-8 编码，带字节顺序标记（BOM），可以直接用表格软件打开；以等号、加号、减号或者 @ 开头的文本前"
            "加一个单引号，"
            "JSON 中没有这个单引号。JSON 的 rows 与 fields 次序一致，小数写成字符串，保留公布的位数；空值为 null。"
        ),
        "",
        "| 文件 | 内容 | 行数 | SHA-256 |",
        "| --- | --- | --- | --- |",
        *(f"| {each['path']} | {each['title']} | {each['rows']} | {each['hash'][7:]} |" for each in resources),
        "",
    ]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Text of others in Markdown: no mark-up, no table cell, no HTML."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#!" else sign for sign in printable(text))


def _limits(field: Field) -> str:
    parts = ["必填"] if field.required else []
    parts += [f"不小于{field.least}"] if field.least is not None else []
    parts += [f"不大于{field.most}"] if field.most is not None else []
    return "；".join([*parts, *(["、".join(field.options)] if field.options else [])])


def _dictionary_text() -> str:
    lines = ["# 数据字典", ""]
    for table in TABLES:
        lines += [
            f"## {table.title}（{table.name}.csv、{table.name}.json）",
            "",
            f"{table.text}每行由{'、'.join(table.key)}确定。",
            "",
            "| 列 | 名称 | 含义 | 类型 | 单位 | 来源 | 限制 |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            *(
                f"| {field.name} | {field.title} | {field.text} | {KIND_ZH[field.kind]} | {field.unit} "
                f"| {field.source} | {_limits(field)} |"
                for field in table.fields
            ),
            "",
        ]
    return "\n".join(lines)
