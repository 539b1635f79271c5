"""Service guides of the third province, in five layouts, with synonyms of the eight elements."""

from random import Random  # noqa: TID251 - seeded: the same seed gives the same province

import third_plan as plan
from third_model import Guide, Site

MATTERS = [
    "医师执业注册",
    "户外广告设置审批",
    "取水许可",
    "道路货物运输经营许可",
    "食品经营许可",
    "民办幼儿园设立审批",
    "城乡居民养老保险参保登记",
    "林木采伐许可",
    "劳务派遣经营许可",
    "机动车维修经营备案",
    "特种作业操作证申领",
    "老年人优待证办理",
    "再生育登记",
    "律师执业许可",
]
ELEMENTS = ["事项名称", "设定依据", "申请条件", "办理材料", "办理地点", "办理时间", "联系电话", "办理流程"]
LABELS = {
    "事项名称": ["事项名称", "办理事项", "服务名称", "项目名称"],
    "设定依据": ["设定依据", "法律依据", "办理依据", "政策依据"],
    "申请条件": ["申请条件", "受理条件", "办理条件", "申报条件"],
    "办理材料": ["办理材料", "申请材料", "所需材料", "申报材料"],
    "办理地点": ["办理地点", "受理地点", "办理窗口", "办公地址"],
    "办理时间": ["办理时间", "工作时间", "办公时间", "受理时间"],
    "联系电话": ["联系电话", "咨询电话", "咨询方式", "联系方式"],
    "办理流程": ["办理流程", "办理程序", "办事流程", "办理步骤"],
}
TEXTS = {
    "设定依据": "《{f}管理条例》第{n}条：从事该活动的，应当向主管部门提出申请。",
    "申请条件": "1.在本行政区域内登记；2.有固定场所；3.近{n}年无不良记录。",
    "办理材料": "1.申请表；2.身份证明复印件；3.场所证明；4.其他材料（见附表）。",
    "办理地点": "{a}民生大道{n}6号政务服务中心二楼{n}号窗口",
    "办理时间": "工作日上午8:30—12:00，下午3:00—6:00（法定节假日除外）",
    "联系电话": "0776-28{n}5{n}10",
    "办理流程": "申请→受理→审查→决定→送达",
}
PLACEHOLDERS = ("暂无", "——", "待补充", "")
LAYOUTS = ("table", "dl", "tabs", "headings", "pairs", "bold")


def fill_guides(site: Site, rng: Random) -> None:
    """Guides of a site; the first ones lack as many elements as the plan says."""
    section = site.section("bs")
    if section is None:
        return
    faults = plan.GUIDE_FAULTS.get(site.index, ())
    for order, matter in enumerate(rng.sample(MATTERS, 6)):
        lost = rng.sample(ELEMENTS[1:], faults[order]) if order < len(faults) else []
        base = section.path.split("?")[0].rsplit("/", 1)[0]
        guide = Guide(
            order, matter, [], [name for name in ELEMENTS if name in lost], f"{base}/guide_{site.index}_{order}.html"
        )
        values = {"f": matter[:4], "n": rng.randint(1, 9), "a": site.area}
        for name in ELEMENTS:
            label = LABELS[name][(site.index + order) % 4]
            if name == "事项名称":
                if (site.index + order) % 3:
                    guide.rows.append((label, matter))
            elif name not in lost:
                guide.rows.append((label, TEXTS[name].format(**values)))
            elif lost.index(name) % 2 == 0:
                guide.rows.append((label, PLACEHOLDERS[(site.index + lost.index(name) // 2) % 4]))
        if "办理时间" not in lost:
            guide.rows.append(("承诺时限", f"{values['n']}个工作日"))
        guide.rows.append(("收费情况", "不收费"))
        site.guides.append(guide)
        if guide.missing:
            site.plant("guide_incomplete", guide.path, "、".join(guide.missing), why=layout(site, guide))


def layout(site: Site, guide: Guide) -> str:
    """How a guide is laid out."""
    return LAYOUTS[(site.index + guide.number // 3) % len(LAYOUTS)]
