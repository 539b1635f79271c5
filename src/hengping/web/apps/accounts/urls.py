"""Addresses."""

from django.urls import path

from hengping.web.apps.accounts import guarding_views, invitation_views, views

_CLOSED = ("signup/", "email/", "confirm-email/", "password/set/", "3rdparty/", "3rdparty/signup/")
urlpatterns = [
    # These stand before the sign-in library's own addresses: what is not offered is not there.
    *(path(f"accounts/{one}", invitation_views.closed, name=f"closed_{place}") for place, one in enumerate(_CLOSED)),
    path("accounts/confirm-email/<str:token>/", invitation_views.closed, name="closed_confirm"),
    path("accounts/sessions/<int:session_id>/end/", invitation_views.session_end, name="session_end"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<uuid:organisation_id>/", views.organisation, name="organisation"),
    path("organisations/<uuid:organisation_id>/new/", views.organisation_new, name="organisation_new"),
    path("organisations/<uuid:organisation_id>/edit/", views.organisation_edit, name="organisation_edit"),
    path("organisations/<uuid:organisation_id>/move/", views.organisation_move, name="organisation_move"),
    path("organisations/<uuid:organisation_id>/grant/", views.membership_new, name="membership_new"),
    path("organisations/<uuid:organisation_id>/invite/", invitation_views.invite, name="invite"),
    path("memberships/<uuid:membership_id>/end/", views.membership_end, name="membership_end"),
    path("people/<uuid:person_id>/", views.person, name="person"),
    path("people/<uuid:person_id>/unlock/", guarding_views.unlock, name="account_unlock"),
    path("people/<uuid:person_id>/second-factor/", guarding_views.reset_factor, name="second_factor_reset"),
    path("invitations/", invitation_views.invitations, name="invitations"),
    path("invitations/<uuid:invitation_id>/resend/", invitation_views.resend, name="invitation_resend"),
    path("invitations/<uuid:invitation_id>/withdraw/", invitation_views.withdraw, name="invitation_withdraw"),
    path("invitations/accept/<str:token>/", invitation_views.accept, name="invitation_accept"),
]  # fmt: skip
