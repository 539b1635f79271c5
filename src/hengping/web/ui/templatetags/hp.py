"""Tags every template has: rights, icons, numbers."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.context import RequestContext
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from hengping.web.policy.decide import Actor, may

register = template.Library()
_ICONS = Path(__file__).parent.parent / "icons"
_made: dict[str, str] = {}


@register.simple_tag(takes_context=True, name="may")
def may_tag(context: RequestContext, action_id: str, campaign: Any = None, entry: Any = None) -> bool:
    """``{% may "campaign.edit" campaign as editable %}``: whether whoever looks may."""
    actor = context.get("actor")
    return isinstance(actor, Actor) and may(actor, action_id, campaign, entry)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon, drawn in the page itself; it says nothing to who cannot see it: the words stand beside it."""
    if name not in _made:
        _made[name] = (_ICONS / f"{name}.svg").read_text(encoding="utf-8")
    return mark_safe(_made[name])  # noqa: S308 - our own file


@register.filter
def decimal(value: Decimal | None, digits: int = 2) -> str:
    """A number as printed; an em dash where there is none."""
    return "—" if value is None else f"{value:.{digits}f}"


@register.filter
def number_cells(values: Iterable[str]) -> SafeString:
    """Cells of printed numbers, an em dash where there is none: a page of the table of results has thousands."""
    return mark_safe("".join(f'<td class="hp-number">{escape(value) if value else "—"}</td>' for value in values))  # noqa: S308 - escaped


_SITE_BADGES = {
    "ranked": ("green", _("参加排名")),
    "vetoed": ("red", _("单项否决")),
    "blocked": ("orange", _("无法采集")),
    "not_ranked": ("secondary", _("不参加排名")),
}


@register.filter
def site_badge(state: str) -> SafeString:
    """How a site stands in the results, by word and by colour."""
    colour, word = _SITE_BADGES.get(state, _SITE_BADGES["not_ranked"])
    return format_html('<span class="badge bg-{}-lt">{}</span>', colour, word)


@register.simple_tag
def stage_badge(stage: str, label: str) -> SafeString:
    """The stage of an evaluation, by word and by colour."""
    colours = {
        "draft": "secondary",
        "collecting": "azure",
        "preliminary": "indigo",
        "objection": "orange",
        "reassessing": "purple",
        "final": "cyan",
        "published": "green",
        "archived": "secondary",
    }
    return format_html('<span class="badge bg-{}-lt">{}</span>', colours.get(stage, "secondary"), label)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether a field is a single box to tick."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def control(field: BoundField) -> SafeString:
    """The field itself, with the classes of the frame and what ties it to its errors."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        kind = "form-check-input"
    elif isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = ""
    elif isinstance(widget, forms.Select):
        kind = "form-select"
    else:
        kind = "form-control"
    attrs: dict[str, Any] = {"class": f"{widget.attrs.get('class', '')} {kind}".strip()}
    if field.errors:
        attrs["class"] += " is-invalid"
        attrs["aria-describedby"] = f"{field.auto_id}_error"
    return field.as_widget(attrs={key: value for key, value in attrs.items() if value})
