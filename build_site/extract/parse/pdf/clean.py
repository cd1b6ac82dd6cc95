"""A PDF as it may be handed on: its pages, and nothing else that a file can carry."""

from pathlib import Path
from typing import Any

from build_site.registers.personal import mask

_OF_THE_FILE = "OpenAction AA AcroForm Names Metadata PieceInfo AF Collection Perms Legal SpiderInfo Threads URI Requirements".split()
_WORDS = "Alt ActualText E T TU Contents P Name".split()
"""What else of an object is text that people read or hear: the words for a picture, a layer's name."""
_OF_A_PAGE = "AA Metadata PieceInfo LastModified Thumb AF B".split()


def clean_copy(source: Path, target: Path, pages: int) -> bool:
    """Write the PDF, of so many pages, without scripts, actions, attachments, annotations (links to addresses excepted), form data, metadata
    and earlier versions; of its properties the title stays, unless it names somebody, as do the words for pictures. The same bytes for the same file; of one that is damaged, so
    that it cannot be vouched for, there is no copy, and the answer is no."""
    try:
        return _written(source, target, pages)
    except Exception:  # noqa: BLE001  # what is damaged may break anywhere in it
        target.unlink(missing_ok=True)
        return False


def _written(source: Path, target: Path, pages: int) -> bool:
    import pikepdf

    with pikepdf.open(source) as pdf:
        if len(pdf.pages) != pages:
            return False
        title = str(pdf.docinfo.get("/Title", "")) if "/Info" in pdf.trailer else ""
        for name in _OF_THE_FILE:
            _drop(pdf.Root, name)
        _drop(pdf.Root, "Outlines")  # whose entries may act
        for page in pdf.pages:
            for name in _OF_A_PAGE:
                _drop(page.obj, name)
            if "/Annots" in page.obj:
                page.obj["/Annots"] = pikepdf.Array([each for each in page.obj["/Annots"] if _is_link(each)])
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
                for name in ("Metadata", "PieceInfo", "AA", "AF", "EF", "JS"):
                    _drop(each, name)
                for name in _WORDS:
                    if isinstance(words := each.get(f"/{name}"), pikepdf.String) and mask(str(words))[1]:
                        _drop(each, name)
        _drop(pdf.trailer, "Info")
        if title and not mask(title)[1]:
            pdf.docinfo["/Title"] = title
        pdf.remove_unreferenced_resources()
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return True


def _drop(holder: Any, name: str) -> None:
    if f"/{name}" in holder:
        del holder[f"/{name}"]


def _is_link(annotation: Any) -> bool:
    """Whether an annotation does nothing but lead to a web address."""
    action = annotation.get("/A")
    plain = annotation.get("/Subtype") == "/Link" and action is not None and action.get("/S") == "/URI"
    return plain and "/Next" not in action and str(action.get("/URI", "")).startswith(("http://", "https://"))
