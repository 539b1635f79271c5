"""Addresses."""

from django.urls import path

from hengping.web.apps.campaigns import side_views, views

urlpatterns = [
    path("new/", views.create, name="campaign_new"),
    path("<uuid:campaign_id>/", views.overview, name="campaign"),
    path("<uuid:campaign_id>/edit/", views.edit, name="campaign_edit"),
    path("<uuid:campaign_id>/tables/", side_views.side_files, name="side_files"),
    path("<uuid:campaign_id>/tables/<str:kind>/", side_views.upload, name="side_file_upload"),
    path("<uuid:campaign_id>/tables/<str:kind>/end/", side_views.end, name="side_file_end"),
    path("<uuid:campaign_id>/tables/<str:kind>/<int:version>.csv", side_views.download, name="side_file_download"),
    path("<uuid:campaign_id>/calendar/", views.calendar, name="campaign_calendar"),
    path("<uuid:campaign_id>/clone/", views.clone, name="campaign_clone"),
    path("<uuid:campaign_id>/stage/<str:after>/", views.move, name="campaign_move"),
]
