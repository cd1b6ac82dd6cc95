"""What this machine refuses, in words: a full disk, a folder that may not be written, too little memory."""

from __future__ import annotations

import errno

from build_site.model import InputError

_ROOM = "Make room, then run again: what was finished stays."
_MORE = "Give --workers 1, or this machine more of it, then run again."
_REMEDIES = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: _ROOM,
    errno.EACCES: "Let this user read and write there.",
    errno.EPERM: "Let this user read and write there.",
    errno.EROFS: "Work in a copy that can be written.",
    errno.ENOTDIR: "Give the folder of the repository.",
    errno.EIO: "Look at the disk.",
    errno.EMFILE: _MORE,
    errno.ENFILE: _MORE,
    errno.EAGAIN: _MORE,
    errno.ENOMEM: _MORE,
}


def refusal(error: BaseException) -> InputError | None:
    """The error as one of the machine's; None for one that is not."""
    if isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "start new thread" in str(error)):
        return InputError("this machine", "memory for the work", "too little", _MORE)
    if not isinstance(error, OSError) or error.errno not in _REMEDIES:
        return None
    where = str(error.filename or "this machine")
    return InputError(where, "to read and write files", error.strerror or str(error), _REMEDIES[error.errno])
