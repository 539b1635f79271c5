"""Tables."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.notices.models import Mail

_COLOURS = {"queued": "secondary", "sending": "azure", "sent": "green", "failed": "red"}


class MailTable(tables.Table):
    """Mails of an evaluation and what became of them."""

    created_at = tables.DateTimeColumn(verbose_name=_("时间"), format="Y-m-d H:i")
    to = tables.Column(verbose_name=_("收件人"))
    subject = tables.Column(verbose_name=_("标题"))
    state = tables.Column(verbose_name=_("状态"))
    attempts = tables.Column(
        verbose_name=_("发送次数"), attrs={"td": {"class": "hp-number"}, "th": {"class": "hp-number"}}
    )
    error = tables.Column(verbose_name=_("失败原因"))
    again = tables.TemplateColumn(
        verbose_name=_("操作"), orderable=False, template_name="notices/mail_again.html", exclude_from_export=True
    )

    class Meta:
        model = Mail
        fields = ("created_at", "to", "subject", "state", "attempts", "error")
        order_by = "-created_at"
        empty_text = _("还没有发送过邮件")

    def render_state(self, record: Mail) -> SafeString:
        """The state by word and by colour."""
        return format_html(
            '<span class="badge bg-{}-lt">{}</span>',
            _COLOURS.get(record.state, "secondary"),
            record.get_state_display(),
        )
