"""What happened to a matter, each step with the papers it brought forth."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.documents.models import Document
from portal.workflow.models import Step


@dataclass
class Happening:
    """A step and the papers issued after it and before the next."""

    step: Step
    papers: list[Document] = field(default_factory=list)


def happenings(steps: Iterable[Step], papers: Iterable[Document]) -> list[Happening]:
    """In the order they happened; a paper older than every step stands with the first."""
    told = [Happening(step) for step in steps]
    for paper in papers:
        since = [one for one in told if one.step.at <= paper.issued_at]
        for one in since[-1:] or told[:1]:
            one.papers.append(paper)
    return told
