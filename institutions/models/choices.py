"""The choices of this chapter's tables, in the words of its rules."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from institutions.rules import hearings, words


class Kind(TextChoices):
    EVALUATION = words.Kind.EVALUATION, _("安全评价")
    INSPECTION = words.Kind.INSPECTION, _("安全生产检测检验")


class Regime(TextChoices):
    ANNOUNCEMENT = words.Regime.ANNOUNCEMENT, _("条件审查公告")
    LICENSE = words.Regime.LICENSE, _("资质认可")


class FilingType(TextChoices):
    INITIAL = words.FilingType.INITIAL, _("首次申请")
    CHANGE = words.FilingType.CHANGE, _("事项变更")
    SCOPE_CHANGE = words.FilingType.SCOPE_CHANGE, _("业务范围变更")
    RE_VERIFICATION = words.FilingType.RE_VERIFICATION, _("重新核定")
    RENEWAL = words.FilingType.RENEWAL, _("延续")
    CANCELLATION = words.FilingType.CANCELLATION, _("注销")


class Post(TextChoices):
    LEGAL_REPRESENTATIVE = words.Post.LEGAL_REPRESENTATIVE, _("法定代表人")
    TECHNICAL_DIRECTOR = words.Post.TECHNICAL_DIRECTOR, _("技术负责人")
    PROCESS_CONTROL_DIRECTOR = words.Post.PROCESS_CONTROL_DIRECTOR, _("过程控制负责人")
    HEAD_OF_TESTING = words.Post.HEAD_OF_TESTING, _("主持检测检验工作的负责人")
    QUALITY_DIRECTOR = words.Post.QUALITY_DIRECTOR, _("质量负责人")


class Level(TextChoices):
    """Grades of titles and of certified safety engineers alike."""

    JUNIOR = words.Level.JUNIOR, _("初级")
    INTERMEDIATE = words.Level.INTERMEDIATE, _("中级")
    SENIOR = words.Level.SENIOR, _("高级")


class EngineerCategory(TextChoices):
    """The seven statutory categories of certified safety engineers; none other is entered."""

    COAL = "coal", _("煤矿安全")
    MINING = "mining", _("金属非金属矿山安全")
    CHEMICAL = "chemical", _("化工安全")
    METALLURGY = "metallurgy", _("金属冶炼安全")
    CONSTRUCTION = "construction", _("建筑施工安全")
    TRANSPORT = "transport", _("道路运输安全")
    OTHER = "other", _("其他安全（不包括消防安全）")


class Affiliation(TextChoices):
    """How a shareholder belongs to a safety authority (Measures, article 8)."""

    NONE = "", _("无")
    UNIT = "authority_unit", _("应急管理、煤矿安全监管部门所属事业单位")
    ASSOCIATION = "authority_association", _("上述部门主管的社会组织")
    ENTERPRISE = "authority_enterprise", _("上述单位出资设立（含控股、参股）的企业")


class Item(TextChoices):
    BUSINESS_LICENCE = words.Item.BUSINESS_LICENCE, _("营业执照")
    ASSETS = words.Item.ASSETS, _("固定资产证明（审计报告）")
    PREMISES = words.Item.PREMISES, _("场所权属或者租赁证明")
    CONTRACTS = words.Item.CONTRACTS, _("劳动合同")
    SOCIAL_INSURANCE = words.Item.SOCIAL_INSURANCE, _("社会保险缴纳证明")
    CERTIFICATES = words.Item.CERTIFICATES, _("职业资格和职称证书")
    PROCESS_CONTROL = words.Item.PROCESS_CONTROL, _("过程控制体系文件")
    MANAGEMENT_SYSTEM = words.Item.MANAGEMENT_SYSTEM, _("管理体系文件")
    EQUIPMENT = words.Item.EQUIPMENT, _("设备清单和校准证书")
    SHAREHOLDERS = words.Item.SHAREHOLDERS, _("股权结构证明")
    COMMITMENT = words.Item.COMMITMENT, _("法定代表人承诺书（签署件）")
    CHANGE = words.Item.CHANGE, _("变更事项证明")
    RESOLUTION = words.Item.RESOLUTION, _("注销申请的决议")


class Ground(TextChoices):
    FALSE_MATERIALS = words.Ground.FALSE_MATERIALS, _("隐瞒有关情况或者提供虚假材料")
    FRAUD = words.Ground.FRAUD, _("以欺骗、贿赂等不正当手段取得")
    MAJOR_BREACH = words.Ground.MAJOR_BREACH, _("重大违法失信记录")
    SEVERE_LIST = words.Ground.SEVERE_LIST, _("列入严重失信主体名单")


class Section(TextChoices):
    """The parts of an application, each saved by itself."""

    BASICS = "basics", _("基本情况")
    POSTS = "posts", _("关键岗位")
    PROFESSIONALS = "professionals", _("专业人员")
    EQUIPMENT = "equipment", _("设备")
    PREMISES = "premises", _("场所")
    SHAREHOLDERS = "shareholders", _("股东")
    SCOPES = "scopes", _("业务范围")
    EVIDENCE = "evidence", _("证明材料")
    COMMITMENT = "commitment", _("承诺书")
    CHANGE = "change", _("变更事项")


class Use(TextChoices):
    """What premises serve for."""

    OFFICE = "office", _("工作场所")
    ARCHIVE = "archive", _("档案室")
    LABORATORY = "laboratory", _("实验室")


class Tenure(TextChoices):
    OWNED = "owned", _("自有")
    LEASED = "leased", _("租赁")


class Outcome(TextChoices):
    """What a decision says."""

    GRANT = "grant", _("审查合格")
    REFUSE = "refuse", _("审查不合格")


class Measure(TextChoices):
    """What a proceeding against a qualification may end in."""

    SUSPEND = hearings.Measure.SUSPEND, _("责令停业整顿")
    RESUME = hearings.Measure.RESUME, _("恢复执业")
    WITHDRAW = hearings.Measure.WITHDRAW, _("撤回资质")
    REVOKE_FRAUD = hearings.Measure.REVOKE_FRAUD, _("撤销资质")
    REVOKE_PENALTY = hearings.Measure.REVOKE_PENALTY, _("吊销资质")
    CANCEL = hearings.Measure.CANCEL, _("注销资质")


class Verdict(TextChoices):
    """What the decision of a proceeding says."""

    IMPOSE = "impose", _("作出处理")
    DROP = "drop", _("不予处理")
