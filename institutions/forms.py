"""The shape of input: one form or set of rows for each section of an application, one form for each officer's deed."""

from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Final

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from institutions.models.choices import (
    Affiliation,
    EngineerCategory,
    FilingType,
    Item,
    Kind,
    Level,
    Outcome,
    Post,
    Section,
    Tenure,
    Use,
    Verdict,
)


class Amount(forms.DecimalField):
    """A sum or a measure, shown as people write it: 2000, not 2000.000000."""

    def prepare_value(self, value: Any) -> Any:
        try:
            return f"{Decimal(str(value)).normalize():f}"
        except InvalidOperation:
            return value


class RowForm(forms.Form):
    """A row of a section; folded it shows its name and what `told_by` holds, in words."""

    told_by: ClassVar[str]

    @property
    def summary(self) -> str:
        value, choices = self.initial.get(self.told_by, ""), getattr(self.fields[self.told_by], "choices", ())
        return str(next((label for code, label in choices if code == value), value)) if value else ""


def day_of(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}), **options)


def line(label: Any, length: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **options)


def one_of(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", "—"), *(c for c in choices if c[0])], required=False)


class Basics(forms.Form):
    """The organisation as it is on the day of the application."""

    is_legal_person = forms.BooleanField(label=_("具有独立法人资格"), required=False)
    legal_representative = line(_("法定代表人"), 60)
    fixed_assets = Amount(label=_("固定资产（万元）"), required=False, min_value=0, max_digits=16, decimal_places=6)
    registered_capital = Amount(
        label=_("注册资本（万元）"), required=False, min_value=0, max_digits=16, decimal_places=6
    )
    registered_address = line(_("注册地址"), 200)
    office_address = line(_("办公地址"), 200)
    postcode = line(_("邮政编码"), 6)
    phone = line(_("联系电话"), 30)
    contact = line(_("联系人"), 60)
    website = forms.URLField(
        label=_("网站"), required=False, assume_scheme="https", help_text=_("应能公开访问并公布机构信息")
    )
    introduction = line(_("单位简介"), 4000, widget=forms.Textarea(attrs={"rows": 4}))


class Change(forms.Form):
    """What changed, and when."""

    changed_on = day_of(_("变更日期"))
    change_note = line(_("变更事项"), 4000, widget=forms.Textarea(attrs={"rows": 4}))


class PersonRow(RowForm):
    """A row about a person: known by key from an earlier save, or entered by name and identity number."""

    person = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = line(_("姓名"), 60)
    identity = line(_("身份证件号码"), 18, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "latin"}))


class PostRow(PersonRow):
    told_by = "post"
    post = one_of(_("岗位"), Post.choices)
    appointed_on = day_of(_("任命日期"))


class ProfessionalRow(PersonRow):
    told_by = "title_name"
    evaluator_level = forms.TypedChoiceField(
        label=_("安全评价师等级"),
        choices=[("", "—"), (1, _("一级")), (2, _("二级")), (3, _("三级"))],
        required=False,
        coerce=int,
        empty_value=None,
    )
    evaluator_certificate = line(_("安全评价师证书编号"), 40)
    engineer_level = one_of(_("注册安全工程师级别"), Level.choices)
    engineer_category = one_of(_("注册安全工程师类别"), EngineerCategory.choices)
    engineer_certificate = line(_("注册安全工程师注册证编号"), 40)
    title = one_of(_("技术职称"), Level.choices)
    title_name = line(_("职称名称"), 40)
    specialties = line(_("专业能力（用顿号分隔）"), 200)
    years_in_industry = forms.IntegerField(label=_("从业年限"), required=False, min_value=0, max_value=70)
    contract_from = day_of(_("劳动合同起始"))
    contract_to = day_of(_("劳动合同截止"), help_text=_("无固定期限留空"))
    insured_unit = line(_("社会保险缴纳单位"), 120)
    insured_months = forms.IntegerField(label=_("社会保险缴纳月数"), required=False, min_value=0, max_value=900)
    is_full_time = forms.BooleanField(label=_("专职"), required=False, initial=True)
    is_signatory = forms.BooleanField(label=_("授权签字人"), required=False)

    def clean_specialties(self) -> list[str]:
        words = self.cleaned_data["specialties"].replace("，", "、").replace(",", "、")
        return [word.strip() for word in words.split("、") if word.strip()]


