"""Addresses. Each app has its own ``urls``; here they are put together."""

from django.urls import include, path

from hengping.web.ui import views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("campaigns/", include("hengping.web.apps.campaigns.urls")),
]
handler403 = "hengping.web.ui.errors.forbidden"
handler404 = "hengping.web.ui.errors.not_found"
handler500 = "hengping.web.ui.errors.server_error"
