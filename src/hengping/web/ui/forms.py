"""Forms: how they look, and the two hidden fields that keep acts single and nobody's work overwritten."""

import uuid
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class Renderer(TemplatesSetting):
    """Labels above, help and errors below, tied to their field for who cannot see."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/form_field.html"


class ActForm(forms.Form):
    """A form whose sending is one act, however often it is sent.

    Fields:
        key: made with the form; :func:`hengping.web.apps.acts.services.act` refuses a second act with the same key.
        seen: version of the object that the form showed (0: nothing exists yet); see ``claim_version``.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | dict[str, Any] | None = None, *, version: int = 0, **kwargs: Any) -> None:
        """Make it.

        Args:
            data: what was sent; None: an empty form.
            version: version of the object as it is shown now.
            kwargs: as of Django's forms.
        """
        initial = {"key": uuid.uuid4(), "seen": version, **(kwargs.pop("initial", None) or {})}
        super().__init__(data, initial=initial, **kwargs)
        self.order_fields([name for name in self.fields if name not in {"key", "seen"}] + ["key", "seen"])

    @property
    def act_key(self) -> uuid.UUID:
        """The key, of a valid form."""
        key: uuid.UUID = self.cleaned_data["key"]
        return key

    @property
    def seen_version(self) -> int:
        """The version shown, of a valid form."""
        return int(self.cleaned_data.get("seen") or 0)


class ReasonForm(ActForm):
    """An act with nothing but its reason."""

    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000)
