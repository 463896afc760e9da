"""How each section of an application is written to its rows and read back from them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.db.backends.utils import format_number
from django.db.models import F, QuerySet
from django.forms.models import model_to_dict

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
from institutions.querysets.details import clear
from institutions.rules import sources
from institutions.services.details import rows_in
from institutions.services.shapes import is_uuid, key_of, misshapen
from portal.accounts.models import User
from portal.attachments.models import Attachment
from portal.database.among import Among
from portal.database.entering import enter
from portal.database.kept import kept
from portal.database.rows import overwrite
from portal.errors import Refused
from portal.law import Objection
from portal.law import phrase as _
from portal.parties.models import Person
from portal.parties.services import people

Row = Mapping[str, Any]
Rows = Mapping[type[models.Model], list[Any]]
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


#: The order rows are shown in, where it is not that of their entering.
SHOWN_BY: Final[dict[str, Callable[[Any], Any]]] = {
    Section.SCOPES: lambda row: row.business.order,
    Section.EVIDENCE: lambda row: str(row.item),
}
OWN: Final[dict[str, tuple[str, ...]]] = {Section.BASICS: BASICS, Section.CHANGE: CHANGE}


@dataclass(frozen=True)
class Known:
    """What the rows of an application point to, looked up for all of them together."""

    people: Mapping[int, Person]
    files: Mapping[str, Attachment]
    businesses: Mapping[str, BusinessScope]


def write(filing: Filing, parts: Mapping[str, Any], *, by: User | None, on: date) -> Rows:
    """
    Replace these sections by what is given; the rows as the tables now hold and show them, but that they have no keys.

    Raises Refused with every fault of every section; then nothing is written.
    """
    Refused.unless_clear(list(misshapen(parts, OWN)))
    tables = {section: list(data) for section, data in parts.items() if Section(section) not in OWN}
    known = known_to(filing, [row for rows in tables.values() for row in rows])
    found: list[Objection] = []
    fields: list[str] = []
    made: dict[str, list[models.Model]] = {}
    for section, data in parts.items():
        if section in OWN:
            fields += [field for field in OWN[section] if field in data]
            found += own_faults(filing, section, data)
        else:
            made[section], faulty = rows_from(filing, section, tables[section], known, by=by, on=on)
            found += faulty
    Refused.unless_clear(found)
    if fields:
        overwrite(filing, *fields)
    replace(filing, made)
    return {TABLES[section][0]: rows for section, rows in made.items()}


def known_to(filing: Filing, rows: list[Row]) -> Known:
    """Persons by key, the applicant's own files not condemned by the scanner, the scopes of the applicant's kind."""
    keys = {str(row["attachment"]) for row in rows if row.get("attachment")}
    codes = {str(row["business"]) for row in rows if row.get("business")}
    people = {key for row in rows if (key := key_of(row.get("person"))) is not None}
    files = _files_of(filing.organisation_id, [UUID(key) for key in keys if is_uuid(key)]) if keys else ()
    businesses = _businesses(filing.kind, list(codes)) if codes else ()
    return Known(
        {person.pk: person for person in (_people(list(people)) if people else ())},
        {str(file.key): file for file in files},
        {scope.code: scope for scope in businesses},
    )


@kept
def _people(keys: list[int]) -> QuerySet[Person]:
    return Person.objects.filter(Among(F("pk"), keys)).only("name")


@kept
def _files_of(organisation: int, keys: list[UUID]) -> QuerySet[Attachment]:
    clean = Attachment.objects.exclude(scan=Attachment.Scan.INFECTED)
    return clean.filter(Among(F("key"), keys), organisation=organisation)


@kept
def _businesses(kind: str, codes: list[str]) -> QuerySet[BusinessScope]:
    return BusinessScope.objects.filter(Among(F("code"), codes), kind=kind)


def own_faults(filing: Filing, section: str, data: Row) -> list[Objection]:
    """Enter the fields of the application itself, and say what is wrong with them; a field not given stays."""
    given = [field for field in OWN[section] if field in data]
    for field in given:
        setattr(filing, field, data[field])
    found = [unknown_field(section, field) for field in sorted(set(data) - set(OWN[section]))]
    return found + faults(filing, section, [f.name for f in filing._meta.fields if f.name not in given])  # noqa: SLF001


def rows_from(
    filing: Filing, section: str, rows: list[Row], known: Known, *, by: User | None, on: date
) -> tuple[list[models.Model], list[Objection]]:
    """The rows of a section, not yet written, and every fault of theirs."""
    model, fields, unique = TABLES[section]
    found: list[Objection] = []
    made: list[models.Model] = []
    for number, row in enumerate(rows, 1):
        place = f"{section}.{number}"
        try:
            values = resolved(section, row, fields, known=known, by=by, on=on)
            made.append(model(filing=filing, **values))
        except Refused as refused:
            found += [Objection(o.message, o.basis, f"{place}.{o.field}") for o in refused.objections]
            continue
        found += faults(made[-1], place, ["filing", *RELATED])
        if not found:
            round_off(made[-1])
    return sorted(made, key=SHOWN_BY.get(section, alike)), found + twice(made, section, unique)


def alike(_row: models.Model) -> int:
    """What leaves rows in the order they were given."""
    return 0


def replace(filing: Filing, made: Mapping[str, list[models.Model]]) -> None:
    """The new rows for the old; what only the database sees is refused in its words, and ends the transaction."""
    tables = {TABLES[section][0]: rows for section, rows in made.items()}
    if not tables:
        return
    try:
        clear(filing.pk, *(model._meta.db_table for model in tables))  # noqa: SLF001 - Django's public description
        enter(*tables.values())
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        found, table = (str(getattr(diagnosis, name, "") or "") for name in ("constraint_name", "table_name"))
        section = next((section for section in made if TABLES[section][0]._meta.db_table == table), "")  # noqa: SLF001
        raise Refused(
            Objection(_("填写内容前后矛盾，请核对起止日期和重复项"), sources.APPLICATION, str(section), found=found)
        ) from error


def resolved(
    section: str, row: Row, fields: tuple[str, ...], *, known: Known, by: User | None, on: date
) -> dict[str, Any]:
    """The row's values, with persons, scopes and files looked up; what is not given takes its default."""
    values = {field: row[field] for field in fields if field in row}
    unknown = set(row) - set(fields) - {"name", "identity"}
    if unknown:
        raise Refused(*(unknown_field(section, field) for field in sorted(unknown)))
    if "person" in fields:
        values["person"] = person_of(row, known, by=by, on=on)
    if "business" in fields:
        values["business"] = business_of(row, known, on=on)
    if "attachment" in values:
        values["attachment"] = None if row["attachment"] in (None, "") else attachment_of(row, known)
    return values


