"""What every column of the workbook means (数据字典): meaning, type, unit, and where the value comes from."""

import msgspec

from hengping.model.finding import OUTCOME_ZH, Outcome

_SYSTEM = "指标体系文件"
_ROSTER = "评估名单"
_SCORING = "按指标体系计分"
_RANKING = "按指标体系排名"
_CHECK = "检查结果"
_ARCHIVE = "归档佐证"
_LEDGER = "栏目台账"
_COUNT = "检查结果计数"


class Word(msgspec.Struct, frozen=True):
    """Meaning of a column; ``unit`` is empty for texts."""

    text: str
    kind: str = "文本"
    unit: str = ""
    source: str = ""


_COMMON = {
    "指标体系": Word("指标体系的编号", source=_SYSTEM),
    "指标体系名称": Word("指标体系的名称", source=_SYSTEM),
    "组别": Word("网站所在的排名组；名单没有分组时为“未分组”", source=_ROSTER),
    "网站标识码": Word("政府网站标识码；没有标识码的网站为x-加主机名", source=_ROSTER),
    "网站名称": Word("网站名称", source=_ROSTER),
    "单位": Word("网站的主办单位；名单没有写明时为网站名称", source=_ROSTER),
    "网站数": Word("名单内的网站数", "整数", "个", _ROSTER),
    "完成评估": Word("有评估结论的网站数", "整数", "个", _RANKING),
    "合格": Word("按指标体系合格的网站数", "整数", "个", _RANKING),
    "合格率": Word("合格网站数除以完成评估的网站数", "比例", "%", _RANKING),
    "单项否决": Word("被单项否决的网站数；排名表中为该网站是否被单项否决", "整数", "个", _RANKING),
    "未能评估": Word("没有评估结论的网站数", "整数", "个", _RANKING),
    "平均分": Word("有得分的网站的平均分", "小数", "分", _RANKING),
    "最高分": Word("有得分的网站的最高分", "小数", "分", _RANKING),
    "最低分": Word("有得分的网站的最低分", "小数", "分", _RANKING),
    "名次": Word("组内名次；不参加排名的为空", "整数", "", _RANKING),
    "并列": Word("名次是否与其他网站相同", "是或空", "", _RANKING),
    "得分": Word("按指标体系规定的位数取舍后的得分", "小数", "分", _SCORING),
    "总分": Word("按指标体系规定的位数取舍一次的总分", "小数", "分", _SCORING),
    "档级": Word("按指标体系划分的档级", source=_RANKING),
    "评估覆盖率": Word("判断过的评分点占适用评分点的比例，按个数、按分值各算一遍取低者", "比例", "%", _SCORING),
    "状态": Word("参加排名、单项否决、未能评估或者不参加排名等", source=_SCORING),
    "状态说明": Word("处于该状态的原因，以及所处的不合格线", source=_SCORING),
    "是否合格": Word("合格、不合格，或者空（不能判断）", source=_SCORING),
    "待人工确认": Word("还没有人确认的检查结果数", "整数", "处", _CHECK),
    "暂定": Word("得分是否还会因人工确认或者补报而变化", "是或空", "", _SCORING),
    "赛道": Word("一并公布的若干组", source=_SYSTEM),
    "赛道各组": Word("赛道包含的组", source=_SYSTEM),
    "排名方式": Word("并列时名次怎样排，或者不排先后", source=_SYSTEM),
    "本档网站数": Word("该档级的网站数", "整数", "个", _RANKING),
    "未提供数据": Word("没有提供数值的评分点数", "整数", "项", _SCORING),
    "未提供数据的评分点": Word("没有提供数值的评分点名称", source=_SCORING),
    "应评评分点": Word("适用于该网站的评分点数，等于其后六列之和", "整数", "项", _SCORING),
    "已评": Word("已经判断、没有遗留的评分点数", "整数", "项", _SCORING),
    "部分已评": Word("只判断了一部分对象的评分点数", "整数", "项", _SCORING),
    "受阻": Word("因网站拒绝访问没有判断的评分点数", "整数", "项", _SCORING),
    "工具故障": Word("因检查工具自身故障没有判断的评分点数", "整数", "项", _SCORING),
    "待评定": Word("等待人工评分或者数据的评分点数", "整数", "项", _SCORING),
    "未检查": Word("因其他原因没有判断的评分点数", "整数", "项", _SCORING),
    "层级": Word("从总分（0）往下数的层级", "整数", "", _SYSTEM),
    "类别": Word("总分、部分、一级指标、指标或者评分点", source=_SYSTEM),
    "指标编号": Word("指标在指标体系中的编号", source=_SYSTEM),
    "指标": Word("指标的名称", source=_SYSTEM),
    "分值": Word("满分", "小数", "分", _SYSTEM),
    "得分指数": Word("得分除以分值", "小数", "", _SCORING),
    "已检查": Word("有结论的检查对象数", "整数", "个", _CHECK),
    "应检查": Word("应当有结论的检查对象数", "整数", "个", _CHECK),
    "扣完为止": Word("扣分是否已经达到分值", "是或空", "", _SCORING),
    "核定情况": Word("“待核定”：官方分值或者条款尚未核实，按暂定数值处理", source=_SYSTEM),
    "原始数据": Word("换算成得分之前的数值（比率、次数、数值）", source=_CHECK),
    "说明": Word("读者须知的情况：扣完为止、折算等", source=_SCORING),
    "依据的检查结果数": Word("该数值所依据的检查结果条数", "整数", "条", _CHECK),
    "规则": Word("计分规则的种类", source=_SYSTEM),
    "规则依据": Word("规则所依据的官方文件或者条款", source=_SYSTEM),
    "网站状态": Word("该网站的状态；被单项否决的不再评分，所列扣分供整改参考", source=_SCORING),
    "检查项编号": Word("检查项的编号", source="检查项目录"),
    "检查项": Word("检查项的名称", source="检查项目录"),
    "对象": Word("有问题的栏目、链接、信件、指南等的名称", source=_CHECK),
    "问题网址": Word("有问题的地址", source=_CHECK),
    "所在页面": Word("能看到该问题的页面", source=_CHECK),
    "扣分": Word("扣完为止之前的分值，加分为负数", "小数", "分", _SCORING),
    "实际扣分": Word("扣完为止之后的分值", "小数", "分", _SCORING),
    "情况说明退还": Word("采信情况说明而退还的分值，不含在扣分之内", "小数", "分", "情况说明"),
    "已由他处扣分": Word("同一事实已经扣分的指标；此时实际扣分为0", source=_SCORING),
    "扣分说明": Word("规则在检查结果之外补充的说明", source=_SCORING),
    "检查结果": Word("检查的结论", source=_CHECK),
    "检查结果编号": Word("检查结果的编号，申诉、整改时引用", source=_CHECK),
    "佐证记录号": Word("归档记录的编号", source=_ARCHIVE),
    "佐证校验值": Word("归档记录的SHA-256校验值", source=_ARCHIVE),
    "佐证位置": Word("问题在归档页面中的位置", source=_ARCHIVE),
    "归档时间": Word("归档记录的采集时间，北京时间", "时间", "", _ARCHIVE),
    "其他佐证": Word("其他归档记录的编号", source=_ARCHIVE),
    "否决项编号": Word("否决项在指标体系中的编号", source=_SYSTEM),
    "否决项": Word("否决项的名称", source=_SYSTEM),
    "结论": Word("否决项为触发、未触发、未能检查或待人工判定；栏目为检查结论", source=_CHECK),
    "数量": Word("查到的数量", "整数", "", _CHECK),
    "界限": Word("达到即否决的数量", "整数", "", _SYSTEM),
    "原因": Word("列入或者否决的原因", source=_RANKING),
    "榜单": Word("榜单的名称", source=_SYSTEM),
    "序号": Word("榜单中的顺序", "整数", "", _RANKING),
    "栏目编号": Word("栏目的编号", source=_LEDGER),
    "栏目": Word("栏目的名称", source=_LEDGER),
    "栏目网址": Word("栏目首页的地址", source=_LEDGER),
    "信息条数": Word("栏目内查到的信息条数", "整数", "条", _LEDGER),
    "最近更新": Word("栏目内最新信息的发布日期", "日期", "", _LEDGER),
    "最早信息": Word("栏目内最早信息的发布日期", "日期", "", _LEDGER),
    "更新时限（天）": Word("该类栏目应当更新的期限；空为没有期限", "整数", "天", "栏目类别"),
    "空白": Word("栏目是否从未有过信息", "是或空", "", _LEDGER),
    "应更新未更新": Word("栏目是否超过期限没有更新", "是或空", "", _LEDGER),
    "豁免": Word("不按期限检查的原因", source=_LEDGER),
    "涉及网站": Word("有该检查项结果的网站数", "整数", "个", _COUNT),
    "合计": Word("该检查项的全部结果条数", "整数", "条", _COUNT),
    "项目": Word("说明的事项"),
    "内容": Word("说明的内容"),
}
_OWN = {
    ("数据来源", "编号"): Word("在通报中从前往后的编号，与Word、网页和bulletin-<体系>.json中的相同", source="通报"),
    ("数据来源", "印出的内容"): Word("通报中印出的文字", source="通报"),
    ("数据来源", "数据引用"): Word("数据引用的名称和参数，向冻结的结果提出", source="数据引用参考"),
    ("数据来源", "取值"): Word("数据引用的准确值，未经取舍", source="冻结的结果"),
    ("数据来源", "种类"): Word("数字、比率、名称等", source="数据引用参考"),
    ("数据来源", "前文"): Word("该数字前面的文字", source="通报"),
    ("数据来源", "后文"): Word("该数字后面的文字", source="通报"),
    ("栏目台账", "类别"): Word("栏目的类别，决定更新时限", source=_LEDGER),
    ("栏目台账", "层级"): Word("从首页数起的层级", "整数", "", _LEDGER),
    ("排名", "单项否决"): Word("是否被单项否决", "是或空", "", _SCORING),
    ("排名", "得分"): Word("按指标体系规定的位数取舍一次的总分", "小数", "分", _SCORING),
    ("指标得分", "状态"): Word("已评分、不适用、未检查、单项否决或者外部给分", source=_SCORING),
    **{
        ("检查结果统计", OUTCOME_ZH[kind]): Word(f"结论为“{OUTCOME_ZH[kind]}”的条数", "整数", "条", _COUNT)
        for kind in Outcome
    },
}


def meaning(sheet: str, column: str) -> Word:
    """Meaning of a column of a sheet.

    Raises:
        KeyError: nobody has written it down.
    """
    return _OWN.get((sheet, column)) or _COMMON[column]
