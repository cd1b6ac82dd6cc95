"""The front-end files that are served with the site but not kept in the repository: ECharts, sql.js, their licences.

They come from wheels pinned in requirements/assets.lock; of these only single files are taken, and each file's own hash
is asserted, since the wheels are third parties'. Their bytes are those of dist/ in npm's echarts 6.1.0 and sql.js 1.13.0.
"""

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from build_site.model import InputError, Said
from build_site.run import whole

VENDOR = Path("docs/assets/vendor")
ECHARTS = VENDOR / "echarts.esm.min.js"
LICENCE = VENDOR / "echarts.LICENSE.txt"
NOTICE = VENDOR / "echarts.NOTICE.txt"
LOCK = Path("requirements/assets.lock")
SQL_WORKER = VENDOR / "worker.sql-wasm.js"
SQL_WASM = VENDOR / "sql-wasm.wasm"
SQL_LICENCE = VENDOR / "sql.js.LICENSE.txt"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of a wheel: where it goes, where it is in the wheel, and what it must be."""

    target: Path
    in_wheel: str
    sha256: str

    def is_in(self, folder: Path) -> bool:
        path = folder / self.target
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256


ASSETS = (
    Asset(ECHARTS, "instaui_echarts/static/echarts.esm.min.js", "28515f26aa57f87eb1e4ed4eb446927eaf329b5f5e02b4bfd4b0264fea40d1da"),
    Asset(SQL_WORKER, "mkdocs_sqlite_console/js/worker.sql-wasm.js", "c8b7d27fe7c9d481aa4527fa6dd80646b05ad9f63cc20b5295dce0d101f678d0"),
    Asset(SQL_WASM, "mkdocs_sqlite_console/js/sql-wasm.wasm", "0734155c83e493983d1f2ff5b09a4fab6e35a32e9449c7e4e545756439f62d73"),
)  # fmt: skip


def provide(root: Path) -> None:
    """Put the files with their licences under docs/assets/vendor, downloading them only when one is not there yet.

    Raises InputError when they cannot be downloaded or are not the files that were asked for.
    """
    missing = [asset for asset in ASSETS if not asset.is_in(root)]
    if missing:
        print(f"Fetching {', '.join(asset.target.name for asset in missing)} …", flush=True)
        for asset, content in _download(root / LOCK, missing).items():
            whole.write(root / asset.target, content)
    whole.write(root / LICENCE, _apache_licence())
    whole.write(root / NOTICE, Path(__file__).with_name("echarts-notice.txt").read_bytes())
    whole.write(root / SQL_LICENCE, Path(__file__).with_name("sqljs-licence.txt").read_bytes())


def _download(lock: Path, assets: Sequence[Asset]) -> dict[Asset, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        # The wheels' own dependencies and their range of Python versions concern their Python code, which is not used.
        options = ["--no-deps", "--ignore-requires-python", "--require-hashes", "--only-binary", ":all:"]
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command = [*pip, *options, "--target", folder, "--requirement", str(lock)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        absent = [asset for asset in assets if not (Path(folder) / asset.in_wheel).is_file()]
        if done.returncode or absent:
            names = ", ".join(asset.target.name for asset in assets)
            raise InputError.of(
                "assets.no-download",
                lock.as_posix(),
                (done.stderr.strip().splitlines() or ["a package without the file"])[-1],
                names=names,
            )
        found = {asset: (Path(folder) / asset.in_wheel).read_bytes() for asset in assets}
    for asset, content in found.items():
        digest = hashlib.sha256(content).hexdigest()
        if digest != asset.sha256:
            raise InputError.of(
                "assets.other-file", lock.as_posix(), f"sha256 {digest}", name=asset.target.name, sha256=asset.sha256
            )
    return found


def _apache_licence() -> bytes:
    """The Apache License 2.0 from the installed `packaging`, which carries its text; the wheel above does not."""
    try:
        files = distribution("packaging").files or []
    except PackageNotFoundError:
        files = []
    paths = [path.locate() for path in files if path.name == "LICENSE.APACHE"]
    text = Path(str(paths[0])).read_bytes() if paths else b""
    if b"Apache License" not in text[:200] or b"END OF TERMS AND CONDITIONS" not in text:
        found = Said("别的文字", "another text") if paths else Said("没有这个文件", "no such file")
        raise InputError.of("assets.no-licence", "packaging/LICENSE.APACHE", found)
    return text