def person_of(row: Row, known: Known, *, by: User | None, on: date) -> Person:
    """The person known by key, or entered by name and identity number."""
    if row.get("person"):
        person = known.people.get(key_of(row["person"]) or 0)
        if person is None:
            raise Refused(Objection(_("查无此人"), sources.APPLICATION, "person"))
        return person
    return people.enter(str(row.get("name") or ""), str(row.get("identity") or ""), by=by, on=on)


def business_of(row: Row, known: Known, *, on: date) -> BusinessScope:
    """The scope of this code, of the applicant's kind and still accepted."""
    scope = known.businesses.get(str(row.get("business")))
    if scope is None or (scope.until is not None and scope.until <= on) or (scope.since or on) > on:
        raise Refused(Objection(_("没有这一业务范围"), sources.APPLICATION, "business", found=str(row.get("business"))))
    return scope


def attachment_of(row: Row, known: Known) -> Attachment:
    """A file of the applicant's own, not one condemned by the scanner."""
    file = known.files.get(str(row["attachment"]))
    if file is None:
        raise Refused(Objection(_("没有这份附件"), sources.APPLICATION, "attachment"))
    return file


def faults(instance: models.Model, place: str, exclude: list[str]) -> list[Objection]:
    """What the fields themselves say against a row; asking the constraints too would cost a query each."""
    try:
        instance.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        return [
            Objection("；".join(messages), sources.APPLICATION, f"{place}.{field}".removesuffix(".__all__"))
            for field, messages in error.message_dict.items()
        ]
    except (TypeError, OverflowError):  # a number where a day belongs, and the like
        return [Objection(_("这一部分的格式不正确"), sources.APPLICATION, place)]
    return []


def round_off(instance: models.Model) -> None:
    """Amounts with the places their column has, as they will be read back."""
    for field in instance._meta.concrete_fields:  # noqa: SLF001 - Django's public description
        if isinstance(field, models.DecimalField):
            written = format_number(getattr(instance, field.attname), field.max_digits, field.decimal_places)
            setattr(instance, field.attname, None if written is None else Decimal(written))


def twice(made: list[models.Model], section: str, unique: tuple[str, ...]) -> list[Objection]:
    seen: set[tuple[str, ...]] = set()
    found = []
    for instance in made if unique else ():
        said = model_to_dict(instance, unique)
        key = tuple(str(said[field]) for field in unique)
        if key in seen:
            found.append(Objection(_("重复填写：%(row)s") % {"row": instance}, sources.APPLICATION, section))
        seen.add(key)
    return found


def unknown_field(section: str, field: str) -> Objection:
    return Objection(_("没有这一项：%(field)s") % {"field": field}, sources.APPLICATION, f"{section}.{field}")


def read(filing: Filing, *wanted: str) -> dict[str, Any]:
    """What these sections now say, as JSON keeps it; persons by key and name, never by number. One query at most."""
    return told(filing, wanted, rows_in(filing, *(TABLES[section][0] for section in wanted if section not in OWN)))


def told(filing: Filing, wanted: Iterable[str], rows: Rows) -> dict[str, Any]:
    """The same of rows that were just read or written."""
    return {
        section: plain(
            {field: getattr(filing, field) for field in OWN[section]}
            if section in OWN
            else [said(row, TABLES[section][1]) for row in rows[TABLES[section][0]]]
        )
        for section in wanted
    }


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
    """As JSON keeps it: days and amounts are texts."""
    if isinstance(data, dict):
        return {name: plain(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [plain(value) for value in data]
    if isinstance(data, date):
        return data.isoformat()
    return str(data) if isinstance(data, Decimal) else data


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
