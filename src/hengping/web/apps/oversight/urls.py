"""Addresses."""

from django.urls import path

from hengping.web.apps.oversight import rhythm_views, views

_PLAN = "oversight/rhythm/<uuid:organisation_id>/<str:rhythm_kind>/"

urlpatterns = [
    path("campaigns/<uuid:campaign_id>/overview/", views.dashboard, name="dashboard"),
    path("oversight/rhythm/", rhythm_views.rhythm, name="rhythm"),
    path(_PLAN, rhythm_views.plan_edit, name="rhythm_plan"),
    path(f"{_PLAN}<str:period_start>/done/", rhythm_views.done, name="rhythm_done"),
    path("oversight/rhythm/records/<uuid:done_id>/withdraw/", rhythm_views.withdraw, name="rhythm_withdraw"),
]
