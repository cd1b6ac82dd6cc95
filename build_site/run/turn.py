"""Two runs on one repository take turns: what one writes, the other finds whole."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from platform import node

from build_site.model import Said

FILE = Path("build/turn.lock")


@contextmanager
def turn(root: Path, say: Callable[[str], None]) -> Iterator[None]:
    """While the block runs, no other run works below `root`; one that is at work already is named and waited for. The
    system ends a lock with the process that holds it, so none is left behind by a run that was killed."""
    if sys.platform == "win32":  # it knows no such lock; there is one person at the machine
        yield
        return
    import fcntl

    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            other = lock.read().strip()
            said = f"waiting: {other or 'another run'} is at work below {root}"
            say(Said(f"等候：{other or '另一个程序'} 正在 {root} 下工作", said))
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(f"process {os.getpid()} on {node()}")
        lock.flush()
        yield
