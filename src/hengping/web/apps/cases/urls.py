"""Addresses, below an evaluation's."""

from django.urls import path

from hengping.web.apps.cases import views

_CASES = "<uuid:campaign_id>/cases/"
_CASE = f"{_CASES}<uuid:case_id>/"

urlpatterns = [
    path(_CASES, views.cases, name="cases"),
    path(f"{_CASES}cases.csv", views.export, name="cases_export"),
    path("<uuid:campaign_id>/sites/<str:site_code>/cases/new/", views.nominate, name="case_nominate"),
    path(_CASE, views.case, name="case"),
    path(f"{_CASE}edit/", views.edit, name="case_edit"),
    path(f"{_CASE}judge/", views.judge, name="case_judge"),
    path(f"{_CASE}decide/", views.decision, name="case_decide"),
    path(f"{_CASE}withdraw/", views.withdraw, name="case_withdraw"),
    path(f"{_CASE}files/<uuid:file_id>/", views.attachment, name="case_file"),
]
