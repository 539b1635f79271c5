"""What is asked of a site search: the part of a known title that tells it from others."""

import re

SHORTEST, LONGEST = 4, 12
"""Characters of a query."""
_LEAST_TITLE = 8
_MOST_TITLE = 60
_LEAD = re.compile(
    r"^.{0,24}?关于(?:转发|印发|批转|做好|开展|公布|发布|下达|加强|进一步|同意|召开|举办|组织|调整|公开|征求|对|《)*"
)
_TAIL = re.compile(
    r"的?(?:通知|公告|公示|通告|意见|函|批复|决定|方案|办法|通报|说明|解读|报告|请示|规定|预告|启事|情况|稿)+$"
)
_RUN = re.compile(r"[\u3400-\u9fffA-Za-z0-9]+")
_JOINT = re.compile(
    r"的|和|与|暨|(?:19|20)\d\d年?(?:度|\d{1,2}月份?|[一二三四上下第]{1,2}(?:季度|半年)|前\d{1,2}个月)?(?:\d{1,2}日)?"
    r"|(?:(?<=厅)|(?<=局)|(?<=办公室)|(?<=委员会)|(?<=人民政府))(?=.{4})|召开|举办|推进|开展|发布|负责人谈|聚焦"
)
_LONGEST_UNCUT = 20
"""A run of words without any joint is asked for whole up to this length, rather than cut within a word."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BODY = re.compile(r".{0,8}(?:厅|局|委|委员会|人民政府|办公室|省|市|县|区|镇|乡|街道|中心)")
"""A name of a body or place alone: it stands in half of all titles."""
_NO_SIGNS = re.compile(r"[\W_]+")


def normal(text: str) -> str:
    """Text as titles are compared: without white space, signs and case."""
    return _NO_SIGNS.sub("", text).lower()


def query_of(title: str) -> str:
    """The middle part of a title, cut where words end; empty when it has none worth asking for.

    What stands in half of all official titles (关于…的通知) tells nothing apart; and a search that splits texts into
    words finds no half of a word, so the cut is made at the joints of the title.

    Args:
        title: as printed.
    """
    title = title.strip()
    if not _LEAST_TITLE <= len(title) <= _MOST_TITLE or title.endswith(("…", "...")):
        return ""
    core = _TAIL.sub("", _LEAD.sub("", title).strip("》 ")) or title
    runs: list[str] = sorted(_RUN.findall(core), key=len, reverse=True)
    for run in runs:
        pieces: list[str] = [run] if len(run) <= LONGEST else sorted(_JOINT.split(run), key=len, reverse=True)
        rest = run if len(run) <= _LONGEST_UNCUT else run[:LONGEST]
        for piece in (*(one for one in pieces if len(one) <= LONGEST), rest):
            if len(_CHINESE.findall(piece)) >= SHORTEST and not _BODY.fullmatch(piece):
                return piece
    return ""
