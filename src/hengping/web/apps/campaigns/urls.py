"""Addresses."""

from django.urls import path

from hengping.web.apps.campaigns import views

urlpatterns = [
    path("new/", views.create, name="campaign_new"),
    path("<uuid:campaign_id>/", views.overview, name="campaign"),
    path("<uuid:campaign_id>/edit/", views.edit, name="campaign_edit"),
    path("<uuid:campaign_id>/calendar/", views.calendar, name="campaign_calendar"),
    path("<uuid:campaign_id>/clone/", views.clone, name="campaign_clone"),
    path("<uuid:campaign_id>/stage/<str:after>/", views.move, name="campaign_move"),
]
