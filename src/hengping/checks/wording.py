"""From the plain values of a verdict to the sentences people read, in both languages."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from hengping.checks.params import PAGE_TYPES
from hengping.model.evidence import FAILURES, FailureKind
from hengping.model.sections import SECTION_CLASS_ZH, SectionClass
from hengping.model.text import Text

Language = Literal["zh", "en"]

LONGEST = 80
"""Characters of one value in a sentence; more is cut (addresses never), the finding's values keep it whole."""

_WORDS: dict[str, dict[str, Text]] = {
    "signs": {
        "address": Text("网址所带日期", "date in the address"),
        "header": Text("文件修改日期", "date of the file"),
        "numbers": Text("网址编号的先后", "order of numbers"),
        "tag": Text("网页标签PubDate", "tag PubDate"),
    },
    "section_class": {c.value: Text(SECTION_CLASS_ZH[c], c.value) for c in SectionClass},
    "failure": {kind.value: Text(FAILURES[kind].zh, FAILURES[kind].en) for kind in FailureKind},
    "kind": {
        "internal": Text("站内链接", "internal link"),
        "external": Text("站外链接", "external link"),
        "image": Text("图片", "image"),
        "attachment": Text("附件", "attachment"),
        "id_number": Text("身份证号", "identity numbers"),
        "mobile": Text("手机号", "mobile numbers"),
        "bank_card": Text("银行卡号", "bank card numbers"),
    },
    "unread_why": {
        "damaged": Text("文件损坏或格式不符", "damaged, or not what its name says"),
        "encrypted": Text("设有密码", "protected by a password"),
        "too_large": Text("超过读取上限", "over the limits of reading"),
        "scan": Text("扫描件，没有文字", "a scan without text"),
        "form": Text("不支持的文件格式", "of a kind that is not read"),
        "over_budget": Text("只采集了开头部分", "only its beginning was collected"),
        "site_limit": Text("该网站附件的读取总量已达上限", "the limit of reading for all of the site was reached"),
        "dropped": Text("原文已按留存规定清理", "dropped by the retention policy"),
    },
    "doubt": {
        "example": Text("可能是示例", "perhaps an example"),
        "hidden": Text("页面上不显示", "not shown on the page"),
        "alone": Text("不能确定是否个人的号码", "perhaps nobody's"),
        "unit": Text("可能是单位的联系电话", "perhaps an office's telephone"),
        "other_label": Text("标注为其他编号", "labelled as another number"),
        "public_call": Text("可能是依法公告", "perhaps a notice required by law"),
    },
    "blocked_by": {
        "challenge": Text("返回人机验证页面", "a challenge page"),
        **{
            f"http_{status}": Text(f"返回HTTP {status}", f"HTTP {status}")
            for status in (401, 403, 405, 406, 412, 429, 451)
        },
    },
    "how": {
        "display_none": Text("不显示（display:none）", "display:none"),
        "visibility_hidden": Text("不可见（visibility:hidden）", "visibility:hidden"),
        "transparent": Text("完全透明", "transparent"),
        "off_screen": Text("移到屏幕之外", "moved off the screen"),
        "text_indent": Text("缩进到屏幕之外", "indented off the screen"),
        "zero_size": Text("宽或高为零", "no width or height"),
        "tiny": Text("字号为零或极小", "letters too small to see"),
        "colour": Text("文字与背景同色", "letters of the colour of the ground"),
        "class": Text("样式类名表示隐藏", "a class that means hidden"),
        "noscript": Text("只在禁用脚本时显示", "only without scripts"),
        "script": Text("由脚本写入", "written by script"),
        "script_hide": Text("由脚本隐藏", "hidden by script"),
        "script_redirect": Text(
            "来自搜索引擎的访问者被脚本引向该地址", "a script leads visitors from search engines there"
        ),
        "disguised": Text("脚本经编码伪装", "script in disguise"),
        "vocabulary": Text("含不良信息特征词", "words of harmful content"),
        "company": Text("与不良链接同在一处", "beside harmful links"),
        "title_tag": Text("写入标题和描述", "in title and description"),
    },
    "metric": {
        "record": Text("AAAA记录", "AAAA record"),
        "authority": Text("权威域名服务器支持IPv6", "IPv6 authority servers"),
        "home": Text("首页可访问", "home page reachable"),
        "stability": Text("访问成功率", "rate of success"),
        "same_content": Text("IPv4与IPv6内容一致", "same content over IPv4 and IPv6"),
        "second_level": Text("二级链接可访问率", "second-level links"),
        "third_level": Text("三级链接可访问率", "third-level links"),
    },
    "certificate_fault": {
        "expired": Text("已过期", "expired"),
        "not_yet_valid": Text("尚未生效", "not valid yet"),
        "host_mismatch": Text("与域名不符", "for another name"),
        "self_signed": Text("自签名", "self-signed"),
        "untrusted": Text("签发机构不受信任", "issuer not trusted"),
    },
    "part": {
        "guide": Text("政府信息公开指南", "guide"),
        "rules": Text("政府信息公开制度", "rules"),
        "content": Text("法定主动公开内容", "content disclosed by law"),
        "report": Text("政府信息公开年报", "annual reports"),
        "request": Text("依申请公开", "disclosure on application"),
        "documents": Text("行政规范性文件", "normative documents"),
    },
    "page_type": dict(
        zip(PAGE_TYPES, (Text("首页", "home"), Text("栏目页", "section"), Text("文章页", "article")), strict=True)
    ),
}
"""What coded values are called, by the name of the value."""

