"""The instruments more than one chapter cites; a chapter's own stand in its rules."""

from datetime import date
from typing import Final

from portal.law.model import Instrument

OPINIONS: Final = Instrument("opinions", "关于加快推进安全生产社会化服务体系建设的指导意见（征求意见稿）")
CIVIL_CODE: Final = Instrument("civil-code", "中华人民共和国民法典", "主席令第45号", date(2021, 1, 1))
LICENSING: Final = Instrument("licensing", "中华人民共和国行政许可法", "主席令第29号", date(2019, 4, 23))
WORK_SAFETY: Final = Instrument("work-safety", "中华人民共和国安全生产法", "主席令第88号", date(2021, 9, 1))
PENALTIES: Final = Instrument("penalties", "中华人民共和国行政处罚法", "主席令第70号", date(2021, 7, 15))
PERSONAL_DATA: Final = Instrument("personal-data", "中华人民共和国个人信息保护法", "主席令第91号", date(2021, 11, 1))
RECONSIDERATION: Final = Instrument("reconsideration", "中华人民共和国行政复议法", "主席令第9号", date(2024, 1, 1))
LITIGATION: Final = Instrument("litigation", "中华人民共和国行政诉讼法", "主席令第71号", date(2017, 7, 1))
DISCLOSURE: Final = Instrument("disclosure", "中华人民共和国政府信息公开条例", "国务院令第711号", date(2019, 5, 15))
DUAL_PUBLICITY: Final = Instrument(
    "dual-publicity",
    "关于进一步完善行政许可和行政处罚等信用信息公示工作的指导意见",
    "发改办财金〔2018〕424号",
    date(2018, 4, 9),
)
CREDIT_CODE: Final = Instrument(
    "credit-code", "法人和其他组织统一社会信用代码编码规则", "GB 32100-2015", date(2015, 10, 1)
)
IDENTITY_NUMBER: Final = Instrument("identity-number", "公民身份号码", "GB 11643-1999", date(1999, 7, 1))
CLASSIFIED_PROTECTION: Final = Instrument(
    "classified-protection", "信息安全技术 网络安全等级保护基本要求", "GB/T 22239-2019", date(2019, 12, 1)
)
PAPER_LAYOUT: Final = Instrument("paper-layout", "党政机关公文格式", "GB/T 9704-2012", date(2012, 7, 1))
