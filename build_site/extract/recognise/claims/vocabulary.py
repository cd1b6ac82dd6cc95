"""The words of 决算情况说明 as data: what a noun measures, which chapter a heading opens, what is counted.

Measure ids. An amount is named by what it measures (`basic-expenditure`); what is said about it follows a colon:
`:share` (`base`: the whole), `:completion-rate` (`base`: the budget), `:change-amount` and `:change-rate` (`base`:
what it is compared with). `subject` narrows a measure to a functional path, an economic item or a named thing.
Measures under 一般公共预算 begin with `general-public-budget-`; the bare ids are those of the whole department.
Patterns are tried in order, so the longer word stands first. They see text in `numbers.WIDTHS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_APPROPRIATION = "(?:财政)?拨款"
_IN_AND_OUT = "收(?:入)?(?:、|和|与|及)?支(?:出)?(?:决算)?(?:总计|总额|总数|合计)|收入(?:总计)?(?:、|和|与|及)支出总计|收、?支(?=各|均|较|比)"
_BALANCE = "结转(?:和|与|及|、)?结余(?:资金)?|结转资金|结转|结余资金"
_THREE_PUBLIC = '[“"‘]?三公[”"’]?(?:经费|费用|支出)'
_PURCHASE_AND_RUN = (
    "公务(?:用)?车(?:辆)?购置(?:费)?(?:及|和|与|、)(?:公务(?:用)?车(?:辆)?)?运行(?:维护)?(?:费用|费|支出|经费)*"
)

MEASURES: tuple[tuple[str, str], ...] = (
    # 收支总体
    ("fiscal-appropriation-revenue-total", f"{_APPROPRIATION}收入(?:决算)?总计"),
    ("fiscal-appropriation-expenditure-total", f"{_APPROPRIATION}支出(?:决算)?总计"),
    ("fiscal-appropriation-total", f"{_APPROPRIATION}(?:{_IN_AND_OUT})"),
    ("revenue-and-expenditure-total", _IN_AND_OUT),
    ("revenue-total", "(?:本年(?:度)?)?收入(?:决算)?总计"),
    ("expenditure-total", "(?:本年(?:度)?)?支出(?:决算)?总计"),
    ("expenditure-of-all-kinds", "总支出|支出总额"),
    ("revenue-of-all-kinds", "总收入|收入总额"),
    # 年初、年末
    ("general-public-budget-opening-balance", f"(?:一般)?公共预算{_APPROPRIATION}(?:年初|上年)(?:{_BALANCE})"),
    ("government-fund-opening-balance", f"政府性基金(?:预算)?{_APPROPRIATION}(?:年初|上年)(?:{_BALANCE})"),
    ("state-capital-opening-balance", f"国有资本经营(?:预算)?{_APPROPRIATION}(?:年初|上年)(?:{_BALANCE})"),
    ("general-public-budget-closing-balance", f"年末(?:一般)?公共预算{_APPROPRIATION}(?:{_BALANCE})"),
    ("general-public-budget-closing-balance", f"(?:一般)?公共预算{_APPROPRIATION}年末(?:{_BALANCE})"),
    ("government-fund-closing-balance", f"年末政府性基金(?:预算)?{_APPROPRIATION}(?:{_BALANCE})"),
    ("government-fund-closing-balance", f"政府性基金(?:预算)?{_APPROPRIATION}年末(?:{_BALANCE})"),
    ("fiscal-appropriation-opening-balance", f"(?:年初|上年){_APPROPRIATION}(?:{_BALANCE})"),
    ("fiscal-appropriation-closing-balance", f"年末{_APPROPRIATION}(?:{_BALANCE})"),
    ("opening-balance", f"(?:年初|上年(?:末)?|以前年度)(?:{_BALANCE})"),
    ("closing-balance", f"(?:年末|结转下年(?:的)?|本年末)(?:{_BALANCE})|结转下年(?:资金)?"),
    (
        "non-appropriated-balance-used",
        "(?:使?用|动用)?非财政拨款结余(?:[((]?(?:含|和)专用结余[))]?)?|用事业基金弥补收支差额",
    ),
    ("surplus-distribution", "结余分配"),
    # 收入
    ("general-public-budget-revenue", f"(?:一般)?公共预算(?:{_APPROPRIATION})?收入(?:合计)?"),
    ("government-fund-revenue", f"政府性基金(?:预算)?(?:{_APPROPRIATION})?(?:本年)?收入(?:合计)?"),
    ("state-capital-revenue", f"国有资本经营(?:预算)?(?:{_APPROPRIATION})?(?:本年)?收入(?:合计)?"),
    ("fiscal-appropriation-revenue", f"(?:本年)?{_APPROPRIATION}(?:本年)?收入(?:合计)?"),
    ("from-superior-unit", "上级补助收入"),
    ("public-service-revenue", "事业收入"),
    ("operating-revenue", "经营收入"),
    ("from-subsidiary-units", "附属单位(?:上缴|缴款)收入"),
    ("other-revenue", "其他(?:各项)?收入"),
    ("revenue-for-year", "(?:本年(?:度)?|当年|年度)收入(?:决算)?(?:合计|总额)?|收入(?:决算)?合计"),
    # 支出
    ("expenditure-for-year", "(?:本年(?:度)?|当年|年度)支出(?:决算)?(?:合计|总额)?|支出(?:决算)?合计"),
    ("general-public-budget-basic-expenditure", f"(?:一般)?公共预算(?:{_APPROPRIATION})?基本支出"),
    ("general-public-budget-project-expenditure", f"(?:一般)?公共预算(?:{_APPROPRIATION})?项目支出(?:总额)?"),
    ("government-fund-project-expenditure", f"政府性基金(?:预算)?(?:{_APPROPRIATION})?项目支出(?:总额)?"),
    ("general-public-budget-expenditure", f"(?:一般)?公共预算(?:{_APPROPRIATION})?支出(?:合计|总额)?"),
    ("government-fund-expenditure", f"政府性基金(?:预算)?(?:{_APPROPRIATION})?(?:本年)?支出(?:合计|总额)?"),
    ("state-capital-expenditure", f"国有资本经营(?:预算)?(?:{_APPROPRIATION})?(?:本年)?支出(?:合计|总额)?"),
    ("general-public-budget-revenue", f"(?:一般)?公共预算{_APPROPRIATION}(?=\\d|为)"),
    ("government-fund-revenue", f"政府性基金预算{_APPROPRIATION}(?=\\d|为)"),
    ("fiscal-appropriation-expenditure", f"(?:本年)?{_APPROPRIATION}(?:本年)?支出(?:合计|总额)?"),
    ("fiscal-appropriation-basic-expenditure", f"{_APPROPRIATION}基本支出"),
    ("fiscal-appropriation-project-expenditure", f"{_APPROPRIATION}项目支出"),
    ("basic-expenditure", "基本支出"),
    ("project-expenditure", "项目支出(?:总额)?"),
    ("to-superior-unit", "上缴上级支出"),
    ("operating-expenditure", "经营支出"),
    ("to-subsidiary-units", "(?:对附属单位补助|补助下级)(?:支出)?"),
    ("personnel", "人员经费(?:支出)?|人员支出"),
    ("non-personnel", "(?:日常)?公用(?:经费|支出)(?:支出)?"),
    ("special-transfers", "专项(?:支出)?(?:、|和|及)转移支付(?:支出)?|专项转移支付(?:支出)?|转移支付(?:支出)?"),
    # “三公”
    ("overseas-visits", "因公出国\\(境\\)(?:费用|经费|费)?(?:支出)?(?!团组)"),
    ("vehicles", _PURCHASE_AND_RUN),
    ("vehicle-purchase", "公务(?:用)?车(?:辆)?购置(?:费用|费|支出|经费)(?:支出)?"),
    ("vehicle-operation", "公务(?:用)?车(?:辆)?运行(?:维护)?(?:费用|费|支出|经费)(?:支出)?"),
    (
        "hospitality-foreign",
        "(?:外宾|外事|国\\(境\\)外(?:公务)?)接待(?:费用|费|支出|经费)(?:支出)?|接待外宾(?:费|支出)",
    ),
    ("hospitality-foreign", "外事接待|外宾接待"),
    ("hospitality-domestic", "国内(?:公务)?接待(?:费用|费|支出|经费)?(?:支出)?"),
    ("hospitality", "公务接待(?:费用|费|支出|经费)(?:支出)?"),
    ("three-public-total", f"{_THREE_PUBLIC}(?:财政拨款|公共预算财政拨款|一般公共预算)*(?:支出)?(?:合计|总额)?"),
    ("meetings", "会议费(?:支出)?"),
    ("training", "培训费(?:支出)?"),
    # 机关运行、采购
    ("running-costs", "机关运行(?:维护)?(?:经费|费用|费)(?:支出)?"),
    ("procurement-reserved-small-micro", "面向小微企业预留(?:的)?(?:政府采购)?(?:项目)?(?:预算)?金额"),
    ("procurement-reserved-sme", "面向中小(?:微)?企业预留(?:的)?(?:政府采购)?(?:项目)?(?:预算)?金额"),
    (
        "procurement-goods-sme",
        "货物(?:类)?采购(?:支出)?授予中小企业(?:的)?合同金额|授予中小企业(?:的)?货物(?:类)?(?:采购)?合同金额",
    ),
    (
        "procurement-works-sme",
        "工程(?:类)?采购(?:支出)?授予中小企业(?:的)?合同金额|授予中小企业(?:的)?工程(?:类)?(?:采购)?合同金额",
    ),
    (
        "procurement-services-sme",
        "服务(?:类)?采购(?:支出)?授予中小企业(?:的)?合同金额|授予中小企业(?:的)?服务(?:类)?(?:采购)?合同金额",
    ),
    ("procurement-small-micro", "授予小(?:型)?(?:、)?微(?:型)?企业(?:的)?(?:合同)?(?:总)?(?:金额|总额)?"),
    ("procurement-sme", "授予中小(?:微)?企业(?:的)?(?:合同)?(?:总)?(?:金额|总额)?"),
    ("procurement-goods", "(?:政府采购)?货物(?:类)?(?:政府)?(?:采购)?(?:支出|金额|项目)*"),
    ("procurement-works", "(?:政府采购)?工程(?:类)?(?:政府)?(?:采购)?(?:支出|金额|项目)+"),
    ("procurement-services", "(?:政府采购)?服务(?:类)?(?:政府)?(?:采购)?(?:支出|金额|项目)+"),
    (
        "procurement",
        "政府采购(?:计划|合同)?(?:支出)?(?:总额|总计|合计|金额|支出|规模)+|采购(?:支出)?(?:总额|金额)|合同总金额",
    ),
)
"""What a noun measures."""

AWARDED = (
    ("procurement-awarded-sme", "面向中小(?:微)?企业预留(?:的)?政府采购项目中"),
    ("procurement-awarded-small-micro", "面向小微企业预留(?:的)?政府采购项目中"),
    ("procurement-awarded-other", "其他政府采购项目中"),
)
"""What 采购金额 means in the rest of a clause that opens so."""

CLASSES = (
    "一般公共服务|外交|国防|公共安全|教育|科学技术|文化旅游体育与传媒|文化体育与传媒|社会保障和就业|卫生健康"
    "|医疗卫生与计划生育|医疗卫生|节能环保|城乡社区|农林水|交通运输|资源勘探工业信息等|资源勘探信息等|资源勘探电力信息等"
    "|商业服务业等|金融|援助其他地区|自然资源海洋气象等|国土海洋气象等|住房保障|粮油物资储备|国有资本经营预算"
    "|灾害防治及应急管理|债务还本|债务付息|抗疫特别国债安排的|其他"
)
"""支出功能分类, its 类 under the names in use since 2015, without 支出."""

ECONOMIC_CLASSES = (
    "工资福利支出|商品和服务支出|对个人和家庭的?补助(?:支出)?|资本性支出(?:\\(基本建设\\))?"
    "|债务利息及费用支出|对企业补助(?:\\(基本建设\\))?(?:支出)?|对社会保障基金补助(?:支出)?"
)
"""部门预算支出经济分类, its 类 as prose names them."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a heading's chapter is about: the measure that a bare "支出" in it means and its functional rows' measure."""

    kind: str
    default: str = ""
    functional: str = ""
    weak: bool = False  # a chapter above it knows better (财政拨款支出决算具体情况 under 一般公共预算…)


