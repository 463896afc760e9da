"""Where every address begins; chapters are included by string, so the portal imports none of them."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("portal.accounts.urls")),
    path("files/", include("portal.attachments.urls")),
    path("papers/", include("portal.documents.urls")),
    path("institutions/", include("institutions.urls")),
    path("", include("portal.web.urls")),
]
