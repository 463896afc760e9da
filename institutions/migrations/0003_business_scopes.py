"""The scopes of annex 1 and their specialties, none of them read in the annex itself: all await confirmation."""

from django.db import migrations

MINING = ["安全", "机械", "电气", "采矿", "通风", "地质"]
SCOPES = [
    ("coal", "煤炭开采业", [*MINING, "矿建"]),
    ("mining", "金属、非金属矿及其他矿采选业", [*MINING, "水工结构"]),
    ("oil-gas", "陆地石油和天然气开采业", ["安全", "机械", "电气", "采油", "储运"]),
    ("pipeline", "陆上油气管道运输业", ["安全", "机械", "电气", "储运"]),
    ("chemical", "石油加工业，化学原料、化学品及医药制造业", ["安全", "化工工艺", "化工机械", "电气", "自动化"]),
    ("fireworks", "烟花爆竹制造业", ["安全", "火炸药", "机械", "电气"]),
    ("metallurgy", "金属冶炼", ["安全", "机械", "电气", "冶金"]),
]


def enter(apps, schema_editor):
    BusinessScope = apps.get_model("institutions", "BusinessScope")
    ScopeSpecialty = apps.get_model("institutions", "ScopeSpecialty")
    for kind in ("evaluation", "inspection"):
        for order, (code, name, specialties) in enumerate(SCOPES, 1):
            scope = BusinessScope.objects.create(code=f"{kind}-{code}", kind=kind, name=name, order=order)
            if kind == "evaluation":
                ScopeSpecialty.objects.bulk_create(
                    ScopeSpecialty(scope=scope, specialty=specialty, minimum=1) for specialty in specialties
                )


def remove(apps, schema_editor):
    apps.get_model("institutions", "BusinessScope").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("institutions", "0002_filing_number")]
    operations = [migrations.RunPython(enter, remove)]
