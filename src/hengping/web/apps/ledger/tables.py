"""The table of the section ledger."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

_NUMBER = {"td": {"class": "hp-number"}, "th": {"class": "hp-number"}}


class LedgerTable(tables.Table):
    """Rows are :class:`~hengping.web.apps.ledger.selectors.Section`."""

    site = tables.Column(verbose_name=_("网站"), accessor="site_name", attrs={"td": {"class": "hp-roster-name"}})
    title = tables.Column(verbose_name=_("栏目"), accessor="cells__title", attrs={"td": {"class": "hp-roster-name"}})
    kind = tables.Column(verbose_name=_("类别"), accessor="class_zh", attrs={"td": {"class": "text-nowrap"}})
    items = tables.Column(verbose_name=_("条数"), accessor="cells__items", attrs=_NUMBER, orderable=False)
    newest = tables.Column(verbose_name=_("最近更新"), accessor="cells__newest_on", attrs=_NUMBER)
    duty = tables.Column(verbose_name=_("时限（天）"), accessor="cells__duty_days", attrs=_NUMBER, orderable=False)
    state = tables.Column(verbose_name=_("情况"), accessor="states", orderable=False)
    settled = tables.Column(verbose_name=_("核对"), accessor="cells", orderable=False)

    def __init__(self, *args: Any, campaign_id: Any, **kwargs: Any) -> None:
        """Make it; ``campaign_id`` is for the addresses."""
        super().__init__(*args, **kwargs)
        self._campaign_id = campaign_id

    def render_title(self, value: str, record: Any) -> SafeString:
        """Title with the address below; the way to the section's own page."""
        where = [self._campaign_id, record.cells["site_code"], record.cells["section_id"]]
        return format_html(
            '<a href="{}">{}</a><div class="text-secondary small hp-url">{}</div>',
            reverse("ledger-section", args=where), value or _("（无名称）"), record.cells["url"],
        )  # fmt: skip

    def render_state(self, value: Any) -> SafeString:
        """Words with a colour."""
        return format_html_join(
            " ", '<span class="badge bg-{}-lt">{}</span>', ((colour, text) for text, colour in value)
        )

    def render_settled(self, record: Any) -> SafeString | str:
        """Whether people have looked at it."""
        words = []
        if record.review is not None:
            words.append(_("已核对"))
        if record.exemption is not None:
            words.append(_("豁免已到期") if record.exemption.expired else _("豁免至%s") % record.exemption.until)
        return format_html_join("", "<div>{}</div>", ((word,) for word in words)) if words else "—"
