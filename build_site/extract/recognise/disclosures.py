"""Disclosed facts beside the forms: running costs, procurement, assets, “三公” counts, performance, special transfers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from build_site.extract.recognise.claims import chapter
from build_site.extract.recognise.claims.numbers import WIDTHS
from build_site.model import Claim, Disclosure, Paragraph

_OF_FORMS = re.compile(  # measures that the nine forms carry; these are no disclosures beside them
    "^(?:overseas-visits|vehicles|vehicle-purchase|vehicle-operation|hospitality|three-public-total)$"
)
_DISCLOSED = re.compile(
    "^(?:running-costs|procurement|performance|overseas-(?:groups|persons)|vehicles-|hospitality-|equipment-|building-"
    "|staff-|special-transfers|meetings|training)"
)
LABELS = {
    "running-costs": "机关运行经费",
    "procurement": "政府采购金额",
    "procurement-goods": "政府采购货物",
    "procurement-works": "政府采购工程",
    "procurement-services": "政府采购服务",
    "procurement-sme": "授予中小企业合同金额",
    "procurement-small-micro": "授予小微企业合同金额",
    "procurement-goods-sme": "货物采购授予中小企业合同金额",
    "procurement-works-sme": "工程采购授予中小企业合同金额",
    "procurement-services-sme": "服务采购授予中小企业合同金额",
    "procurement-reserved-sme": "面向中小企业预留政府采购项目预算金额",
    "procurement-reserved-small-micro": "面向小微企业预留政府采购项目预算金额",
    "procurement-awarded-sme": "面向中小企业预留项目中由中小企业中标的金额",
    "procurement-awarded-small-micro": "面向小微企业预留项目中由小微企业中标的金额",
    "procurement-awarded-other": "其他政府采购项目中由中小企业中标的金额",
    "overseas-groups": "因公出国(境)团组",
    "overseas-persons": "因公出国(境)人次",
    "vehicles-purchased": "公务用车购置数",
    "vehicles-held": "公务用车保有量",
    "hospitality-batches": "公务接待批次",
    "hospitality-persons": "公务接待人次",
    "hospitality-foreign-batches": "外宾接待批次",
    "hospitality-foreign-persons": "外宾接待人次",
    "hospitality-domestic": "国内公务接待费",
    "hospitality-foreign": "外宾接待费",
    "meetings": "会议费",
    "training": "培训费",
    "vehicles-total": "车辆",
    "vehicles-minister": "部级领导干部用车",
    "vehicles-leader": "主要领导干部用车",
    "vehicles-confidential": "机要通信用车",
    "vehicles-emergency": "应急保障用车",
    "vehicles-enforcement": "执法执勤用车",
    "vehicles-special": "特种专业技术用车",
    "vehicles-retired": "离退休干部用车",
    "vehicles-general": "一般公务用车",
    "vehicles-other": "其他用车",
    "equipment-500k": "单价50万元以上设备",
    "equipment-1m": "单价100万元以上设备",
    "equipment-2m": "单价200万元以上设备",
    "building-area": "房屋面积",
    "performance-projects": "绩效自评项目",
    "performance-projects-level-1": "绩效自评一级项目",
    "performance-projects-level-2": "绩效自评二级项目",
    "performance-units": "整体支出绩效自评的部门(单位)",
    "performance-project-amount": "项目资金",
    "vehicles-held-of-kind": "公务用车保有量(分车型)",
    "performance-amount": "绩效自评资金",
    "performance-unit-amount": "整体支出绩效自评资金",
    "performance-target-projects": "编报绩效目标的项目",
    "performance-target-amount": "编报绩效目标的项目金额",
    "performance-tracked-projects": "绩效跟踪的项目",
    "performance-tracked-amount": "绩效跟踪的项目金额",
    "performance-self-evaluated-projects": "绩效自评的项目",
    "performance-key-evaluated-projects": "重点绩效评价",
    "performance-key-amount": "重点绩效评价资金",
    "performance-mean-score": "绩效自评平均得分",
    "performance-score": "绩效得分",
    "performance-grade-excellent": "绩效评级为优的项目",
    "performance-grade-good": "绩效评级为良的项目",
    "performance-grade-qualified": "绩效评级为合格的项目",
    "performance-grade-unqualified": "绩效评级为不合格的项目",
    "performance-problems": "绩效自评发现问题",
    "performance-problems-resolved": "已完成整改的问题",
    "performance-problems-pending": "正在整改的问题",
    "staff-established": "人员编制",
    "staff-actual": "在职人员",
    "staff-retired": "离退休人员",
    "special-transfers": "专项支出、转移支付",
}
_ASPECTS = {"share": "占比", "change-amount": "增减额", "change-rate": "增减率", "completion-rate": "完成率"}
_PLANS = {"approved": "年初预算数", "adjusted": "全年预算数", "budget": "预算数"}
_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
_NONE = re.compile(
    r"(?:当年|本年|年度|单位|部门|局|中心|委|办|院|^)?(?:均)?(?:无|没有|未发生|未安排|不涉及|不存在)(?P<what>[^，,。；;]{2,40})"
)
_NOTHING: tuple[tuple[str, str], ...] = (
    ("special-transfers", "专项支出|转移支付"),
    ("running-costs", "机关运行"),
    ("procurement", "采购"),
    ("state-assets", "资产|车辆|设备"),
    ("vehicle-purchase", "公务(?:用)?车购置(?:费|支出|费用)"),
    ("vehicles", "公务(?:用)?车购置及运行|公务用车"),
    ("overseas-visits", "出国"),
    ("hospitality", "公务接待|接待费"),
    ("three-public-total", "三公"),
    ("government-fund", "政府性基金"),
    ("state-capital", "国有资本"),
)
_NONE_LABELS = {
    "state-assets": "国有资产占用",
    "vehicle-purchase": "公务用车购置费",
    "vehicles": "公务用车购置及运行维护费",
    "overseas-visits": "因公出国(境)费",
    "hospitality": "公务接待费",
    "three-public-total": "“三公”经费",
    "government-fund": "政府性基金预算财政拨款",
    "state-capital": "国有资本经营预算财政拨款",
}
_IN = ("three-public", "running-costs", "procurement", "assets", "performance", "special-transfers", "government-fund")


def extract(paragraphs: Sequence[Paragraph], claims: Sequence[Claim], fiscal_year: int) -> tuple[Disclosure, ...]:
    """What the narrative discloses beside the forms, in reading order; “本单位当年无…” is a row with state `none`."""
    order = {paragraph.section_id: i for i, paragraph in reversed(list(enumerate(paragraphs)))}
    found = [(order.get(d[0], len(order)), 0, i, d[1]) for i, d in enumerate(_of_claims(claims))]
    found += [(order.get(d[0], len(order)), 1, i, d[1]) for i, d in enumerate(_nothing(paragraphs, fiscal_year))]
    return tuple(disclosure for *_, disclosure in sorted(found, key=lambda row: row[:3]))


def _of_claims(claims: Sequence[Claim]) -> Iterator[tuple[str, Disclosure]]:
    for claim in claims:
        bare, _, aspect = claim.measure.partition(":")
        if not _DISCLOSED.match(bare) or _OF_FORMS.match(bare):
            continue
        label = LABELS.get(bare, bare) + _PLANS.get(claim.phase, "") + _ASPECTS.get(aspect, "")
        key = f"{claim.measure}:{claim.phase}" if claim.phase in _PLANS else claim.measure
        state = "blank" if claim.value is None else "value"
        yield (
            claim.section_id,
            Disclosure(key, label, claim.value, claim.unit, claim.fiscal_year, state, claim.sentence, claim.place),
        )


def _nothing(paragraphs: Sequence[Paragraph], fiscal_year: int) -> Iterator[tuple[str, Disclosure]]:
    seen: set[str] = set()
    for paragraph in paragraphs:
        kind = chapter(paragraph.headings).kind
        if kind not in (*_IN, "state-capital"):
            continue
        for match in _SENTENCE.finditer(paragraph.text):
            for said in _NONE.finditer(match[0].translate(WIDTHS)):
                key = next((key for key, words in _NOTHING if re.search(words, said["what"])), "")
                if key and key not in seen:
                    seen.add(key)
                    label = _NONE_LABELS.get(key) or LABELS[key]
                    place = paragraph.places[min(match.start() + said.start("what"), len(paragraph.places) - 1)]
                    row = Disclosure(key, label, None, "", fiscal_year, "none", match[0].strip(), place)
                    yield paragraph.section_id, row
