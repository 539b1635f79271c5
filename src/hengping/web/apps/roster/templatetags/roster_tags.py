"""Filters of the roster's pages."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def item(values: Mapping[str, Any], key: str) -> Any:
    """``{{ labels|item:field }}``: an entry of a mapping by a key that is itself a variable."""
    return values.get(key, "")
