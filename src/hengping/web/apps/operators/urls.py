"""Addresses, below an evaluation's."""

from django.urls import path

from hengping.web.apps.operators import rectification_views, views

_SITE = "<uuid:campaign_id>/sites/<str:site_code>/"

urlpatterns = [
    path("<uuid:campaign_id>/my-sites/", views.site_desks, name="site_desks"),
    path(f"{_SITE}desk/", views.site_desk, name="site_desk"),
    path(f"{_SITE}desk/findings.csv", views.faults_export, name="site_desk_export"),
    path(f"{_SITE}desk/report.pdf", views.site_report, name="site_desk_report"),
    path(f"{_SITE}desk/what-if/", views.what_if, name="what_if"),
    path(f"{_SITE}desk/reply/<str:finding_id>/", views.reply, name="reply"),
    path(f"{_SITE}desk/explanation/<uuid:reply_id>/", rectification_views.explanation, name="explanation"),
    path(f"{_SITE}self-test/", views.self_test, name="self_test"),
    path(f"{_SITE}self-test/<uuid:inspection_id>/", views.self_test_result, name="self_test_result"),
    path(f"{_SITE}rectification/<uuid:item_id>/", rectification_views.rectification, name="rectification"),
    path("<uuid:campaign_id>/rectification/", rectification_views.rectifications, name="rectifications"),
    path(
        "<uuid:campaign_id>/rectification/export.csv",
        rectification_views.rectifications_export,
        name="rectifications_export",
    ),
]
