from pathlib import Path

import pytest

from build_site.model import InputError
from build_site.site.size import require_publishable


def test_a_site_says_its_size_and_what_takes_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/one.csv.gz").write_bytes(b"x" * 300_000)
    (tmp_path / "index.html").write_bytes(b"x" * 700_000)
    assert require_publishable(tmp_path) == "site: 1.0 MB of 1,000 MB (.html 0.7 MB, .csv.gz 0.3 MB)"
    with pytest.raises(InputError, match=r"at most 1 MB; found 1\.0 MB \(\.html 0\.7 MB.*docs/scale\.md"):
        require_publishable(tmp_path, 999_999)


def test_a_site_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Run `make site` first"):
        require_publishable(tmp_path / "none")
