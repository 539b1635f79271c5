"""The app."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Evaluations (绩效评估), their stages, dates and approvals."""

    name = "hengping.web.apps.campaigns"
    label = "campaigns"
    verbose_name = "绩效评估"
