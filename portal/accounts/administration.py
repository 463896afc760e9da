"""Django's admin, with our site; a module of its own, because an app has one default configuration."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """The admin app behind the one door."""

    default_site = "portal.accounts.site.PortalAdminSite"
