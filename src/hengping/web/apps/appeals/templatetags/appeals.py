"""Words for states, places and outcomes."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from hengping.model.finding import Outcome
from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.appeals.tables import state_badge
from hengping.web.apps.evidence.outcomes import WORDS

register = template.Library()
_STATES = {
    "ranked": _("参加排名"),
    "vetoed": _("单项否决"),
    "blocked": _("受阻，未评分"),
    "not_ranked": _("不参加排名"),
}


@register.simple_tag
def appeal_badge(appeal: Appeal) -> SafeString:
    """The state of an appeal."""
    return state_badge(appeal)


@register.filter
def outcome_word(value: str) -> str:
    """An outcome in words."""
    return str(WORDS[Outcome(value)]) if value in set(Outcome) else value


@register.filter
def site_state(value: str) -> str:
    """How a site stands, in words."""
    return str(_STATES.get(value, value))


@register.filter
def rank_text(mark: Mapping[str, Any]) -> str:
    """A place as it is printed; empty: none."""
    rank = mark.get("rank")
    return f"{'并列' if mark.get('tied') else ''}第{rank}" if rank else ""


@register.filter
def titled(key: str, titles: Mapping[str, str]) -> str:
    """What an indicator system is called; its id where nobody knows."""
    return titles.get(key, key) if isinstance(titles, Mapping) else key
