"""Pages of one message (留言信件) whose plain labels (时间, 内容) stand under headings: 来信信息, 回复信息."""

import re

from hengping.extract.flat import Page

_GROUP = re.compile(
    r"(?:(?P<asking>来信|信件|留言|咨询|诉求|提问|问题|投诉|写信)|(?P<answering>回复|答复|办理|处理|反馈|官方回复|部门回复))"
    r"(?:信息|情况|详情|内容|结果)?[:：]?"
)
_PLAIN = re.compile(r"(?P<name>标题|主题|时间|日期|内容|状态|编号|单位|部门)[ ]?[:：]?")
_LONGEST = 8


def grouped(page: Page, limit: int) -> str:
    """The page's text with the labels under such headings named in full (来信时间：…); empty without such headings.

    Args:
        page: the flat page.
        limit: where the footer begins.
    """
    parts: list[str] = []
    seen: set[str] = set()
    done, group = 0, ""
    pieces = page.pieces_in(0, limit)
    for place, piece in enumerate(pieces):
        words = page.text[piece.start : piece.end].strip() if piece.end - piece.start <= _LONGEST else ""
        label, heading = _PLAIN.fullmatch(words), _GROUP.fullmatch(words)
        if heading:
            group = "来信" if heading["asking"] else "回复"
            seen.add(group)
            behind = pieces[place + 1] if place + 1 < len(pieces) else None
            named = behind is not None and _PLAIN.fullmatch(page.text[behind.start : behind.end].strip())
            parts.append(f"{page.text[done : piece.start]}\n{'' if named else f'{group}内容：'}")
            done = piece.end
        elif label and group:
            parts.append(f"{page.text[done : piece.start]}\n{group}{label['name']}：")
            done = piece.end
    return "".join([*parts, page.text[done:limit]]) if {"来信", "回复"} <= seen else ""
