"""Addresses of the section ledger."""

from django.urls import path

from hengping.web.apps.ledger import views

urlpatterns = [
    path("<uuid:campaign_id>/ledger/", views.ledger, name="ledger"),
    path("<uuid:campaign_id>/ledger/apply/", views.apply, name="ledger-apply"),
    path("<uuid:campaign_id>/ledger/<str:code>/<str:section_id>/", views.section, name="ledger-section"),
    path("<uuid:campaign_id>/ledger/<str:code>/<str:section_id>/exempt/", views.exempt, name="ledger-exempt"),
    path("<uuid:campaign_id>/exemptions/<uuid:exemption_id>/end/", views.end, name="exemption-end"),
    path("<uuid:campaign_id>/exemptions/<uuid:exemption_id>/proof/", views.proof, name="exemption-proof"),
]
