"""Addresses."""

from django.urls import path

from hengping.web.apps.tour import views

urlpatterns = [
    path("", views.tour, name="tour"),
    path("account/", views.take_account, name="tour_account"),
]
