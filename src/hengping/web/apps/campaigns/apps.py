"""The app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CampaignsConfig(AppConfig):
    """Evaluations (绩效评估), their stages, dates and approvals."""

    name = "hengping.web.apps.campaigns"
    label = "campaigns"
    verbose_name = "绩效评估"

    def ready(self) -> None:
        """Let every app register its preconditions and what can be taken over from an earlier evaluation."""
        from hengping.web.apps.campaigns import conditions  # noqa: F401 - registers its own
        from hengping.web.apps.campaigns.telling import calendar_deadlines, tell_of_visible
        from hengping.web.apps.notices import deadlines
        from hengping.web.apps.notices.errands import ERRANDS

        deadlines.register("calendar", calendar_deadlines)
        ERRANDS["publications"] = tell_of_visible
        autodiscover_modules("preconditions", "cloning")