class EquipmentRow(RowForm):
    told_by = "model"
    name = line(_("名称"), 80)
    model = line(_("规格型号"), 60)
    serial = line(_("出厂编号"), 60)
    quantity = forms.IntegerField(label=_("数量"), required=False, min_value=1)
    value = Amount(label=_("单台原值（万元）"), required=False, min_value=0, max_digits=14, decimal_places=6)
    bought_on = day_of(_("购置日期"))
    calibrated_to = day_of(_("校准有效期至"))


class PremisesRow(RowForm):
    told_by = "use"
    address = line(_("地址"), 200)
    use = one_of(_("用途"), Use.choices)
    area = Amount(label=_("建筑面积（平方米）"), required=False, min_value=0, max_digits=12, decimal_places=2)
    tenure = one_of(_("权属"), Tenure.choices)
    lease_to = day_of(_("租赁截止"))


class ShareholderRow(RowForm):
    told_by = "affiliation"
    name = line(_("名称"), 120)
    code = line(_("统一社会信用代码"), 18)
    share = Amount(label=_("持股比例（%）"), required=False, min_value=0, max_value=100, max_digits=7, decimal_places=4)
    affiliation = forms.ChoiceField(label=_("与监管部门的关系"), choices=Affiliation.choices, required=False)


class Commitment(forms.Form):
    """The legal representative's letter; the signed paper is among the evidence."""

    signed_by = line(_("签署人"), 60)
    signed_on = day_of(_("签署日期"))
    attachment = one_of(_("签署件"), [])


class Scopes(forms.Form):
    """The scopes applied for; the choices are those of the kind, today."""

    businesses = forms.MultipleChoiceField(
        label=_("业务范围"), choices=[], required=False, widget=forms.CheckboxSelectMultiple
    )


class Upload(forms.Form):
    """One paper of evidence."""

    item = forms.ChoiceField(label=_("材料"), choices=Item.choices)
    file = forms.FileField(label=_("文件"), help_text=_("PDF、OFD、图片、Word、Excel 或 ZIP"))
    note = line(_("说明"), 200)


ROWS: Final[dict[str, type[forms.Form]]] = {
    Section.POSTS: PostRow,
    Section.PROFESSIONALS: ProfessionalRow,
    Section.EQUIPMENT: EquipmentRow,
    Section.PREMISES: PremisesRow,
    Section.SHAREHOLDERS: ShareholderRow,
}
SINGLE: Final[dict[str, type[forms.Form]]] = {Section.BASICS: Basics, Section.CHANGE: Change}


def rows_formset(section: str, extra: int) -> type[BaseFormSet]:
    return formset_factory(ROWS[section], extra=extra, can_delete=True, max_num=500, absolute_max=1000)


class Start(forms.Form):
    """What to apply for."""

    kind = forms.ChoiceField(label=_("机构类别"), choices=Kind.choices, widget=forms.RadioSelect)
    type = forms.ChoiceField(label=_("申请类型"), choices=FilingType.choices, widget=forms.RadioSelect)


class Workbook(forms.Form):
    """A filled-in template."""

    file = forms.FileField(label=_("填好的工作簿（XLSX）"))


class ReasonRow(forms.Form):
    """One thing to correct, or one reason."""

    section = forms.ChoiceField(label=_("部分"), choices=[("", "—"), *Section.choices], required=False)
    text = line(_("内容"), 400, widget=forms.Textarea(attrs={"rows": 2}))
    basis = line(_("依据"), 200)


