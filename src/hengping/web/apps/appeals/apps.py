"""The app."""

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """Appeals (申诉), rulings (裁定), their effect on the run, like cases (同类问题)."""

    name = "hengping.web.apps.appeals"
    label = "appeals"
    verbose_name = "申诉"

    def ready(self) -> None:
        """Say which deadlines are open, what is to be done again and again, and what long work there is."""
        from hengping.web.apps.appeals import carrying, following, preview
        from hengping.web.apps.appeals.errand import rulings
        from hengping.web.apps.appeals.telling import appeal_deadlines
        from hengping.web.apps.notices import deadlines
        from hengping.web.apps.notices.errands import ERRANDS
        from hengping.web.apps.runs.switching import SWITCHED
        from hengping.web.apps.work.kinds import register

        deadlines.register("appeals", appeal_deadlines)
        ERRANDS["rulings"] = rulings
        register(carrying.KIND)
        register(following.KIND)
        register(preview.KIND)
        SWITCHED.append(following.run_switched)
