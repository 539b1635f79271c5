"""Addresses."""

from django.urls import path

from hengping.web.apps.notices import views

urlpatterns = [
    path("notices/", views.mine, name="notices"),
    path("notices/<uuid:notice_id>/", views.opened, name="notice"),
    path("campaigns/<uuid:campaign_id>/notices/", views.history, name="notice_history"),
    path("campaigns/<uuid:campaign_id>/notices/send/", views.send, name="notice_send"),
    path("campaigns/<uuid:campaign_id>/notices/mails/<uuid:mail_id>/retry/", views.retry, name="mail_retry"),
]
