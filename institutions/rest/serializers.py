"""What the interface says of qualifications and applications, field by field, and what it is told."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from institutions.models import ConditionFinding, Filing, Proceeding, Qualification
from institutions.models.choices import FilingType, Kind, Outcome, Section, Verdict
from institutions.services.filings import Reason
from portal.rest.resources.announcements import PartyOutput
from portal.rest.resources.regions import RegionOutput
from portal.rest.serializers import InputSerializer, ModelOutputSerializer


class QualificationOutput(ModelOutputSerializer):
    """A qualification as anyone may read it."""

    organisation = PartyOutput()
    region = RegionOutput()
    scopes = serializers.SerializerMethodField(help_text=_("现行业务范围"))

    class Meta:
        model = Qualification
        fields: ClassVar = [
            "number",
            "kind",
            "regime",
            "state",
            "organisation",
            "region",
            "scopes",
            "granted_on",
            "valid_from",
            "valid_to",
            "end_reason",
        ]

    def get_scopes(self, row: Qualification) -> list[str]:
        return [scope.business.name for scope in row.scopes.all() if scope.until is None]


class FindingOutput(ModelOutputSerializer):
    """A condition no longer met, as the holder and the authority see it."""

    qualification = serializers.CharField(source="qualification.number", help_text=_("资质编号"))
    organisation = PartyOutput(source="qualification.organisation")
    region = RegionOutput(source="qualification.region")

    class Meta:
        model = ConditionFinding
        fields: ClassVar = [
            "qualification",
            "organisation",
            "region",
            "code",
            "name",
            "required",
            "found",
            "basis",
            "opened_on",
            "seen_on",
            "rectify_by",
            "ended_on",
            "ending",
        ]


class ProceedingOutput(ModelOutputSerializer):
    """A proceeding as its party and the authority see it."""

    qualification = serializers.CharField(source="qualification.number", help_text=_("资质编号"))
    organisation = PartyOutput()
    region = RegionOutput()
    state_label = serializers.CharField()

    class Meta:
        model = Proceeding
        fields: ClassVar = [
            "number",
            "qualification",
            "organisation",
            "region",
            "measure",
            "state",
            "state_label",
            "state_since",
            "version",
            "facts",
            "opened_on",
            "notified_on",
            "decided_on",
        ]


class StatementInput(InputSerializer):
    """What the party says for itself."""

    text = serializers.CharField(max_length=10000)


class RemarkInput(InputSerializer):
    """A remark that may be left out."""

    reason = serializers.CharField(max_length=2000, default="", allow_blank=True)


class SummonsInput(InputSerializer):
    """When, where and before whom a hearing is held."""

    held_on = serializers.DateField()
    at = serializers.TimeField()
    place = serializers.CharField(max_length=200)
    chair = serializers.CharField(max_length=150, help_text=_("主持人的用户名"))
    is_public = serializers.BooleanField(default=True)


class HearingRecordInput(InputSerializer):
    """What was said at the hearing, and who was there."""

    held_on = serializers.DateField()
    attendees = serializers.ListField(child=serializers.CharField(max_length=60), max_length=200)
    text = serializers.CharField(max_length=20000)


class VerdictInput(InputSerializer):
    """A decision to draft in a proceeding."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    response = serializers.CharField(max_length=4000, default="", allow_blank=True)
    on_record = serializers.CharField(max_length=4000, default="", allow_blank=True)
    note = serializers.CharField(max_length=2000, default="", allow_blank=True)


class FilingOutput(ModelOutputSerializer):
    """An application as its applicant and the authority see it."""

    organisation = PartyOutput()
    region = RegionOutput(allow_null=True)
    state_label = serializers.CharField()

    class Meta:
        model = Filing
        fields: ClassVar = [
            "number",
            "kind",
            "type",
            "regime",
            "state",
            "state_label",
            "state_since",
            "version",
            "organisation",
            "region",
            "submitted_on",
            "received_on",
            "accepted_on",
            "decided_on",
            "is_deemed_accepted",
            "is_late",
            "has_priority",
        ]


class PartsField(serializers.DictField):
    """Sections by name: `{"basics": {...}, "equipment": [{...}]}`; what they say, the service judges."""

    child = serializers.JSONField()

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        value: dict[str, Any] = super().to_internal_value(data)
        unknown = sorted(set(value) - set(Section.values))
        if unknown:
            raise serializers.ValidationError(_("没有这一部分：%(names)s") % {"names": "、".join(unknown)})
        return value


class StartInput(InputSerializer):
    """
    What to apply for; with `sections` and `submit`, filled in and handed in by the same request.

    All of it is done or, with every reason, nothing.
    """

    kind = serializers.ChoiceField(choices=Kind.choices)
    type = serializers.ChoiceField(choices=FilingType.choices, default=FilingType.INITIAL)
    sections = PartsField(default=dict, help_text=_("申请各部分，格式与填写申请各部分相同"))
    submit = serializers.BooleanField(default=False, help_text=_("填写后即提交；有任何不符则全部不生效"))


class SectionsInput(InputSerializer):
    """
    Sections to write, all or none: `{"basics": {...}, "equipment": [{...}]}`.

    A person is named by `name` and `identity`; the number is never given back.
    """

    sections = PartsField()


class ReasonInput(InputSerializer):
    """One thing to correct, or one reason, with its clause."""

    text = serializers.CharField(max_length=400)
    basis = serializers.CharField(max_length=200, default="", allow_blank=True)
    section = serializers.ChoiceField(choices=Section.choices, default="", allow_blank=True)


class ReasonsInput(InputSerializer):
    """A complete list."""

    reasons = ReasonInput(many=True)


class NoteInput(InputSerializer):
    """A reason that is kept on the file."""

    reason = serializers.CharField(max_length=2000)


class DraftInput(InputSerializer):
    """A decision to draft."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    note = serializers.CharField(max_length=2000, default="", allow_blank=True)
    reasons = ReasonInput(many=True, default=list)
    is_false_materials = serializers.BooleanField(default=False)


def reasons(given: list[dict[str, Any]]) -> list[Reason]:
    """The rows as the services take them."""
    return [Reason(**row) for row in given]
