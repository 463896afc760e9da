"""How each section of an application is written to its rows and read back from them."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction

from institutions.models import (
    BusinessScope,
    CommitmentLetter,
    Equipment,
    Evidence,
    Filing,
    FilingScope,
    KeyPost,
    Premises,
    Professional,
    Shareholder,
)
from institutions.models.choices import Section
from institutions.rules import sources
from portal.accounts.models import User
from portal.attachments.models import Attachment
from portal.errors import Refused
from portal.law import Objection
from portal.law import phrase as _
from portal.parties.models import Person
from portal.parties.services import people

Row = Mapping[str, Any]
BASICS: Final = (
    "is_legal_person",
    "fixed_assets",
    "registered_capital",
    "legal_representative",
    "registered_address",
    "office_address",
    "postcode",
    "phone",
    "website",
    "contact",
    "introduction",
)
#: Fields that lead to other tables; looked up once, when the row is resolved.
RELATED: Final = ("person", "business", "attachment")
CHANGE: Final = ("changed_on", "change_note")
#: The table behind each section of rows, its fields, and what may not occur twice in it.
TABLES: Final[dict[str, tuple[type[models.Model], tuple[str, ...], tuple[str, ...]]]] = {
    Section.SHAREHOLDERS: (Shareholder, ("name", "code", "share", "affiliation"), ()),
    Section.POSTS: (KeyPost, ("post", "person", "appointed_on"), ("post",)),
    Section.PROFESSIONALS: (
        Professional,
        (
            "person",
            "evaluator_level",
            "evaluator_certificate",
            "engineer_level",
            "engineer_category",
            "engineer_certificate",
            "title",
            "title_name",
            "is_signatory",
            "specialties",
            "years_in_industry",
            "is_full_time",
            "contract_from",
            "contract_to",
            "insured_unit",
            "insured_months",
        ),
        ("person",),
    ),
    Section.EQUIPMENT: (
        Equipment,
        ("name", "model", "serial", "quantity", "value", "bought_on", "calibrated_to"),
        (),
    ),
    Section.PREMISES: (Premises, ("address", "use", "area", "tenure", "lease_to"), ()),
    Section.SCOPES: (FilingScope, ("business",), ("business",)),
    Section.EVIDENCE: (Evidence, ("item", "attachment", "note"), ("item", "attachment")),
    Section.COMMITMENT: (CommitmentLetter, ("signed_by", "signed_on", "attachment"), ()),
}


def write_basics(filing: Filing, data: Row, *, by: User | None, on: date) -> None:  # noqa: ARG001
    write_own(filing, data, BASICS, "basics")


def write_change(filing: Filing, data: Row, *, by: User | None, on: date) -> None:  # noqa: ARG001
    write_own(filing, data, CHANGE, "change")


def write_own(filing: Filing, data: Row, fields: tuple[str, ...], section: str) -> None:
    """Fields of the application itself; a field not given stays."""
    given = [field for field in fields if field in data]
    unknown = set(data) - set(fields)
    for field in given:
        setattr(filing, field, data[field])
    found = [unknown_field(section, field) for field in sorted(unknown)]
    found += faults(filing, section, [f.name for f in filing._meta.fields if f.name not in given])  # noqa: SLF001
    Refused.unless_clear(found)
    filing.save(update_fields=given)


def rows_of(section: str) -> Callable[..., None]:
    """A writer that replaces all rows of a section."""

    def write(filing: Filing, data: Iterable[Row], *, by: User | None, on: date) -> None:
        model, fields, unique = TABLES[section]
        found: list[Objection] = []
        made: list[models.Model] = []
        rows = list(data)
        known = Person.objects.in_bulk([row["person"] for row in rows if row.get("person")])
        for number, row in enumerate(rows, 1):
            place = f"{section}.{number}"
            try:
                values = resolved(filing, section, row, fields, known=known, by=by, on=on)
                made.append(model(filing=filing, **values))
            except Refused as refused:
                found += [Objection(o.message, o.basis, f"{place}.{o.field}") for o in refused.objections]
                continue
            found += faults(made[-1], place, ["filing", *RELATED])
        found += twice(made, section, unique)
        Refused.unless_clear(found)
        replace(model, filing, made, section)

    return write


def replace(model: type[models.Model], filing: Filing, made: list[models.Model], section: str) -> None:
    """The new rows for the old; what only the database sees is refused in its words."""
    try:
        with transaction.atomic():
            model._default_manager.filter(filing=filing).delete()  # noqa: SLF001 - Django's public name
            model._default_manager.bulk_create(made)  # noqa: SLF001
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        found = str(getattr(diagnosis, "constraint_name", "") or "")
        raise Refused(
            Objection(_("填写内容前后矛盾，请核对起止日期和重复项"), sources.APPLICATION, section, found=found)
        ) from error


def resolved(
    filing: Filing,
    section: str,
    row: Row,
    fields: tuple[str, ...],
    *,
    known: Mapping[int, Person],
    by: User | None,
    on: date,
) -> dict[str, Any]:
    """The row's values, with persons, scopes and files looked up; what is not given takes its default."""
    values = {field: row[field] for field in fields if field in row}
    unknown = set(row) - set(fields) - {"name", "identity"}
    if unknown:
        raise Refused(*(unknown_field(section, field) for field in sorted(unknown)))
    if "person" in fields:
        values["person"] = person_of(row, known, by=by, on=on)
    if "business" in fields:
        values["business"] = business_of(filing, row, on=on)
    if row.get("attachment"):
        values["attachment"] = attachment_of(filing, row["attachment"])
    return values


