"""Where people prove who they are, and say what others may do."""

from django.urls import include, path

from portal.accounts.views import colleagues, newcomers, own

ours = [
    path("", own.Home.as_view(), name="home"),
    path("register/", newcomers.RegisterOrganisation.as_view(), name="register"),
    path("registrations/", own.RegistrationList.as_view(), name="registration-list"),
    path("registrations/<int:pk>/withdraw/", own.WithdrawRegistration.as_view(), name="registration-withdraw"),
    path("registrations/waiting/", colleagues.RegistrationQueue.as_view(), name="registration-queue"),
    path(
        "registrations/<int:pk>/confirm/",
        colleagues.DecideRegistration.as_view(decision="confirm"),
        name="registration-confirm",
    ),
    path(
        "registrations/<int:pk>/refuse/",
        colleagues.DecideRegistration.as_view(decision="refuse"),
        name="registration-refuse",
    ),
    path("invitations/", colleagues.Invitations.as_view(), name="invitation-list"),
    path("invitations/<uuid:key>/withdraw/", colleagues.WithdrawInvitation.as_view(), name="invitation-withdraw"),
    path("invitation/<str:token>/", newcomers.AcceptInvitation.as_view(), name="invitation-accept"),
    path("members/", colleagues.Members.as_view(), name="member-list"),
    path("members/<str:code>/", colleagues.Members.as_view(), name="member-list"),
    path("assignments/<int:pk>/revoke/", colleagues.RevokeAssignment.as_view(), name="assignment-revoke"),
    path("sessions/<int:pk>/end/", own.EndSession.as_view(), name="session-end"),
]
urlpatterns = [
    path("", include((ours, "accounts"))),
    path("sessions/", own.SessionList.as_view(), name="usersessions_list"),
    path("", include("allauth.urls")),
]
