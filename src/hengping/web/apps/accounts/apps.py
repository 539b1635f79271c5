"""The app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, organisations, roles, invitations."""

    name = "hengping.web.apps.accounts"
    label = "accounts"
    verbose_name = "人员与机构"
