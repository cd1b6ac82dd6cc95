"""Pages above the reports that are as they were: taken from where they stand, where what they say is the same as then."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from build_site.render.charts.markup import OPTIONS
from build_site.render.digest import Digest
from build_site.run.memory import Memory, Product, made_from
from build_site.run.whole import second_name

_START = "page above "


@dataclass(frozen=True, slots=True)
class Shelf:
    """The pages of the last build in `docs`, of which those that are taken again go to `fresh` with the options of their
    charts. `made`: what every page is made from; `reports`: a digest of each report by its name."""

    docs: Path = Path()
    fresh: Path = Path()
    memory: Memory | None = None
    made: str = ""
    reports: Mapping[str, str] = field(default_factory=dict)
    products: list[Product] = field(default_factory=list)

    def of(self, reports: Iterable[Digest]) -> list[str]:
        """What a page says of these reports."""
        return [self.reports.get(each.registration.name, "") for each in reports]

    def page(self, name: str, write: Callable[[], str], *ingredients: object) -> str:
        """The page at `name` below docs/, written anew where one of its ingredients is another than it was."""
        if self.memory is None:
            return write()
        options = Path(name).parent / OPTIONS
        places = self.docs / name, self.docs / options
        product = Product(f"{_START}{name}", made_from(self.made, *ingredients), places)
        self.products.append(product)
        if not self.memory.has(product):
            return write()
        if (self.docs / options).is_file():
            (self.fresh / options).parent.mkdir(parents=True, exist_ok=True)
            second_name(self.docs / options, self.fresh / options)
        return (self.docs / name).read_text("utf-8")

    def learn(self) -> None:
        """The pages stand in docs/ now."""
        if self.memory is None:
            return
        for product in self.products:
            self.memory.learn(product)


EMPTY = Shelf()
"""Every page is written."""