OTHER = Chapter("other")
CHAPTERS: tuple[tuple[str, Chapter], ...] = (
    ("重点工作|工作完成情况|主要职|职能|机构设置|单位构成|名词解释|概况", OTHER),
    ('[“"]?三公[”"]?', Chapter("three-public", "three-public-total", "three-public-total")),
    ("机关运行", Chapter("running-costs", "running-costs")),
    ("采购", Chapter("procurement", "procurement")),
    ("资产", Chapter("assets")),
    ("绩效", Chapter("performance")),
    ("转移支付|专项支出", Chapter("special-transfers", "special-transfers")),
    (
        "政府性基金",
        Chapter("government-fund", "government-fund-expenditure", "government-fund-expenditure"),
    ),
    ("国有资本", Chapter("state-capital", "state-capital-expenditure", "state-capital-expenditure")),
    (
        "基本支出",
        Chapter("basic", "general-public-budget-basic-expenditure", "general-public-budget-basic-expenditure"),
    ),
    (
        "一般公共预算|公共预算",
        Chapter("general-public-budget", "general-public-budget-expenditure", "general-public-budget-expenditure"),
    ),
    (
        "财政拨款支出决算",
        Chapter(
            "fiscal-expenditure", "fiscal-appropriation-expenditure", "fiscal-appropriation-expenditure", weak=True
        ),
    ),
    (
        "财政拨款收",
        Chapter("fiscal-appropriation", "fiscal-appropriation-total", "fiscal-appropriation-expenditure"),
    ),
    (
        "收入支出|收支|收、支",
        Chapter("revenue-and-expenditure", "revenue-and-expenditure-total", "expenditure-for-year"),
    ),
    ("收入决算|收入情况", Chapter("revenue", "revenue-for-year")),
    ("支出决算|支出情况", Chapter("expenditure", "expenditure-for-year", "expenditure-for-year")),
)
"""Heading words, the deepest heading first; the first that fits opens the chapter."""

