"""What this machine refuses, in words: a full disk, a folder that may not be written, too little memory."""

from __future__ import annotations

import errno
import re

from build_site.model import InputError, Said

_TOO_LITTLE = re.compile("start new thread|failed to map segment|[Cc]annot allocate memory")
_ROOM = Said("请腾出空间再运行：做完的留着。", "Make room, then run again: what was finished stays.")
_MORE = Said(
    "请用 --workers 1，或给这台机器更多，再运行。", "Give --workers 1, or this machine more of it, then run again."
)
_ALLOW = Said("请让这个用户能读写那里。", "Let this user read and write there.")
_HERE = Said("这台机器", "this machine")
_REMEDIES = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: _ROOM,
    errno.EACCES: _ALLOW,
    errno.EPERM: _ALLOW,
    errno.EROFS: Said("请在能写的副本里工作。", "Work in a copy that can be written."),
    errno.ENOTDIR: Said("请给出仓库的文件夹。", "Give the folder of the repository."),
    errno.EIO: Said("请检查磁盘。", "Look at the disk."),
    errno.EMFILE: _MORE,
    errno.ENFILE: _MORE,
    errno.EAGAIN: _MORE,
    errno.ENOMEM: _MORE,
}


def refusal(error: BaseException) -> InputError | None:
    """The error as one of the machine's; None for one that is not."""
    if isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError | ImportError) and _TOO_LITTLE.search(str(error))
    ):
        needed = Said("做这件事的内存", "memory for the work")
        return InputError(_HERE, needed, Said("不够", "too little"), _MORE)
    if not isinstance(error, OSError) or error.errno not in _REMEDIES:
        return None
    where = str(error.filename) if error.filename else _HERE
    needed = Said("能读写文件", "to read and write files")
    return InputError(where, needed, error.strerror or str(error), _REMEDIES[error.errno])
