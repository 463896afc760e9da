"""The request of a known user."""

from django.http import HttpRequest

from portal.accounts.models import User


class UserRequest(HttpRequest):
    """A request behind the login wall: `user` is one of ours."""

    user: User
