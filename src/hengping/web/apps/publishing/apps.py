"""The app."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Documents, approvals, publication, corrections."""

    name = "hengping.web.apps.publishing"
    label = "publishing"
    verbose_name = "发布"

    def ready(self) -> None:
        """Say what long work there is."""
        from hengping.web.apps.publishing import freezing, making
        from hengping.web.apps.work.kinds import register

        for kind in (*freezing.KINDS, making.KIND):
            register(kind)
