"""Addresses."""

from django.urls import path

from hengping.web.apps.api import views
from hengping.web.apps.api.api import api

urlpatterns = [
    path("api/", api.urls),
    path("account/tokens/", views.tokens, name="tokens"),
    path("account/tokens/<uuid:token_id>/end/", views.token_end, name="token_end"),
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/<uuid:webhook_id>/end/", views.webhook_end, name="webhook_end"),
]
