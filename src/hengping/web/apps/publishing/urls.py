"""Addresses."""

from django.urls import path

from hengping.web.apps.publishing import manuscript_views, views

_OF = "<uuid:campaign_id>/"
urlpatterns = [
    path(f"{_OF}documents/", views.documents, name="documents"),
    path(f"{_OF}documents/jobs/", views.jobs, name="document_jobs"),
    path(f"{_OF}documents/jobs/<uuid:job_id>/kit/", views.kit, name="document_kit"),
    path(f"{_OF}documents/files/<path:name>", views.document, name="document"),
    path(f"{_OF}documents/text/", manuscript_views.text, name="bulletin_text"),
    path(f"{_OF}documents/text/<int:version>/", manuscript_views.one_version, name="bulletin_text_version"),
    path(f"{_OF}documents/text/<int:version>/<slug:part>/", manuscript_views.part_of, name="bulletin_text_part"),
    path(f"{_OF}publication/", views.publication, name="publication"),
    path(f"{_OF}publication/approve/", views.approve, name="approve"),
    path(f"{_OF}publication/approvals/<uuid:approval_id>/withdraw/", views.withdraw, name="approval_withdraw"),
    path(f"{_OF}corrections/", views.corrections, name="corrections"),
    path(f"{_OF}versions/<int:version>/<path:name>", views.version_file, name="version_file"),
]
