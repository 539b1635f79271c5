"""Addresses, below an evaluation's."""

from django.urls import path

from hengping.web.apps.desk import managing, views

_DESK = "<uuid:campaign_id>/assessment/"

urlpatterns = [
    path(_DESK, views.desk, name="desk"),
    path(f"{_DESK}hand-in/", views.hand_in, name="desk_hand_in"),
    path(f"{_DESK}tasks/<uuid:task_id>/", views.task, name="desk_task"),
    path(f"{_DESK}tasks/<uuid:task_id>/recuse/", views.recuse, name="desk_recuse"),
    path(f"{_DESK}overview/", managing.overview, name="desk_overview"),
    path(f"{_DESK}make/", managing.make, name="desk_make"),
    path(f"{_DESK}assign/", managing.assign, name="desk_assign"),
    path(f"{_DESK}apply/", managing.apply, name="desk_apply"),
    path(f"{_DESK}withdraw/<uuid:user_id>/", managing.withdraw, name="desk_withdraw"),
    path(f"{_DESK}quality/", managing.quality, name="desk_quality"),
    path(f"{_DESK}calibration/", managing.calibrate, name="desk_calibrate"),
]
