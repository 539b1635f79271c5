"""Citizen messages of the third province: four ways of showing them, late ones and harmless ones."""

from datetime import date, timedelta
from random import Random  # noqa: TID251 - seeded: the same seed gives the same province

import third_plan as plan
from third_model import AS_OF, Letter, Site
from third_words import SURNAMES, Writer

LIMIT = date(2025, 11, 10)
"""Three months before the monitoring time point: asked on this day is still in time."""
YEAR = date(2025, 2, 10)
QUESTIONS = (
    ("{p}路灯坏了没人修", "您好，{p}主街的路灯从上个月起就不亮了，老人晚上出门很不方便，请问什么时候能修好？"),
    ("咨询{f}补贴怎么申请", "我家住{p}，想申请{f}方面的补贴，不知道需要带什么材料，到哪个窗口办理？"),
    ("反映{p}噪音扰民", "{p}附近一家加工厂夜间施工，影响周围居民休息，希望相关部门管一管。"),
    ("建议增开到{p}的公交", "{p}现在住了很多人，只有一趟公交车，早晚高峰挤不上去，建议增加班次。"),
    ("{f}的政策什么时候出来", "听说今年{f}有新政策，请问正式文件什么时候发布，去年已经申报的还要不要重报？"),
    ("孩子在{p}上学的学区问题", "我们是外来务工人员，租住在{p}，孩子今年上小学，请问划在哪个学区？"),
    ("{p}自来水发黄", "最近一个星期{p}的自来水颜色发黄，还有泥沙，请尽快派人检查水质。"),
)
INVALID = (("测试", "测试测试测试"), ("aaaa", "asdf jkl; 1111"), ("。。。", ""), ("test", "test123"))
WAITING = ("办理中", "待回复", "未回复", "受理中")


def fill_letters(site: Site, writer: Writer, rng: Random) -> None:
    """All messages of a site, newest first; the late ones are planted."""
    box = site.section("lx")
    if box is None:
        return
    wanted = plan.UNANSWERED.get(site.index, 0)
    rows: list[tuple[date, str]] = [
        (AS_OF - timedelta(days=rng.randint(3, 40)), "young"),
        (LIMIT, "young"),
        (YEAR - timedelta(days=rng.randint(15, 200)), "old"),
        (LIMIT - timedelta(days=rng.randint(20, 150)), "invalid"),
        (LIMIT - timedelta(days=rng.randint(20, 200)), "undated_answer"),
    ]
    rows += [(AS_OF - timedelta(days=rng.randint(12, 340)), "answered") for _ in range(5)]
    rows += [(LIMIT - timedelta(days=1 if turn == 0 else rng.randint(9, 250)), "late") for turn in range(wanted)]
    rows.sort(reverse=True)
    for order, (asked, kind) in enumerate(rows):
        values = writer.values(asked)
        title, text = rng.choice(QUESTIONS)
        letter = Letter(
            f"{'XF' if site.variant else ''}{asked:%Y%m%d}{len(rows) - order:04d}",
            title.format(**values), text.format(**values), f"{rng.choice(SURNAMES)}**", asked,
            office=rng.choice(("办公室", "业务科", "便民服务中心", "信息科")),
        )  # fmt: skip
        if kind == "invalid":
            letter.title, letter.text = INVALID[site.index % 4]
        if kind in {"answered", "undated_answer"}:
            letter.answer = (
                f"网友您好：您反映的“{letter.title}”已收悉，经核实，{writer.values(asked)['p']}已安排处理，感谢关注。"
            )
            letter.state = "已回复" if site.index % 2 else "已办结"
            if kind == "answered":
                letter.replied = min(asked + timedelta(days=rng.randint(1, 13)), AS_OF)
        else:
            letter.state = WAITING[site.index % 4]
        base = box.path.split("?")[0].rsplit("/", 1)[0]
        letter.path = f"{base}/mail_{letter.number}.html"
        if letters_style(site) == "blocks":
            letter.path = box.path
        site.letters.append(letter)
        if kind == "late":
            site.plant("message_unanswered", letter.path, letter.number, why=f"{asked} {letters_style(site)}")


def letters_style(site: Site) -> str:
    """How messages are shown."""
    return ("table", "list", "blocks", "status")[(site.index // 2 + site.variant) % 4]


def petition(site: Site) -> list[Letter]:
    """Petitions and reports to the discipline body: no channel for questions, so nothing is overdue there."""
    asked = LIMIT - timedelta(days=40 + site.index)
    return [
        Letter(
            f"JB{asked:%Y%m%d}{turn}",
            "举报某单位公车私用",
            "某单位工作人员节假日使用公车，请查处。",
            "匿名",
            asked,
            state="办理中",
        )
        for turn in range(2)
    ]
