"""What a text of the database cannot hold."""


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can be asked for this text: it knows neither the sign of code zero nor half a character."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
