"""Where the interface begins, and what machines ask of health."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from portal.rest import views
from portal.rest.check import check
from portal.rest.resources.announcements import AnnouncementViewSet
from portal.rest.resources.docket import DocketViewSet
from portal.rest.resources.organisations import OrganisationViewSet

router = SimpleRouter(trailing_slash=False)
router.register("organisations", OrganisationViewSet, basename="api-organisation")
router.register("announcements", AnnouncementViewSet, basename="api-announcement")
router.register("docket", DocketViewSet, basename="api-docket")

urlpatterns = [
    path("api/v1/organisations/<str:code>/check", check, name="api-organisation-check"),
    path("api/v1/", include(router.urls)),
    path("api/schema/", views.schema, name="api-schema"),
    path("api/docs/", views.docs, name="api-docs"),
    path("desk/tokens/", views.token_list, name="tokens"),
    path("desk/tokens/<uuid:uuid>/revoke/", views.token_revoke, name="token-revoke"),
    path("healthz/live", views.live, name="healthz-live"),
    path("healthz/ready", views.ready, name="healthz-ready"),
    path("healthz/deep", views.deep, name="healthz-deep"),
    path("metrics", views.prometheus, name="metrics"),
]
