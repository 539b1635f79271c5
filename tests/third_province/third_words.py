"""Invented official prose of the third province: titles, paragraphs, names; everything drawn with a seeded "
"generator."""

from datetime import date
from random import Random  # noqa: TID251 - seeded: the same seed gives the same province

FIELDS = [
    "水库移民后期扶持",
    "城镇老旧小区改造",
    "高标准农田建设",
    "普惠托育服务",
    "公共就业服务",
    "农村饮水安全",
    "森林草原防火",
    "跨境电商试点",
    "中医药传承",
    "冷链物流",
    "义务教育均衡",
    "特种设备监管",
    "河湖长制",
    "档案数字化",
    "社区养老",
    "学前教育",
    "危房改造",
    "气象防灾",
    "粮食储备",
    "古籍保护",
    "职业技能培训",
    "医疗保障",
    "残疾人康复",
    "蔗糖产业",
    "海洋牧场",
    "通村公路",
    "户籍便民",
    "退役军人优待",
    "产业园区",
    "市场主体培育",
    "生活垃圾分类",
    "红树林修复",
    "科技特派员",
    "知识产权",
    "应急演练",
    "婚俗改革",
]
PLACES = [
    "平塘镇",
    "白鹭街道",
    "望江社区",
    "大垌村",
    "石桥工业园",
    "江心岛片区",
    "龙潭乡",
    "新圩镇",
    "北门社区",
    "金鸡岭林场",
    "上林湾",
    "榕树头村",
    "南屏街道",
    "双合村",
    "竹根水电站",
    "沙埠港",
    "梅花坳",
    "滨河新区",
]
SURNAMES = "覃韦莫蓝黎卢邓梁罗农蒙闭陆谭甘"
GIVEN = [
    "思源",
    "国梁",
    "晓岚",
    "海燕",
    "志勇",
    "春梅",
    "建业",
    "玉兰",
    "永康",
    "丽华",
    "少军",
    "卫平",
    "景行",
    "若谷",
    "文瀚",
    "家和",
]
DYNAMIC = (
    "{u}召开{f}工作推进会",
    "{who}到{p}调研{f}情况",
    "{u}：{f}带动{p}群众增收",
    "{p}{f}项目通过验收",
    "{u}举办{f}业务培训班",
    "我{k}{f}完成率居全省前{n}",
    "{u}深入{p}开展{f}宣传活动",
    "{f}专班第{n}次会议在{p}召开",
    "一图看懂{p}{f}这一年",
    "{u}与{p}签订{f}合作协议",
)
NOTICE = (
    "关于做好{y}年{f}申报工作的通知",
    "{u}关于{p}{f}项目的公示",
    "{u}{f}采购结果公告（第{n}号）",
    "关于{p}临时交通管制的通告",
    "{u}公开招聘{f}辅助人员公告",
    "{y}年第{n}批{f}补助名单公示",
)
POLICY = (
    "{u}关于印发{f}实施办法的通知",
    "{u}关于加强{f}管理的意见",
    "{a}{f}专项资金管理细则",
    "{u}关于废止{f}有关文件的决定",
    "{a}促进{f}发展若干措施",
)
TITLES: dict[str, tuple[str, ...]] = {
    "dynamic": DYNAMIC,
    "notice": NOTICE,
    "policy": POLICY,
    "interpretation": ("《{f}实施办法》解读", "一问一答：{f}政策要点", "{f}新规有哪些变化", "专家谈{f}若干措施"),
    "plan": ("{a}{f}“十五五”规划", "{u}{y}年{f}工作计划", "{a}{f}三年行动方案"),
    "personnel": ("{who}等同志职务任免的通知", "{u}{y}年考录公务员拟录用人员公示", "{u}干部任前公示（{n}）"),
    "statistics": ("{y}年{m}月{a}{f}运行情况", "{y}年{a}{f}统计公报", "{y}年前{n}个月{f}主要指标"),
    "budget": ("{u}{y}年部门预算", "{u}{y}年部门决算", "{u}{y}年{f}专项资金绩效自评"),
    "survey": ("关于《{f}办法（征求意见稿）》公开征求意见", "{f}满意度问卷", "{p}{f}方案意见征集"),
    "interview": ("{who}谈{f}", "访谈：{f}怎么干", "{u}负责人在线解答{f}问题"),
    "open_data": ("{a}{f}数据集（{y}年第{n}期）", "{p}{f}名录数据"),
    "topic": ("{p}{f}专题图片", "{f}在行动：{p}", "{f}知识问答之{n}"),
    "other": ("{u}{f}事项说明", "{f}办理须知（{n}）"),
}
LEADS = (
    "{m}月{d}日，{who}一行来到{p}，实地查看{f}进展，并与基层干部座谈。",
    "为进一步规范{f}，{u}于{m}月{d}日在{p}组织了专项检查，共查看点位{n2}处。",
    "记者从{u}获悉，今年以来全{k}{f}累计投入{n2}万元，惠及{n3}户家庭。",
    "{m}月{d}日上午，{a}{f}协调小组在{p}召开{y}年第{n}次例会，{who}主持并讲话。",
    "连日来，{p}的干部群众抢抓晴好天气，{f}现场一派繁忙景象。",
    "按照年度安排，{u}联合{p}完成了{f}阶段性评估，形成问题清单{n}项。",
)
BODY = (
    "{who}指出，{f}点多面广，要把{p}的做法总结好，形成可以推开的办法。",
    "在{p}，工作人员逐户登记{g}需求，共收回意见{n3}条，其中涉及{f}的占{n}成。",
    "据介绍，{p}原有设施建于{y0}年，此次改造后日处理能力提高到{n2}吨。",
    "村民{who}说，以前办{g}要跑{n}趟，现在在家门口就能办完。",
    "下一阶段，{u}将重点抓好{g}和{f}两件事，确保{m}月底前完成{n2}个点位。",
    "会议听取了{p}关于{g}的汇报，研究了{f}资金拨付等{n}个事项。",
    "截至{m}月{d}日，全{k}完成{f}{n3}件，完成率{n2}%，比上年同期提高{n}个百分点。",
    "针对{p}反映的{g}用地问题，{u}安排专人对接，约定{n}个工作日内答复。",
    "{who}带队走访了{p}的{n}家企业，了解{f}用工和用电情况。",
    "{p}把{f}纳入村规民约，由{n}名网格员按周巡查，发现问题当日上报。",
    "项目总投资{n3}万元，建设内容包括{f}配套管网{n2}公里和值守用房{n}间。",
    "培训由{who}授课，内容涵盖{f}流程、台账填写和常见差错，{n2}人参加了结业测验。",
    "与会人员还观看了{g}警示片，并就{p}的经验作了交流。",
    "{u}有关负责人表示，{f}补助标准为每户{n3}元，{m}月起按季发放。",
    "今年{d}日的抽查显示，{p}的{g}档案齐全率为{n2}%，仍有{n}户资料待补。",
    "当天，志愿者在{p}发放{f}手册{n3}份，接待群众{n2}人次。",
)
CLAUSES = (
    "一、适用范围。本办法适用于{a}行政区域内{f}的申报、评审和监督。",
    "二、申报条件。在{p}实际经营满{n}年，近两年未发生{g}方面的较大事故。",
    "三、资金安排。{y}年安排{f}资金{n3}万元，其中{p}不少于{n2}万元。",
    "四、办理时间。自{m}月{d}日起受理，逾期按下一批次处理，{n}个工作日内告知结果。",
    "五、监督管理。{u}每半年抽查一次{f}台账，抽查比例不低于{n2}%。",
    "六、其他事项。{g}参照本文件执行，未尽事宜由{u}负责解释。",
    "请{p}于{m}月{d}日前报送{f}情况表，一式{n}份，并确定一名联络员。",
    "公示期为{n}个工作日。对公示内容有异议的，请以书面形式向{u}反映。",
    "符合{g}规定的单位可同时申请{f}补助，但同一项目不重复安排。",
    "验收由{u}牵头，{p}配合，重点核对{f}工程量和{n2}份票据。",
)


