"""Policy documents among the archived pages: what they are tagged with (发文机关、文号、日期、主题、有效性).

Only what is printed is taken: a label and its value (发文字号：…), or a document number and a title of the usual form.
"""

import re
from datetime import date

import msgspec

_NUMBER = re.compile(
    r"(?P<prefix>[\u4e00-\u9fff]{1,12}?(?:发|函|办|字|令|规|通|告|政|文|秘|办发|政发|政办发|政规|政办规|办函|政函)?)\s*"
    r"[〔\[［(（【](?P<year>(?:19|20)\d{2})[〕\]］)）】]\s*第?\s*(?P<number>\d{1,4})\s*号"
)
_ORDER = re.compile(r"(?:令|公告)\s*第?\s*(\d{1,4})\s*号|第\s*(\d{1,4})\s*号令")
_LABELS = {
    "issuer": ("发文机关", "发布机构", "发文单位", "制发机关", "发布单位", "公开机构", "发文机构"),
    "number": ("发文字号", "文号", "文件编号", "文件字号", "文 号"),
    "index": ("索引号", "信息索引号", "索 引 号"),
    "themes": ("主题分类", "主题词", "信息分类", "体裁分类", "公文种类", "主 题 词", "分类"),
    "made_on": ("成文日期", "生成日期", "发文日期", "签发日期"),
    "published_on": ("发布日期", "公开日期", "发布时间"),
    "expires_on": ("失效日期", "废止日期", "有效期至", "失效时间"),
    "effective_on": ("生效日期", "实施日期", "施行日期"),
    "validity": ("有效性", "效力状态", "时效性", "是否有效", "文件状态", "效力"),
}
_FORMS = re.compile(
    r"(?:通知|意见|决定|公告|通告|办法|规定|细则|条例|方案|规划|计划|批复|函|决议|纲要|措施|令|目录|指南|标准|预案)"
    r"(?:（[^）]{0,12}）|\([^)]{0,12}\))?$"
)
_ISSUER_OF_TITLE = re.compile(
    r"^(?P<issuer>[\u4e00-\u9fff、\s]{0,40}?(?:人民政府办公厅|人民政府办公室|人民政府|委员会|办公厅|办公室|国务院|[厅局部委院办署]))\s*"
    r"(?:关于|印发|转发)"
)
_ABOUT = re.compile(r"解读|图解|一图读懂|问答|新闻发布|答记者问")
_DATE = re.compile(r"((?:19|20)\d{2})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})")
_REPEALED = re.compile(r"废止|失效|无效|停止执行")
_VALID = re.compile(r"现行有效|有效|继续有效")
_VALUE_STOP = re.compile(
    r"[\n\t]|\s+(?=浏览|点击|阅读|访问|字体|字号|大\s|打印|来源|发布|成文|日期|索引|文号|主题|有效|公开|生成|分类|发文|名称|关键)"
)
_HEAD = 4_000
_LONGEST = 60
_THEMES: dict[str, tuple[str, ...]] = {
    "教育": ("教育", "学校", "招生", "学生", "幼儿园"),
    "卫生健康": ("卫生", "医疗", "健康", "疫情", "药品", "医保"),
    "社会保障和就业": ("社会保险", "社会保障", "养老", "就业", "低保", "救助", "残疾人", "工伤"),
    "住房和城乡建设": ("住房", "房屋", "建设工程", "城市管理", "棚户区", "物业", "建筑"),
    "自然资源和生态环境": ("土地", "征收", "国土", "矿产", "环境", "生态", "污染", "林业", "水资源"),
    "农业农村": ("农业", "农村", "乡村", "粮食", "耕地", "扶贫", "脱贫", "农民"),
    "交通运输": ("交通", "公路", "道路", "客运", "机动车"),
    "市场监管和营商环境": ("市场监管", "营商环境", "企业", "市场主体", "食品安全", "许可", "审批", "招商"),
    "财政和税务": ("财政", "预算", "税", "补贴", "资金", "采购"),
    "应急和安全": ("应急", "安全生产", "消防", "防汛", "地震", "防灾"),
    "科技和工业": ("科技", "创新", "工业", "数字", "信息化", "人才"),
    "文化和旅游": ("文化", "旅游", "文物", "体育"),
    "公安和司法": ("公安", "户籍", "户口", "法治", "执法", "治安", "司法"),
    "政务公开和机关事务": ("政务公开", "信息公开", "政府网站", "机构", "人事", "公务员", "督查"),
}


