"""Addresses. Each app has its own ``urls``; here they are put together."""

from django.urls import include, path

from hengping.web.ui import views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("", include("hengping.web.apps.accounts.urls")),
    path("", include("hengping.web.apps.notices.urls")),
    path("", include("hengping.web.apps.acts.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("hengping.web.apps.api.urls")),
    path("tour/", include("hengping.web.apps.tour.urls")),
    path("public/", include("hengping.web.apps.public.urls")),
    path("campaigns/", include("hengping.web.apps.campaigns.urls")),
    path("campaigns/", include("hengping.web.apps.publishing.urls")),
    path("campaigns/", include("hengping.web.apps.runs.urls")),
    path("campaigns/", include("hengping.web.apps.work.urls")),
    path("campaigns/", include("hengping.web.apps.roster.urls")),
    path("campaigns/", include("hengping.web.apps.ledger.urls")),
    path("campaigns/", include("hengping.web.apps.systems.urls")),
    path("register/", include("hengping.web.apps.roster.register_urls")),
    path("campaigns/", include("hengping.web.apps.evidence.urls")),
    path("campaigns/", include("hengping.web.apps.appeals.urls")),
    path("campaigns/", include("hengping.web.apps.operators.urls")),
    path("campaigns/", include("hengping.web.apps.desk.urls")),
    path("campaigns/", include("hengping.web.apps.cases.urls")),
    path("", include("hengping.web.apps.oversight.urls")),
]
handler400 = "hengping.web.ui.errors.bad_request"
handler403 = "hengping.web.ui.errors.forbidden"
handler404 = "hengping.web.ui.errors.not_found"
handler500 = "hengping.web.ui.errors.server_error"