_YES, _NO, _NONE = Text("是", "yes"), Text("否", "no"), Text("无", "none")
_MONTHS_OF_YEAR = 12


def fill(message: Text, values: Mapping[str, Any]) -> Text:
    """``message`` with its placeholders replaced by readable values.

    Raises:
        KeyError: a placeholder has no value.
    """
    return Text(
        zh=message.zh.format_map(_Readable(values, "zh")),
        en=message.en.format_map(_Readable(values, "en")),
    )


class _Readable(dict[str, str]):
    """Values as text, each made when a sentence asks for it: most sentences name few of them."""

    def __init__(self, values: Mapping[str, Any], language: Language) -> None:
        super().__init__()
        self._values = values
        self._language = language

    def __missing__(self, name: str) -> str:
        """The value as text; KeyError when there is none."""
        text = self[name] = readable(name, self._values[name], self._language)
        return text


def readable(name: str, value: Any, language: Language) -> str:
    """One value as text: lists joined, rates as per cent, codes in words, an empty value as 无.

    Args:
        name: name of the value; it decides how codes and rates are read.
        value: a plain JSON value.
        language: language of the sentence.
    """
    if not isinstance(value, str):  # most are, and the questions below cost more than all else
        if isinstance(value, list | tuple):
            return ("、" if language == "zh" else ", ").join(readable(name, part, language) for part in value)
        if isinstance(value, Mapping):
            return _duration(value, language)
        if isinstance(value, bool):
            return getattr(_YES if value else _NO, language)  # type: ignore[no-any-return]
    if value is None or value == "":
        return str(getattr(_NONE, language))
    if name.endswith("_rate"):
        return _percent(str(value))
    word = _WORDS.get(name, {}).get(str(value))
    text = str(getattr(word, language)) if word else str(value)
    return text if len(text) <= LONGEST or name.endswith("url") else text[: LONGEST - 1] + "…"


def _percent(text: str) -> str:
    try:
        return f"{Decimal(text) * 100:.2f}%"
    except InvalidOperation:
        return text


def _duration(window: Mapping[str, Any], language: Language) -> str:
    days, months = window.get("days", 0), window.get("months", 0)
    if language == "en":
        units = ((months, "month"), (days, "day"))
        parts = [f"{number} {unit}{'s' if number > 1 else ''}" for number, unit in units if number]
        return " and ".join(parts)
    if months and months % _MONTHS_OF_YEAR == 0:
        months_text = f"{months // _MONTHS_OF_YEAR}年"
    else:
        months_text = f"{months}个月" if months else ""
    return months_text + (f"{days}天" if days else "")
