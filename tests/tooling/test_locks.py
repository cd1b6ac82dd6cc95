import re
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;]+)(.*)$", re.MULTILINE)

COPYLEFT = re.compile(r"\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)
LESSER = re.compile(r"\bLGPL|GNU (Lesser|Library) General Public", re.IGNORECASE)
EXCEPTIONS = {  # distribution: why it may be used all the same
    "text-unidecode": "the reader's choice of the Artistic License or the GPL: used under the former",
}


def name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def pins(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version, marker in PIN.findall((ROOT / "requirements" / lock).read_text("utf-8")):
        found.setdefault(name(package), set()).add(version + marker.rstrip(" \\"))
    return found


def licence(of: Distribution) -> str:
    """The licence expression, else the classifiers, else the free text's first line, else the licence file's."""
    classifiers = [entry for entry in of.metadata.get_all("Classifier") or [] if entry.startswith("License ::")]
    stated = of.metadata.get("License-Expression") or " / ".join(classifiers) or of.metadata.get("License") or ""
    files = [path.read_text() for path in of.files or [] if path.name.startswith("LICEN") and not stated]
    return (stated or "".join(files)).strip().split("\n")[0]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_index_and_no_path(lock: Path) -> None:
    words = ["file:", "index-url", "find-links", "resolved", "://", " @ "]
    assert [word for word in words if word in lock.read_text("utf-8")] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_has_a_hash(lock: Path) -> None:
    blocks = re.split(r"\n(?=\S)", lock.read_text("utf-8"))
    pinned = [block for block in blocks if PIN.match(block)]
    assert pinned
    assert [block.split()[0] for block in pinned if "--hash=sha256:" not in block] == []


def test_what_pyproject_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    first = re.compile(r"[A-Za-z0-9._-]+")
    wanted = {name(first.match(entry)[0]) for entry in [*project["project"]["dependencies"], *groups["build"]]}
    developing = {name(first.match(entry)[0]) for entry in groups["dev"] if isinstance(entry, str)}
    assert wanted - pins("site.lock").keys() == set()
    assert developing - pins("dev.lock").keys() == set()
    assert set(groups["build"]) == set(project["build-system"]["requires"])


def test_developing_uses_the_very_versions_of_the_site() -> None:
    site, dev = pins("site.lock"), pins("dev.lock")
    assert {key: dev.get(key) for key in site} == site


def test_no_installed_package_is_under_a_licence_that_would_bind_our_readers() -> None:
    seen, forbidden, unknown = 0, [], []
    for package in sorted(pins("dev.lock")):
        try:
            text = licence(distribution(package))
        except PackageNotFoundError:  # not for this platform or version of Python
            continue
        seen += 1
        if not text:
            unknown.append(package)
        if COPYLEFT.search(LESSER.sub("", text)) and package not in EXCEPTIONS:
            forbidden.append(f"{package}: {text}")
    assert seen > 40
    assert forbidden == []
    assert unknown == []


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("AGPL-3.0-or-later", True),
        ("MIT AND GPL-2.0-only", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("LGPL-3.0", False),
        ("MIT", False),
    ],
)
def test_the_licence_check_knows_one_when_it_sees_it(text: str, refused: bool) -> None:
    assert bool(COPYLEFT.search(LESSER.sub("", text))) is refused


def test_an_exception_is_still_needed() -> None:
    assert {key for key in EXCEPTIONS if not COPYLEFT.search(licence(distribution(key)))} == set()
