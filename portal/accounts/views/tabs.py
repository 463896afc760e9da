"""The tabs above one's own pages."""

from typing import Any

from portal.access import Role
from portal.accounts.models import User


class WithTabs:
    """Adds which tabs the user has business with."""

    request: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Only in the template: every page asks for itself again."""
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - behind the login wall
        administers = any(grant.role == Role.ORGANISATION_ADMIN for grant in user.grants)
        return super().get_context_data(  # type: ignore[misc]
            administers=administers,
            invites=administers or user.holds(Role.SECURITY_ADMIN),
            decides=administers or user.holds(Role.OFFICER),
            **kwargs,
        )