class Writer:
    """Writes for one site. Titles are unique within it."""

    def __init__(self, unit: str, area: str, rng: Random) -> None:
        self.unit, self.area, self.rng = unit, area, rng
        self.used: set[str] = set()

    def values(self, day: date) -> dict[str, object]:
        """Values for the placeholders of the patterns."""
        rng = self.rng
        field, other = rng.sample(FIELDS, 2)
        return {
            "u": self.unit,
            "a": self.area,
            "k": self.area[-1],
            "f": field,
            "g": other,
            "p": rng.choice(PLACES),
            "who": rng.choice(SURNAMES) + rng.choice(GIVEN),
            "y": day.year,
            "y0": day.year - rng.randint(9, 30),
            "m": day.month,
            "d": rng.randint(1, 28),
            "n": rng.randint(2, 9),
            "n2": rng.randint(21, 97),
            "n3": rng.randint(120, 9800),
        }

    def title(self, section_class: str, day: date) -> str:
        """A new title."""
        patterns = TITLES.get(section_class, TITLES["other"])
        while True:
            title = self.rng.choice(patterns).format(**self.values(day))
            if title in self.used:
                title = f"{title}（{self.rng.randint(2, 99)}）"
            if title not in self.used:
                self.used.add(title)
                return title

    def paragraphs(self, section_class: str, day: date) -> list[str]:
        """The text of an article."""
        rng = self.rng
        if section_class in {"notice", "policy", "plan", "survey", "budget", "personnel"}:
            chosen = [rng.choice(LEADS[1:2] + LEADS[5:]), *rng.sample(CLAUSES, 4), *rng.sample(BODY, 1)]
        else:
            chosen = [rng.choice(LEADS), *rng.sample(BODY, 5)]
        return [text.format(**self.values(day)) for text in chosen]


CHINESE_DIGITS = "〇一二三四五六七八九"


def chinese_date(day: date) -> str:
    """二〇二六年二月十日."""
    year = "".join(CHINESE_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{chinese_number(day.month)}月{chinese_number(day.day)}日"


def chinese_number(number: int) -> str:
    """Numbers up to 99 as officials write them."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{CHINESE_DIGITS[tens]}十"
    return head + (CHINESE_DIGITS[ones] if ones else "")


def identity_number(rng: Random, *, valid: bool = True) -> str:
    """A resident identity number of an invented division; ``valid`` decides about its check digit."""
    # 45 12 25: a division that existed; birthday and serial are drawn.
    birth = f"{rng.randint(1955, 2003)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    body = f"{rng.choice(('451225', '450921', '450123', '452626'))}{birth}{rng.randint(100, 989)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    check = "10X98765432"[rest]
    if valid:
        return body + check
    return body + ("3" if check != "3" else "7")


def mobile(rng: Random) -> str:
    """A mobile number."""
    return f"1{rng.choice(('38', '59', '77', '81', '52'))}{rng.randint(10_000_000, 99_999_999)}"


def bank_card(rng: Random, *, valid: bool = True) -> str:
    """A 19-digit debit card number with a Luhn check digit."""
    body = rng.choice(("621700", "622848", "621226")) + "".join(str(rng.randint(0, 9)) for _ in range(12))
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    check = -total % 10
    return body + str(check if valid else (check + 5) % 10)


def masked(number: str) -> str:
    """The number as it may be printed."""
    return f"{number[:6]}********{number[-4:]}"
