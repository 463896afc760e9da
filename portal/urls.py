"""Where every address begins; chapters are included by string, so the portal imports none of them."""

from importlib import import_module

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.utils.module_loading import module_has_submodule

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("portal.accounts.urls")),
    path("files/", include("portal.attachments.urls")),
    path("papers/", include("portal.documents.urls")),
    path("institutions/", include("institutions.urls")),
    path("", include("portal.rest.urls")),
    *(
        path("api/v1/", include(f"{chapter}.rest.urls"))
        for chapter in settings.CHAPTERS
        if module_has_submodule(import_module(chapter), "rest")
    ),
    path("", include("portal.web.urls")),
]

handler400 = "portal.web.faults.bad_request"
handler403 = "portal.web.faults.forbidden"
handler404 = "portal.web.faults.missing"
handler500 = "portal.web.faults.failed"
