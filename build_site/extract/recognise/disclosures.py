"""Disclosed facts beside the forms: running costs, procurement, assets, “三公” counts, performance, special transfers."""

import re
from collections.abc import Iterator, Sequence

from build_site.extract.recognise.claims import chapter
from build_site.extract.recognise.claims.numbers import WIDTHS
from build_site.model import Claim, Disclosure, Paragraph
from build_site.registers.vocabulary import disclosures, nothing

_ASPECTS = {"share": "占比", "change-amount": "增减额", "change-rate": "增减率", "completion-rate": "完成率"}
_PLANS = {"approved": "年初预算数", "adjusted": "全年预算数", "budget": "预算数"}
_CHANGES = ("change-amount", "change-rate")
_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
_NONE = re.compile(
    r"(?:当年|本年|年度|单位|部门|局|中心|委|办|院|^)?(?:均)?(?:无(?!形)|没有|未发生|未安排|不涉及|不存在)(?P<what>[^，,。；;.]{2,40})"
)
_YEAR = re.compile(r"(?:(?P<year>20\d\d)\s*年度?|[上去]年度?)(?:也|均)?(?:无|没有|未发生|未安排|不涉及|不存在)$")
_NEAR = 16  # characters before 无 that say of which year
_IN = ("three-public", "running-costs", "procurement", "assets", "performance", "special-transfers", "government-fund")


def extract(paragraphs: Sequence[Paragraph], claims: Sequence[Claim], fiscal_year: int) -> tuple[Disclosure, ...]:
    """What the narrative discloses beside the forms, in reading order; “本单位当年无…” is a row with state `none`."""
    order = {paragraph.section_id: i for i, paragraph in reversed(list(enumerate(paragraphs)))}
    found = [(order.get(d[0], len(order)), 0, i, d[1]) for i, d in enumerate(_of_claims(claims))]
    found += [(order.get(d[0], len(order)), 1, i, d[1]) for i, d in enumerate(_nothing(paragraphs, fiscal_year))]
    return tuple(disclosure for *_, disclosure in sorted(found, key=lambda row: row[:3]))


def _of_claims(claims: Sequence[Claim]) -> Iterator[tuple[str, Disclosure]]:
    titles = disclosures()
    for claim in claims:
        bare, _, aspect = claim.measure.partition(":")
        if bare not in titles or claim.binding == "carried":
            continue
        plan = claim.base if aspect in _CHANGES and claim.base in _PLANS else ""  # 比年初预算增加 3 万元
        label = (
            titles[bare]
            + _PLANS.get(claim.phase, "")
            + (f"比{_PLANS[plan]}" if plan else "")
            + _ASPECTS.get(aspect, "")
        )
        marks = [claim.measure, claim.phase if claim.phase in _PLANS else plan]
        key = ":".join(filter(None, marks))
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
                key, title = next(
                    ((key, title) for key, words, title in nothing() if words.search(said["what"])), ("", "")
                )
                of = _YEAR.search(match[0], max(said.start("what") - _NEAR, 0), said.start("what"))
                another = of is not None and of["year"] != str(fiscal_year)  # 上年度无政府性基金收支
                if key and key not in seen and not another:
                    seen.add(key)
                    place = paragraph.places[min(match.start() + said.start("what"), len(paragraph.places) - 1)]
                    row = Disclosure(key, title, None, "", fiscal_year, "none", match[0].strip(), place)
                    yield paragraph.section_id, row
