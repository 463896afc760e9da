"""The clauses parties refuses by."""

from datetime import date
from typing import Final

from portal.law import Instrument
from portal.law.instruments import CIVIL_CODE, CREDIT_CODE, IDENTITY_NUMBER

ORGANISATION_CODE: Final = Instrument(
    "organisation-code", "全国组织机构代码编制规则", "GB 11714-1997", date(1998, 1, 1)
)
LABOUR_CONTRACTS: Final = Instrument("labour-contracts", "中华人民共和国劳动合同法", "主席令第73号", date(2013, 7, 1))
#: What no statute says and the register needs; published with the other rules of the platform.
REGISTER: Final = Instrument("party-register", "平台主体登记规则")

CODE_FORM: Final = CREDIT_CODE.article(0)
CODE_CHECK: Final = CREDIT_CODE.article(4, confirmed=False)
BODY_CHECK: Final = ORGANISATION_CODE.article(0)
IDENTITY: Final = IDENTITY_NUMBER.article(0)
CAPACITY_OF_PERSONS: Final = CIVIL_CODE.article(13, confirmed=False)
CAPACITY_OF_ORGANISATIONS: Final = CIVIL_CODE.article(59, confirmed=False)
SUCCESSION: Final = CIVIL_CODE.article(67, confirmed=False)
ONE_EMPLOYER: Final = LABOUR_CONTRACTS.article(39, item=4, confirmed=False)
CONTRACTS_CARRY_OVER: Final = LABOUR_CONTRACTS.article(34, confirmed=False)

NAME: Final = REGISTER.article(1)
UNIQUE: Final = REGISTER.article(2)
OVERRIDE: Final = REGISTER.article(3)
DATES: Final = REGISTER.article(4)
PHONE: Final = REGISTER.article(5)
STATUS: Final = REGISTER.article(6)
PURPOSE: Final = REGISTER.article(7)
EXTRACT: Final = REGISTER.article(8)
