"""What the second province is made of: sites, sections, items, letters, guides, and the truth about them.

Nothing here knows how Hengping reads a page: a family of templates turns these words into HTML in its own way.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hengping.demo.truth import Planted
from hengping.model.urls import normal_url

AS_OF = date(2026, 11, 20)

_SUBJECTS = (
    "召开全市安全生产工作视频会议",
    "开展冬季森林防火督导检查",
    "组织志愿者走进社区宣传垃圾分类",
    "推进老旧小区改造提速增效",
    "举办乡村振兴实用技术培训班",
    "深入企业调研解决用工难题",
    "启动秋冬季大气污染防治攻坚行动",
    "联合开展校园周边环境整治",
    "部署今冬明春农田水利建设",
    "优化营商环境打通服务最后一公里",
    "完成饮用水水源地例行监测",
    "发布高温天气健康出行提示",
    "走访慰问一线环卫工人",
    "推广电子证照跨省互认",
    "公布第三批守合同重信用企业",
    "建成十五分钟便民生活圈",
)


@dataclass
class Item:
    """An entry of a section and its page. ``listed``/``printed``: whether list and page print its date."""

    title: str
    day: date
    listed: bool = True
    printed: bool = True
    body: str = ""
    path: str = ""


@dataclass
class Letter:
    """A citizen message; ``replied`` None: open. ``status`` as printed."""

    no: str
    title: str
    asked: date
    replied: date | None = None
    status: str = ""
    text: str = "反映的情况希望有关部门尽快核实处理，谢谢。"
    path: str = ""


@dataclass
class Guide:
    """A service guide: printed label → value, in page order."""

    title: str
    fields: dict[str, str]
    path: str = ""


@dataclass
class Section:
    """A section. ``kind``: list, page (static text), entry (only links to its children), guides, letters."""

    key: str
    title: str
    kind: str = "list"
    items: list[Item] = field(default_factory=list)
    children: list["Section"] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    guides: list[Guide] = field(default_factory=list)
    note: str = ""
    scripted: bool = False
    column_type: str = ""
    menu: bool = True
    path: str = ""
    parent: "Section | None" = None


@dataclass
class Reply:
    """What the server answers for one address."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html"
    location: str = ""
    delay_s: float = 0.0
    drop: bool = False


@dataclass
class Footer:
    """Identity items as a site prints them; an empty text or False is left out."""

    code: str = ""
    icp: str = ""
    psb: str = ""
    sponsor: str = ""
    contact: str = ""
    fault_entry: bool = True
    mark: bool = True


@dataclass
class Site2:
    """One site of the second province."""

    host: str
    name: str
    unit: str
    code: str
    footer: Footer
    site_class: str = "A"
    encoding: str = "utf-8"
    sections: list[Section] = field(default_factory=list)
    home_extra: str = ""
    search: bool = True
    meta_off: set[str] = field(default_factory=set)
    replies: dict[str, Reply] = field(default_factory=dict)
    failing_visits: frozenset[int] = frozenset()
    truth: list[Planted] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Home page."""
        return f"http://{self.host}/"

    def plant(self, check: str, path: str = "/", **values: Any) -> None:
        """Write down a defect; ``path`` may be a whole address."""
        url = path if path.startswith("http") else f"http://{self.host}{path}"
        url = normal_url(url) if check != "meta_missing" else path
        self.truth.append(Planted(check=check, site_code=self.code, url=url, values=values))

    def all_sections(self) -> list[Section]:
        """Sections in menu order, children after their parent."""
        found: list[Section] = []
        for section in self.sections:
            found.append(section)
            found.extend(section.children)
        return found

    def find(self, key: str) -> Section:
        """The section of a key."""
        return next(section for section in self.all_sections() if section.key == key)


def series(newest: date, count: int, step: int = 9, who: str = "我市", seed: int = 0) -> list[Item]:
    """``count`` entries, the newest first, ``step`` days apart."""
    return [
        Item(
            f"{who}{_SUBJECTS[(seed + index * 5) % len(_SUBJECTS)]}（{index + 1}）",
            newest - timedelta(days=step * index),
        )
        for index in range(count)
    ]


GUIDE_VALUES = {
    "设定依据": "《中华人民共和国城乡规划法》第四十条、《省城乡规划条例》第二十八条。",
    "申请条件": "在本市行政区域内有固定住所，年满十八周岁，无不良信用记录。",
    "办理材料": "1.申请表一式两份；2.身份证原件及复印件；3.不动产权证书复印件。",
    "办理地点": "市政务服务中心二楼B区12号窗口（迎宾大道88号）",
    "办理时间": "周一至周五 上午9:00—12:00，下午13:30—17:00（法定节假日除外）",
    "联系电话": "0878-6123456",
    "办理流程": "申请—受理—审查—决定—制证—送达",
}


def guide(title: str, labels: dict[str, str], *, without: tuple[str, ...] = (), **values: str) -> Guide:
    """A guide that prints its elements under this family's ``labels``; those ``without`` are not printed at all."""
    fields = {labels[name]: values.get(name, text) for name, text in GUIDE_VALUES.items() if name not in without}
    return Guide(title, fields)


def months(count: int, days: int = 0) -> date:
    """The monitoring time point less calendar months (2026-11-20 has no clamping), plus days."""
    index = AS_OF.year * 12 + AS_OF.month - 1 - count
    return date(index // 12, index % 12 + 1, AS_OF.day) + timedelta(days=days)
