"""Findings that have one cause though no number joins them: one list, one name in many headings, one wording in many places."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from build_site.model import Finding
from build_site.reconcile.causes.cover import Cause
from build_site.reconcile.causes.evidence import Evidence
from build_site.reconcile.where import name_key
from build_site.registers.codelists import codelist


def keys(finding: Finding, others: Sequence[Finding]) -> frozenset[str]:
    """What a finding shares with others of one cause; none where nothing."""
    if finding.cause:
        own = finding.cause.split("|")
        return frozenset((*own, *(f"name:{name}" for name in _names(others) if name in finding.message_zh)))
    return frozenset()


def _names(findings: Sequence[Finding]) -> list[str]:
    """Names of the department that are not its own, which headings and placeholders show too."""
    return [f.left_text for f in findings if f.rule_id == "D-ORG" and f.left_text]


def causes(findings: Sequence[Finding], keys: Mapping[str, frozenset[str]]) -> list[Cause]:
    """Those that share a key, or share one with another that does, together; in the order of the first of each."""
    groups: list[tuple[set[str], list[Finding]]] = []
    for finding in findings:
        own, members = set(keys[finding.finding_id]), [finding]
        for group in [each for each in groups if each[0] & own]:
            groups.remove(group)
            own, members = own | group[0], [*group[1], *members]
        groups.append((own, members))
    return [Cause(tuple(sorted(members, key=_says)), shared=True) for _, members in groups]


def _says(finding: Finding) -> tuple[bool, bool]:
    """What says most of several: a form is missing, a name is wrong."""
    return finding.reason_code != "form-missing", finding.rule_id != "D-ORG"


def left_out(evidence: Evidence, causes: Sequence[Cause]) -> list[Cause]:
    """Items that the text names and no form has, together with an item of their 款 that the form has more of than the text
    says, and with the lists that are short: the form has put them into one, or the text has left them out."""
    numbers = [each for each in causes if _short(each)]
    found = list(causes)
    for names in [each for each in causes if each.shared and each.lead.rule_id in ("N-NAMED", "N-GLOSSARY")]:
        above = {_section(f.left_text) for f in names.findings} - {""}
        host = next((each for each in numbers if _cell_code(evidence, each)[:5] in above), None)
        if host is None or host not in found:
            continue
        lists = [each for each in numbers if each.lead.rule_id == "N-PARTS" and each is not host and each in found
                 and evidence.sentence(each.lead.left_claim)[0] == evidence.sentence(host.lead.left_claim)[0]]  # fmt: skip
        inside = [names, *lists]
        listed = dict.fromkeys(f.left_text for f in names.findings)
        zh, en = "”“".join(listed), "”, “".join(listed)
        row = next(filter(None, map(evidence.cell, (host.lead.right_cell, host.lead.left_cell))))
        said = (
            f"文中还提到“{zh}”，决算表中没有这些科目：可能并入了“{row.row_zh}”，或说明漏写了这些项",
            f"The text also names “{en}”, which the forms do not have: they may be part of “{row.row_zh}”, or the text has left them out",
        )
        own = (*host.findings, *(f for each in inside for f in each.findings))
        found = [
            replace(host, findings=own, said=said) if each is host else each for each in found if each not in inside
        ]
    return found


def _short(cause: Cause) -> bool:
    """Whether the text says less of an item than the form, or lists less than its total."""
    lead, off = cause.lead, cause.lead.difference or Decimal(0)
    return (lead.rule_id == "N-AMOUNT" and off < 0) or (lead.rule_id == "N-PARTS" and off > 0)


def _cell_code(evidence: Evidence, cause: Cause) -> str:
    cell = evidence.cell(cause.lead.right_cell) if cause.lead.rule_id == "N-AMOUNT" else None
    return cell.row_zh.partition(" ")[0] if cell is not None else ""


def _section(name: str) -> str:
    """The code of the 款 that an item of this name is below, by the classification."""
    last = name_key(name.rpartition("/")[2])
    found = {
        row["parent"]
        for row in codelist("functional").values()
        if name_key(row["name"]) == last and row["level"] == "item"
    }
    return found.pop() if len(found) == 1 else ""
