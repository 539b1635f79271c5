"""Articles for the tests of reprints: texts that are unlike each other, stock phrases, and light edits."""

from datetime import date
from random import Random  # noqa: TID251 - seeded: the same seed makes the same texts
from typing import Any

from hengping.extract.similar.copies import Compared, SiteArticles, comparable
from hengping.extract.similar.fingerprint import fingerprint
from hengping.extract.similar.reading import figures_of
from hengping.model.content_facts import ArticleFact
from hengping.model.evidence import EvidenceRef
from hengping.model.site import Site

PORTAL = Site(
    site_code="4500000001", name="云溪省人民政府门户网站", unit="云溪省人民政府办公厅", url="http://www.yunxi.gov.cn/"
)
COUNTY = Site(site_code="4500000045", name="清河县人民政府", unit="清河县人民政府", url="http://www.qinghe.gov.cn/")
BUREAU = Site(site_code="4500000077", name="云溪省教育厅", unit="云溪省教育厅", url="http://jyt.yunxi.gov.cn/")
SITES = (PORTAL, COUNTY, BUREAU)
STOCK = (
    "会议强调，要提高政治站位，压实工作责任，加强协同配合，确保各项任务按期完成。",
    "下一步，将健全长效机制，强化督导检查，不断增强人民群众的获得感、幸福感、安全感。",
    "要坚持问题导向，倒排工期，挂图作战，推动各项工作取得新的更大成效。",
    "各地各部门要切实加强组织领导，明确责任分工，细化工作措施，抓好贯彻落实。",
)


def prose(seed: int, sentences: int = 8) -> str:
    """A text of its own: no two seeds share a phrase."""
    rng = Random(seed)  # noqa: S311 - texts, no secrets
    alphabet = [chr(0x4E00 + rng.randrange(6000)) for _ in range(900)]
    lines = ["".join(rng.choice(alphabet) for _ in range(rng.randint(28, 50))) + "。" for _ in range(sentences)]
    return "\n".join(lines)


def stock(seed: int) -> str:
    """A text of set phrases about one matter, as hundreds are written."""
    rng = Random(seed)  # noqa: S311 - texts, no secrets
    matter = rng.choice(["森林防火", "安全生产", "乡村振兴", "营商环境", "污染防治"])
    day = f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日，有关负责人主持召开{matter}工作会议，听取情况汇报。"
    return "\n".join([day, *rng.sample(STOCK, 3)])


def article(site: Site, number: int, text: str, day: date | None, **facts: Any) -> ArticleFact:
    url = f"{site.url}art/{number}.html"
    return ArticleFact(
        url=facts.pop("url", url),
        title=facts.pop("title", f"关于第{number}号工作的消息{number * 7919}"),
        published_on=day,
        text_length=len(text),
        fingerprint=fingerprint(text),
        figures=figures_of(text),
        evidence=EvidenceRef(f"urn:{url}", "sha256:0"),
        **facts,
    )


def on(site: Site, *articles: ArticleFact) -> Compared:
    return comparable(SiteArticles(site, articles))
