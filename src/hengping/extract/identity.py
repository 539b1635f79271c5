"""Identity items (网站标识) as printed; where the footer stands and how it is built does not matter.

Rules: G17-08 and the 2019 table's item 网站标识 (V19).
"""

import re
from collections.abc import Callable, Iterator
from functools import partial

from hengping.extract.attributes import attributes_in
from hengping.extract.cues import holds_folded, matches_with, places_of, words_in
from hengping.extract.flat import Element, Page
from hengping.extract.written import written_text
from hengping.model.facts import Identity

_GAP = r"[\s:：]*"
_BLANKS = re.compile(r"\s+")
_CODE = r"[A-Za-z]{0,3}(?:\d{10}(?!\d)|\d(?:[ \t]?\d){9}(?!\d)|\d{4,16})"
"""Ten digits, perhaps printed apart; what stands behind them (a telephone, a year) is no part of it."""
_SITE_CODE = re.compile(rf"标识码\s*(?:为|是)?{_GAP}[(（【\[]?\s*(?P<code>{_CODE})(?P<tail>\s?号)?")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼蜀滇黔陇秦港澳台"
_PLACE = rf"(?:[{_PROVINCES}]|(?![案号证为是第])[\u4e00-\u9fff])"
"""The province in front of a record number; which one it is, is no matter of whether a number is printed."""
_ICP = re.compile(
    rf"{_PLACE}?\s*I\s*C\s*P\s*[备证]\s*(?:案)?\s*(?:号|第)?\s*[:：]?\s*\d{{6,12}}(?:\s*-\s*\d+)?(?:\s*号)?"
    r"(?:\s*[-－—]\s*\d+(?:\s*号)?)?",
    re.IGNORECASE,
)
_PSB = re.compile(
    rf"{_PLACE}\s*公\s*网\s*安\s*备\s*(?:案)?\s*(?:号)?\s*[:：]?\s*(?:第)?\s*\d(?:[ \t]?\d){{7,17}}(?:\s*号)?"
    r"|公安(?:机关)?(?:联网)?备案(?:编?号|序号)?\s*[:：]?\s*\d[\d\- ]{6,24}\d(?:\s*号)?"
)
_BODY = r"(?P<body>[^\s:：;；,，。|｜丨/©()（）]{2,40})"
_SPONSOR = re.compile(rf"(?:网站)?主\s?办(?:\s?(?:单\s?位)?\s*[:：]\s*|\s?单\s?位[^\S\n]+){_BODY}")
_NEXT_ITEM = (
    r"I\s?C\s?P|备案|网站|维护|技术支持|(?:政府)?(?:网站)?标识码|"
    r"版权|承办|联系|地址|电话|(?:咨询|服务|监督|投诉|举报|办公|值[班守])(?:电话|热线|邮箱)|热线|传真|邮[编箱]|Tel|E-?mail|Copyright|"
    r"[\u4e00-\u9fff]ICP|[\u4e00-\u9fff]公网"
)
"""What follows a sponsor where nothing printed keeps the footer's items apart."""
_GOVERNOR = re.compile(rf"主\s?管\s?(?:单\s?位)?\s*[:：]\s*{_BODY}")
_OPERATOR = re.compile(rf"(?:承\s?办|运行维护|运\s?维|维\s?护)\s?(?:单\s?位)?\s*[:：]\s*{_BODY}")
_SPONSOR_SUFFIX = re.compile(rf"{_BODY}\s?(?:[(（]\s?主办(?:单位)?\s?[)）]|主办(?=[\s,，。;；|｜©]|$|{_NEXT_ITEM}))")
_SPONSOR_TAIL = re.compile(rf"主办(?:(?=[\s,，。;；|｜©]|$|{_NEXT_ITEM})|(?P<closed>(?:单位)?\s?[)）]))")
"""What stands of a sponsor's name from 主办 on, see :func:`_named_before`."""
_OPERATOR_SUFFIX = re.compile(rf"{_BODY}\s?(?:[(（]\s?承办(?:单位)?\s?[)）]|承办(?=[\s,，。;；|｜©]|$))")
_OPERATOR_TAIL = re.compile(r"承办(?:(?=[\s,，。;；|｜©]|$)|(?P<closed>(?:单位)?\s?[)）]))")
_NEXT_LABEL = re.compile(
    r"(?:(?:政府)?网站)?(?:标识码|(?:值[守班]|咨询|服务|监督|维护|投诉|举报|办公|联系){0,2}电\s?话|地址|承办(?:单位)?|协办(?:单位)?|维护(?:单位)?|运维(?:单位)?|备案号|邮编|邮箱|传真|技术支持|管理(?:单位)?|热线|联系(?:我们|方式|人)|Tel|E-?mail|Fax)$",
    re.IGNORECASE,
)
_BODY_ENDS = re.compile(r"(?P<body>.{2,}(?:政府|办公[室厅]|委员会|管委会|中心|[局厅委院部处]))(?=.{1,10}$)")
"""A body's name with the label of the next item glued to it, whatever that label is."""
_ANCHOR = re.compile(r"标识码|ICP|公网安备|公安(?:机关)?备案|备案(?:序?号)|版权|Copyright|©|All Rights", re.IGNORECASE)
_ICP_END, _ICP_LEAD = frozenset("Pp"), 20
_PSB_END, _PSB_LEAD = frozenset("安关网"), 24
"""Last character before 备 or 证 in a record number, and how long what stands before can be."""
_ANCHOR_WORDS = ("标识码", "公网安备", "公安备案", "公安机关备案", "备案", "版权", "©")
_OPENS = frozenset("(（")
_BODY_LEAD = 46
"""Characters that may stand before 主办 or 承办 where the body is named first."""
_REACH = 260
"""Characters around an anchor (record number, code, copyright) in which sponsor and contact are looked for."""
_MAX_ANCHORS = 400
_CONTACT = re.compile(
    r"(?:电\s?话|热\s?线|传\s?真|邮\s?箱|E-?mail|Tel|联系方式|地\s?址)[^\d@:：\n]{0,14}[:：]?\s*"
    r"(?P<value>[\w.+-]{1,254}(?:@|#|\[at\])[\w.-]{1,253}\.\w+|[48]00[-－—\s]?\d{3,4}[-－—\s]?\d{3,4}|(?:\+?86[-－—\s]?)?[(（]?0?\d{2,4}[)）]?[-－—\s]?\d{3,8}(?:[-－]\d{1,6})?|12345|123\d{2})",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:(?:通讯|联系|单位|办公)?地\s?址|联系(?:方式|我们))\s*[:：][^\S\n]*(?P<value>[^\s|｜]{4,50})")
