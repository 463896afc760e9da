"""The divisions are loaded from files, again and again, and every fault of a file is told."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.regions import loading
from portal.regions.facts import Faulty, read
from portal.regions.models import Region, RegionChange

HEADER = "code,name,level,parent_code,parent_name\n"
CHANGES = "year,type,old_code,old_name,new_code,new_name,path,doc_no\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "regions.csv").write_text(HEADER + "410000,河南省,province,,\n411000,许昌市,prefecture,410000,河南省\n")
    return tmp_path


@pytest.mark.django_db
def test_all_codes_of_the_files_are_there_after_migrating():
    assert Region.objects.filter(until=None).exclude(level="country").count() == 3214
    assert Region.objects.filter(pk__in=["330103", "140726", "110228"], until__lte=date(2026, 1, 1)).count() == 3
    assert RegionChange.objects.filter(old_code="110228").get().new_code == "110118"


@pytest.mark.django_db
def test_loading_again_writes_nothing(django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        loaded = loading.load()
    assert (loaded.written, loaded.changes, loaded.unlisted) == (0, 0, [])


@pytest.mark.django_db
def test_a_renamed_division_is_renamed_and_what_is_not_listed_is_reported(folder):
    (folder / "regions.csv").write_text(HEADER + "410000,中原省,province,,\n")
    loaded = loading.load(folder)
    assert Region.objects.get(pk="410000").name == "中原省"
    assert "411000" in loaded.unlisted
    assert Region.objects.filter(pk="411000", until=None).exists()


@pytest.mark.django_db
def test_a_change_written_by_an_officer_survives_a_load():
    RegionChange.objects.create(on=date(2027, 3, 1), kind="更名", old_code="411002", new_code="411099")
    loading.load()
    assert RegionChange.objects.filter(new_code="411099").exists()


def test_an_old_code_hangs_under_its_old_city(folder):
    (folder / "region_changes.csv").write_text(
        CHANGES + "2015,撤地设市,542600,林芝地区,411000,许昌市,,\n2015,同名改码,542622,工布江达县,411002,甲,,\n"
    )
    places = read(folder).places
    assert places["542622"].path == "5426/542622/"
    assert places["542622"].parent_id == "542600"
    assert places["411002"].until is not None


def test_every_fault_is_told_by_file_and_line(folder):
    (folder / "regions.csv").write_text(
        HEADER
        + "410000,河南省,province,,\n"
        + "410000,河南省,province,,\n"
        + "4110,许昌市,prefecture,410000,\n"
        + "411002,,county,411000,\n"
        + "411003,建安区,village,410000,\n"
    )
    (folder / "region_changes.csv").write_text(
        CHANGES + "去年,更名,410000,甲,410000,乙,,\n2015,更名,41,甲,410000,乙,,\n"
    )
    with pytest.raises(Faulty) as raised:
        read(folder)
    found = [(fault.file, fault.line) for fault in raised.value.faults]
    assert found == [
        ("regions.csv", 3),
        ("regions.csv", 4),
        ("regions.csv", 5),
        ("regions.csv", 5),
        ("regions.csv", 6),
        ("region_changes.csv", 2),
        ("region_changes.csv", 3),
    ]


def test_a_file_without_its_columns_is_refused(folder):
    (folder / "regions.csv").write_text("code,name\n410000,河南省\n")
    with pytest.raises(Faulty, match="缺少列"):
        read(folder)


@pytest.mark.django_db
def test_the_command_refuses_a_faulty_folder_and_changes_nothing(folder):
    (folder / "regions.csv").write_text(HEADER + "410000,中原省,province,,\n41,许昌市,prefecture,410000,\n")
    with pytest.raises(CommandError, match=r"regions\.csv:3"):
        call_command("load_regions", str(folder))
    assert Region.objects.get(pk="410000").name == "河南省"


@pytest.mark.django_db
def test_the_command_says_what_it_did_and_what_is_missing(folder):
    out = StringIO()
    call_command("load_regions", str(folder), stdout=out)
    assert "110101" in out.getvalue()


@pytest.mark.django_db
def test_the_command_tells_of_a_folder_that_is_not_there():
    with pytest.raises(CommandError):
        call_command("load_regions", "/nowhere")
