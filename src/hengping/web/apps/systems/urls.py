"""Addresses of indicator systems."""

from django.urls import path

from hengping.web.apps.systems import editing, views

urlpatterns = [
    path("<uuid:campaign_id>/systems/", views.listed, name="systems"),
    path("<uuid:campaign_id>/systems/new/", views.new, name="system-new"),
    path("<uuid:campaign_id>/systems/compare/", views.compare, name="system-compare"),
    path("<uuid:campaign_id>/systems/show/<str:key>/", views.show, name="system-show"),
    path("<uuid:campaign_id>/systems/file/<str:key>/", views.source, name="system-file"),
    path("<uuid:campaign_id>/systems/drafts/<uuid:draft_id>/", editing.edit, name="system-edit"),
    path("<uuid:campaign_id>/systems/drafts/<uuid:draft_id>/lint/", editing.lint, name="system-lint"),
    path("<uuid:campaign_id>/systems/drafts/<uuid:draft_id>/publish/", editing.publish, name="system-publish"),
    path("<uuid:campaign_id>/systems/drafts/<uuid:draft_id>/history/", editing.history, name="system-history"),
    path("<uuid:campaign_id>/systems/drafts/<uuid:draft_id>/simulate/", views.simulate, name="system-simulate"),
    path("<uuid:campaign_id>/systems/simulations/<uuid:simulation_id>/", views.simulation, name="system-simulation"),
]
