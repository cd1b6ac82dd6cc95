"""What this machine refuses, in words: a full disk, a folder that may not be written, too little memory."""

import errno
import os
import re
import sqlite3
from contextlib import suppress

from build_site.model import InputError, Said

_LEAST = 200 * 2**20
_TOO_LITTLE = re.compile("start new thread|failed to map segment|[Cc]annot allocate memory")
_ROOM = Said("请腾出空间再运行：做完的留着。", "Make room, then run again: what was finished stays.")
_MORE = Said(
    "请用 --workers 1，或给这台机器更多，再运行。", "Give --workers 1, or this machine more of it, then run again."
)
_ALLOW = Said("请让这个用户能读写那里。", "Let this user read and write there.")
_HERE = Said("这台机器", "this machine")
_REFUSALS = {
    errno.ENOSPC: ("磁盘满了", _ROOM),
    errno.EDQUOT: ("超过配额", _ROOM),
    errno.EFBIG: ("文件超过允许的大小", _ROOM),
    errno.EACCES: ("没有权限", _ALLOW),
    errno.EPERM: ("不允许", _ALLOW),
    errno.EROFS: ("只读", Said("请在能写的副本里工作。", "Work in a copy that can be written.")),
    errno.ENOTDIR: ("不是文件夹", Said("请给出仓库的文件夹。", "Give the folder of the repository.")),
    errno.EIO: ("磁盘读写出错", Said("请检查磁盘。", "Look at the disk.")),
    errno.EMFILE: ("打开的文件太多", _MORE),
    errno.ENFILE: ("打开的文件太多", _MORE),
    errno.EAGAIN: ("资源不够", _MORE),
    errno.ENOMEM: ("内存不够", _MORE),
}
_SQLITE = {
    "database or disk is full": errno.ENOSPC,
    "disk I/O error": errno.EIO,
    "attempt to write a readonly database": errno.EROFS,
}


def require_memory() -> None:
    """Raise InputError where a program may take so little that libraries end it without a word."""
    with suppress(ImportError):  # not on Windows
        import resource

        allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
        if allowed != resource.RLIM_INFINITY and allowed < _LEAST:
            least, found = _LEAST // 2**20, allowed // 2**20
            needed = Said(f"每个进程至少 {least} MB 内存", f"{least} MB of memory for each process at least")
            raise InputError(_HERE, needed, Said(f"限为 {found} MB", f"a limit of {found} MB"), _MORE)


def refusal(error: BaseException) -> InputError | None:
    """The error as one of the machine's; None for one that is not."""
    if isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError | ImportError) and _TOO_LITTLE.search(str(error))
    ):
        needed = Said("做这件事的内存", "memory for the work")
        return InputError(_HERE, needed, Said("不够", "too little"), _MORE)
    if isinstance(error, EOFError) and "marshal" in str(error):  # Python itself keeps half a file on a full disk
        whole = Said("完整的编译文件", "whole compiled modules")
        remedy = Said(
            "磁盘满过：请删去各 __pycache__ 文件夹，再运行。",
            "The disk has been full: delete the folders __pycache__, then run again.",
        )
        return InputError(_HERE, whole, Said("不完整", "one cut short"), remedy)
    number = (
        error.errno
        if isinstance(error, OSError)
        else _SQLITE.get(str(error))
        if isinstance(error, sqlite3.Error)
        else None
    )
    if number not in _REFUSALS:
        return None
    found, remedy = _REFUSALS[number]
    where = getattr(error, "filename", None) or _HERE
    needed = Said("能读写文件", "to read and write files")
    return InputError(str(where), needed, Said(found, os.strerror(number)), remedy)


def told(words: str) -> InputError | None:
    """What another program's last words say that this machine refused."""
    if number := re.search(r"\[Errno (\d+)\]", words):
        return refusal(OSError(int(number[1]), ""))
    return refusal(MemoryError()) if "MemoryError" in words or _TOO_LITTLE.search(words) else None
