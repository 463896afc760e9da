"""Who people are to the portal: a role, and the region or organisation they hold it in."""

from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is here for; held through a dated assignment."""

    ORGANISATION_ADMIN = "organisation_admin", _("单位管理员")
    APPLICANT = "applicant", _("单位经办人")
    OFFICER = "officer", _("承办人员")
    REVIEWER = "reviewer", _("审核人员")
    APPROVER = "approver", _("签发人员")
    EXPERT = "expert", _("评审专家")
    INSURANCE_SUPERVISOR = "insurance_supervisor", _("保险监管人员")
    INSURER = "insurer", _("保险机构人员")
    PURCHASER = "purchaser", _("购买主体人员")
    FINANCE = "finance", _("财政监管人员")
    EXAM_AGENCY = "exam_agency", _("考试机构人员")
    EXAM_SITE = "exam_site", _("考试点人员")
    ASSOCIATION = "association", _("行业协会人员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")
    CLOCK = "clock", _("系统（期限届满）")

    @property
    def includes(self) -> frozenset["Role"]:
        """The roles whose deeds this one may do as well."""
        return _INCLUDES.get(self, frozenset()) | {self}


_INCLUDES: Final = {Role.ORGANISATION_ADMIN: frozenset({Role.APPLICANT})}
#: Held in a region: they see every row at or below it, and act only as the competent authority itself.
REGIONAL: Final = frozenset(
    {Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.INSURANCE_SUPERVISOR, Role.FINANCE, Role.EXAM_AGENCY},
)
#: Held in an organisation.
ORGANISATIONAL: Final = frozenset(
    {
        Role.ORGANISATION_ADMIN,
        Role.APPLICANT,
        Role.INSURER,
        Role.PURCHASER,
        Role.EXAM_SITE,
        Role.ASSOCIATION,
    },
)
#: Separated from each other and from every other role (GB/T 22239-2019, 8.1.4.2).
ADMINISTRATIVE: Final = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
#: A second factor is compulsory for them (GB/T 22239-2019, 8.1.4.1 d).
TWO_FACTOR: Final = REGIONAL | ADMINISTRATIVE


@dataclass(frozen=True)
class Grant:
    """One role in force today. `region_path` is the materialised path ("" for the whole country) or None."""

    role: Role
    region_path: str | None = None
    region_code: str | None = None
    organisation_id: int | None = None

    def covers_region(self, path: str) -> bool:
        """Sees rows there."""
        return self.region_path is not None and path.startswith(self.region_path)

    def is_competent_for(self, region_code: str) -> bool:
        """Acts there: powers belong to the competent authority, not to whoever stands above it."""
        return self.region_code is not None and self.region_code == region_code
