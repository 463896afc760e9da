"""The words of this chapter's rules: codes that stand in facts, in tables and in figures alike."""

from enum import StrEnum


class Kind(StrEnum):
    """What the institution is filed for."""

    EVALUATION = "evaluation"
    INSPECTION = "inspection"


class Regime(StrEnum):
    """What a favourable decision ends in: an announcement alone, or an announcement and a certificate."""

    ANNOUNCEMENT = "condition_announcement"
    LICENSE = "license"


class FilingType(StrEnum):
    """What the applicant asks for."""

    INITIAL = "initial"
    CHANGE = "change"
    SCOPE_CHANGE = "scope_change"
    RE_VERIFICATION = "re_verification"
    RENEWAL = "renewal"
    CANCELLATION = "cancellation"


class Post(StrEnum):
    """A post the conditions name."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    TECHNICAL_DIRECTOR = "technical_director"
    PROCESS_CONTROL_DIRECTOR = "process_control_director"
    HEAD_OF_TESTING = "head_of_testing"
    QUALITY_DIRECTOR = "quality_director"


class Level(StrEnum):
    """Grade of a certified safety engineer or of a technical title; compare by `rank`."""

    NONE = ""
    JUNIOR = "junior"
    INTERMEDIATE = "intermediate"
    SENIOR = "senior"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


class Item(StrEnum):
    """A paper the applicant hands in."""

    BUSINESS_LICENCE = "business_licence"
    ASSETS = "assets"
    PREMISES = "premises"
    CONTRACTS = "contracts"
    SOCIAL_INSURANCE = "social_insurance"
    CERTIFICATES = "certificates"
    PROCESS_CONTROL = "process_control"
    MANAGEMENT_SYSTEM = "management_system"
    EQUIPMENT = "equipment"
    SHAREHOLDERS = "shareholders"
    COMMITMENT = "commitment"
    CHANGE = "change"
    RESOLUTION = "resolution"


class Ground(StrEnum):
    """Why an organisation may not apply."""

    FALSE_MATERIALS = "false_materials"
    FRAUD = "fraud"
    MAJOR_BREACH = "major_breach"
    SEVERE_LIST = "severe_list"
