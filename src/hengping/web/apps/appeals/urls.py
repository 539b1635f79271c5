"""Addresses, below an evaluation's."""

from django.urls import path

from hengping.web.apps.appeals import ruling_views, views

_SITE = "<uuid:campaign_id>/sites/<str:site_code>/"
_APPEAL = f"{_SITE}appeals/<uuid:appeal_id>/"

urlpatterns = [
    path("<uuid:campaign_id>/appeals/", views.appeals, name="appeals"),
    path("<uuid:campaign_id>/appeals/export.csv", views.appeals_export, name="appeals_export"),
    path("<uuid:campaign_id>/appeals/terms/", views.terms, name="appeal_terms"),
    path("<uuid:campaign_id>/appeals/like-cases/", views.like_cases, name="like_cases"),
    path(f"{_SITE}appeals/new/", views.raise_appeal, name="appeal_raise"),
    path(_APPEAL, views.appeal_page, name="appeal"),
    path(f"{_APPEAL}proofs/", views.add_proof, name="appeal_add_proof"),
    path(f"{_APPEAL}proofs/<uuid:proof_id>/", views.proof, name="appeal_proof"),
    path(f"{_APPEAL}withdraw/", views.withdraw, name="appeal_withdraw"),
    path(f"{_APPEAL}second/", views.second, name="appeal_second"),
    path(f"{_APPEAL}accept/", ruling_views.accept, name="appeal_accept"),
    path(f"{_APPEAL}ruling/", ruling_views.propose, name="appeal_propose"),
    path(f"{_APPEAL}ruling/confirm/", ruling_views.confirm, name="appeal_confirm"),
    path(f"{_APPEAL}ruling/carry/", ruling_views.carry, name="appeal_carry"),
    path(f"{_SITE}like-cases/<uuid:case_id>/", ruling_views.like_case, name="like_case"),
]
