"""Challenge pages: what a web application firewall serves instead of the page."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from hengping.extract.encoding import decode
from hengping.model.evidence import TURNED_AWAY_STATUS

_SHORT = 400
"""Visible characters above which a page holds more than a challenge does."""
_INVISIBLE = re.compile(
    r"<script\b.*?(?:</script\s*>|$)|<style\b.*?(?:</style\s*>|$)|<!--.*?(?:-->|$)|<noscript\b.*?(?:</noscript\s*>|$)"
    r"|<title\b.*?(?:</title\s*>|$)|<[^>]*>?|&\w{1,8};",
    re.IGNORECASE | re.DOTALL,
)
_REACH = 200_000
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_WORDS = re.compile(
    r"安全验证|访问验证|人机验证|身份验证后访问|访问被(?:拦截|阻断|拒绝|禁止)|请求被(?:拦截|阻断|拒绝)|请求已被(?:拦截|阻断)|"
    r"您的(?:访问|请求)(?:可能)?(?:存在|带有|含有|过于|频繁|异常|被)|疑似(?:攻击|黑客)|网站防火墙|云防护|创宇盾|安全狗|"
    r"请(?:开启|启用|打开)\s?JavaScript|滑动验证|拖动滑块|正在(?:进行)?(?:安全)?(?:检查|验证)(?:您的)?(?:浏览器|访问)?|"
    r"Just a moment|Checking your browser|Access Denied|Attention Required|Request (?:unsuccessful|blocked)|DDoS "
    r"protection",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"wzws|jsl_clearance|__jsluid|acw_sc__v|_waf_|safeline|yunsuo_session|__cf_chl|challenge-platform|geetest|"
    r"\$_ts\s*[=.]|aliyun_waf|anti[-_]?bot|_\$jsvmprt|captcha",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"document\.cookie\s*=|location(?:\.href)?\s*=|location\.(?:reload|replace|assign)\s*\(|\beval\s*\(", re.IGNORECASE
)
_LINK = re.compile(r"<a\b[^<>]{0,500}?\bhref\s*=\s*[\"']?(?!javascript:|#)", re.IGNORECASE)
_SURE_LINK = re.compile(rb"<[aA](?=\s)[^<>\x80-\xff]{0,300}?\s[hH][rR][eE][fF]=[\"']?(?![jJ])[\w./]")
"""A link that the pattern above finds in the text as well, in any encoding that keeps ASCII. Told from its first bytes
without folding case, which makes it ten times as fast."""
_SURE_REACH = 60_000
_FRAMES = re.compile(r"<(?:i?frame|frameset)\b", re.IGNORECASE)
_RELOCATION_ONLY = re.compile(
    r"^\s*(?:(?:window|self|top|document)\.)?location(?:\.href)?\s*=\s*[\"'][^\"']*[\"']\s*;?\s*$"
)
_SCRIPT_TEXT = re.compile(r"<script\b[^<>]*>(.*?)(?:</script|\Z)", re.IGNORECASE | re.DOTALL)
_FEW_LINKS = 3


def challenge_kind(body: bytes, status: int) -> str:
    """Why this answer is no page of the site: empty for an ordinary page.

    Args:
        body: bytes as served.
        status: HTTP status.

    Returns:
        ``http_403``, ``http_429`` … for a refusal by status; ``challenge`` for a page that only runs a script to let
        the browser in, or says that the visit was stopped; else the empty text.
    """
    if status in TURNED_AWAY_STATUS:
        return f"http_{status}"
    if not body:
        return ""
    if _more_links(_SURE_LINK.finditer(body, 0, _SURE_REACH)):
        return ""  # nearly every page; told without decoding it
    text, _ = decode(body[:_REACH])
    return "challenge" if _is_door(text) else ""


def _more_links(found: Iterator[object]) -> bool:
    """More links than a challenge has."""
    return sum(1 for _ in islice(found, _FEW_LINKS + 1)) > _FEW_LINKS


def _visible(text: str) -> str:
    """The visible characters, or so many of them that the page is none."""
    parts: list[str] = []
    start = length = 0
    for hidden in chain(_INVISIBLE.finditer(text), (None,)):
        part = "".join(text[start : hidden.start() if hidden else None].split())
        parts.append(part)
        length += len(part)
        if hidden is None or length > _SHORT:
            break
        start = hidden.end()
    return "".join(parts)


def _is_door(text: str) -> bool:
    if _more_links(_LINK.finditer(text)):
        return False
    visible = _visible(text)
    if len(visible) > _SHORT:
        return False
    if _WORDS.search(visible):
        return True
    if not _SCRIPT.search(text) or _FRAMES.search(text):
        return False
    scripts = _SCRIPT_TEXT.findall(text)
    # A plain forwarding to the real home page is ordinary.
    forwards = all(_RELOCATION_ONLY.match(script) or not script.strip() for script in scripts)
    return not forwards and _scripted_door(text, visible, scripts)


def _scripted_door(text: str, visible: str, scripts: list[str]) -> bool:
    """Hardly any visible text, and a script that earns the way in."""
    if _NAMES.search(text) and (len(visible) < _SHORT // 4 or _WORDS.search(text)):
        return True
    if visible and len(visible) > _SHORT // 8:
        return False
    inline = "".join(scripts)
    return bool(_WORDS.search(text)) or ("document.cookie" in inline and bool(_GENERIC.search(inline)))
