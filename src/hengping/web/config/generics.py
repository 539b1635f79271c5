"""Lets Django's classes be written with their types (``Paginator[Site]``), as the type checker knows them.

Django itself gives this to managers, query sets and a few others only; for the rest the brackets mean nothing at run
time. See Django's documentation of ``__class_getitem__`` on models.
"""

from typing import Any

from django.core.files.base import File
from django.core.paginator import Page, Paginator
from django.forms import BaseModelForm, ModelChoiceField, ModelForm

_CLASSES = (File, Paginator, Page, BaseModelForm, ModelForm, ModelChoiceField)


def allow_types() -> None:
    """Give the classes their brackets; asked for once, by the settings."""
    for cls in _CLASSES:
        if not hasattr(cls, "__class_getitem__"):
            setattr(cls, "__class_getitem__", classmethod(_same))  # noqa: B010 - not known to the type checker


def _same(cls: type, *_types: Any) -> type:
    return cls