class PolicyTags(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a policy document is tagged with; empty where nothing is printed.

    Attributes:
        issuer: issuing body. number: document number (文号) with 〔〕. index: index number (索引号).
        made_on, published_on, effective_on, expires_on: dates as ``YYYY-MM-DD``.
        themes: printed theme words, else those that its title is about.
        validity: ``valid`` | ``repealed`` | empty when nothing is printed.
    """

    issuer: str = ""
    number: str = ""
    index: str = ""
    made_on: str = ""
    published_on: str = ""
    effective_on: str = ""
    expires_on: str = ""
    themes: tuple[str, ...] = ()
    validity: str = ""


def policy_tags(title: str, text: str, *, section_class: str = "", published_on: str = "") -> PolicyTags | None:
    """Tags of a page that is a policy document; None when it is none.

    A page is one when it prints a document number or an issuing body under a label, or when its section holds policies
    and its title has the form of one. What only explains or reports one (解读、图解) is none.
    """
    if _ABOUT.search(title):
        return None
    head = text[:_HEAD]
    found = {name: _labelled(head, labels) for name, labels in _LABELS.items()}
    number = _document_number(found["number"]) or _number_beside_title(title, head)
    formed = _FORMS.search(title.strip()) is not None
    labelled = bool(found["number"] and number) or bool(found["index"] and formed)
    if not (labelled or (section_class == "policy" and formed) or (number and formed)):
        return None
    by_title = _ISSUER_OF_TITLE.match(title.strip())
    return PolicyTags(
        issuer=found["issuer"] or (by_title["issuer"].strip() if by_title else ""),
        number=number,
        index=found["index"],
        made_on=_day(found["made_on"]),
        published_on=_day(found["published_on"]) or published_on,
        effective_on=_day(found["effective_on"]),
        expires_on=_day(found["expires_on"]),
        themes=tuple(re.split(r"[、,，;；/\s\\]+", found["themes"]))[:8] if found["themes"] else themes_of(title),
        validity=_validity(title, found["validity"]),
    )


def themes_of(text: str) -> tuple[str, ...]:
    """Fields of government that a text is about, by telling words; at most three, the most telling first."""
    counted = {theme: sum(text.count(word) for word in words) for theme, words in _THEMES.items()}
    ranked = sorted((theme for theme, count in counted.items() if count), key=lambda theme: -counted[theme])
    return tuple(ranked[:3])


def is_in_force(tags: PolicyTags, as_of: date) -> bool | None:
    """Whether a document is in force on a day; None when nothing is printed about it."""
    if tags.validity == "repealed" or (tags.expires_on and tags.expires_on < as_of.isoformat()):
        return False
    return True if tags.validity == "valid" or tags.expires_on else None


def _labelled(text: str, labels: tuple[str, ...]) -> str:
    """The value behind the first label that has one, on its line or in the next cell."""
    for label in labels:
        at = text.find(label)
        while at >= 0:
            rest = text[at + len(label) : at + len(label) + _LONGEST * 2]
            value = re.match(r"[\]】]?\s*[：:]\s*[\t\n ]?|[\t]", rest)
            if value is not None:
                printed = _VALUE_STOP.split(rest[value.end() :].lstrip("\t "), maxsplit=1)[0].strip()
                if printed and printed not in {"无", "—", "-", "/"} and "：" not in printed[:6]:
                    return printed[:_LONGEST]
            at = text.find(label, at + 1)
    return ""


def _document_number(text: str) -> str:
    found = _NUMBER.search(text)
    if found:
        return f"{found['prefix']}〔{found['year']}〕{int(found['number'])}号"
    order = _ORDER.search(text)
    return text.strip() if order and len(text) <= _LONGEST else ""


def _number_beside_title(title: str, text: str) -> str:
    """A document number that stands on a line of its own near the title; those cited in running text are others'."""
    at = text.find(title.strip()[:20])
    for line in text[max(0, at) :][:600].split("\n")[:12]:
        stripped = line.strip()
        if _NUMBER.fullmatch(stripped):
            return _document_number(stripped)
    return ""


def _day(text: str) -> str:
    found = _DATE.search(text)
    if found is None:
        return ""
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return ""


def _validity(title: str, printed: str) -> str:
    if re.search(r"[（(【\[](?:已)?(?:废止|失效)[)）】\]]", title) or _REPEALED.search(printed):
        return "repealed"
    return "valid" if _VALID.search(printed) or printed in {"是", "有效"} else ""
