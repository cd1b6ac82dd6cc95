"""What the pages of a report have in common: where they stand, the way back, the report's own navigation, small parts."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from build_site.model import NOWHERE, Form, Outcome
from build_site.model.money import converted
from build_site.model.outcomes import INFORMATION, NEUTRAL, SHOWN
from build_site.package.read import place_of
from build_site.reconcile.tables import apart
from build_site.render import catalogue, links
from build_site.render.defects import defects
from build_site.render.html import heading, page
from build_site.render.lines import pieces
from build_site.render.published import Cell, Published, Record, yuan_of
from build_site.render.template import fill, part
from build_site.render.words import Tongue, name_en

MANY = 100
"""Rows from which on a table above the reports would be too long a page; the whole is in the collection."""
SHARED_PICTURE = "share.png"
"""The picture that other sites show of a report, beside its data."""
_NAMES = {
    "": "概览",
    "forms": "九张表",
    "text": "报告正文",
    "audit": "核对",
    "performance": "绩效",
    "downloads": "下载",
}
_ENGLISH = ("", "audit")
"""The pages that are there in English too."""


@dataclass(frozen=True, slots=True)
class Here:
    """A page of a report: `page` is one of links.PAGES, `english` its language."""

    report: Published
    page: str
    english: bool = False
    name_en: str = ""

    @property
    def t(self) -> Tongue:
        return Tongue("en" if self.english else "zh", "../" * (3 + bool(self.page) + self.english))

    @property
    def own(self) -> str:
        """The way to the report's folder in this language."""
        return "../" if self.page else ""

    @property
    def base(self) -> str:
        """The way to the report's Chinese folder, which has all six pages."""
        return f"{self.t.root}departments/{self.report.slug}/{self.report.year}/" if self.english else self.own

    @property
    def data(self) -> str:
        """The way to the report's files."""
        return f"{self.t.root}data/{self.report.slug}/{self.report.year}/"

    def address(self, name: str, anchor: str = "") -> str:
        """One of the report's pages, in this language where it has one."""
        return links.address(self.own if name in _ENGLISH else self.base, name, anchor)

    @property
    def department(self) -> Markup:
        return self.t.named(self.report.department, self.name_en)

    @property
    def whose(self) -> str:
        """The department's name in this language."""
        return self.name_en if self.english else self.report.department

    @property
    def title(self) -> str:
        """What the page is called outside the page: its name, whose it is, the year."""
        year = self.t("{year}年度部门决算", year=self.report.year)
        return f"{self.whose} {year}" if not self.page else f"{self.t(_NAMES[self.page])} · {self.whose} {year}"

    def yuan(self, cell: Cell) -> Decimal:
        """A known cell's amount in yuan, exactly."""
        return converted(cell.amount, self.report.unit_of(cell.form), "元")

    def item(self, name: str, code: str = "") -> str:
        """A class's or item's name in this language where the catalogue has it, else as printed; behind its code where
        another item has the name too."""
        words = (name_en(name) or name) if self.english else name
        return f"{code} {words}" if code and name in self.report.repeated else words

    def figure(self, yuan: Decimal, *, small: bool) -> str:
        """An amount in the language's unit, or a small one's."""
        return self.t.amount(yuan)[0] if small else self.t.money(yuan)

    def money(self, cell: Cell, *, small: bool = False) -> Markup:
        """A known cell's amount in the language's unit (a small one's), leading to the cell."""
        printed = f"{cell.amount:,f} {self.report.unit_of(cell.form)}"
        return self.n(self.figure(self.yuan(cell), small=small), links.cell(self.base, cell), printed)

    def stated(self, record: Record, *, small: bool = False) -> Markup:
        """A number of the narrative as the pages show it, leading to its sentence."""
        claim = "claim_id" in record
        href = links.claim_address(self.base, record["claim_id"]) if claim else self.place(record)
        yuan = yuan_of(record)
        shown = f"{Decimal(record['value']):,f}" if yuan is None else self.figure(yuan, small=small)
        return self.n(shown, href, f"{record['value']} {record['unit']}")

    def n(self, words: str, href: str, title: str = "") -> Markup:
        return part("parts", "n", words, href, self.t("印的是 {printed}", printed=title) if title else "")

    def place(self, record: Record) -> str:
        """Where a record stands in the report's text."""
        return links.place(self.base, record)

    def operand(self, reference: str) -> str:
        """Where one side of a finding stands, empty where it stands nowhere."""
        return links.operand(self.base, self.report, reference) if reference else ""

    def side_name(self, reference: str) -> str:
        """What one side of a finding is: a form by its name, of another report with its year; else the report's text."""
        other, own = apart(reference)
        form = own.partition("/")[0]
        if form not in self.report.forms():
            return self.t("报告正文")
        name, year = Form(form).title_en if self.english else self.report.title(form), other.rpartition("/")[2]
        return self.t("{year}年度{form}", year=year, form=name) if year else name

    def message(self, finding: Record) -> Markup:
        """What a finding says, without the sentence that the page says once for all."""
        words = finding["message_en" if self.english else "message_zh"]
        for ending in (*NEUTRAL, *INFORMATION):
            words = words.removesuffix(ending)
        return self.t.quoted(words)

    def rule(self, finding: Record) -> str:
        """The rule's name."""
        rule = catalogue.rules().get(finding["rule_id"])
        return rule["title_en" if self.english else "title_zh"] if rule else finding["rule_id"]

    def where(self, record: Record) -> str:
        """The place in words: 第21页, GK01!B6; empty where a record has none."""
        found = place_of(record)
        if found == NOWHERE:
            return ""
        if not self.english:
            return links.place_words(record)
        if found.page and not found.file:
            return self.t("第{page}页", page=found.page)
        return found.en


def report_page(here: Here, body: str, *, description: str) -> str:
    """A page of a report with all that stands above its content."""
    report, t = here.report, here.t
    name = t(_NAMES[here.page]) if here.page else ""
    year = t("{year}年度部门决算", year=report.year)
    title = (name, here.title.partition(" · ")[2]) if name else (here.whose, year)
    first, then = (pieces(each, report.registration.division_code) for each in title)
    top = heading(1, first, "top", then)
    crumbs: list[tuple[str, str]] = [(t.home, t("首页"))]
    crumbs += [] if here.english else [(f"{t.root}departments/", t("部门"))]
    crumbs.append((f"{here.own}../", here.department))
    crumbs += [(here.own, str(report.year)), ("", name)] if name else [("", str(report.year))]
    tabs = [(here.address(each), t(words), each) for each, words in _NAMES.items()]
    head = fill(
        "tabs", t=t, here=here, crumbs=crumbs, top=top, tabs=tabs, defects=len(defects(report)),
        other=f"{t.root}departments/{report.slug}/{report.year}/{f'{here.page}/' if here.page else ''}" if here.english
        else f"{t.root}en/departments/{report.slug}/{report.year}/{f'{here.page}/' if here.page in _ENGLISH and here.page else ''}",
    )  # fmt: skip
    image = f"data/{report.slug}/{report.year}/{SHARED_PICTURE}"
    return page(here.title, f"{head}\n\n{body}", description=description, image=image)


def outcome_counts(report: Published) -> dict[Outcome, int]:
    """How many checks ended in each outcome, in the order in which they are shown. A remark is no check."""
    counts: Counter[str] = Counter()
    for each, checks in report.checks:
        counts[each["outcome"]] += 0 if catalogue.is_information(each) else checks
    return {outcome: counts[outcome] for outcome in SHOWN if counts[outcome]}
