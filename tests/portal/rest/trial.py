"""A chapter as the tests of the bases see it: objections with their deeds, behind addresses of their own."""

from django.urls import include, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from portal.announcements.models import Announcement, PublicObjection
from portal.announcements.services import objections
from portal.errors import Stale
from portal.parties.masking import Personal
from portal.rest import scopes
from portal.rest.serializers import InputSerializer, ModelOutputSerializer
from portal.rest.viewsets import ScopedViewSet, creation, deed
from portal.urls import urlpatterns as portal_urls

READ = scopes.declare("trial:read", "试读")
WRITE = scopes.declare("trial:write", "试办")


class ObjectionOutput(ModelOutputSerializer):
    personal = {"phone": Personal.PHONE}
    phone = serializers.SerializerMethodField()

    class Meta:
        model = PublicObjection
        fields = ["number", "state", "version", "answer", "phone"]

    def get_phone(self, _objection) -> str:
        return "13812345678"


class LineInput(InputSerializer):
    text = serializers.CharField(max_length=5)


class AcceptInput(InputSerializer):
    note = serializers.CharField(required=False, max_length=10)
    lines = LineInput(many=True, required=False)


class DeclineInput(InputSerializer):
    reason = serializers.CharField(allow_blank=True)


class LodgeInput(InputSerializer):
    announcement = serializers.CharField()
    reason = serializers.CharField(min_length=10)
    on = serializers.DateField()


class TrialViewSet(ScopedViewSet):
    model = PublicObjection
    serializer_class = ObjectionOutput
    reading, writing = READ, WRITE

    @creation(LodgeInput)
    def create(self, request, *, announcement, reason, on):
        words = objections.Words(f"api-{request.headers['Idempotency-Key']}", reason, is_anonymous=True)
        return objections.lodge(Announcement.objects.get(number=announcement), words, on=on)

    @deed(AcceptInput)
    def accept(self, request, objection, *, note="", lines=()):
        objections.accept(objection, by=request.user, on=timezone.localdate(), note=note)

    @deed(DeclineInput)
    def decline(self, request, objection, *, reason):
        objections.decline(objection, reason=reason, by=request.user, on=timezone.localdate())

    @deed()
    def overtake(self, request, objection):
        raise Stale(1, 2, {"状态": ("已收到", "已受理")})


router = SimpleRouter(trailing_slash=False)
router.register("trials", TrialViewSet, basename="trial")
urlpatterns = [path("trial/", include(router.urls)), *portal_urls]
