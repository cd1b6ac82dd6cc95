"""Install what `make interop` tries beside Python's readers, LibreOffice and R with readr, where Debian's packages may be
installed; elsewhere the tests say what was not tried."""

import pytest

from tests import browser_setup

PROGRAMS = {
    "libreoffice-calc-nogui": ["soffice", "--version"],
    "r-cran-readr": ["Rscript", "--vanilla", "-e", "library(readr)"],
}
"""Debian's package → a command that works where it is there."""


def works(command: list[str]) -> bool:
    try:
        return browser_setup.run(command, quiet=True) == 0
    except FileNotFoundError:
        return False


def with_readr() -> str:
    """The command of R, of a test that reads with readr; skips it where there is none."""
    if not works(PROGRAMS["r-cran-readr"]):
        pytest.skip("R with readr is not installed (Debian: apt-get install r-cran-readr): R was not tried")
    return "Rscript"


def main() -> None:
    absent = [package for package, command in PROGRAMS.items() if not works(command)]
    if absent and browser_setup.may_install():
        print(f"Installing {', '.join(absent)} with apt-get", flush=True)
        browser_setup.apt_get("update")
        browser_setup.install(*absent)


if __name__ == "__main__":
    main()
