"""The shape of what comes in, and the one mask over what goes out."""

import copy
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, Final

from django.utils.translation import gettext as _
from rest_framework import serializers

from portal.parties.masking import Personal, mask

#: Whoever puts a field of such a name out says what kind of personal data it is, or that it is none.
SUSPECT: Final = ("identity", "phone", "mobile", "email", "bank")


class InputSerializer(serializers.Serializer[Any]):
    """What a deed is told. A field nobody asked for is refused by name: it is a mistake of the sender."""

    def to_internal_value(self, data: Any) -> Any:
        faults: dict[str, Any] = {}
        if isinstance(data, Mapping):
            faults = {
                str(name): [serializers.ErrorDetail(_("没有这个字段"), "unknown")]
                for name in data
                if name not in self.fields or self.fields[name].read_only
            }
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if isinstance(error.detail, dict):
                raise serializers.ValidationError({**error.detail, **faults}) from error
            raise
        if faults:
            raise serializers.ValidationError(faults)
        return value


class _Masked:
    """Masks the fields `personal` names on their way out, and fails at birth when a suspect field is not classified."""

    personal: ClassVar[Mapping[str, Personal]] = {}
    impersonal: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        meta = getattr(cls, "Meta", None)
        declared = getattr(meta, "fields", None) or list(getattr(cls, "_declared_fields", {}))
        if isinstance(declared, str) or getattr(meta, "exclude", None):
            raise TypeError(f"{cls.__name__} lists its fields one by one.")
        unclassified = [
            name
            for name in declared
            if any(word in name for word in SUSPECT) and name not in cls.personal and name not in cls.impersonal
        ]
        if unclassified:
            raise TypeError(f"{cls.__name__} does not say what personal data these are: {unclassified}")

    def to_representation(self, instance: Any) -> Any:
        shown = super().to_representation(instance)  # type: ignore[misc]
        for name, kind in self.personal.items():
            if name in shown:
                shown[name] = mask(kind, shown[name])
        return shown


class OutputSerializer(_Masked, serializers.Serializer[Any]):
    """What goes out, field by field."""


class ModelOutputSerializer(_Masked, serializers.ModelSerializer[Any]):
    """What goes out of a row, field by field; `Meta.fields` is a list, never `__all__`."""

    def get_fields(self) -> dict[str, Any]:
        # They follow from the model, every time the same: they are made once and copied.
        return copy.deepcopy(_fields_of(type(self)))

    def fields_from_model(self) -> dict[str, Any]:
        """The fields as Django's framework makes them of the model."""
        return super().get_fields()


@cache
def _fields_of(serializer: type[ModelOutputSerializer]) -> dict[str, Any]:
    return serializer().fields_from_model()
