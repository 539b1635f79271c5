"""Addresses of the register of sites."""

from django.urls import path

from hengping.web.apps.roster import register_views as views

urlpatterns = [
    path("", views.listed, name="register"),
    path("duplicates/", views.duplicates, name="register-duplicates"),
    path("add/", views.add, name="register-add"),
    path("<uuid:site_id>/", views.site, name="registered-site"),
    path("<uuid:site_id>/change/", views.change, name="register-change"),
    path("<uuid:site_id>/close/", views.close, name="register-close"),
    path("<uuid:site_id>/contacts/", views.contact, name="register-contact"),
    path("<uuid:site_id>/contacts/<uuid:contact_id>/end/", views.contact_end, name="register-contact-end"),
]
