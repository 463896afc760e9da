"""What institutions keeps."""

from institutions.models.decisions import CorrectionItem, Decision, DecisionReason
from institutions.models.details import (
    CommitmentLetter,
    Equipment,
    Evidence,
    FilingScope,
    KeyPost,
    Premises,
    Professional,
    SectionSave,
    Shareholder,
)
from institutions.models.filings import Filing
from institutions.models.findings import ConditionFinding
from institutions.models.proceedings import Hearing, Proceeding, ProceedingDecision, ProceedingReason, Statement
from institutions.models.qualifications import ApplicationBar, Qualification, QualificationScope, QualificationSeries
from institutions.models.reference import BusinessScope, ScopeSpecialty
from institutions.models.reminders import Reminder
from institutions.models.reviews import Expert, Panel, PanelSeat, SiteCheck, SitePhoto

__all__ = [
    "ApplicationBar",
    "BusinessScope",
    "CommitmentLetter",
    "ConditionFinding",
    "CorrectionItem",
    "Decision",
    "DecisionReason",
    "Equipment",
    "Evidence",
    "Expert",
    "Filing",
    "FilingScope",
    "Hearing",
    "KeyPost",
    "Panel",
    "PanelSeat",
    "Premises",
    "Proceeding",
    "ProceedingDecision",
    "ProceedingReason",
    "Professional",
    "Qualification",
    "QualificationScope",
    "QualificationSeries",
    "Reminder",
    "ScopeSpecialty",
    "SectionSave",
    "Shareholder",
    "SiteCheck",
    "SitePhoto",
    "Statement",
]
