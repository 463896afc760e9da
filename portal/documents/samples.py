"""Samples of the four layouts, so that each can be looked at without a chapter."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from portal.documents.papers import LETTERS, Layout, Paper, Seal, Series

_PARAGRAPH: Final = (
    "你单位于2026年9月18日提交的安全评价机构条件审查申请收悉。经审查，你单位的专职安全评价师、技术负责人、"
    "过程控制负责人以及固定资产、办公场所、档案室等条件，符合《安全评价检测检验机构管理办法》第六条的规定。"
)
_WORDS: Final = [
    {"text": _PARAGRAPH},
    {"heading": 1, "text": "一、审查依据"},
    {"heading": 2, "text": "（一）法律依据"},
    {"text": _PARAGRAPH * 2},
    {"heading": 2, "text": "（二）事实依据"},
    {"text": _PARAGRAPH},
    {"heading": 1, "text": "二、审查结论"},
    {"text": _PARAGRAPH},
]
OFFICIAL: Final = Paper(
    "sample-official",
    _("关于河南安评技术有限公司安全评价机构条件审查结果的决定"),
    "portal/papers/sample_official.html",
    series=Series("sample", "审"),
    sample={
        "addressee": "河南安评技术有限公司",
        "paragraphs": _WORDS,
        "annexes": ["核定业务范围表", "专业技术人员名单"],
        "copies": ["应急管理部", "各省辖市应急管理局"],
    },
)
LETTER: Final = Paper(
    "sample-letter",
    _("受理通知书"),
    "portal/papers/sample_letter.html",
    series=LETTERS,
    layout=Layout.LETTER,
    seal=Seal.DEDICATED,
    seal_text="行政许可专用章",
    sample={"addressee": "河南安评技术有限公司", "paragraphs": _WORDS[:1]},
)
RECEIPT: Final = Paper(
    "sample-receipt",
    _("申请材料接收凭证"),
    "portal/papers/sample_plain.html",
    series=Series("sample-receipt", "收"),
    layout=Layout.PLAIN,
    seal=Seal.DEDICATED,
    seal_text="行政许可专用章",
    sample={
        "addressee": "河南安评技术有限公司",
        "paragraphs": ["你单位提交的安全评价机构条件审查申请材料已收到，清单如下："],
        "head_row": ["序号", "材料名称", "份数", "页数"],
        "rows": [
            ["1", "申请书", "1", "12"],
            ["2", "专职安全评价师资格证书及劳动合同", "26", "104"],
            ["3", "办公场所产权或者租赁证明", "1", "8"],
            ["4", "承诺书", "1", "1"],
        ],
    },
)
CERTIFICATE: Final = Paper(
    "sample-certificate",
    _("安全评价机构资质证书"),
    "portal/papers/sample_certificate.html",
    layout=Layout.CERTIFICATE,
    sample={
        "facts": [
            ["机构名称", "河南安评技术有限公司"],
            ["统一社会信用代码", "91410000MA40000017"],
            ["办公地址", "河南省郑州市金水区花园路1号"],
            ["法定代表人", "张三"],
            ["业务范围", "金属、非金属矿及其他矿采选业；陆上油气管道运输业；石油加工业，化学原料、化学品及医药制造业"],
            ["有效期", "2026年10月22日至2031年10月21日"],
        ],
    },
)
