"""The app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The interface for programs."""

    name = "hengping.web.apps.api"
    label = "api"
    verbose_name = "接口"

    def ready(self) -> None:
        """Tokens end when the password changes."""
        from allauth.account import signals

        from hengping.web.apps.api.services import tokens_end

        signals.password_changed.connect(tokens_end, dispatch_uid="hengping.tokens_end")
        signals.password_reset.connect(tokens_end, dispatch_uid="hengping.tokens_end_reset")
