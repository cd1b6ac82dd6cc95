"""The command line: `build-site`, or `python -m build_site`."""

import argparse
import os
import sys
from codecs import lookup
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import fields, replace
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

from build_site.model import InputError, Outcome, Said
from build_site.run import machine
from build_site.run.turn import turn
from build_site.text import harmless

PageProgress = Callable[[str, int, int], None] | None

_DESCRIPTION = """\
把部门决算报告做成数据包、公开核对和静态网站；在仓库的文件夹里运行。
Turns 部门决算 reports into data packages, a public audit and a static site.
Run it in the repository's folder."""

_GIVEN = """可以给出：PDF；Excel（XLSX、XLS、ODS、ET）；Word（DOCX、ODT）；网页（HTML）；文本（制表符、Markdown 或 CSV 表格，或以空格对齐的栏）；
装有 LibreOffice 时还有 DOC、WPS、RTF、XLSB。按内容识别，不看扩展名。几个文件（说明.docx 决算.xlsx）、文件夹或 ZIP 合成一份报告。
Read are PDF; XLSX, XLS, ODS, ET; DOCX, ODT; HTML; text with tab, Markdown, CSV or aligned tables; with LibreOffice DOC, WPS, RTF, XLSB:
told apart by content, not by name. Several files, a folder or a ZIP are one report."""

_ADD = f"""读封面，登记，做成数据包并核对；不成就什么都不留下。
Enter a new report: read its cover, register it, make and check its package; on failure nothing is left.

{_GIVEN}"""

_CHECK = f"""公布之前检查一份报告：要再看的地方、缺少的内容、机器能不能读。全部在本机，不登记，不发送。给出数据包的文件夹，或什么都不给：再核对一遍公布的数据包。
Of a report, before its publication: a list of what to look at again, what is missing of what is to be published, and whether machines can read it. All on this machine; nothing is
registered or written, but the lists asked for. Exit status 1: something contradicts itself, is missing, or could not be read.
Of a package's folder, or of all published packages: the audit run again, and its outcomes.

{_GIVEN}"""

_REVIEW = """Write a page that shows a report's reading beside its pages: one file to open in a browser, which asks for nothing else.
What differs or may be misread leads to its place; what is corrected there leaves the page as rows for data/corrections.csv."""

_ANSWERS = {
    "slug": "division code and ASCII name, such as 420116-data-resource-center (default: registered or proposed)",
    "name": "the department's name (default: as the report says)",
    "name-en": "its name in English",
    "division": "code of its place (default: from its name and data/codelists/divisions)",
    "url": "where the report was published",
    "published": "the day it was published, 2024-10-11 (default: the cover's date)",
    "retrieved": "the day the file was fetched",
    "pages": "of a file with several reports: first and last page of this one, 1-33 (of a text: its lines)",
}

_STATUS = "Exit status: 0 done, 1 a report or register has errors (the others are done), 2 wrong usage."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # in a locale of ASCII alone our words would be none
            ascii_alone = lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding="utf-8" if ascii_alone else None, errors="backslashreplace")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing of ours is worth its threads and their memory
    options = parser().parse_args(arguments)
    alone = turn(options.root, _say) if options.command in _TAKES_TURNS else nullcontext()
    try:
        machine.require_memory()
        with alone:
            return int(options.run(options))
    except InputError as error:
        _complain([error])
        return 1
    except BrokenPipeError:  # whoever read our output has enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print(
            "\n已停下；做完的留着，下次接着做 stopped; what was finished stays, the next run goes on from there",
            file=sys.stderr,
        )
        return 1
    except Exception as error:
        refused = machine.refusal(error)
        if refused is None:
            raise
        _complain([refused])
        return 1


