"""The app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, organisations, roles, invitations."""

    name = "hengping.web.apps.accounts"
    label = "accounts"
    verbose_name = "人员与机构"

    def ready(self) -> None:
        """Sessions get their end when people sign in, and the log its lines."""
        from hengping.web.apps.accounts import signals

        signals.connect()
