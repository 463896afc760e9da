"""The lives of a filing, of the qualification it may end in, and of a proceeding against one."""

from institutions.states.filings import (
    CLOSED,
    EDIT,
    EDITABLE,
    EXTEND,
    FILING,
    OPEN,
    REPLACE_EXPERT,
    UNDER_REVIEW,
    FilingState,
)
from institutions.states.proceedings import LIVE, PROCEEDING, STATE, ProceedingState
from institutions.states.qualifications import ENDED, GRAVE, HELD, IN_FORCE, QUALIFICATION, QualificationState

__all__ = [
    "CLOSED",
    "EDIT",
    "EDITABLE",
    "ENDED",
    "EXTEND",
    "FILING",
    "GRAVE",
    "HELD",
    "IN_FORCE",
    "LIVE",
    "OPEN",
    "PROCEEDING",
    "QUALIFICATION",
    "REPLACE_EXPERT",
    "STATE",
    "UNDER_REVIEW",
    "FilingState",
    "ProceedingState",
    "QualificationState",
]
