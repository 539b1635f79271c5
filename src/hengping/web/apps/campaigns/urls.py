"""Addresses."""

from django.urls import path

from hengping.web.apps.campaigns import views

urlpatterns = [
    path("<uuid:campaign_id>/", views.overview, name="campaign"),
]