IN_CHAPTER: dict[tuple[str, str], str] = {
    (kind, bare): f"general-public-budget-{bare}"
    for kind in ("general-public-budget", "basic")
    for bare in ("basic-expenditure", "project-expenditure")
} | {
    ("general-public-budget", "fiscal-appropriation-expenditure"): "general-public-budget-expenditure",
    ("basic", "fiscal-appropriation-basic-expenditure"): "general-public-budget-basic-expenditure",
    ("general-public-budget", "fiscal-appropriation-basic-expenditure"): "general-public-budget-basic-expenditure",
    ("general-public-budget", "fiscal-appropriation-project-expenditure"): "general-public-budget-project-expenditure",
    **{
        (kind, bare): f"expenditure-{bare}"
        for kind in ("expenditure", "revenue-and-expenditure")
        for bare in ("personnel", "non-personnel")
    },
    ("three-public", "general-public-budget-expenditure"): "three-public-from-general-public-budget",
    ("three-public", "general-public-budget-revenue"): "three-public-from-general-public-budget",
    ("three-public", "government-fund-expenditure"): "three-public-from-government-fund",
    ("three-public", "government-fund-revenue"): "three-public-from-government-fund",
    ("three-public", "fiscal-appropriation-expenditure"): "three-public-total",
    ("government-fund", "fiscal-appropriation-expenditure"): "government-fund-expenditure",
    ("government-fund", "fiscal-appropriation-revenue"): "government-fund-revenue",
    ("government-fund", "project-expenditure"): "government-fund-project-expenditure",
    ("government-fund", "basic-expenditure"): "government-fund-basic-expenditure",
    ("government-fund", "opening-balance"): "government-fund-opening-balance",
    ("government-fund", "closing-balance"): "government-fund-closing-balance",
    ("government-fund", "revenue-for-year"): "government-fund-revenue",
    ("government-fund", "expenditure-for-year"): "government-fund-expenditure",
    ("state-capital", "fiscal-appropriation-expenditure"): "state-capital-expenditure",
    ("state-capital", "fiscal-appropriation-revenue"): "state-capital-revenue",
    ("state-capital", "project-expenditure"): "state-capital-project-expenditure",
    ("state-capital", "basic-expenditure"): "state-capital-basic-expenditure",
    ("state-capital", "opening-balance"): "state-capital-opening-balance",
    ("state-capital", "closing-balance"): "state-capital-closing-balance",
    ("fiscal-appropriation", "revenue-and-expenditure-total"): "fiscal-appropriation-total",
    ("fiscal-appropriation", "revenue-total"): "fiscal-appropriation-revenue-total",
    ("fiscal-appropriation", "expenditure-total"): "fiscal-appropriation-expenditure-total",
    ("fiscal-appropriation", "opening-balance"): "fiscal-appropriation-opening-balance",
    ("fiscal-appropriation", "closing-balance"): "fiscal-appropriation-closing-balance",
    ("fiscal-appropriation", "basic-expenditure"): "fiscal-appropriation-basic-expenditure",
    ("fiscal-appropriation", "project-expenditure"): "fiscal-appropriation-project-expenditure",
}
"""What a bare noun means inside a chapter about a part of the money."""

