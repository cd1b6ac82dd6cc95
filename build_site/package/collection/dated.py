"""The collection as it was on an earlier day: made anew of the packages that were in force at the end of that day, which the
log of versions keeps (data/versions/<slug>/<year>/<version>.zip), by today's program and so with today's columns."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from build_site.model import InputError
from build_site.package import versions
from build_site.package.collection import Source, share, share_of
from build_site.package.collection.codes import code_lists
from build_site.package.collection.parts import ACROSS, Part
from build_site.package.collection.sqlite import LEFT_OUT
from build_site.package.collection.stack import alone, descriptor, stack
from build_site.package.read import write_descriptor
from build_site.package.versions.difference import AUDIT
from build_site.package.years import Followed
from build_site.registers.codelists import NAMES as CODELISTS
from build_site.run.memory import Memory, Product, code, made_from

DAYS, REPORTS = 30, 3_000
"""How many earlier days the site keeps, and how many reports on all of them together (75 MB), the newest day in any case; the
releases have the collection of every day."""
_APART = (*LEFT_OUT, *AUDIT, *ACROSS, *CODELISTS)
"""What an earlier day has not: where each number stands is in the package of that version, the audit has a count of its own
that no day of the data tells, and the code lists are no report's."""
Lacking = Mapping[str, str]
"""Reports of that day that are not there any more, and why."""


def collect_days(
    sources: Iterable[Source], log: Path, parts: Path, target: Path, memory: Memory, followed: Followed
) -> None:
    """Bring <target>/<day> up to date for the newest earlier days (2026.11.28) of the log that can be told. `sources`: what is
    published now. A report withdrawn since is in no day any more; each day says what it lacks."""
    published = {each.registration.name: each for each in sources}
    logs = [(f"{folder.parent.name}-{folder.name}", folder, entries) for folder, entries in versions.logged(log)]
    by, shown, used, room = code("build_site.package.collection.dated"), set[Path](), set[Path](), REPORTS

    @cache
    def found(name: str, folder: Path, version: str, *, current: bool) -> tuple[str, Part] | str:
        return _share(published[name], folder, version, parts, memory, current=current)

    for day in reversed(versions.days(log)[:-1]):
        own: dict[str, Part] = {}
        lacking: dict[str, str] = {}
        for name, folder, entries in logs:
            last = next((each for each in reversed(entries) if each.day <= day), None)
            if last is None or last.kind == "removed":
                continue
            current = last.version == entries[-1].version
            there = found(name, folder, last.version, current=current) if name in published else "not-published"
            if isinstance(there, str):
                lacking[name] = there
            else:
                own[there[0]] = there[1]
        room -= len(own)
        if own and (not shown or room >= 0):
            product = Product(f"dated/{day}", made_from(by, followed, day, lacking, *own), (target / day,))
            memory.renew(product, partial(_write, list(own.values()), followed, day, lacking))
            shown.add(target / day)
            used.update(part.folder for part in own.values())
        if len(shown) == DAYS or room <= 0:
            break
    used.update(parts / name for name in published)
    for gone in {*target.glob("[0-9]*"), *parts.glob("*")} - shown - used:
        shutil.rmtree(gone)


def _share(
    source: Source, folder: Path, version: str, parts: Path, memory: Memory, *, current: bool
) -> tuple[str, Part] | str:
    """A report's share in a version of it, made if need be, with the digest of what it is made from; or why there is none."""
    known, kept = source.registration, folder / f"{version}.zip"
    name = f"{known.name}@{version}"
    if current:
        product = share_of(source, parts, memory)
    else:
        made = made_from(code("build_site.package.collection.parts"), kept, known, source.department)
        product = Product(f"shares/{name}", made, (parts / name,))
    (target,) = product.places
    if not memory.has(product):
        if current or not kept.is_file():
            return "not-readable" if current else "not-kept"
        with tempfile.TemporaryDirectory() as place:
            try:
                with zipfile.ZipFile(kept) as archive:
                    archive.extractall(place)
                share(replace(source, folder=Path(place)), target)
            except (InputError, zipfile.BadZipFile):
                return "not-readable"
        memory.learn(product)
    return product.made_from, Part(target, (known.slug, str(known.year)))


def _write(parts: Sequence[Part], followed: Followed, day: str, lacking: Lacking, folder: Path) -> None:
    tables = alone(stack(parts, code_lists(parts), None, folder, followed, _APART))
    about = descriptor(tables, (), [part.report for part in parts], day)
    zh = f"{day} 日终的数据；那时的 cells、lines 在各报告该版本的数据包里，核对结果和代码表只有现在的。"
    en = (
        f"The data as of the end of {day}; cells and lines are in each report's package of its version, the audit and the "
        "code lists are there as they are now."
    )
    if lacking:
        zh += f"{len(lacking)} 份当时的报告不在内，见 lacking。"
        en += f" {len(lacking)} reports of that day are not in it, see lacking."
        about["lacking"] = [{"name": name, "why": why} for name, why in sorted(lacking.items())]
    write_descriptor(folder, about | {"description": f"{zh}{about['description']} {en}"})