_MARK = re.compile(
    r"conac\.cn|_ideConac|^(?:党政机关|事业单位)(?:网站)?(?:标[识志])?$|dzjg_logo|(?:^|/)(?:dangzheng|dzjg|conac)[\w-]*\.(?:png|gif|jpg|js)",
    re.IGNORECASE | re.MULTILINE,
)
"""The mark as its issuer gives it out: script and link of conac.cn, copies of its picture by name, or its own name.

A picture that is only called ``red.png`` may show anything.
"""
_RECORD_CUES = ("标识码", "备案", "网安备", "ICP")
_LABEL_ATTRIBUTES = ("alt", "title", "value")
_SIGN_TAGS = frozenset({"a", "img", "script", "span", "area", "input"})
_SIGN_ATTRIBUTES = ("href", "src", "alt", "title", "id", "onclick")
_FAULT_CUES = tuple(cue.encode() for cue in ("找错", "zfwz", "jiucuo"))
_SIGN_CUES = (*_FAULT_CUES, *(cue.encode() for cue in ("conac", "党政机关", "事业单位", "dzjg", "dangzheng")))
"""What no address or name is without that :data:`_MARK` or :data:`_FAULT` finds, in lower case."""
_CONTACT_CUES = ("话", "线", "真", "箱", "ail", "AIL", "el", "EL", "址", "联系")
_FAULT = re.compile(r"政府网站找错|zfwzgl|zfwzzc|jiucuo|网站找错|找错监督", re.IGNORECASE)


def read_identity(page: Page) -> Identity:
    """Identity items printed on a page.

    Args:
        page: the flat page; meta tags do not count, they are not printed.
    """
    text = page.text
    code = next(matches_with(_SITE_CODE, text, "标识码", 0), None)
    icp, psb = _records(text)
    if code is None or icp is None or psb is None:
        beside = _beside(page)
        code = code or next(matches_with(_SITE_CODE, beside, "标识码", 0), None)
        other_icp, other_psb = _records(beside)
        icp, psb = icp or other_icp, psb or other_psb
    spans = _neighbourhoods(page)
    mark, fault = _marks(page)
    return Identity(
        site_code="".join(code["code"].split()) if code else None,
        icp=_folded(icp),
        psb=_folded(psb),
        sponsor=_first(
            spans,
            text,
            partial(matches_with, _SPONSOR, words="主", before=2),
            partial(_named_before, _SPONSOR_SUFFIX, _SPONSOR_TAIL, word="主办"),
            partial(matches_with, _GOVERNOR, words="主", before=0),
        ),
        operator=_first(
            spans,
            text,
            partial(matches_with, _OPERATOR, words=("承", "运", "维"), before=0),
            partial(_named_before, _OPERATOR_SUFFIX, _OPERATOR_TAIL, word="承办"),
        ),
        contact=_contact(spans, text),
        fault_report_entry=fault or "政府网站找错" in text,
        party_gov_mark=mark,
    )


def _beside(page: Page) -> str:
    """Where items stand that are not printed as text: alternative texts of pictures, fixed text that scripts write."""
    told = [one.written for tag in ("img", "area", "input") for one in page.tagged.get(tag, ())]
    labels = [
        value
        for written in told
        if words_in(written, _RECORD_CUES)
        for name in _LABEL_ATTRIBUTES
        if (value := attributes_in(written).get(name))
    ]
    # white space folded as in the page's own text: the patterns below look back over what is optional between blanks
    return _BLANKS.sub(_folded_blank, "\n".join([*labels, written_text(page.scripts, _RECORD_CUES)])).strip()


