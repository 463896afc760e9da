"""
The two field sets of dual publicity (发改办财金〔2018〕424号), column by column in the platform's order.

Names are verified throughout; the codes of penalties were read in a schema in use, those of licences are proposals.
What a field may not hold here (identity numbers of natural persons) is reported empty.
"""

from dataclasses import dataclass
from typing import Final

from portal.law import Words
from portal.law import phrase as _

#: The edition of the field sets: part of every list's name, so that a later one is told from it.
EDITION: Final = "2018-424"


@dataclass(frozen=True)
class Field:
    """One column: its code, its name; `confirmed=False` where the code was not read in a schema in use."""

    code: str
    label: Words
    confirmed: bool = True


def _licence(code: str, label: Words) -> Field:
    return Field(code, label, confirmed=False)


LICENCE: Final = (
    _licence("xk_xdr_mc", _("行政相对人名称")),
    _licence("xk_xdr_shxym", _("行政相对人代码_1（统一社会信用代码）")),
    _licence("xk_xdr_gszc", _("行政相对人代码_2（工商注册号）")),
    _licence("xk_xdr_zzjg", _("行政相对人代码_3（组织机构代码）")),
    _licence("xk_xdr_swdj", _("行政相对人代码_4（税务登记号）")),
    _licence("xk_xdr_sydw", _("行政相对人代码_5（事业单位证书号）")),
    _licence("xk_xdr_shzz", _("行政相对人代码_6（社会组织登记证号）")),
    _licence("xk_frdb", _("法定代表人")),
    _licence("xk_fr_sfzh", _("法定代表人身份证号")),
    _licence("xk_xdr_zjlx", _("证件类型")),
    _licence("xk_xdr_zjhm", _("证件号码")),
    _licence("xk_xkws", _("行政许可决定文书名称")),
    _licence("xk_wsh", _("行政许可决定文书号")),
    _licence("xk_xklb", _("许可类别")),
    _licence("xk_xkzs", _("许可证书名称")),
    _licence("xk_xkbh", _("许可编号")),
    _licence("xk_nr", _("许可内容")),
    _licence("xk_jdrq", _("许可决定日期")),
    _licence("xk_yxqz", _("有效期自")),
    _licence("xk_yxqzi", _("有效期至")),
    _licence("xk_xkjg", _("许可机关")),
    _licence("xk_xkjgdm", _("许可机关统一社会信用代码")),
    _licence("xk_zt", _("当前状态")),
    _licence("xk_sjly", _("数据来源单位")),
    _licence("xk_sjlydm", _("数据来源单位统一社会信用代码")),
    _licence("xk_bz", _("备注")),
)
PENALTY: Final = (
    Field("cf_xdr_mc", _("行政相对人名称")),
    Field("cf_xdr_lb", _("行政相对人类别")),
    Field("cf_xdr_shxym", _("行政相对人代码_1（统一社会信用代码）")),
    Field("cf_xdr_gszc", _("行政相对人代码_2（工商注册号）")),
    Field("cf_xdr_zzjg", _("行政相对人代码_3（组织机构代码）")),
    Field("cf_xdr_swdj", _("行政相对人代码_4（税务登记号）")),
    Field("cf_xdr_sydw", _("行政相对人代码_5（事业单位证书号）")),
    Field("cf_xdr_shzz", _("行政相对人代码_6（社会组织登记证号）")),
    Field("cf_frdb", _("法定代表人")),
    Field("cf_fr_zjlx", _("法定代表人证件类型")),
    Field("cf_fr_sfzh", _("法定代表人证件号码")),
    Field("cf_xdr_zjlx", _("证件类型")),
    Field("cf_xdr_zjhm", _("证件号码")),
    Field("cf_wsh", _("行政处罚决定书文号")),
    Field("cf_wfxw", _("违法行为类型")),
    Field("cf_sy", _("违法事实")),
    Field("cf_yj", _("处罚依据")),
    Field("cf_cflb", _("处罚类别")),
    Field("cf_nr", _("处罚内容")),
    Field("cf_nr_fk", _("罚款金额（万元）")),
    Field("cf_nr_wfff", _("没收违法所得、非法财物的金额（万元）")),
    Field("cf_nr_zkdx", _("暂扣或者吊销证照名称及编号")),
    Field("cf_jdrq", _("处罚决定日期")),
    Field("cf_yxq", _("处罚有效期")),
    Field("cf_gsjzq", _("公示截止期")),
    Field("cf_cfjg", _("处罚机关")),
    Field("cf_cfjgdm", _("处罚机关统一社会信用代码")),
    Field("cf_sjly", _("数据来源单位")),
    Field("cf_sjlydm", _("数据来源单位统一社会信用代码")),
    Field("cf_bz", _("备注")),
)
SETS: Final = {"licence": LICENCE, "penalty": PENALTY}
#: Where a licence stands today; the codes of the edition in use were not verified.
VALID: Final = "1"
INVALID: Final = "2"
STATUS: Final = {"licence": "xk_zt"}
