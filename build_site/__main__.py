"""The command line: `build-site`, or `python -m build_site`."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from build_site.model import InputError, Outcome

if TYPE_CHECKING:
    from build_site.pipeline import Options

PageProgress = Callable[[str, int, int], None] | None

_DESCRIPTION = """\
Turns 部门决算 reports into data packages, a public audit and a static site.
Run it in the repository's folder."""

_CHECK = """Of a report FILE (PDF or text), before its publication: a list of what to look at again, what is missing of what is to
be published, and whether machines can read the PDF. All on this machine; nothing is registered or written, but the lists
asked for. Exit status 1: something contradicts itself, is missing, or could not be read.
Of a package FOLDER, or of all published packages: the audit run again, and its outcomes."""

_REVIEW = """Write a page that shows a report's reading beside its pages: one file to open in a browser, which asks for nothing else.
What differs or may be misread leads to its place; what is corrected there leaves the page as rows for data/corrections.csv."""

_STATUS = "Exit status: 0 done, 1 a report or register has errors (the others are done), 2 wrong usage."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except InputError as error:
        _complain([error])
        return 1
    except BrokenPipeError:  # whoever read our output has enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("\nstopped; what was finished stays, the next run goes on from there", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    root = argparse.ArgumentParser(prog="build-site", description=_DESCRIPTION, epilog=_STATUS)
    root.formatter_class = argparse.RawDescriptionHelpFormatter
    root.add_argument(
        "--root", type=Path, default=Path.cwd(), metavar="FOLDER", help="the repository (default: this folder)"
    )
    commands = root.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, run: object, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text, epilog=_STATUS)
        command.set_defaults(run=run)
        return command

    _add_options(add("add", _add, "enter a new report: read its cover, register it, make and check its package"))
    everything = add(
        "all", _all, "read every new or changed report, check it, write all pages, build site/ (what `make site` does)"
    )
    extract = add("extract", _extract, "read every new or changed report into data/packages/, with its findings")
    pages = add("pages", _pages, "write the pages under docs/ from the packages")
    for command in (everything, extract, pages):
        command.add_argument(
            "--workers",
            type=_positive,
            default=os.cpu_count() or 1,
            metavar="N",
            help="processes (default: one per core)",
        )
    for command in (everything, extract):
        command.add_argument("--force", action="store_true", help="read unchanged reports again too")
        command.add_argument(
            "--seconds",
            type=float,
            default=300,
            metavar="S",
            help="the longest that one report may take (default: 300)",
        )
        command.add_argument(
            "--scheduler",
            default="",
            metavar="ADDRESS",
            help="read on the Dask cluster at this address (tcp://host:8786), or on N processes of one: local",
        )
    check = add(
        "check", _check, "of a report FILE: what to look at again before it is published; of packages: the audit"
    )
    check.description = _CHECK
    _check_options(check)
    serve = add("serve", _serve, "show the built site/ on this machine")
    serve.add_argument("--port", type=int, default=8000, help="(default: 8000)")
    review = add("review", _review, "write a page that shows a report's reading beside its pages, to correct it")
    review.description = _REVIEW
    review.add_argument(
        "name", metavar="SLUG/YEAR", nargs="*", help="registered reports, such as 420116-data-resource-center/2023"
    )
    review.add_argument(
        "--since", metavar="COMMIT", help="every report whose data are not what they were at this commit"
    )
    review.add_argument(
        "--folder", type=Path, metavar="FOLDER", help="where the pages are written (default: build/review)"
    )
    return root


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"a number from 1 on is expected, not {value}")
    return number


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, nargs="*", metavar="FILE", help="the report, a PDF or a text")
    command.add_argument("--inbox", action="store_true", help="add every file in data/inbox/ and take it out of there")
    texts = {
        "slug": "division code and ASCII name, such as 420116-data-resource-center (default: registered or proposed)",
        "name": "the department's name (default: as the report says)",
        "name-en": "its name in English",
        "division": "code of its place (default: from its name and data/codelists/divisions)",
        "url": "where the report was published",
        "published": "the day it was published, 2024-10-11 (default: the cover's date)",
        "retrieved": "the day the file was fetched",
        "pages": "of a file with several reports: first and last page of this one, 1-33 (of a text: its lines)",
    }
    for name, text in texts.items():
        command.add_argument(f"--{name}", default="", metavar=name.upper(), help=text)
    command.add_argument(
        "--publish-file",
        action="store_true",
        help="publish the PDF itself too (default: its data and pictures of its forms)",
    )
    command.add_argument("--year", type=int, metavar="YEAR", help="the fiscal year it must be of")


def _add(options: argparse.Namespace) -> int:
    from build_site.desk.add.checklist import checklist
    from build_site.desk.add.enter import enter, waiting
    from build_site.desk.add.rows import Answers

    files = [*options.file, *(waiting(options.root) if options.inbox else ())]
    if not files and not options.inbox:
        raise InputError("build-site add", "a FILE, or --inbox", "neither", "Name the report's file.")
    names = ("slug", "name", "name_en", "division", "year", "url", "published", "retrieved", "publish_file", "pages")
    answers = Answers(**{name: getattr(options, name) for name in names})
    errors: list[InputError] = []
    for path in files:
        try:
            entered = enter(options.root, path, answers, _say)
        except InputError as error:
            errors.append(error)
            continue
        print(checklist(entered, options.root), end="\n\n")
        if options.inbox:
            path.unlink()
    if options.inbox and not files:
        print("data/inbox/ is empty")
    return _done(errors)