def _folded_blank(found: re.Match[str]) -> str:
    return "\n" if "\n" in found[0] else " "


def _records(text: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """The first ICP record and the first public security record, looked for around 备 and 证."""
    icp = psb = None
    for at in places_of(text, ("备", "证")):
        before = text[max(0, at - 3) : at].rstrip()[-1:]
        if icp is None and before in _ICP_END:
            icp = _match_before(_ICP, text, at, _ICP_LEAD)
        elif psb is None and before in _PSB_END and text[at] == "备":
            psb = _match_before(_PSB, text, at, _PSB_LEAD)
    return icp, psb


def _match_before(pattern: re.Pattern[str], text: str, at: int, lead: int) -> re.Match[str] | None:
    """The match that begins first of those that begin up to ``lead`` characters before a place."""
    return next(filter(None, (pattern.match(text, begin) for begin in range(max(0, at - lead), at))), None)


def _folded(found: re.Match[str] | None) -> str | None:
    return " ".join(found[0].split()) if found else None


def _neighbourhoods(page: Page) -> list[tuple[int, int]]:
    """Spans of text near a record number, code or copyright line, and footers; joined, in page order."""
    text = page.text
    spans = [
        (max(0, found.start() - _REACH), min(len(text), found.end() + _REACH))
        for found in list(_anchors(text))[-_MAX_ANCHORS:]
    ]
    spans += [(one.start, one.end) for one in page.opening if one.region == "footer"]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _anchors(text: str) -> Iterator[re.Match[str]]:
    """The matches of :data:`_ANCHOR`; its words in letters all have a p or an r."""
    places = places_of(text, _ANCHOR_WORDS)
    places += [at - 2 for at in places_of(text, ("P", "p")) if at > 1]
    places += [at - 4 for at in places_of(text, ("R", "r")) if text[at - 1 : at] == " "]
    floor = 0
    for at in sorted(set(places)):
        found = _ANCHOR.match(text, at) if at >= floor else None
        if found:
            yield found
            floor = found.end()


def _named_before(  # noqa: PLR0917 - the pattern's own arguments are the last
    pattern: re.Pattern[str], tail: re.Pattern[str], text: str, word: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    """Matches of a pattern that ends with a word and its tail; only where both stand, what is before them is tried."""
    places = []
    for at in places_of(text, (word,), start, end):
        found = tail.match(text, at, end)
        before = text[at - 1 : at]
        opened = before in _OPENS or (before.isspace() and text[at - 2 : at - 1] in _OPENS)
        if found and (opened or found["closed"] is None):
            places.append(at)
    floor = start
    for at in places:
        for begin in range(max(floor, at - _BODY_LEAD), at + 1) if at >= floor else ():
            found = pattern.match(text, begin, end)
            if found:
                yield found
                floor = max(found.end(), begin + 1)
                break


def _first(spans: list[tuple[int, int]], text: str, *looks: Callable[..., Iterator[re.Match[str]]]) -> str | None:
    """What the first look that finds something in a span names."""
    # The footer is looked at from the page's end: an article may name its own sponsors earlier.
    for look in looks:
        for start, end in reversed(spans):
            for found in look(text=text, start=start, end=end):
                body = found["body"].strip("　 -–—")
                if text[found.end() : found.end() + 2].lstrip()[:1] in {":", "："}:
                    known = _NEXT_LABEL.sub("", body)
                    glued = _BODY_ENDS.match(body)
                    body = known if known != body else glued["body"] if glued else ""
                if body and not body.endswith(("单位", "主办", "承办")):
                    return body
    return None


def _contact(spans: list[tuple[int, int]], text: str) -> str | None:
    for pattern in (_CONTACT, _ADDRESS):
        for start, end in reversed(spans):
            found = pattern.search(text, start, end) if words_in(text, _CONTACT_CUES, start, end) else None
            if found:
                return found["value"].strip()
    return None


def _marks(page: Page) -> tuple[bool, bool]:
    """Whether the party and government mark and the fault report entry are there: links, images, scripts."""
    written = "\n".join([one.written for tag in _SIGN_TAGS for one in page.tagged.get(tag, ()) if one.written])
    told = _SIGN_TAGS if holds_folded(written, _SIGN_CUES) else ()
    carriers = (one for tag in told for one in page.tagged.get(tag, ()) if holds_folded(one.written, _SIGN_CUES))
    signs = "\n".join(map(_signs, carriers))
    scripts = "\n".join(page.scripts)
    mark = bool(_MARK.search(signs)) or "conac.cn" in scripts or "_ideConac" in scripts
    fault = bool(_FAULT.search(signs)) or (holds_folded(scripts, _FAULT_CUES) and bool(_FAULT.search(scripts)))
    return mark, fault


def _signs(element: Element) -> str:
    attrs = element.attrs
    return "\n".join(attrs[name] or "" for name in _SIGN_ATTRIBUTES if name in attrs)
