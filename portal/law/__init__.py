"""Law as data: an instrument, a clause of it, a figure it fixes, an objection it grounds."""

from portal.law.model import Clause, Figure, Instrument, Objection
from portal.law.words import Phrase, Words, phrase, ten_thousands

__all__ = ["Clause", "Figure", "Instrument", "Objection", "Phrase", "Words", "phrase", "ten_thousands"]
