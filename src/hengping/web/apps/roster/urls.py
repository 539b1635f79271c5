"""Addresses of the roster of an evaluation."""

from django.urls import path

from hengping.web.apps.roster import register_views, views

urlpatterns = [
    path("<uuid:campaign_id>/roster/", views.roster, name="roster"),
    path("<uuid:campaign_id>/roster/export.<str:form>", views.export, name="roster-export"),
    path("<uuid:campaign_id>/roster/import/", views.upload, name="roster-upload"),
    path("<uuid:campaign_id>/roster/import/<uuid:import_id>/", views.preview, name="roster-import"),
    path("<uuid:campaign_id>/roster/add/", views.add, name="roster-add"),
    path("<uuid:campaign_id>/roster/match/", views.match, name="roster-match"),
    path("<uuid:campaign_id>/roster/fill/", register_views.fill, name="roster-fill"),
    path("<uuid:campaign_id>/roster/register/", register_views.from_roster, name="roster-register"),
    path("<uuid:campaign_id>/roster/site/<str:site_code>/", views.change, name="roster-change"),
    path("<uuid:campaign_id>/roster/site/<str:site_code>/remove/", views.remove, name="roster-remove"),
]
