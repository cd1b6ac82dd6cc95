"""Whether the publishers' pages and files that the registers name still answer. A program: `python -m build_site.desk.links`."""

import asyncio
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from build_site.registers import Registers, read_registers
from build_site.registers.reports import is_address
from build_site.run.sources import answers
from build_site.text import harmless

_AT_ONCE = 4


def addresses(registers: Registers) -> dict[str, str]:
    """Every web address of the registers, with the first report (slug/year) that names it."""
    found: dict[str, str] = {}
    for each in registers.reports:
        for address in (each.url, each.source_path if is_address(each.source_path) else ""):
            if address.startswith("http"):
                found.setdefault(address, f"{each.slug}/{each.year}")
    return found


async def silent(asked: Iterable[str]) -> dict[str, str]:
    """The addresses that do not answer with a page or file, and what came instead."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def ask(address: str) -> tuple[str, str]:
        async with turn:
            return address, await answers(address)

    return {address: fault for address, fault in await asyncio.gather(*map(ask, asked)) if fault}


def told(named: Mapping[str, str], faults: Mapping[str, str]) -> str:
    """A Markdown list of what does not answer."""
    lines = [f"{len(named)} addresses, {len(faults)} without an answer"]
    lines += [f"- {named[address]}: {harmless(address)} ({harmless(fault)})" for address, fault in faults.items()]
    return "\n".join(lines)


def main(root: Path) -> int:
    """Ask all; 1 where one does not answer."""
    named = addresses(read_registers(root))
    faults = asyncio.run(silent(named))
    print(told(named, faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
