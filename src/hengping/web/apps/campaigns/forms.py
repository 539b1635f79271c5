"""Forms about evaluations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hengping.indicators.load import list_systems
from hengping.web.apps.accounts.models import Organisation
from hengping.web.apps.campaigns import dates, files, settings_form
from hengping.web.apps.campaigns.cloning import CARRIED, shifted
from hengping.web.apps.campaigns.models import CODE, Campaign
from hengping.web.apps.campaigns.services import Fields
from hengping.web.policy.decide import Actor
from hengping.web.policy.words import Role, Stage
from hengping.web.ui.forms import ActForm

if TYPE_CHECKING:
    from datetime import date, datetime

_DAY = "%Y-%m-%d"


def day_input() -> forms.DateInput:
    """A date as browsers ask for it."""
    return forms.DateInput(format=_DAY, attrs={"type": "date"})


class CampaignForm(ActForm):
    """A new evaluation, or a draft: what it is called, by what it judges, how it collects."""

    title = forms.CharField(
        label=_("名称"), max_length=200, help_text=_("印在通报上，例如：2026年云溪省政府网站绩效评估")
    )
    code = forms.CharField(
        label=_("代号"),
        max_length=62,
        validators=[CODE],
        help_text=_("小写字母、数字、连字符，例如 yunxi-2026；确定后不能再改"),
    )
    organiser = forms.ModelChoiceField(label=_("组织单位"), queryset=Organisation.objects.none(), empty_label=None)
    as_of = forms.DateField(label=_("监测时间点"), widget=day_input(), help_text=_("所有更新时限由此往回算"))
    previous = forms.ModelChoiceField(
        label=_("上一轮"),
        queryset=Campaign.objects.none(),
        required=False,
        empty_label=_("没有"),
        help_text=_("用于同比"),
    )
    systems = forms.MultipleChoiceField(
        label=_("指标体系"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("可以选多套，一次采集、分别计分；分赛道的体系按名单的分组各自排名"),
    )  # fmt: skip
    team = forms.ModelMultipleChoiceField(
        label=_("评估机构"), queryset=Organisation.objects.filter(kind=Organisation.Kind.ASSESSOR), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, campaign: Campaign | None = None, **kwargs: Any) -> None:
        """Make it.

        Args:
            args: as of Django's forms.
            actor: whose bodies and evaluations are offered.
            campaign: the draft; None: a new one.
            kwargs: as of Django's forms.
        """
        self.campaign = campaign
        if campaign is not None:
            kwargs["version"] = campaign.version
            kwargs["initial"] = _shown(campaign)
        else:
            kwargs["initial"] = settings_form.initial({})
        super().__init__(*args, **kwargs)
        self.fields |= settings_form.fields()
        organisers = Organisation.objects.filter(path__in=actor.organisations(Role.ORGANISER))
        if campaign is not None:
            del self.fields["code"], self.fields["organiser"]
            organisers = Organisation.objects.filter(pk=campaign.organiser_id)
        else:
            self._choice("organiser").queryset = organisers
            self.fields["organiser"].initial = organisers.first()
        before = Campaign.objects.filter(organiser__in=organisers)
        if campaign is not None:
            before = before.exclude(pk=campaign.pk)
        self._choice("previous").queryset = before
        chosen = self.fields["systems"]
        assert isinstance(chosen, forms.MultipleChoiceField)  # noqa: S101
        chosen.choices = _system_choices(campaign)
        for name in ("code", "organiser"):
            if name in self.fields:
                self.fields[name].required = True
        self.order_fields(["title", "code", "organiser", "as_of", "previous", "systems", "team"])

    def _choice(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Let the engine read what would be written."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        whole = {
            "id": self.campaign.code if self.campaign is not None else cleaned["code"],
            "title": cleaned["title"],
            "systems": cleaned["systems"] or ["-"],
            "as_of": cleaned["as_of"],
        }
        cleaned["settings"] = settings_form.read(self, whole)
        return cleaned

    def said(self) -> Fields:
        """What a valid form says."""
        cleaned = self.cleaned_data
        return Fields(
            title=cleaned["title"], as_of=cleaned["as_of"], systems=list(cleaned["systems"]),
            team=list(cleaned["team"]), settings=cleaned["settings"], previous=cleaned["previous"],
        )  # fmt: skip

    @property
    def shown_settings(self) -> list[forms.BoundField]:
        """Fields of the settings, for the page."""
        return [self[shown.name] for shown in settings_form.SHOWN]


class SideFileForm(ActForm):
    """A table that goes with an evaluation."""

    file = forms.FileField(
        label=_("CSV文件"), help_text=_("UTF-8编码，不超过5MB"), widget=forms.FileInput(attrs={"accept": ".csv"})
    )

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        """Make it.

        Args:
            data: what was sent.
            files: the file that was sent.
            kwargs: as of ActForm.
        """
        super().__init__(data, files=files, **kwargs)


class CalendarForm(ActForm):
    """Planned dates of the stages, and the moment of publication."""

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Make it for an evaluation."""
        self.campaign = campaign
        rows = {row.stage: row for row in campaign.dates.all()}
        initial: dict[str, Any] = {"embargo_until": campaign.embargo_until}
        for stage in dates.PLANNED:
            row = rows.get(stage)
            initial[f"{stage}_begins"], initial[f"{stage}_ends"] = (row.begins_on, row.ends_on) if row else (None, None)
        super().__init__(*args, version=campaign.version, initial=initial, **kwargs)
        for stage in dates.PLANNED:
            self.fields[f"{stage}_begins"] = forms.DateField(
                label=_("发布日期") if stage is Stage.PUBLISHED else _("%(stage)s开始") % {"stage": stage.label},
                required=False, widget=day_input(),
            )  # fmt: skip
            if stage is not Stage.PUBLISHED:
                self.fields[f"{stage}_ends"] = forms.DateField(
                    label=_("%(stage)s结束") % {"stage": stage.label}, required=False, widget=day_input()
                )
        self.fields["embargo_until"] = forms.DateTimeField(
            label=_("公开时间"), required=False,
            widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
            help_text=_("发布后到这一时刻才对公众和被评单位公开；空着即发布时公开"),
        )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            label=_("调整理由"), required=False, max_length=500, help_text=_("开始采集以后调整时间须写明理由")
        )

    def clean(self) -> dict[str, Any]:
        """Dates follow each other."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        last: date | None = None
        for stage in dates.PLANNED:
            for end in ("begins", "ends"):
                name = f"{stage}_{end}"
                day = cleaned.get(name)
                if day is None:
                    continue
                if last is not None and day < last:
                    self.add_error(name, _("早于前面的日期（%(day)s）") % {"day": last.strftime(_DAY)})
                last = max(day, last) if last else day
        if self.campaign.stage != Stage.DRAFT and not cleaned.get("reason"):
            self.add_error("reason", _("写明为什么调整时间"))
        return cleaned

    def said(self) -> dict[Stage, tuple[date | None, date | None]]:
        """The dates of a valid form."""
        cleaned = self.cleaned_data
        return {stage: (cleaned[f"{stage}_begins"], cleaned.get(f"{stage}_ends")) for stage in dates.PLANNED}

    @property
    def embargo(self) -> datetime | None:
        """The moment of publication, of a valid form."""
        moment: datetime | None = self.cleaned_data["embargo_until"]
        return moment

    @property
    def rows(self) -> list[tuple[Stage, forms.BoundField, forms.BoundField | None]]:
        """The fields by stage, for the page."""
        return [
            (stage, self[f"{stage}_begins"], self[f"{stage}_ends"] if f"{stage}_ends" in self.fields else None)
            for stage in dates.PLANNED
        ]


class CloneForm(ActForm):
    """A new evaluation after an earlier one."""

    title = forms.CharField(label=_("名称"), max_length=200)
    code = forms.CharField(label=_("代号"), max_length=62, validators=[CODE], help_text=_("小写字母、数字、连字符"))
    as_of = forms.DateField(label=_("监测时间点"), widget=day_input())
    carry = forms.MultipleChoiceField(label=_("沿用哪些内容"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, source: Campaign, **kwargs: Any) -> None:
        """Make it for an earlier evaluation."""
        year = str(source.as_of.year)
        following = str(source.as_of.year + 1)
        usual = {
            "title": source.title.replace(year, following),
            "code": source.code.replace(year, following) if year in source.code else "",
            "as_of": shifted(source.as_of, 1),
            "carry": [each.name for each in CARRIED.values() if each.usual],
        }
        super().__init__(*args, initial=usual, **kwargs)
        carry = self.fields["carry"]
        assert isinstance(carry, forms.MultipleChoiceField)  # noqa: S101
        carry.choices = [(each.name, each.label) for each in CARRIED.values()]


def add_faults(form: forms.Form, error: ValidationError) -> None:
    """Show what a service refused on the form, at its field where it has one."""
    if hasattr(error, "error_dict"):
        for name, faults in error.error_dict.items():
            form.add_error(name if name in form.fields else None, faults)
    else:
        form.add_error(None, error)


def _shown(campaign: Campaign) -> dict[str, Any]:
    return {
        "title": campaign.title, "as_of": campaign.as_of, "systems": campaign.systems, "previous": campaign.previous,
        "team": list(campaign.team.all()), **settings_form.initial(campaign.settings),
    }  # fmt: skip


def _system_choices(campaign: Campaign | None) -> list[tuple[str, str]]:
    """Systems of the evaluation's own first, then those of the library."""
    own = sorted((campaign.folder / files.SYSTEMS_FOLDER).glob("*.yaml")) if campaign is not None else []
    choices = [(path.stem, _("%(system)s（本次评估自有）") % {"system": path.stem}) for path in own]
    choices += [
        (
            system.id,
            f"{system.title.zh}（{system.id}）"
            + (_("，%(count)s个赛道") % {"count": len(system.tracks)} if system.tracks else ""),
        )
        for system in list_systems()
    ]
    known = {key for key, _label in choices}
    return choices + [(key, key) for key in (campaign.systems if campaign is not None else []) if key not in known]