def person_of(row: Row, known: Mapping[int, Person], *, by: User | None, on: date) -> Person:
    """The person known by key, or entered by name and identity number."""
    if row.get("person"):
        person = known.get(int(row["person"]))
        if person is None:
            raise Refused(Objection(_("查无此人"), sources.APPLICATION, "person"))
        return person
    return people.enter(row.get("name", ""), row.get("identity", ""), by=by, on=on)


def business_of(filing: Filing, row: Row, *, on: date) -> BusinessScope:
    """The scope of this code, of the applicant's kind and still accepted."""
    scope = BusinessScope.objects.filter(code=row.get("business", ""), kind=filing.kind).first()
    if scope is None or (scope.until is not None and scope.until <= on) or (scope.since or on) > on:
        raise Refused(Objection(_("没有这一业务范围"), sources.APPLICATION, "business", found=str(row.get("business"))))
    return scope


def attachment_of(filing: Filing, key: Any) -> Attachment:
    """A file of the applicant's own, not one condemned by the scanner."""
    mine = Attachment.objects.filter(organisation=filing.organisation_id).exclude(scan=Attachment.Scan.INFECTED)
    try:
        return mine.get(key=key)
    except (Attachment.DoesNotExist, ValidationError) as error:
        raise Refused(Objection(_("没有这份附件"), sources.APPLICATION, "attachment")) from error


def faults(instance: models.Model, place: str, exclude: list[str]) -> list[Objection]:
    """What the fields themselves say against a row; asking the constraints too would cost a query each."""
    try:
        instance.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        return [
            Objection("；".join(messages), sources.APPLICATION, f"{place}.{field}".removesuffix(".__all__"))
            for field, messages in error.message_dict.items()
        ]
    return []


def twice(made: list[models.Model], section: str, unique: tuple[str, ...]) -> list[Objection]:
    seen: set[tuple[Any, ...]] = set()
    found = []
    for instance in made if unique else ():
        key = tuple(getattr(instance, field) for field in unique)
        if key in seen:
            found.append(Objection(_("重复填写：%(row)s") % {"row": instance}, sources.APPLICATION, section))
        seen.add(key)
    return found


def unknown_field(section: str, field: str) -> Objection:
    return Objection(_("没有这一项：%(field)s") % {"field": field}, sources.APPLICATION, f"{section}.{field}")


def read(filing: Filing, section: str) -> Any:
    """What a section now says, as JSON keeps it; persons by key and name, never by number."""
    if section in (Section.BASICS, Section.CHANGE):
        fields: tuple[str, ...] = BASICS if section == Section.BASICS else CHANGE
        return plain({field: getattr(filing, field) for field in fields})
    model, fields, _unique = TABLES[section]
    related = [field for field in RELATED if field in fields]
    rows = model._default_manager.filter(filing=filing).select_related(*related)  # noqa: SLF001
    return plain([said(row, fields) for row in rows])


def said(row: models.Model, fields: tuple[str, ...]) -> dict[str, Any]:
    values = {field: getattr(row, field) for field in fields}
    if isinstance(values.get("person"), Person):
        values |= {"person": values["person"].pk, "name": values["person"].name}
    if isinstance(values.get("business"), BusinessScope):
        values["business"] = values["business"].code
    if isinstance(values.get("attachment"), Attachment):
        values["attachment"] = str(values["attachment"].key)
    return values


def plain(data: Any) -> Any:
    return json.loads(json.dumps(data, cls=DjangoJSONEncoder))


def flat(section: str, data: Any) -> dict[str, str]:
    """A section by label: one line a field, or one a row, for telling what changed."""
    if not data:
        return {}
    if isinstance(data, dict):
        return {label_of(Filing, field): str(value if value is not None else "") for field, value in data.items()}
    _model, fields, _unique = TABLES[section]
    lines = {}
    for number, row in enumerate(data, 1):
        text = [str(row[field]) for field in fields if field != "person" and row.get(field) not in (None, "", [])]
        lines[str(_("第 %(number)d 行", number=number))] = " ".join([row.get("name", ""), *text]).strip()
    return lines


def label_of(model: type[models.Model], field: str) -> str:
    found = model._meta.get_field(field)  # noqa: SLF001 - Django's public description
    return str(getattr(found, "verbose_name", field))


WRITERS: Final[dict[Section, Callable[..., None]]] = {
    Section.BASICS: write_basics,
    Section.CHANGE: write_change,
    **{Section(section): rows_of(section) for section in TABLES},
}
