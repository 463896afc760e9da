"""The shape of what people type at the door; nothing here saves."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.access.roles import ORGANISATIONAL, REGIONAL
from portal.accounts.models import User
from portal.errors import Refused
from portal.parties import codes
from portal.parties.models import Organisation
from portal.regions.models import Region

_WIDE = {"class": "form-control"}


class Styled(forms.Form):
    """A form that can carry the objections of a refusal, beside the fields they are about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if select else "form-control")

    def refuse(self, refused: Refused) -> None:
        """Show each objection at its field, or at the head."""
        for objection in refused.objections:
            self.add_error(objection.field if objection.field in self.fields else None, str(objection))


class RegionField(forms.CharField):
    """A division's code, cleaned to the division in force."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("六位行政区划代码，例如 410000"))
        super().__init__(max_length=12, **kwargs)

    def clean(self, value: Any) -> Region | None:
        """The region, None when nothing was typed; ValidationError when there is none."""
        text = codes.plain(super().clean(value))
        if not text:
            return None
        region = Region.objects.in_force(timezone.localdate()).filter(code=text).first()
        if region is None:
            raise forms.ValidationError(_("没有这个行政区划代码，或者已停用"), code="unknown_region")
        return region


class NewAccountForm(Styled):
    """How a new account is named and locked."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput({"autocomplete": "username", **_WIDE}),
    )
    person_name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput({"autocomplete": "name"}))
    password1 = forms.CharField(
        label=_("密码"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    password2 = forms.CharField(
        label=_("再次输入密码"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password1" in self.fields:
            self.fields["password1"].help_text = " ".join(password_validators_help_texts())

    def clean_username(self) -> str:
        """A name nobody has; an address would be taken for a login by mail."""
        name = User.normalize_username(self.cleaned_data["username"])
        if "@" in name:
            raise forms.ValidationError(_("用户名不能是电子邮箱"), code="username_is_address")
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("该用户名已被使用"), code="username_taken")
        return name

    def clean(self) -> dict[str, Any]:
        """Two passwords alike, and good enough."""
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", forms.ValidationError(_("两次输入的密码不一致"), code="password_mismatch"))
        if first:
            user = User(
                username=data.get("username", ""), name=data.get("person_name", ""), email=data.get("email", "")
            )
            try:
                validate_password(first, user)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return data


class RegistrationForm(NewAccountForm):
    """An organisation comes by itself; who is signed in already is not asked who they are."""

    code = forms.CharField(label=_("统一社会信用代码"), max_length=60, help_text=_("18 位；尚未换发的填 15 位注册号"))
    organisation_name = forms.CharField(label=_("单位名称"), max_length=120)
    region = RegionField(
        label=_("注册地"), required=False, help_text=_("不填的，按代码中的登记机关行政区划认定；六位代码，例如 410000")
    )
    email = forms.EmailField(label=_("电子邮箱"), widget=forms.EmailInput({"autocomplete": "email"}))
    field_order = ("code", "organisation_name", "region", "username", "person_name", "email", "password1", "password2")

    def __init__(self, *args: Any, is_signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_signed_in:
            for name in ("username", "person_name", "email", "password1", "password2"):
                del self.fields[name]

    def clean_code(self) -> str:
        """Cleaned, and known to the register or passing both checks."""
        code = codes.normalise_code(self.cleaned_data["code"])
        self.known = Organisation.objects.by_code(code).select_related("region").first()
        if self.known is None and (found := codes.code_objections(code)):
            told: list[Any] = [str(objection) for objection in found]
            if len(code) == codes.CREDIT_LENGTH:
                told.append(_("证照上的代码确实如此的，请先由注册地主管部门核对并登记该单位，再来注册。"))
            raise forms.ValidationError(told)
        return code

    def clean(self) -> dict[str, Any]:
        """Where no region was typed, the register's, or the one in the code."""
        data = super().clean()
        code = data.get("code")
        if code and not data.get("region") and "region" not in self.errors:
            data["region"] = self.known.region if self.known else self._region_in(code)
            if data["region"] is None:
                self.add_error("region", forms.ValidationError(_("请填写注册地的行政区划代码"), code="region_needed"))
        return data

    def _region_in(self, code: str) -> Region | None:
        digits = code[:6] if codes.is_legacy(code) else code[2:8]
        return Region.objects.in_force(timezone.localdate()).filter(code=digits).first()


class InvitationForm(Styled):
    """A role for somebody with an address; what may be chosen depends on who asks."""

    email = forms.EmailField(label=_("电子邮箱"))
    name = forms.CharField(label=_("姓名"), max_length=60, required=False)
    role = forms.ChoiceField(label=_("角色"))
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("单位"), to_field_name="code")

    def __init__(self, *args: Any, organisations: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = organisations  # type: ignore[attr-defined]
        field.empty_label = None  # type: ignore[attr-defined]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class OfficialInvitationForm(Styled):
    """Any role, for the security administrator: a place by its code."""

    email = forms.EmailField(label=_("电子邮箱"))
    name = forms.CharField(label=_("姓名"), max_length=60, required=False)
    role = forms.ChoiceField(label=_("角色"), choices=[(role.value, role.label) for role in Role if role != Role.CLOCK])
    region = RegionField(label=_("地区"), required=False, help_text=_("监管、考试、财政等角色必填：六位行政区划代码"))
    organisation_code = forms.CharField(label=_("单位代码"), required=False, help_text=_("单位角色必填"))

    def clean(self) -> dict[str, Any]:
        """The place the role is held in."""
        data = super().clean() or {}
        data["organisation"] = None
        if code := data.get("organisation_code"):
            data["organisation"] = Organisation.objects.by_code(code).first()
            if data["organisation"] is None:
                self.add_error("organisation_code", forms.ValidationError(_("没有登记这个代码的单位")))
        role = data.get("role")
        if role in REGIONAL and not data.get("region") and "region" not in self.errors:
            self.add_error("region", forms.ValidationError(_("该角色须指定地区")))
        if role in ORGANISATIONAL and not data.get("organisation_code"):
            self.add_error("organisation_code", forms.ValidationError(_("该角色须指定单位")))
        return data


class GrantForm(Styled):
    """Another role for a colleague."""

    member = forms.ModelChoiceField(User.objects.none(), label=_("成员"), to_field_name="username")
    role = forms.ChoiceField(label=_("角色"))
    until = forms.DateField(
        label=_("至"), required=False, help_text=_("不填为长期"), widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, *args: Any, members: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class ProofForm(Styled):
    """What was seen before somebody was let in."""

    proof = forms.CharField(label=_("核验的授权书（文号、日期）"), max_length=200, required=False)


class ReasonForm(Styled):
    """Why not."""

    reason = forms.CharField(label=_("理由"), max_length=500)


class SignInForm(LoginForm):
    """The door: one name for one thing, and no second way to a forgotten password beside the one below."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label, password.help_text = _("用户名或者电子邮箱"), _("密码"), ""
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)
