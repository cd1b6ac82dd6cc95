"""`python -m tests.factory --out DIR --n 1000`: a corpus of invented reports, ready for `build-site --root DIR`."""

import argparse
from pathlib import Path

from tqdm import tqdm

from tests.factory.corpus import corpus


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.factory", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    parser.add_argument("--n", type=int, default=100, help="how many reports (100)")
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same reports (0)")
    parser.add_argument("--pdf-share", type=float, default=0.7, help="how many of them are PDFs (0.7)")
    parser.add_argument("--workers", type=int, default=1, help="processes (1)")
    options = parser.parse_args()
    with tqdm(total=options.n, unit="report") as bar:
        for _ in corpus(options.out, options.n, options.seed, options.pdf_share, options.workers):
            bar.update()


if __name__ == "__main__":
    main()
