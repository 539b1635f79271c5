"""Identity items (网站标识) as printed; where the footer stands and how it is built does not matter.

Rules: G17-08 and the 2019 table's item 网站标识 (V19).
"""

import re

from hengping.extract.flat import Element, Page
from hengping.model.facts import Identity

_GAP = r"[\s:：]*"
_SITE_CODE = re.compile(
    rf"标识码\s*(?:为|是)?{_GAP}[(（【\[]?\s*(?P<code>[A-Za-z]{{0,3}}\d(?:[ \t]?\d){{3,15}})(?P<tail>\s?号)?"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼蜀滇黔陇秦港澳台"
_ICP = re.compile(
    rf"[{_PROVINCES}]\s*I\s*C\s*P\s*[备证]\s*(?:案)?\s*(?:号|第)?\s*[:：]?\s*\d{{6,12}}(?:\s*-\s*\d+)?(?:\s*号)?"
    r"(?:\s*[-－—]\s*\d+(?:\s*号)?)?",
    re.IGNORECASE,
)
_PSB = re.compile(
    rf"[{_PROVINCES}]\s*公\s*网\s*安\s*备\s*(?:案)?\s*(?:号)?\s*[:：]?\s*(?:第)?\s*\d(?:[ \t]?\d){{7,17}}(?:\s*号)?"
    r"|公安(?:机关)?(?:联网)?备案(?:编?号|序号)?\s*[:：]?\s*\d[\d\- ]{6,24}\d(?:\s*号)?"
)
_BODY = r"(?P<body>[^\s:：;；,，。|｜丨/©()（）]{2,40})"
_SPONSOR = re.compile(rf"(?:网站)?主\s?办(?:\s?(?:单\s?位)?\s*[:：]\s*|\s?单\s?位[^\S\n]+){_BODY}")
_NEXT_ITEM = r"I\s?C\s?P|备案|(?:政府)?(?:网站)?标识码|版权|承办|联系|地址|电话|[\u4e00-\u9fff]ICP|[\u4e00-\u9fff]公网"
"""What follows a sponsor where nothing printed keeps the footer's items apart."""
_GOVERNOR = re.compile(rf"主\s?管\s?(?:单\s?位)?\s*[:：]\s*{_BODY}")
_OPERATOR = re.compile(rf"(?:承\s?办|运行维护|运\s?维|维\s?护)\s?(?:单\s?位)?\s*[:：]\s*{_BODY}")
_SPONSOR_SUFFIX = re.compile(rf"{_BODY}\s?(?:[(（]\s?主办(?:单位)?\s?[)）]|主办(?=[\s,，。;；|｜©]|$|{_NEXT_ITEM}))")
_OPERATOR_SUFFIX = re.compile(rf"{_BODY}\s?(?:[(（]\s?承办(?:单位)?\s?[)）]|承办(?=[\s,，。;；|｜©]|$))")
_NEXT_LABEL = re.compile(
    r"(?:政府)?(?:网站)?(?:标识码|联系电话|电话|地址|承办(?:单位)?|协办(?:单位)?|维护(?:单位)?|运维(?:单位)?|备案号|邮编|邮箱|传真|技术支持|管理(?:单位)?)$"
)
_ANCHOR = re.compile(r"标识码|ICP|公网安备|公安(?:机关)?备案|备案(?:序?号)|版权|Copyright|©|All Rights", re.IGNORECASE)
_REACH = 260
"""Characters around an anchor (record number, code, copyright) in which sponsor and contact are looked for."""
_MAX_ANCHORS = 400
_CONTACT = re.compile(
    r"(?:电\s?话|热\s?线|传\s?真|邮\s?箱|E-?mail|Tel|联系方式|地\s?址)[^\d@:：\n]{0,14}[:：]?\s*"
    r"(?P<value>[\w.+-]+(?:@|#|\[at\])[\w.-]+\.\w+|[(（]?0?\d{2,4}[)）]?[-－—\s]?\d{3,8}(?:[-－]\d{1,6})?|12345|123\d{2})",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:(?:通讯|联系|单位|办公)?地\s?址|联系(?:方式|我们))\s*[:：][^\S\n]*(?P<value>[^\s|｜]{4,50})")
_MARK = re.compile(
    r"conac\.cn|_ideConac|党政机关|dzjg_logo|(?:^|[/\n])(?:dangzheng|dzjg|conac)[\w-]*\.(?:png|gif|jpg)", re.IGNORECASE
)
_SIGN_TAGS = frozenset({"a", "img", "script", "span", "area", "input"})
_SIGN_ATTRIBUTES = ("href", "src", "alt", "title", "id", "onclick")
_MARK_IMAGE = re.compile(r"(?:^|/)(?:red|blue)\.png$", re.IGNORECASE)
_FAULT = re.compile(r"政府网站找错|zfwzgl|zfwzzc|jiucuo|网站找错|找错监督", re.IGNORECASE)


def read_identity(page: Page) -> Identity:
    """Identity items printed on a page.

    Args:
        page: the flat page; meta tags do not count, they are not printed.
    """
    text = page.text
    code, icp, psb = _SITE_CODE.search(text), _ICP.search(text), _PSB.search(text)
    spans = _neighbourhoods(page)
    sponsor = _first(spans, text, _SPONSOR, _SPONSOR_SUFFIX, _GOVERNOR)
    mark, fault = _marks(page)
    return Identity(
        site_code="".join(code["code"].split()) if code else None,
        icp=_folded(icp),
        psb=_folded(psb),
        sponsor=sponsor,
        operator=_first(spans, text, _OPERATOR, _OPERATOR_SUFFIX),
        contact=_contact(spans, text),
        fault_report_entry=fault or "政府网站找错" in text,
        party_gov_mark=mark,
    )


def _folded(found: re.Match[str] | None) -> str | None:
    return " ".join(found[0].split()) if found else None


def _neighbourhoods(page: Page) -> list[tuple[int, int]]:
    """Spans of text near a record number, code or copyright line, and footers; joined, in page order."""
    spans = [
        (max(0, found.start() - _REACH), min(len(page.text), found.end() + _REACH))
        for found in list(_ANCHOR.finditer(page.text))[-_MAX_ANCHORS:]
    ]
    spans += [
        (element.start, element.end)
        for element in page.elements
        if element.region == "footer" and (element.parent is None or element.parent.region != "footer")
    ]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _first(spans: list[tuple[int, int]], text: str, *patterns: re.Pattern[str]) -> str | None:
    # The footer is looked at from the page's end: an article may name its own sponsors earlier.
    for pattern in patterns:
        for start, end in reversed(spans):
            for found in pattern.finditer(text, start, end):
                body = found["body"].strip("　 -–—")
                if text[found.end() : found.end() + 2].lstrip()[:1] in {":", "："}:
                    body = _NEXT_LABEL.sub("", body) if _NEXT_LABEL.search(body) else ""
                if body and not body.endswith(("单位", "主办", "承办")):
                    return body
    return None


def _contact(spans: list[tuple[int, int]], text: str) -> str | None:
    for pattern in (_CONTACT, _ADDRESS):
        for start, end in reversed(spans):
            found = pattern.search(text, start, end)
            if found:
                return found["value"].strip()
    return None


def _marks(page: Page) -> tuple[bool, bool]:
    """Whether the party and government mark and the fault report entry are there: links, images, scripts."""
    signs = "\n".join(_signs(element) for element in page.elements if element.tag in _SIGN_TAGS and element.attrs)
    images = (element.attrs.get("src") or "" for element in page.elements if element.tag == "img")
    scripts = "\n".join(page.scripts)
    mark = bool(_MARK.search(signs)) or "conac.cn" in scripts or "_ideConac" in scripts
    return mark or any(_MARK_IMAGE.search(source) for source in images), bool(
        _FAULT.search(signs) or _FAULT.search(scripts)
    )


def _signs(element: Element) -> str:
    attrs = element.attrs
    return "\n".join(attrs[name] or "" for name in _SIGN_ATTRIBUTES if name in attrs)
