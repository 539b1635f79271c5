"""How like two titles are, and whether a title names a body: what beside the text tells who has it from whom."""

import re
from functools import lru_cache

from hengping.model.site import Site

_KEPT = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_LEAD = re.compile(r"^(?:转载|转发|图文|图解|组图|视频|快讯|聚焦|关注)+")
_OFFICE = re.compile(
    r"(?:官方网站|门户网站|信息网|政府网站|政府网|网站|门户|官网|网)$|(?:办公室|办公厅|信息中心|融媒体中心|政务公开办|宣传部|综合科)$"
)
_DOCUMENT = re.compile(
    r"^(?:中共|中国)?[\u4e00-\u9fff、\s]{2,40}?(?:人民政府|国务院|委员会|办公厅|办公室|政府|[省市县区部委厅局办院会])\s*"
    r"(?:令|公告|关于.{2,80}的?(?:通知|意见|决定|决议|办法|规定|条例|批复|方案|通告|公告|函|规划|纲要|措施|细则|要点|清单))"
)
_LAW = re.compile(
    r"^(?!.*(?:出台|印发|解读|学习|宣传|宣讲|贯彻|落实|发布|召开|开展|推进|推广|施行|修订了|通过))"
    r"[\u4e00-\u9fff0-9、“”]{4,40}(?:条例|办法|规定|细则|规则|准则|章程|规范|规划|纲要|法)"
    r"(?:[（(][^）)]{1,20}[）)])?》?(?:全文)?$"
)
_FURNITURE = re.compile(
    r"网站(?:声明|地图|简介|帮助|导航)|隐私|版权|免责|关于我们|关于本站|联系我们|使用(?:帮助|说明|须知)|帮助中心|法律声明|公开指南"
)
_SHORTEST_NAME = 4
_OWN = frozenset({"本站", "本网", "本站原创", "本网站", "原创", "本网讯", "本局", "本单位", "本部门", "本站讯"})
_VAGUE = frozenset({"网络", "互联网", "综合", "未知", "无", "其他", "不详", "转载", "网络转载", "暂无", "佚名"})


@lru_cache(maxsize=200_000)
def plain_title(title: str) -> str:
    """A title without punctuation, white space and the marks of reprints before it."""
    return _LEAD.sub("", _KEPT.sub("", title.lower()))


def alike(one: str, other: str) -> bool:
    """Whether two titles may head the same article: one holds the other, or most of their pairs of characters agree."""
    first, second = plain_title(one), plain_title(other)
    if not first or not second:
        return False
    if first == second or (min(len(first), len(second)) >= _SHORTEST_NAME and (first in second or second in first)):
        return True
    left, right = _pairs(first), _pairs(second)
    return 5 * len(left & right) >= 3 * min(len(left), len(right))


@lru_cache(maxsize=50_000)
def _pairs(title: str) -> frozenset[str]:
    return frozenset(title[place : place + 2] for place in range(len(title) - 1)) or frozenset({title})


def is_document(title: str) -> bool:
    """Whether a title is that of a law, or of a document that names who issued it: such texts are passed on by duty."""
    bare = "".join(title.split()).lstrip("《[【(（")
    return bool(_DOCUMENT.match(bare) or _LAW.match(bare))


def is_furniture(title: str) -> bool:
    """Whether a page belongs to the site itself (网站声明, 联系我们): such texts are alike everywhere."""
    return bool(_FURNITURE.search(title))


@lru_cache(maxsize=20_000)
def names_of(site: Site) -> tuple[str, ...]:
    """What a source line may call a site: its name and its sponsor's, without 门户网站, 办公室."""
    bare = {_bare(name) for name in (site.name, site.unit)}
    return tuple(sorted(name for name in bare if len(name) >= _SHORTEST_NAME))


def is_named(source: str, site: Site) -> bool:
    """Whether a printed source (来源) is this site or its sponsor."""
    said = _bare(source)
    if len(said) < _SHORTEST_NAME:
        return False
    return any(
        said == name or name in source or (said in name and len(said) * 2 > len(name)) for name in names_of(site)
    )


def is_foreign(source: str, site: Site) -> bool:
    """Whether a printed source names somebody else: not the site itself, not “本站”, not “网络”."""
    said = "".join(source.split())
    return bool(said) and said not in _OWN and said not in _VAGUE and not is_named(said, site)


@lru_cache(maxsize=20_000)
def _bare(name: str) -> str:
    said = "".join(name.split())
    while (shorter := _OFFICE.sub("", said)) != said and len(shorter) >= _SHORTEST_NAME:
        said = shorter
    return said
