"""Labels of service guides (办事指南) as sites print them, by element class."""

import re
from functools import lru_cache

LABELS = {
    "事项名称": """事项名称 服务事项 项目名称 办理事项 办事项目 审批事项 业务名称 服务名称 许可事项 办事事项 事项名""",
    "设定依据": """设定依据 法律依据 实施依据 办理依据 政策依据 审批依据 办事依据 法定依据 设立依据 许可依据 依据""",
    "申请条件": """
        申请条件 受理条件 办理条件 申报条件 准予条件 审批条件 许可条件 办事条件 申办条件 申请资格
        办理对象及条件
    """,
    "办理材料": """
        办理材料 申请材料 所需材料 申报材料 提交材料 办事材料 申办材料 材料清单 所需资料 申请资料 办理所需材料
        需提交的材料 提交的材料 受理材料 材料目录 办理资料 应交材料 申请材料目录 申请材料清单
    """,
    "办理地点": """
        办理地点 办公地址 受理地点 办事地址 办理地址 窗口地址 受理地址 办事窗口 办事地点 受理窗口 办理窗口 地址
        办公地点 服务窗口
    """,
    "办理时间": """办理时间 办公时间 工作时间 受理时间 服务时间 办事时间 对外办公时间 接待时间 窗口工作时间""",
    "联系电话": """
        联系电话 咨询电话 咨询方式 联系方式 办公电话 服务电话 业务电话 电话 咨询途径 窗口电话 咨询渠道 咨询与联系方式
        咨询热线 服务热线 联系人及电话 联系人及联系方式 联系人及联系电话 咨询联系方式 咨询服务电话 受理电话 办理电话
    """,
    "办理流程": """
        办理流程 办事流程 办理程序 办理流程图 办事流程图 流程图 审批流程 办事程序 审批程序 工作流程 受理程序 申请流程
        申报流程 服务流程 办理步骤 申办流程 许可程序 办理环节 申请程序 经办流程 流程 程序
    """,
}
"""Element class to its labels, apart by white space."""

OTHERS = """
    办理对象 服务对象 申请对象 收费标准 收费依据 收费情况 是否收费 办理时限 承诺时限 法定时限 承诺期限
    法定期限 办结时限 办理时限说明 常见问题 常见问题解答 备注 交通指引 监督电话 投诉电话 监督投诉
    监督投诉电话 网上办理流程 事项编码 事项类型 办理主体 实施主体 实施机构 实施机关 办理机构 结果文件
    结果送达 办理结果 审批结果 表格下载 附件 办件类型 行使层级 服务主题 材料名称 数量限制 办理方式
    受理机构 责任部门 决定机构 承办机构 办理形式 在线办理 联办机构 结果名称 送达方式 有无数量限制
    年审年检 通办范围 权力来源 到现场次数 到办事现场次数 基本信息 行政复议 救济途径
"""
"""Further labels of guides: they end the value before them and belong to no class."""

_BEFORE = (
    r"(?:事项|行政|审批|许可|办理|办事|服务|申请人?|申报|申办|受理|办公|窗口|实施|设定|设立|法律|法规|政策|法定|准予|核准|提交|所需|需要?|应当?|"
    r"要求|报送|准备|具体|主要|必备|必要|网上|现场|线下|线上|咨询|联系|业务|对外|经办|大厅|机构|部门|单位|中心|登记|备案|确认|给付|的)"
)
"""What stands before the word that tells the class; several of them may follow one another."""
_STEMS = {
    "设定依据": rf"{_BEFORE}{{1,4}}依据(?:文件|条款)?|依据",
    "申请条件": rf"{_BEFORE}{{1,3}}(?:条件|资格)|条件",
    "办理材料": rf"{_BEFORE}{{1,4}}(?:材料|资料|要件)(?:清单|目录|明细|列表|要求)?|材料清单|材料",
    "办理地点": rf"{_BEFORE}{{0,4}}(?:地点|地址)|{_BEFORE}{{1,3}}(?:场所|窗口|位置)",
    "办理时间": (
        r"(?:办理|办公|办事|工作|受理|服务|对外|接待|窗口|咨询|上班|业务|经办|现场|机构|部门|单位|大厅|中心|的){1,3}时间"
    ),
    "联系电话": rf"{_BEFORE}{{0,3}}(?:电话|热线)(?:号码)?|{_BEFORE}{{0,2}}(?:联系|咨询)(?:方式|途径|渠道)",
    "办理流程": rf"{_BEFORE}{{0,3}}(?:流程|程序|步骤|环节)(?:图|说明|及说明)?",
}
_CLASSES = {element: re.compile(pattern) for element, pattern in _STEMS.items()}
_EXACT = {name: element for element, names in LABELS.items() for name in names.split()}
_OTHERS = frozenset(OTHERS.split())
_JOINT = re.compile(r"[、和及与或/]")
_SHARED = re.compile(rf"{_BEFORE}{{1,3}}")
LONGEST = 16
"""Characters of a label at most."""


@lru_cache(maxsize=4_096)
def classes_of(name: str) -> frozenset[str] | None:
    """The element classes that a label announces; empty for a label of another kind, None for what is no label.

    One label may stand for two classes (办理时间、地点), or for one and something else (办理地点及方式). Besides the
    known labels those count that are put together of the same parts: 许可办理依据, 窗口咨询电话.

    Args:
        name: without white space, signs and numbering.
    """
    if name in _EXACT:
        return frozenset({_EXACT[name]})
    if name in _OTHERS:
        return frozenset()
    if not 1 < len(name) <= LONGEST:
        return None
    parts = _JOINT.split(name)
    shared = _SHARED.match(parts[0])
    found = [_class_of(part) or (_class_of(shared[0] + part) if shared else None) for part in parts]
    known = {one for one in found if one}
    return frozenset(known) if found[0] else None


def _class_of(name: str) -> str | None:
    if name in _EXACT:
        return _EXACT[name]
    return next((element for element, pattern in _CLASSES.items() if pattern.fullmatch(name)), None)