IN_SCOPE: dict[str, dict[str, str]] = {
    scope: {
        "revenue-for-year": f"{scope}-revenue",
        "expenditure-for-year": f"{scope}-expenditure",
        "closing-balance": f"{scope}-closing-balance",
    }
    for scope in ("general-public-budget", "government-fund", "state-capital")
}
"""What a bare noun means behind a named opening balance: 公共预算财政拨款年初结转结余…，本年收入…."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted thing: in which chapters (empty: any), in which units, after which words (the nearest wins)."""

    measure: str
    units: str
    words: str
    chapters: str = ""
    after: str = ""  # words directly behind the unit; where they fit they decide


COUNTED: tuple[Counted, ...] = (
    # “三公”
    Counted(
        "overseas-groups",
        "个|批|次|团组|批次",
        "(?:因公)?(?:出国|出境)[^接。;]{0,30}团组|出国团组",
        "three-public",
        "(?:因公)?(?:出国)?(?:\\(境\\))?团组",
    ),
    Counted("overseas-persons", "人次|人", "(?:因公)?(?:出国|出境)(?:\\(境\\))?[^接。;]{0,40}", "three-public"),
    Counted(
        "vehicles-held-of-kind",
        "辆|台",
        "(?:轿车|越野车|商务车|面包车|客车|货车|汽车|其他车型)[^,，。;、]{0,6}",
        "three-public",
    ),
    Counted(
        "vehicles-held",
        "辆|台",
        "保有量?|实有|现有|共有(?:公务)?(?:用)?车(?:辆)?|开支财政拨款的公务用车|维护费的公务用车",
        "three-public",
    ),
    Counted(
        "vehicles-purchased",
        "辆|台",
        "购置(?:更新)?(?:公务)?(?:用)?车?(?:辆)?(?:数|数量)?|更新(?:公务)?用?车|购入|新购(?!置)",
        "three-public",
    ),
    Counted("vehicles-held", "辆|台", "公务(?:用)?车(?:辆)?(?:共)?", "three-public"),
    Counted(
        "hospitality-foreign-batches",
        "批次|批|次|个",
        "外宾(?:接待)?(?:批次)?|外事接待(?:批次)?|国\\(境\\)外(?:公务)?(?:接待)?(?:批次)?",
        "three-public",
    ),
    Counted(
        "hospitality-foreign-persons",
        "人次|人",
        "(?:外宾(?:接待)?|外事接待|国\\(境\\)外(?:公务)?(?:接待)?)[^。;]{0,16}",
        "three-public",
    ),
    Counted("hospitality-batches", "批次|批|次|个", "(?:公务|国内)?接待(?:来访)?(?:团组)?(?:批次)?", "three-public"),
    Counted("hospitality-persons", "人次|人", "接待(?:人次|人数)?|来宾", "three-public"),
    # 国有资产
    Counted(
        "vehicles-minister",
        "辆|台",
        "(?:省\\(?部\\)?|部|副部\\(省\\)|副省\\(部\\))级(?:及以上)?领导(?:干部)?用车",
        "assets",
    ),
    Counted("vehicles-leader", "辆|台", "主要(?:领导|负责)(?:干部|人)?用车", "assets"),
    Counted("vehicles-confidential", "辆|台", "机要通信(?:应急)?用车", "assets"),
    Counted("vehicles-emergency", "辆|台", "应急(?:保障)?用车", "assets"),
    Counted("vehicles-enforcement", "辆|台", "执法执勤用车", "assets"),
    Counted("vehicles-special", "辆|台", "特种专业技术用车", "assets"),
    Counted("vehicles-retired", "辆|台", "离退休干部(?:服务)?用车", "assets"),
    Counted("vehicles-other", "辆|台", "其他用车", "assets"),
    Counted("vehicles-general", "辆|台", "一般公务用车", "assets"),
    Counted("vehicles-total", "辆|台", "车辆", "assets"),
    Counted("equipment-500k", "台|套", "50万元[^,，。;]*设备(?:\\(不含车辆\\))?", "assets"),
    Counted("equipment-1m", "台|套", "100万元[^,，。;]*设备(?:\\(不含车辆\\))?", "assets"),
    Counted("equipment-2m", "台|套", "200万元[^,，。;]*设备(?:\\(不含车辆\\))?", "assets"),
    Counted("building-area", "平方米", "房屋|建筑(?:总)?面积|用房", "assets"),
    # 绩效
    Counted("performance-problems-resolved", "个|项", "完成整改的?(?:问题)?", "performance"),
    Counted("performance-problems-pending", "个|项", "正在整改的?(?:问题)?", "performance"),
    Counted("performance-problems", "个|项", "发现问题|问题", "performance"),
    Counted(
        "performance-grade-unqualified", "个|项", '(?:不合格|[“"]差[”"])[”"]?(?:等级|档|级)?的?(?:项目)?', "performance"
    ),
    Counted(
        "performance-grade-qualified",
        "个|项",
        '(?:(?<!不)合格|[“"]中[”"])[”"]?(?:等级|档|级)?的?(?:项目)?',
        "performance",
    ),
    Counted(
        "performance-grade-good", "个|项", '(?:良好|良(?=[”"]|\\d))[”"]?(?:等级|档|级)?的?(?:项目)?', "performance"
    ),
    Counted(
        "performance-grade-excellent", "个|项", '(?:优秀|优(?=[”"]|\\d))[”"]?(?:等级|档|级)?的?(?:项目)?', "performance"
    ),
    Counted("performance-target-projects", "个|项", "绩效目标的[^。;，,]{0,12}", "performance"),
    Counted("performance-tracked-projects", "个|项", "(?:绩效)?(?:跟踪|监控)[^。;，,]{0,16}", "performance"),
    Counted("performance-self-evaluated-projects", "个|项", "(?:绩效)?自评的[^。;，,]{0,12}项目", "performance"),
    Counted(
        "performance-key-evaluated-projects",
        "个|项",
        "重点(?:绩效)?评价[^。;，,]{0,12}",
        "performance",
        "(?:一级|二级)?项目[^。;，,]{0,20}重点(?:绩效)?评价",
    ),
    Counted("performance-units", "个|家", "(?!)", "performance", "(?:部门|单位|所属单位|预算单位|二级单位)"),
    Counted("performance-projects-level-1", "个|项", "一级项目", "performance", "一级项目"),
    Counted("performance-projects-level-2", "个|项", "二级项目", "performance", "二级项目"),
    Counted(
        "performance-projects",
        "个|项",
        "(?:共)?涉及(?:预算)?(?:一级|二级)?(?:项目)?|项目(?:支出)?",
        "performance",
        "(?:一级|二级|预算)?项目",
    ),
    Counted("performance-mean-score", "分", "平均(?:得)?分", "performance"),
    Counted("performance-score", "分", "得分(?:为)?|评分|自评分|总分", "performance"),
    # 人员
    Counted("staff-established", "人|名|个", "编制(?:人?数|人员)?(?:共|总数|为|总计)?"),
    Counted("staff-retired", "人|名", "(?:离退休|退休|离休)(?:人员|干部|职工)?(?:共)?"),
    Counted("staff-actual", "人|名", "(?:在职|在编|实有|在岗)(?:在编)?(?:人员|职工|干部|人数)?(?:共)?"),
)
"""What counts count, told by the words before them."""

FUNCTIONAL_NAME = re.compile(f"(?:{CLASSES})支出")
