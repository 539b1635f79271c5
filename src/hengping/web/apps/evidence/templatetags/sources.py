"""Filters of pages that say where a rule comes from."""

from django import template

from hengping.web.apps.evidence.sources import documents_named

register = template.Library()


@register.filter
def as_document(basis: object) -> str:
    """``{{ item.basis|as_document }}``: the documents by name."""
    return documents_named(str(basis or ""))
