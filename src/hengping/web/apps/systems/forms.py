"""Forms of indicator systems."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.systems.texts import MOST_CHARACTERS
from hengping.web.ui.forms import ActForm

ID = r"^[A-Za-z][A-Za-z0-9._-]{0,63}$"


class NewForm(ActForm):
    """A new system."""

    system_id = forms.RegexField(
        label=_("编号"), regex=ID, max_length=64,
        help_text=_("用英文字母开头，只含字母、数字、点、横线、下划线，例如 yunxi-2026"),
        error_messages={"invalid": _("用英文字母开头，只含字母、数字、点、横线、下划线")},
    )  # fmt: skip
    origin = forms.ChoiceField(label=_("底本"), required=False)


class TextForm(ActForm):
    """The file."""

    text = forms.CharField(
        label=_("YAML文本"),
        strip=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 34, "spellcheck": "false", "class": "hp-yaml", "wrap": "off"}),
    )

    def clean_text(self) -> str:
        """Line ends as files have them, whatever the browser sends."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")


class NodeForm(forms.Form):
    """Fields of one node of the tree."""

    node_id = forms.CharField(widget=forms.HiddenInput, max_length=64)
    title_zh = forms.CharField(label=_("名称"), max_length=200)
    title_en = forms.CharField(label=_("英文名称"), max_length=200, required=False)
    marks = forms.DecimalField(label=_("分值"), required=False, min_value=0, max_digits=12, decimal_places=4)
    weight = forms.RegexField(label=_("权重（%）"), regex=r"^\d{1,6}(\.\d{1,6})?(/\d{1,6})?$", required=False)
    status = forms.ChoiceField(
        label=_("核定状态"), choices=(("", _("未写明")), ("confirmed", _("已核定")), ("unconfirmed", _("待核定"))),
        required=False,
    )  # fmt: skip
    note = forms.CharField(label=_("待核定的原因"), max_length=500, required=False, help_text=_("待核定的须写明"))
    basis = forms.CharField(label=_("依据"), max_length=500, required=False)
    guidance = forms.CharField(label=_("评分说明"), max_length=1_000, required=False)

    def values(self) -> dict[str, str]:
        """As the engine's editing takes them."""
        data = self.cleaned_data
        marks = data["marks"]
        return {
            "title.zh": data["title_zh"],
            **({"title.en": data["title_en"]} if data["title_en"] else {}),
            "marks": "" if marks is None else f"{marks.normalize():f}",
            "weight": data["weight"],
            "status": data["status"],
            "note": data["note"],
            "basis": data["basis"],
            "guidance": data["guidance"],
        }


class SimulateForm(ActForm):
    """Which evidence to try a draft on."""

    run = forms.ChoiceField(label=_("用哪次评估的佐证"))
