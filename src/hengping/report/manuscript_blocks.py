"""A manuscript's text as blocks: paragraphs with figures, second headings, and pieces that the program writes."""

import re

from hengping.model.errors import InputError
from hengping.report.blocks import Block, Heading, Paragraph
from hengping.report.figures.query import Queries
from hengping.report.pieces import PIECES

_PIECE = re.compile(r"\[\[\s*([a-z_]+)((?:\s+[^\s\]]+)*)\s*\]\]")
_PLACEHOLDER = re.compile(r"\{(?:[^{}\\]|\\.)*\}")
_BRACE = re.compile(r"[{}]")
_SHOWN = 40
_LEAD = re.compile(r"\*\*(.+?)\*\*(.*)", re.DOTALL)


def written_blocks(ask: Queries, text: str, *, where: str) -> list[Block]:
    """The blocks of a manuscript's text; every line is a block.

    Args:
        ask: answers the placeholders.
        text: as :mod:`hengping.report.manuscript` describes it.
        where: which part of the manuscript, for faults.

    Raises:
        InputError: a placeholder or a piece cannot be made from these results.
    """
    blocks: list[Block] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not (content := line.strip()):
            continue
        try:
            blocks += _blocks(ask, content)
        except InputError as error:
            raise InputError(
                error.what, where=f"文稿 {where} 第{number}行：{error.where}", remedy=error.remedy
            ) from error
    return blocks


def _blocks(ask: Queries, line: str) -> list[Block]:
    if line.startswith("## "):
        return [Heading(level=2, text=ask.text(line[3:].strip()))]
    if found := _PIECE.fullmatch(line):
        return _piece(ask, found[1], found[2].split())
    if line.startswith("[[") or _BRACE.search(_PLACEHOLDER.sub("", line)):
        raise InputError(
            "括号不成对，或者引用的写法不对",
            where=line[:_SHOWN],
            remedy="引用写作 {名称[参数]}，段落写作 [[名称 编号]]",
        )
    if found := _LEAD.fullmatch(line):
        return [Paragraph(lead=ask.text(found[1]), text=ask.text(found[2]))]
    return [Paragraph(text=ask.text(line))]


def _piece(ask: Queries, name: str, arguments: list[str]) -> list[Block]:
    if name not in PIECES:
        raise InputError(f"没有名为{name}的段落", where=f"[[{name}]]", remedy=f"可用的有：{'、'.join(PIECES)}")
    try:
        return PIECES[name](ask, *arguments)
    except (KeyError, TypeError) as error:
        raise InputError(
            f"结果中没有这一段所要的内容（{error}）",
            where=f"[[{' '.join((name, *arguments))}]]",
            remedy="核对名称后面的编号",
        ) from error
