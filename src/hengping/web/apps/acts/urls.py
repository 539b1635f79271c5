"""Addresses."""

from django.urls import path

from hengping.web.apps.acts import views

urlpatterns = [
    path("log/", views.log, name="log"),
    path("log/chain/", views.check, name="log_chain"),
    path("log/export.csv", views.download, name="log_export"),
    path("log/<int:seq>/", views.line, name="log_line"),
]
