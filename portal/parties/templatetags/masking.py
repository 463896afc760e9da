"""`{{ person.phone|mask:"phone" }}`."""

from django import template

from portal.parties.masking import mask as mask_value

register = template.Library()


@register.filter
def mask(value: object, kind: str) -> str:
    """What may be shown of a value of this kind."""
    return mask_value(kind, value)