def _all(options: argparse.Namespace) -> int:
    from build_site.pipeline import build

    with _progress() as (say, progress):
        return _done(build(options.root, say, _options(options, progress)))


def _extract(options: argparse.Namespace) -> int:
    from build_site.pipeline import extract

    with _progress() as (say, progress):
        return _done(extract(options.root, say, _options(options, progress)))


def _pages(options: argparse.Namespace) -> int:
    from build_site.pipeline import Options, pages

    return _done(pages(options.root, _say, Options(workers=options.workers)))


def _check_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("path", type=Path, nargs="?", metavar="FILE|FOLDER", help="(default: all published packages)")
    command.add_argument("--pages", default="", metavar="PAGES", help="of a report FILE: only these pages of it, 1-33")
    command.add_argument("--xlsx", type=Path, metavar="FILE", help="of a report: write the lists as a workbook too")
    command.add_argument("--html", type=Path, metavar="FILE", help="of a report: write the lists as a page too")


def _check(options: argparse.Namespace) -> int:
    from build_site.desk.check.packages import audited

    if options.path is not None and not options.path.is_dir():
        return _check_report(options.path, options)
    if options.xlsx or options.html:
        raise InputError(
            "build-site check", "a report FILE with --xlsx or --html", "packages", "Name the report's file."
        )
    checked = 0
    for name, findings in audited(options.root, options.path):
        checked += 1
        counts = Counter(finding.outcome for finding in findings)
        print(f"{name}: " + ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome))
        for finding in findings:
            if finding.outcome is Outcome.DIFFERS:
                print(f"  {finding.finding_id}{finding.place.suffix}: {finding.message_zh}")
    if not checked:
        raise InputError(
            str(options.root / "data" / "packages"),
            "published packages",
            "none",
            "Run it in the repository's folder, or give --root FOLDER.",
        )
    return 0


def _check_report(path: Path, options: argparse.Namespace) -> int:
    """Office mode for one file: 0 where nothing contradicts itself and nothing is missing."""
    from build_site.desk.check.examine import examine
    from build_site.desk.check.output import as_html, as_text, write_xlsx

    for output, suffix in ((options.html, ".html"), (options.xlsx, ".xlsx")):
        if output is not None:
            _require_writable(output, suffix)
    examined = examine(path, options.pages)
    print(as_text(examined), end="")
    if options.html:
        options.html.write_text(as_html(examined), "utf-8")
    if options.xlsx:
        write_xlsx(examined, options.xlsx)
    for output in filter(None, (options.html, options.xlsx)):
        _say(f"written: {output}")
    return 0 if examined.clean else 1


def _require_writable(output: Path, suffix: str) -> None:
    """An output is what it is named after, in a folder that is there: never the report itself."""
    option, remedy = f"--{suffix[1:]}", f"Name a file that ends in {suffix}, in a folder that is there."
    if output.suffix.lower() != suffix:
        raise InputError(option, f"the name of a file that ends in {suffix}", f"“{output}”", remedy)
    if output.is_dir() or not output.absolute().parent.is_dir():
        raise InputError(option, "a file that can be written", f"“{output}”: no such folder, or a folder", remedy)


def _serve(options: argparse.Namespace) -> int:
    from build_site.site.serve import serve

    serve(options.root / "site", options.port)
    return 0


def _review(options: argparse.Namespace) -> int:
    from build_site.desk.review.write import FOLDER, changed_since, write

    names = [*options.name, *(changed_since(options.root, options.since) if options.since else ())]
    if not names and not options.since:
        raise InputError("build-site review", "SLUG/YEAR, or --since COMMIT", "neither", "Name the report.")
    errors: list[InputError] = []
    for name in names:
        try:
            print(write(options.root, name, options.folder or options.root / FOLDER, _say))
        except InputError as error:
            errors.append(error)
    return _done(errors)


def _options(options: argparse.Namespace, progress: PageProgress) -> Options:
    from build_site.pipeline import Options
    from build_site.run.workers import Limits

    limits = Limits(seconds=options.seconds)
    return Options(options.force, options.workers, limits, progress, scheduler=options.scheduler)


@contextmanager
def _progress() -> Iterator[tuple[Callable[[str], None], PageProgress]]:
    """Where to say lines and pages: on a terminal with a moving line of the pages being read, else lines alone."""
    if not sys.stderr.isatty():
        yield _say, None
        return
    from tqdm import tqdm

    with tqdm(bar_format="{desc}", leave=False) as bar:
        reading: dict[str, str] = {}

        def pages(name: str, done: int, total: int) -> None:
            reading[name] = f"{name} page {done}/{total}"
            if done == total:
                reading.pop(name)
            bar.set_description_str("; ".join(reading.values()))

        yield lambda line: bar.write(line, file=sys.stderr), pages


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _done(errors: Sequence[InputError]) -> int:
    _complain(errors)
    return 1 if errors else 0


def _complain(errors: Sequence[InputError]) -> None:
    for error in errors:
        print(f"error: {error}", file=sys.stderr)
    if os.environ.get("GITHUB_ACTIONS"):
        for error in errors:
            print(f"::error::{str(error).replace(chr(10), ' ')}")


if __name__ == "__main__":
    sys.exit(main())
