"""What the values of findings are called on screen. Names that are not here are shown as the engine has them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

VALUE_NAMES = {
    "source_url": gettext_lazy("所在页面"),
    "source_count": gettext_lazy("出现该问题的页面数"),
    "kind": gettext_lazy("类型"),
    "on_home": gettext_lazy("在首页"),
    "status": gettext_lazy("HTTP状态"),
    "failure": gettext_lazy("失败原因"),
    "first_status": gettext_lazy("首次HTTP状态"),
    "first_failure": gettext_lazy("首次失败原因"),
    "looks": gettext_lazy("检查次数"),
    "hollow": gettext_lazy("页面无实际内容"),
    "newest_on": gettext_lazy("最近更新日期"),
    "newest_title": gettext_lazy("最近一条标题"),
    "limit_on": gettext_lazy("应更新的最迟日期"),
    "duty_days": gettext_lazy("更新期限（日）"),
    "section_title": gettext_lazy("栏目"),
    "section_class": gettext_lazy("栏目类别"),
    "level": gettext_lazy("栏目级别"),
    "items": gettext_lazy("条数"),
    "wrong": gettext_lazy("错误写法"),
    "right": gettext_lazy("正确写法"),
    "lexicon": gettext_lazy("词表"),
    "serious": gettext_lazy("严重表述错误"),
    "context": gettext_lazy("上下文"),
    "doubt": gettext_lazy("存疑"),
    "count": gettext_lazy("数量"),
    "examples": gettext_lazy("举例"),
    "position": gettext_lazy("位置"),
    "part": gettext_lazy("缺少的部分"),
    "found_url": gettext_lazy("找到的页面"),
    "found_title": gettext_lazy("找到的标题"),
    "missing": gettext_lazy("缺少的内容"),
    "missing_count": gettext_lazy("缺少的项数"),
    "required_count": gettext_lazy("应有的项数"),
    "unread": gettext_lazy("未能读取"),
    "present": gettext_lazy("已有"),
    "named": gettext_lazy("页面上写明"),
    "year": gettext_lazy("年度"),
    "at_least": gettext_lazy("至少应有"),
    "undated": gettext_lazy("没有日期的条数"),
    "window_from_on": gettext_lazy("统计起始日期"),
    "message_id": gettext_lazy("留言编号"),
    "asked_on": gettext_lazy("留言日期"),
    "replied_on": gettext_lazy("答复日期"),
    "late": gettext_lazy("超过期限"),
    "days": gettext_lazy("历时（日）"),
    "working_days": gettext_lazy("历时（工作日）"),
    "policy_url": gettext_lazy("政策文件"),
    "of": gettext_lazy("总数"),
    "sampled": gettext_lazy("抽查数"),
    "ended_on": gettext_lazy("结束日期"),
    "result_on": gettext_lazy("结果公布日期"),
    "result_url": gettext_lazy("结果页面"),
    "original_url": gettext_lazy("原文地址"),
    "original_title": gettext_lazy("原文标题"),
    "original_on": gettext_lazy("原文日期"),
    "published_on": gettext_lazy("发布日期"),
    "similarity": gettext_lazy("相似度"),
    "tag": gettext_lazy("标签"),
    "page_type": gettext_lazy("页面类型"),
    "text": gettext_lazy("文字"),
    "printed": gettext_lazy("页面所写"),
    "visits": gettext_lazy("拨测次数"),
    "failed": gettext_lazy("失败次数"),
    "failed_rate": gettext_lazy("失败比例"),
    "limit_rate": gettext_lazy("比例上限"),
    "pages_read": gettext_lazy("已读取页面数"),
}
_WORDS = {
    "internal": gettext_lazy("站内"),
    "external": gettext_lazy("站外"),
    "attachment": gettext_lazy("附件"),
    "image": gettext_lazy("图片"),
    "page": gettext_lazy("页面"),
}
"""Values of ``kind``; others are shown as the engine has them."""
_MOST_PARTS = 50


def value_rows(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names and values of a finding as text; templates escape them."""
    return [
        (str(VALUE_NAMES.get(name, name)), _shown(_WORDS.get(value, value) if name == "kind" else value))
        for name, value in values.items()
    ]


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple):
        shown = "、".join(_shown(each) for each in value[:_MOST_PARTS])
        return f"{shown}…" if len(value) > _MOST_PARTS else shown or "—"
    if isinstance(value, dict):
        return "；".join(f"{name}：{_shown(each)}" for name, each in value.items())
    return str(value)