ReasonRows = formset_factory(ReasonRow, extra=3, can_delete=True, max_num=100)


class Note(forms.Form):
    """A reason or remark that is kept on the file."""

    note = forms.CharField(label=_("说明"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class Convene(forms.Form):
    size = forms.IntegerField(
        label=_("专家人数"), required=False, min_value=1, max_value=15, help_text=_("留空则按规定的最少人数抽取")
    )
    specialties = line(_("所需专业（用顿号分隔）"), 200)


class SiteVisit(forms.Form):
    checked_on = forms.DateField(label=_("核查日期"), widget=forms.DateInput(attrs={"type": "date"}))
    place = forms.CharField(label=_("核查地点"), max_length=200)
    persons = forms.CharField(label=_("核查人员（每行一名，不少于两人）"), widget=forms.Textarea(attrs={"rows": 3}))
    findings = forms.CharField(label=_("核查情况"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)
    is_passed = forms.TypedChoiceField(
        label=_("结论"),
        choices=[("yes", _("符合要求")), ("no", _("不符合要求"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class Draft(forms.Form):
    outcome = forms.ChoiceField(label=_("拟定结论"), choices=Outcome.choices, widget=forms.RadioSelect)
    note = line(_("说明"), 2000, widget=forms.Textarea(attrs={"rows": 3}))
    is_false_materials = forms.BooleanField(label=_("申请人隐瞒有关情况或者提供虚假材料"), required=False)


class Declaration(forms.Form):
    """An expert's declaration before speaking."""

    has_conflict = forms.TypedChoiceField(
        label=_("与申请单位是否存在利害关系"),
        choices=[("no", _("不存在")), ("yes", _("存在，应当回避"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = line(_("情形说明"), 300)


class Opinion(forms.Form):
    favours = forms.TypedChoiceField(
        label=_("意见"),
        choices=[("yes", _("同意通过")), ("no", _("不同意通过"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)


class OpenProceeding(forms.Form):
    """The facts found; the reasons stand in rows of their own."""

    facts = forms.CharField(label=_("认定的事实"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4000)


class Optional(forms.Form):
    """A remark that may be left out."""

    note = line(_("说明"), 2000, widget=forms.Textarea(attrs={"rows": 3}))


class Summons(forms.Form):
    """When, where and before whom a hearing is held; the choices are officials of the region."""

    held_on = forms.DateField(label=_("听证日期"), widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.TimeField(label=_("时间"), widget=forms.TimeInput(attrs={"type": "time"}))
    place = forms.CharField(label=_("听证地点"), max_length=200)
    chair: forms.ModelChoiceField = forms.ModelChoiceField(label=_("主持人（非本案调查人员）"), queryset=None)
    is_public = forms.BooleanField(label=_("公开举行"), required=False, initial=True)


class HearingRecord(forms.Form):
    """What was said at the hearing, and who was there."""

    held_on = forms.DateField(label=_("听证日期"), widget=forms.DateInput(attrs={"type": "date"}))
    attendees = forms.CharField(label=_("参加人员（每行一名）"), widget=forms.Textarea(attrs={"rows": 3}))
    text = forms.CharField(label=_("听证笔录"), widget=forms.Textarea(attrs={"rows": 8}), max_length=20000)


class ProceedingDraft(forms.Form):
    """A decision as drafted."""

    verdict = forms.ChoiceField(label=_("拟定结论"), choices=Verdict.choices, widget=forms.RadioSelect)
    response = line(_("对陈述申辩意见的采纳情况"), 4000, widget=forms.Textarea(attrs={"rows": 3}))
    on_record = line(_("对听证笔录的采信情况"), 4000, widget=forms.Textarea(attrs={"rows": 3}))
    note = line(_("说明"), 2000, widget=forms.Textarea(attrs={"rows": 3}))
