"""The bell."""

from typing import Any

from django import template
from django.template.context import RequestContext

from hengping.web.apps.notices.selectors import unread_count

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context: RequestContext) -> int:
    """How many notices whoever looks has not opened."""
    actor: Any = context.get("actor")
    return unread_count(actor.user) if actor is not None and actor.signed_in else 0
