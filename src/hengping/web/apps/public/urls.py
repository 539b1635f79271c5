"""Addresses."""

from django.urls import path

from hengping.web.apps.public import views

urlpatterns = [
    path("", views.home, name="public"),
    path("<uuid:campaign_id>/", views.results, name="public_results"),
    path("<uuid:campaign_id>/sites/<str:site_code>/", views.body, name="public_body"),
    path("<uuid:campaign_id>/lists/", views.lists, name="public_lists"),
    path("<uuid:campaign_id>/data/", views.data, name="public_data"),
    path("<uuid:campaign_id>/corrections/", views.corrections, name="public_corrections"),
    path("<uuid:campaign_id>/archive/", views.archive, name="public_archive"),
    path("<uuid:campaign_id>/library/", views.library, name="public_library"),
    path("<uuid:campaign_id>/v<int:version>/<path:name>", views.file, name="public_file"),
]
