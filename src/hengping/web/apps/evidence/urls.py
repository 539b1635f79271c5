"""Addresses, below an evaluation's."""

from django.urls import path

from hengping.web.apps.evidence import views

_SITE = "<uuid:campaign_id>/sites/<str:site_code>/"
_FINDING = f"{_SITE}findings/<str:finding_id>/"
_RECORD = f"{_FINDING}records/<uuid:record_id>/"

urlpatterns = [
    path(_FINDING, views.finding, name="evidence"),
    path(f"{_RECORD}page/", views.framed, name="evidence_page"),
    path(f"{_RECORD}raw/", views.raw, name="evidence_raw"),
    path(f"{_RECORD}shot/", views.shot, name="evidence_shot"),
    path(f"{_SITE}archive/", views.archive, name="archive"),
    path(f"{_SITE}archive/<uuid:record_id>/", views.archived, name="archive_page"),
]
