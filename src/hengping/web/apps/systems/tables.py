"""The bridge table of a simulation."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

_NUMBER = {"td": {"class": "hp-number"}, "th": {"class": "hp-number"}}


class BridgeTable(tables.Table):
    """Rows are :class:`~hengping.ranking.compare.bridge.SiteBridge`; numbers as they stand there."""

    group = tables.Column(verbose_name=_("分组"), attrs={"td": {"class": "text-nowrap"}})
    name = tables.Column(verbose_name=_("网站"))
    old = tables.Column(verbose_name=_("原得分"), accessor="score__old", attrs=_NUMBER, default="—")
    rule_effect = tables.Column(verbose_name=_("规则影响"), accessor="score__rule_effect", attrs=_NUMBER, default="—")
    new = tables.Column(verbose_name=_("新得分"), accessor="score__new", attrs=_NUMBER, default="—")
    old_rank = tables.Column(verbose_name=_("原名次"), attrs=_NUMBER, default="—")
    new_rank = tables.Column(verbose_name=_("新名次"), attrs=_NUMBER, default="—")
    rank_change = tables.Column(verbose_name=_("名次变化"), attrs=_NUMBER, default="—")
    note = tables.Column(verbose_name=_("说明"), orderable=False, default="")

    def render_rule_effect(self, value: Any) -> str:
        """With its sign."""
        return f"{value:+f}" if value else f"{value:f}"

    def render_rank_change(self, value: int) -> SafeString | str:
        """In words: a rise is a smaller number."""
        if not value:
            return "0"
        return format_html(
            '<span class="text-{}">{}{}</span>',
            "green" if value > 0 else "red",
            _("升") if value > 0 else _("降"),
            abs(value),
        )
