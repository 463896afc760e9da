"""The shape of a holiday notice handed in: a file, or a table pasted."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

#: A year has some forty adjusted days; a file beyond this is no notice.
MOST_BYTES = 1024 * 1024


class NoticeForm(forms.Form):
    """One of the two, and not both."""

    file = forms.FileField(label=_("文件"), required=False, help_text=_("CSV 或 XLSX，不超过 1 MB"))
    text = forms.CharField(
        label=_("或者粘贴表格"), required=False, strip=False, max_length=MOST_BYTES, widget=forms.Textarea
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, text = cleaned.get("file"), (cleaned.get("text") or "").strip()
        if bool(file) == bool(text):
            raise forms.ValidationError(_("请选择文件或者粘贴表格，二者取其一"))
        if file and file.size > MOST_BYTES:
            self.add_error("file", _("文件过大"))
        return cleaned

    @property
    def content(self) -> bytes:
        """What was handed in, as a file's bytes."""
        file = self.cleaned_data.get("file")
        return file.read() if file else self.cleaned_data["text"].encode()