class _Parser(argparse.ArgumentParser):
    """Says in Chinese too that a command is not one."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(
            2, f"错误 error: 命令不对：{message}。用法见 `{self.prog} --help`。 (usage: see `{self.prog} --help`.)\n"
        )


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    root = _Parser(prog="build-site", description=_DESCRIPTION, epilog=_STATUS)
    root.formatter_class = argparse.RawDescriptionHelpFormatter
    root.add_argument(
        "--root", type=Path, default=Path.cwd(), metavar="FOLDER", help="the repository (default: this folder)"
    )
    commands = root.add_subparsers(title="commands", required=True, metavar="COMMAND", dest="command")
    for name, (run, text, description, options) in _COMMANDS.items():
        command = commands.add_parser(name, help=text, description=description or text, epilog=_STATUS)
        command.formatter_class = argparse.RawDescriptionHelpFormatter
        command.set_defaults(run=run, force=False, seconds=300, scheduler="")
        for option, settings in options:
            command.add_argument(option, **settings)
    return root


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"a number from 1 on is expected, not {value}")
    return number


def _add(options: argparse.Namespace) -> int:
    from build_site.desk.add.checklist import checklist
    from build_site.desk.add.enter import enter, waiting
    from build_site.desk.add.rows import Answers
    from build_site.extract.parse.several import gathered
    from build_site.run import whole

    if bool(options.file) == options.inbox:
        found = Said("两样都有", "both") if options.inbox else Said("都没有", "neither")
        raise InputError.of("command.add-what", "build-site add", found)
    answers = Answers(**{field.name: getattr(options, field.name) for field in fields(Answers)})
    errors: list[InputError] = []
    reports = [[path] for path in waiting(options.root)] if options.inbox else [options.file]
    for paths in reports:
        try:
            with gathered(paths) as path:
                entered = enter(options.root, path, answers, _say)
        except InputError as error:
            errors.append(error)
            continue
        print(checklist(entered, options.root), end="\n\n")
        if options.inbox:
            whole.remove(path)
    if options.inbox and not reports:
        print("data/inbox/ 是空的 data/inbox/ is empty")
    return _done(errors)


def _remove(options: argparse.Namespace) -> int:
    from build_site.desk.remove import remove

    for name in options.name:
        remove(options.root, name, _say)
    print("撤销 To undo: git restore data")
    return 0


def _work(options: argparse.Namespace) -> int:
    """The whole build, or one of its steps."""
    from build_site import pipeline
    from build_site.run.workers import Limits

    step = {"all": pipeline.build, "extract": pipeline.extract, "pages": pipeline.pages}[options.command]
    with _progress() as (say, progress):
        limits = Limits(seconds=options.seconds)
        how = pipeline.Options(options.force, options.workers, limits, progress, scheduler=options.scheduler)
        return _done(step(options.root, say, how))


def _check(options: argparse.Namespace) -> int:
    from build_site.desk.check.examine import audited

    package = options.path[0] if len(options.path) == 1 and (options.path[0] / "datapackage.json").is_file() else None
    if options.path and not package:
        return _check_report(options.path, options)
    if options.xlsx or options.html:
        raise InputError.of("command.check-what", "build-site check")
    checked = 0
    for name, found in audited(options.root, package):
        checked += 1
        counts = Counter(finding.outcome for finding in found.findings)
        print(f"{name}: " + ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome))
        for defect in found.defects:
            print(
                f"  {defect.findings.split()[0]}{defect.place.suffix}: {defect.title_zh}。{defect.statement_zh}{defect.suggestion_zh}"
            )
    if not checked:
        raise InputError.of("command.no-packages", str(options.root / "data" / "packages"))
    return 0


def _check_report(paths: Sequence[Path], options: argparse.Namespace) -> int:
    """Office mode for one report: 0 where nothing contradicts itself and nothing is missing."""
    from build_site.desk.check.examine import examine
    from build_site.desk.check.fixes import by_weight
    from build_site.desk.check.output import as_html, as_text, write_xlsx
    from build_site.extract.parse.several import gathered

    for output, suffix in ((options.html, ".html"), (options.xlsx, ".xlsx")):
        if output is not None:
            _require_writable(output, suffix)
    with gathered(paths) as path:
        examined = examine(path, options.pages)
    if options.by == "weight":
        examined = replace(examined, fixes=by_weight(examined.fixes))
    print(as_text(examined), end="")
    if options.html:
        options.html.write_text(as_html(examined), "utf-8")
    if options.xlsx:
        write_xlsx(examined, options.xlsx)
    for output in filter(None, (options.html, options.xlsx)):
        _say(Said(f"已写 {output}", f"written: {output}"))
    return 0 if examined.clean else 1


def _require_writable(output: Path, suffix: str) -> None:
    """An output is what it is named after, in a folder that is there: never the report itself."""
    option = f"--{suffix[1:]}"
    if output.suffix.lower() != suffix:
        raise InputError.of("command.other-ending", option, f"“{output}”", suffix=suffix)
    if output.is_dir() or not output.absolute().parent.is_dir():
        raise InputError.of("command.no-folder", option, output=output, suffix=suffix)


def _serve(options: argparse.Namespace) -> int:
    from build_site.site.serve import serve

    serve(options.root / "site", options.port)
    return 0


def _review(options: argparse.Namespace) -> int:
    from build_site.desk.review.take import take
    from build_site.desk.review.write import FOLDER, changed_since, write

    names = [*options.name, *(changed_since(options.root, options.since) if options.since else ())]
    if not names and not options.since and not options.take:
        raise InputError.of("command.review-what", "build-site review")
    errors: list[InputError] = []
    for path in options.take:
        count, refused = take(options.root, path)
        print(
            f"{path.name}：data/corrections.csv 新增 {count} 行，不收 {len(refused)} 行 {count} new rows, {len(refused)} refused"
        )
        errors += refused
    for name in names:
        try:
            print(write(options.root, name, options.folder or options.root / FOLDER, _say))
        except InputError as error:
            errors.append(error)
    return _done(errors)


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

        yield lambda line: bar.write(harmless(_told(line)), file=sys.stderr), pages


def _say(line: str) -> None:
    print(harmless(_told(line)), file=sys.stderr, flush=True)


def _told(line: str) -> str:
    """Chinese first, English beside it; what has no Chinese as it is."""
    return line.both if isinstance(line, Said) else line


def _done(errors: Sequence[InputError]) -> int:
    _complain(errors)
    return 1 if errors else 0


def _complain(errors: Sequence[InputError]) -> None:
    for error in errors:
        print(f"错误 error: {harmless(str(error))}", file=sys.stderr)
    if os.environ.get("GITHUB_ACTIONS"):
        for error in errors:
            print(f"::error::{harmless(str(error)).replace('%', '%25')}")


def _option(name: str, text: str, metavar: str | None = None, **settings: Any) -> tuple[str, dict[str, Any]]:
    """An option, or an argument, as argparse takes it."""
    return name, {"help": text, **({"metavar": metavar} if metavar else {}), **settings}


_WORKERS = _option("--workers", "processes (default: one per core)", "N", type=_positive, default=os.cpu_count() or 1)
_READING = (
    _WORKERS,
    _option("--force", "read unchanged reports again too", action="store_true"),
    _option("--seconds", "the longest that one report may take (default: 300)", "S", type=float),
    _option(
        "--scheduler",
        "read on the Dask cluster at this address (tcp://host:8786), or on N processes of one: local",
        "ADDRESS",
    ),
)
_COMMANDS: Mapping[str, tuple[Callable[[argparse.Namespace], int], str, str, Sequence[tuple[str, dict[str, Any]]]]] = {
    "add": (_add, "加一份报告 enter a new report: read its cover, register it, make and check its package", _ADD, (
        _option("file", "the report, of one of the kinds above; several files, a folder or a ZIP are one report together", "FILE", type=Path, nargs="*"),
        _option("--inbox", "add every file, folder and ZIP in data/inbox/, each a report, and take it out of there", action="store_true"),
        *(_option(f"--{name}", text, name.upper(), default="") for name, text in _ANSWERS.items()),
        _option("--publish-file", "publish the PDF itself too (default: its data and pictures of its forms)", action="store_true"),
        _option("--year", "the fiscal year it must be of", "YEAR", type=int),
    )),
    "remove": (_remove, "去掉一份报告 take a report out: its rows in the registers, its file, its package; its version log says so", "", (
        _option("name", "a registered report, such as 420116-data-resource-center/2023", "SLUG/YEAR", nargs="+"),
    )),
    "all": (_work, "全部做一遍 read every new or changed report, check it, write all pages, build site/ (what `make site` does)", "", _READING),
    "extract": (_work, "读新的或变了的报告 read every new or changed report into data/packages/, with its findings", "", _READING),
    "pages": (_work, "写网页 write the pages under docs/ from the packages", "", (_WORKERS,)),
    "check": (_check, "公布前检查一份报告 of a report FILE: what to look at again before it is published; of packages: the audit", _CHECK, (
        _option("path", "a report's file or files, folder or ZIP; or a package's folder (default: all published packages)", "FILE", type=Path, nargs="*"),
        _option("--pages", "of a report FILE: only these pages of it, 1-33", "PAGES", default=""),
        _option("--by", "of a report: list by page (default), or what concerns most money first", choices=("page", "weight"), default="page"),
        _option("--xlsx", "of a report: write the lists as a workbook too", "FILE", type=Path),
        _option("--html", "of a report: write the lists as a page too", "FILE", type=Path),
    )),
    "serve": (_serve, "在本机看网站 show the built site/ on this machine", "", (
        _option("--port", "(default: 8000)", type=int, default=8000),
    )),
    "review": (_review, "对照原件 write a page that shows a report's reading beside its pages, to correct it", _REVIEW, (
        _option("name", "registered reports, such as 420116-data-resource-center/2023", "SLUG/YEAR", nargs="*"),
        _option("--since", "every report whose data are not what they were at this commit", "COMMIT"),
        _option("--take", "put the rows that a page left into data/corrections.csv, one by one; those that contradict others are told", "FILE", type=Path, action="append", default=[]),
        _option("--folder", "where the pages are written (default: build/review)", "FOLDER", type=Path),
    )),
}  # fmt: skip
"""Every command: what it does, in words, in more words, and its options."""
_TAKES_TURNS = ("add", "remove", "all", "extract", "pages", "review")

if __name__ == "__main__":
    sys.exit(main())
