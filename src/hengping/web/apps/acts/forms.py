"""The filter of the log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.acts.selectors import Wanted


class LogFilter(forms.Form):
    """Person, action, evaluation, dates, words."""

    person = forms.CharField(label=_("操作人"), required=False, max_length=100)
    action = forms.ChoiceField(label=_("操作"), required=False)
    campaign = forms.ChoiceField(label=_("绩效评估"), required=False)
    first = forms.DateField(label=_("起"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("止"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(label=_("内容"), required=False, max_length=100)

    def __init__(
        self, data: Any, *, actions: list[tuple[str, str]], campaigns: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        """Make it.

        Args:
            data: what was asked for.
            actions: that may be chosen, by id.
            campaigns: that may be chosen, by id.
            kwargs: as of Django's forms.
        """
        super().__init__(data, **kwargs)
        for name, choices in (("action", actions), ("campaign", campaigns)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("全部")), *choices]

    @property
    def wanted(self) -> Wanted:
        """What is wanted; of a filter that makes no sense, what makes sense of it."""
        import uuid

        self.is_valid()
        told = self.cleaned_data
        campaign = told.get("campaign")
        return Wanted(
            person=told.get("person", "").strip(), action_id=told.get("action", ""),
            campaign_id=uuid.UUID(campaign) if campaign else None, first=told.get("first"), last=told.get("last"),
            text=told.get("text", "").strip(),
        )  # fmt: skip
