"""Law as data: an instrument, a clause of it, a figure it fixes, an objection it grounds."""

from portal.law.model import Clause, Figure, Instrument, Objection

__all__ = ["Clause", "Figure", "Instrument", "Objection"]
