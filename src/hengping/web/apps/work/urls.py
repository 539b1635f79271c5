"""Addresses, beneath ``campaigns/``."""

from django.urls import path

from hengping.web.apps.work import views

urlpatterns = [
    path("<uuid:campaign_id>/work/<uuid:work_id>/", views.show, name="work"),
    path("<uuid:campaign_id>/work/<uuid:work_id>/retry/", views.retry, name="work_retry"),
]
