"""What the chapter's papers are drawn with when people look at them: long names, several scopes, every line in use."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

_COMMON: Final[dict[str, Any]] = {
    "addressee": "河南安平安全评价有限公司",
    "credit_code": "91410100MA40000017",
    "filing_number": "PJ2026000005",
    "kind": _("安全评价"),
    "filing_type": _("首次申请"),
    "received": "2026年9月18日",
    "is_license": False,
}
_SCOPES: Final = ["煤炭开采业", "金属、非金属矿及其他矿采选业", "石油加工业，化学原料、化学品及医药制造业"]
_REMEDIES: Final[dict[str, Any]] = {
    "reconsider_days": 60,
    "reconsider_basis": "《中华人民共和国行政复议法》第二十条",
    "sue_months": 6,
    "sue_basis": "《中华人民共和国行政诉讼法》第四十六条",
}
_REASONS: Final = [
    {
        "text": "专职安全评价师人数不足",
        "required": "25人",
        "found": "21人",
        "basis": "《安全评价检测检验机构管理办法》第六条第一款第（四）项",
    },
    {"text": "办公场所建筑面积不符合要求", "required": "1000平方米", "found": "860平方米", "basis": "同条第（二）项"},
]
_PLACE: Final = "河南省郑州市金水区花园路街道花园路一号安全科技大厦三层三〇一至三二〇室"
_HELD: Final[dict[str, Any]] = {
    "name": "河南安平安全评价有限公司",
    "qualification": "APJ-（豫）-005",
    "scopes": _SCOPES,
    "legal_representative": "郑守安",
    "registered_address": _PLACE,
    "office_address": _PLACE,
    "website": "https://anping.example.cn/disclosure",
    "valid_from": "2026年10月20日",
    "valid_to": "2031年10月19日",
    "first_granted": "2026年10月20日",
}
RECEIPT: Final[dict[str, Any]] = {
    **_COMMON,
    "is_correction": False,
    "accept_by": "2026年9月25日",
    "materials": [
        {"item": "法人证明", "name": "营业执照副本.pdf", "sha256": "9f86d081884c7d659a2f"},
        {
            "item": "专职安全评价师证明",
            "name": "专职安全评价师名单、证书及社会保险缴费证明汇总.pdf",
            "sha256": "60303ae22b99",
        },
    ],
}
CORRECTION: Final[dict[str, Any]] = {
    **_COMMON,
    "correct_by": "2026年10月30日",
    "items": [
        {"section": "专业人员", "text": "补交张某等三人的劳动合同", "basis": "《安全评价检测检验机构管理办法》第七条"},
        {"section": "设备", "text": "补交气相色谱仪的购置发票", "basis": ""},
    ],
}
ACCEPTANCE: Final[dict[str, Any]] = {
    **_COMMON,
    "is_deemed": False,
    "accepted": "2026年9月22日",
    "decide_by": "2026年10月27日",
    "is_certain": True,
}
REFUSED_ACCEPTANCE: Final[dict[str, Any]] = {**_COMMON, **_REMEDIES, "reasons": _REASONS}
EXPERT_REVIEW: Final[dict[str, Any]] = {
    **_COMMON,
    "basis": "《中华人民共和国行政许可法》第四十五条",
    "issued_on": "2026年9月24日",
    "limit": 2,
    "ends_by": "2026年11月24日",
}
EXTENSION: Final[dict[str, Any]] = {
    **_COMMON,
    "basis": "《中华人民共和国行政许可法》第四十二条第一款",
    "days": 10,
    "decide_by": "2026年11月10日",
    "reason": "现场核查涉及三处异地办公场所，需要与当地主管部门会商",
}
DECISION_GRANT: Final[dict[str, Any]] = {
    **_COMMON,
    **_HELD,
    "bases": ["《安全评价检测检验机构管理办法》第十条", "《中华人民共和国行政许可法》第三十八条"],
    "note": "",
}
DECISION_REFUSE: Final[dict[str, Any]] = {
    **_COMMON,
    **_REMEDIES,
    "bases": ["《安全评价检测检验机构管理办法》第十条"],
    "reasons": _REASONS,
    "note": "",
}
ANNOUNCEMENT: Final[dict[str, Any]] = {**_COMMON, **_HELD, "objection_until": "2026年11月10日"}
CANCELLATION: Final[dict[str, Any]] = {
    **_COMMON,
    **_HELD,
    "basis": "《中华人民共和国行政许可法》第七十条",
    "cancelled": "2026年11月20日",
    "reason": "资质有效期届满未延续",
}
RECTIFICATION: Final[dict[str, Any]] = {
    **_COMMON,
    **_HELD,
    "basis": "《安全评价检测检验机构管理办法》第二十四条",
    "reason": "专职人员离职后未及时补充",
    "rectify_by": "2027年1月19日",
    "items": [
        {
            "name": "单一业务范围专职安全评价师",
            "required": "1 个业务范围，不少于 25 人",
            "found": "计入 21 人",
            "basis": "《安全评价检测检验机构管理办法》第六条第（四）项",
        }
    ],
}
CERTIFICATE: Final[dict[str, Any]] = {**_COMMON, **_HELD}
_CASE: Final[dict[str, Any]] = {
    "addressee": "河南安平安全评价有限公司",
    "credit_code": "91410100MA40000017",
    "qualification": "APJ-（豫）-005",
    "kind": _("安全评价"),
    "case": "CL2026000021",
    "measure": _("责令停业整顿"),
    "facts": "2026年10月12日检查发现，你单位出具的某项目安全验收评价报告所载储罐间距为1.0米，现场实测为0.7米。",
    "reasons": [
        {"text": "出具失实报告", "basis": "《中华人民共和国安全生产法》第九十二条第一款"},
        {"text": "现场勘验记录不全", "basis": "《安全评价检测检验机构管理办法》第三十条"},
    ],
    "basis": "《中华人民共和国安全生产法》第九十二条",
}
RIGHTS_NOTICE: Final[dict[str, Any]] = {
    **_CASE,
    "tell_basis": "《中华人民共和国行政处罚法》第四十四条",
    "hear_basis": "《中华人民共和国行政处罚法》第六十三条",
    "days": 5,
    "until": "2026年11月27日",
}
HEARING_NOTICE: Final[dict[str, Any]] = {
    **_CASE,
    "basis": "《中华人民共和国行政许可法》第四十八条第一款",
    "held_on": "2026年12月10日",
    "at": "09:30",
    "place": "郑州市金水区花园路一号河南省应急管理厅听证室",
    "chair": "周主持",
    "is_public": True,
}
PROCEEDING_DECISION: Final[dict[str, Any]] = {
    **_CASE,
    **_REMEDIES,
    "told": "2026年11月20日",
    "statements": 1,
    "heard": "2026年12月10日",
    "response": "当事人提出已更换项目负责人，情况属实，但不影响报告失实的认定，不予采纳。",
    "on_record": "听证笔录所载测量记录双方无异议，予以采信。",
    "note": "",
}
PROCEEDING_ANNOUNCEMENT: Final[dict[str, Any]] = {
    **_CASE,
    "name": "河南安平安全评价有限公司",
    "decision": "豫应急审〔2026〕12号",
    "decided": "2026年12月15日",
    "reason": "出具失实报告",
    "may_work": False,
}
