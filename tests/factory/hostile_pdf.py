"""PDFs that no honest office sends: a good report's with one thing of its structure wrong, and drawn ones of that kind."""

import logging
import random
import tempfile
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import cache, partial
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, Permissions, String

from tests.factory import reportlab_pdf
from tests.factory.drawing import Drawing
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out

Change = Callable[[Pdf], object]
_NARRATIVE = 6  # passages are enough


def good(seed: int = 1) -> bytes:
    """A report's PDF, as an office makes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.pdf")
        accounts = random_accounts(seed, 1)
        accounts = replace(accounts, narrative=accounts.narrative[:_NARRATIVE])
        reportlab_pdf.write(lay_out(accounts, Layout()), Drawing(), path)
        return path.read_bytes()


def changed(content: bytes, change: Change, **save: object) -> bytes:
    with Pdf.open(BytesIO(content)) as pdf:
        change(pdf)
        target = BytesIO()
        pdf.save(target, static_id=True, **save)  # type: ignore[arg-type]
        return target.getvalue()


def hostile_pdfs(only: Collection[str] = ()) -> Iterator[tuple[str, bytes]]:
    """Each file, or those of these names, by a name that says what is wrong with it."""
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)
    whole = good()
    changes: dict[str, Callable[[], bytes]] = {
        **{f"{name}.pdf": partial(changed, whole, change) for name, change in _CHANGES.items()},
        **{f"drawn-{name}.pdf": partial(changed, whole, _draws(operators)) for name, operators in _drawn().items()},
        **{f"alone-{name}.pdf": partial(changed, whole, partial(_alone, change)) for name, change in _ALONE.items()},
        **{f"locked-{name}.pdf": partial(changed, whole, bool, encryption=lock) for name, lock in _LOCKS.items()},
        "packed-objects.pdf": partial(changed, whole, bool, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "linear-cut.pdf": lambda: changed(whole, bool, linearize=True)[:-3000],
    }
    for name, content in _damaged(whole):
        if not only or f"{name}.pdf" in only:
            yield f"{name}.pdf", content
    for name, make in changes.items():
        if not only or name in only:
            yield name, make()


def _alone(change: Change, pdf: Pdf) -> None:
    _keep(pdf, 1)
    change(pdf)


def _damaged(whole: bytes) -> Iterator[tuple[str, bytes]]:
    for tenth in range(1, 10):
        yield f"cut-{tenth}0", whole[: len(whole) * tenth // 10]
    for seed in range(20):
        chance, data = random.Random(seed), bytearray(whole)  # noqa: S311  # to be repeatable
        for _ in range(4 ** (1 + seed % 5)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield f"flipped-{seed}", bytes(data)
    for seed in range(5):
        chance = random.Random(seed)  # noqa: S311
        at, length = chance.randrange(len(whole)), chance.randrange(10, 20_000)
        yield f"gap-{seed}", whole[:at] + whole[at + length :]
        yield f"zeros-{seed}", whole[:at] + bytes(length) + whole[at + length :]
    yield "nothing", b"%PDF-1.7\n%%EOF\n"
    yield "header-late", b"x" * 900 + whole
    yield "header-too-late", b"x" * 2000 + whole
    yield "version-9", whole.replace(b"%PDF-1.", b"%PDF-9.", 1)
    yield "rest-behind", whole + b"\n<html>" + bytes(100_000)
    yield "twice", whole + whole
    yield "line-ends", whole.replace(b"\n", b"\r\n")
    yield "as-text", whole.decode("latin-1").encode()
    yield "startxref-far", whole[: whole.rindex(b"startxref")] + b"startxref\n99999999999\n%%EOF"
    yield "startxref-negative", whole[: whole.rindex(b"startxref")] + b"startxref\n-5\n%%EOF"
    at = whole.rindex(b"trailer")
    yield "trailer-gone", whole[:at] + b"%%EOF"
    yield (
        "trailer-prev-itself",
        whole.replace(b"trailer\n<<", b"trailer\n<< /Prev %d" % whole.rindex(b"xref\n", 0, at), 1),
    )
    yield "trailer-size", whole.replace(b"/Size", b"/Size 2147483647 /X", 1)
    yield "root-missing", whole.replace(b"/Root", b"/Rook", 1)
    yield "type-1", whole.replace(b"/Type /Page\n", b"/Type /Cage\n")
    yield "streams-cut", whole.replace(b"endstream", b"endstrea")
    yield "lengths-wrong", whole.replace(b"/Length ", b"/Length 9")
    yield "objects-renumbered", whole.replace(b" 0 obj", b" 1 obj", 9)


def _keep(pdf: Pdf, count: int) -> None:
    del pdf.pages[count:]


def _stream(pdf: Pdf, data: bytes, **more: object) -> pikepdf.Object:
    return pdf.make_indirect(pikepdf.Stream(pdf, data, **{key: more[key] for key in more}))  # type: ignore[arg-type]


def _raw(pdf: Pdf, data: bytes, filters: object, **more: object) -> pikepdf.Object:
    """A stream of which the data are said to be packed so."""
    made = pikepdf.Stream(pdf, b"", **more)  # type: ignore[arg-type]
    made.write(data, filter=filters)  # type: ignore[arg-type]
    return pdf.make_indirect(made)


def _page(key: str, value: Callable[[Pdf], object], every: int = 1) -> Change:
    """Each n-th page's entry set."""

    def change(pdf: Pdf) -> None:
        for page in list(pdf.pages)[::every]:
            page.obj[key] = value(pdf)

    return change


def _box(*sides: float | str) -> Change:
    return _page("/MediaBox", lambda _: Array([String(s) if isinstance(s, str) else s for s in sides]))


def _draws(operators: bytes) -> Change:
    def change(pdf: Pdf) -> None:
        pdf.pages[3].contents_add(operators)

    return change


def _root(key: str, value: Callable[[Pdf], object]) -> Change:
    def change(pdf: Pdf) -> None:
        pdf.Root[key] = value(pdf)

    return change


def _loop(pdf: Pdf, kind: str, key: str, more: dict[str, object] | None = None) -> pikepdf.Object:
    """A dictionary that holds itself."""
    made = pdf.make_indirect(Dictionary({"/Type": Name(kind), **(more or {})}))
    made[key] = Array([made]) if key in ("/Kids", "/K") else made
    return made


def _kids(make: Callable[[Pdf], object]) -> Change:
    """The last of the page tree's kids is this."""

    def change(pdf: Pdf) -> None:
        pdf.Root.Pages.Kids.append(make(pdf))
        pdf.Root.Pages.Count = len(pdf.Root.Pages.Kids)

    return change


def _deep(pdf: Pdf) -> object:
    node = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([]), Count=0))
    first = node
    for _ in range(3000):
        inner = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([]), Count=0))
        node.Kids.append(inner)
        node = inner
    return first


def _resources(kind: str, make: Callable[[Pdf], object], use: bytes) -> Change:
    """Something in the fourth page's resources, drawn there."""

    def change(pdf: Pdf) -> None:
        page = pdf.pages[3]
        resources = page.obj.get("/Resources", Dictionary())
        resources[kind] = Dictionary({**dict(resources.get(kind, {})), "/Odd": make(pdf)})  # type: ignore[dict-item]
        page.obj["/Resources"] = resources
        page.contents_add(b"q " + use + b" Q")

    return change


def _itself(pdf: Pdf) -> pikepdf.Object:
    form = _stream(pdf, b"/Odd Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 600, 800]))
    form["/Resources"] = Dictionary(XObject=Dictionary(Odd=form))
    return form


def _forms(depth: int) -> Callable[[Pdf], pikepdf.Object]:
    def make(pdf: Pdf) -> pikepdf.Object:
        form: pikepdf.Object | None = None
        for _ in range(depth):
            inner = {} if form is None else {"Resources": Dictionary(XObject=Dictionary(Odd=form))}
            form = _stream(
                pdf, b"/Odd Do /Odd Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), **inner
            )
        assert form is not None
        return form

    return make


def _image(data: bytes, filters: object, width: int, height: int, bits: int = 8, **more: object) -> Change:
    def make(pdf: Pdf) -> pikepdf.Object:
        head = {"Type": Name.XObject, "Subtype": Name.Image, "Width": width, "Height": height, "BitsPerComponent": bits}
        return _raw(pdf, data, filters, **head, ColorSpace=Name.DeviceGray, **more)

    return _resources("/XObject", make, b"500 0 0 700 40 40 cm /Odd Do")


def _font(**entries: object) -> Change:
    def make(pdf: Pdf) -> object:
        made = {
            key: each(pdf) if callable(each) and not isinstance(each, Name) else each for key, each in entries.items()
        }
        return pdf.make_indirect(Dictionary(Type=Name.Font, **made))  # type: ignore[arg-type]

    return _resources("/Font", make, b"BT /Odd 12 Tf 100 100 Td (1234.56 abc) Tj <00010203FFFF> Tj ET")


def _cid(**entries: object) -> Callable[[Pdf], Array]:
    def make(pdf: Pdf) -> Array:
        made = {
            key: each(pdf) if callable(each) and not isinstance(each, Name) else each for key, each in entries.items()
        }
        system = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
        head = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Odd, CIDSystemInfo=system)
        return Array([pdf.make_indirect(Dictionary({**dict(head), **{f"/{k}": v for k, v in made.items()}}))])  # type: ignore[dict-item]

    return make


def _file(data: bytes, kind: str = "FontFile2") -> Callable[[Pdf], object]:
    def make(pdf: Pdf) -> object:
        file = {kind: _stream(pdf, data)}
        return pdf.make_indirect(
            Dictionary(Type=Name.FontDescriptor, FontName=Name.Odd, Flags=4, FontBBox=Array([0, 0, 1, 1]), ItalicAngle=0, Ascent=1, Descent=0, CapHeight=1, StemV=1, **file)
        )  # fmt: skip

    return make


def _cmap(body: bytes) -> Callable[[Pdf], object]:
    return lambda pdf: _stream(pdf, b"/CIDInit /ProcSet findresource begin begincmap\n" + body + b"\nendcmap end")


def _bomb(times: int) -> bytes:
    data = bytes(200 * 2**20)
    for _ in range(times):
        data = zlib.compress(data, 9)
    return data


_NOISE = random.Random(0).randbytes(5000)  # noqa: S311
_FLATE = Name.FlateDecode
_JP2 = (
    b"\x00\x00\x00\x0cjP  \r\n\x87\n\x00\x00\x00\x14ftypjp2 \x00\x00\x00\x00jp2 \x00\x00\x00\x2djp2h\x00\x00\x00\x16ihdr"
     b"\x00\x00\xea\x60\x00\x00\xea\x60\x00\x03\x07\x07\x00\x00\x00\x00\x00\x0fcolr\x01\x00\x00\x00\x00\x00\x10"
     b"\x00\x00\x00\x00jp2c\xff\x4f\xff\x51\x00\x2f\x00\x00" + b"\x00\x00\xea\x60" * 2 + bytes(8) + b"\x00\x00\xea\x60" * 2
    + bytes(8) + b"\x00\x03" + b"\x07\x01\x01" * 3 + b"\xff\x52\x00\x0c\x00\x00\x00\x01\x01\x05\x04\x04\x00\x00\xff\x90" + _NOISE[:200]
)  # fmt: skip
_JBIG2 = (
    b"\x00\x00\x00\x00\x30\x00\x01\x00\x00\x00\x13"
    + b"\xff\xff\xff\xfe" * 2
    + bytes(8)
    + b"\x00\x00\x00"
    + _NOISE[:300]
)

_CHANGES: dict[str, Change] = {
    # the tree of pages
    "kids-itself": _kids(lambda pdf: pdf.Root.Pages),
    "kids-null": _kids(lambda _: None),
    "kids-number": _kids(lambda _: 7),
    "kids-empty-page": _kids(lambda pdf: pdf.make_indirect(Dictionary(Type=Name.Page))),
    "kids-catalog": _kids(lambda pdf: pdf.Root),
    "kids-deep": _kids(_deep),
    "kids-none": lambda pdf: pdf.Root.Pages.__setitem__("/Kids", Array([])),
    "kids-no-list": lambda pdf: pdf.Root.Pages.__setitem__("/Kids", 3),
    "count-huge": lambda pdf: pdf.Root.Pages.__setitem__("/Count", 2_000_000_000),
    "count-negative": lambda pdf: pdf.Root.Pages.__setitem__("/Count", -4),
    "count-more": lambda pdf: pdf.Root.Pages.__setitem__("/Count", len(pdf.pages) + 3),
    "pages-gone": lambda pdf: pdf.Root.__delitem__("/Pages"),
    "pages-same-1500": lambda pdf: (_keep(pdf, 1), pdf.Root.Pages.__setitem__("/Kids", Array([pdf.pages[0].obj] * 1500)), pdf.Root.Pages.__setitem__("/Count", 1500)),
    "pages-blank-1900": lambda pdf: [pdf.add_blank_page() for _ in range(1900)],
    "pages-blank-2500": lambda pdf: [pdf.add_blank_page() for _ in range(2500)],
    # boxes
    "box-none": lambda pdf: [page.obj.__delitem__("/MediaBox") for page in pdf.pages],
    "box-zero": _box(0, 0, 0, 0),
    "box-turned-over": _box(595, 842, 0, 0),
    "box-huge": _box(0, 0, 2_000_000, 2_000_000),
    "box-endless": _box(-1e30, -1e30, 1e30, 1e30),
    "box-thin": _box(0, 0, 595, 1),
    "box-words": _box("a", "b", "c", "d"),
    "box-short": _box(0, 0, 595),
    "box-far": _box(100_000, 100_000, 100_595, 100_842),
    "crop-outside": _page("/CropBox", lambda _: Array([5000, 5000, 6000, 6000])),
    "crop-point": _page("/CropBox", lambda _: Array([1, 1, 2, 2])),
    "unit-huge": _page("/UserUnit", lambda _: 1_000_000),
    "rotate-45": _page("/Rotate", lambda _: 45),
    "rotate-huge": _page("/Rotate", lambda _: 2_147_483_640),
    "rotate-word": _page("/Rotate", lambda _: Name.Ninety),
    # contents
    "contents-none": _page("/Contents", lambda _: Array([])),
    "contents-number": _page("/Contents", lambda _: 5, 3),
    "contents-noise": _page("/Contents", lambda pdf: _stream(pdf, _NOISE), 4),
    "contents-noise-all": _page("/Contents", lambda pdf: _stream(pdf, _NOISE)),
    "contents-not-packed": _page("/Contents", lambda pdf: _raw(pdf, _NOISE, _FLATE), 4),
    "contents-bomb": _page("/Contents", lambda pdf: _raw(pdf, _bomb(1), _FLATE), 50),
    "contents-bomb-twice": _page("/Contents", lambda pdf: _raw(pdf, _bomb(2), Array([_FLATE, _FLATE])), 50),
    "contents-filters-60": _page("/Contents", lambda pdf: _raw(pdf, _NOISE, Array([_FLATE] * 60)), 4),
    "contents-unknown-filter": _page("/Contents", lambda pdf: _raw(pdf, _NOISE, Name.OddDecode), 4),
    "contents-lzw": _page("/Contents", lambda pdf: _raw(pdf, _NOISE, Name.LZWDecode), 4),
    "contents-ascii85": _page("/Contents", lambda pdf: _raw(pdf, b"zzzzzz!!~>" * 900, Name.ASCII85Decode), 4),
    "contents-runs": _page("/Contents", lambda pdf: _raw(pdf, b"\x81 " * 200_000, Name.RunLengthDecode), 50),
    "resources-none": _page("/Resources", lambda _: Dictionary()),
    "resources-number": _page("/Resources", lambda _: 4, 3),
    # what pages draw
    "form-itself": _resources("/XObject", _itself, b"/Odd Do"),
    "form-60-deep-doubling": _resources("/XObject", _forms(60), b"/Odd Do"),
    "form-20-deep-doubling": _resources("/XObject", _forms(20), b"/Odd Do"),
    "pattern-itself": _resources("/Pattern", _itself, b"/Pattern cs /Odd scn 0 0 500 500 re f"),
    "shading-broken": _resources("/Shading", lambda pdf: _stream(pdf, _NOISE, ShadingType=4, ColorSpace=Name.DeviceRGB, BitsPerCoordinate=32, BitsPerComponent=16, BitsPerFlag=8, Decode=Array([0] * 10)), b"/Odd sh"),
    "mask-itself": _resources("/ExtGState", lambda pdf: Dictionary(SMask=Dictionary(S=Name.Luminosity, G=_itself(pdf))), b"/Odd gs 0 0 500 500 re f"),
    # pictures
    "picture-jpx": _image(_JP2, Name.JPXDecode, 60_000, 60_000),
    "picture-jbig2": _image(_JBIG2, Name.JBIG2Decode, 65_535, 65_535, 1),
    "picture-fax": _image(_NOISE, Name.CCITTFaxDecode, 2_000_000_000, 2_000_000_000, 1, DecodeParms=Dictionary(K=-1, Columns=2_000_000_000)),
    "picture-dct": _image(b"\xff\xd8\xff\xe0\x00\x10JFIF" + _NOISE, Name.DCTDecode, 30_000, 30_000),
    "picture-bomb": _image(_bomb(1), _FLATE, 20_000, 10_000),
    "picture-huge": _image(zlib.compress(bytes(100)), _FLATE, 100_000, 100_000, 1),
    "picture-negative": _image(b"", _FLATE, -5, -5),
    "picture-predictor": _image(zlib.compress(_NOISE), _FLATE, 10, 10, 8, DecodeParms=Dictionary(Predictor=15, Columns=2_147_483_647, Colors=32)),
    # fonts
    "font-nothing": _font(),
    "font-noise": _font(Subtype=Name.TrueType, BaseFont=Name.Odd, FontDescriptor=_file(_NOISE)),
    "font-type1-noise": _font(Subtype=Name.Type1, BaseFont=Name.Odd, FontDescriptor=_file(b"%!PS-AdobeFont" + _NOISE, "FontFile")),
    "font-cff-noise": _font(Subtype=Name.Type1, BaseFont=Name.Odd, FontDescriptor=_file(b"\x01\x00\x04\x04" + _NOISE, "FontFile3")),
    "font-widths": _font(Subtype=Name.TrueType, BaseFont=Name.Odd, FirstChar=-5, LastChar=2_000_000_000, Widths=Array([String("a"), 1e30])),
    "font-type3": _font(Subtype=Name.Type3, FontBBox=Array([0, 0, 0, 0]), FontMatrix=Array([0, 0, 0, 0, 0, 0]), CharProcs=lambda pdf: Dictionary(a=_itself(pdf)), Encoding=Dictionary(Differences=Array([97, Name.a])), FirstChar=97, LastChar=97, Widths=Array([1])),
    "font-cid-none": _font(Subtype=Name.Type0, BaseFont=Name.Odd, Encoding=Name("/Identity-H"), DescendantFonts=Array([])),
    "font-cid-noise": _font(Subtype=Name.Type0, BaseFont=Name.Odd, Encoding=Name("/Identity-H"), DescendantFonts=_cid(W=Array([1, 2, String("x"), Array([])]), FontDescriptor=_file(_NOISE))),
    "font-cmap-noise": _font(Subtype=Name.Type0, BaseFont=Name.Odd, Encoding=lambda pdf: _stream(pdf, _NOISE, Type=Name.CMap), DescendantFonts=_cid()),
    "font-differences": _font(Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Dictionary(Differences=Array([-9, Name.a, 2_000_000_000, Name.b]))),
    "font-unicode-bomb": _font(Subtype=Name.Type1, BaseFont=Name.Helvetica, ToUnicode=_cmap(b"100 beginbfrange\n" + b"<0000> <FFFF> <0041>\n" * 3000 + b"endbfrange")),
    "font-unicode-long": _font(Subtype=Name.Type1, BaseFont=Name.Helvetica, ToUnicode=_cmap(b"1 beginbfchar\n<31> <" + b"4E00" * 200_000 + b">\nendbfchar")),
    "font-unicode-control": _font(Subtype=Name.Type1, BaseFont=Name.Helvetica, ToUnicode=_cmap(b"3 beginbfchar\n<31> <0000>\n<32> <202E>\n<33> <D800>\nendbfchar")),
    "font-unicode-noise": _font(Subtype=Name.Type1, BaseFont=Name.Helvetica, ToUnicode=_cmap(_NOISE)),
    # the document
    "outline-loop": _root("/Outlines", lambda pdf: Dictionary(First=(own := _loop(pdf, "/Outlines", "/Next", {"/Title": String("a")})), Last=own, Count=2_000_000_000)),
    "names-loop": _root("/Names", lambda pdf: Dictionary(EmbeddedFiles=_loop(pdf, "/X", "/Kids"), Dests=_loop(pdf, "/X", "/Kids"), JavaScript=_loop(pdf, "/X", "/Kids"))),
    "structure-loop": _root("/StructTreeRoot", lambda pdf: _loop(pdf, "/StructTreeRoot", "/K")),
    "labels-broken": _root("/PageLabels", lambda _: Dictionary(Nums=Array([-1, 5, String("x")]))),
    "layers-broken": _root("/OCProperties", lambda pdf: Dictionary(OCGs=Array([1, String("x")]), D=_loop(pdf, "/OCG", "/Order"))),
    "language-broken": _root("/Lang", lambda _: 5),
    "metadata-noise": _root("/Metadata", lambda pdf: _stream(pdf, b"<?xml" + _NOISE, Type=Name.Metadata, Subtype=Name.XML)),
    "script": _root("/OpenAction", lambda _: Dictionary(S=Name.JavaScript, JS=String("app.alert('x')"))),
    "launch": _root("/OpenAction", lambda _: Dictionary(S=Name.Launch, F=String("/bin/sh"))),
    "title-long": lambda pdf: pdf.docinfo.__setitem__("/Title", String("决算" * 500_000)),
    "title-control": lambda pdf: pdf.docinfo.__setitem__("/Title", String("a\n\x1b[31m\u202eb")),
    "notes-100000": _page("/Annots", lambda pdf: Array([pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]))) for _ in range(50_000)]), 50),
    "notes-odd": _page("/Annots", lambda pdf: Array([1, None, String("x"), pdf.make_indirect(Dictionary(Subtype=Name.Widget)), Dictionary(Type=Name.Annot)])),
    "fields-loop": _root("/AcroForm", lambda pdf: Dictionary(Fields=Array([_loop(pdf, "/X", "/Kids", {"/T": String("a"), "/FT": Name.Tx})]))),
    "fields-xfa": _root("/AcroForm", lambda pdf: Dictionary(Fields=Array([]), XFA=_stream(pdf, b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template/>"))),
    "signature-broken": _root("/AcroForm", lambda pdf: Dictionary(SigFlags=3, Fields=Array([pdf.make_indirect(Dictionary(FT=Name.Sig, T=String("s"), V=Dictionary(Type=Name.Sig, ByteRange=Array([0, -1, 1]), Contents=String("x"))))]))),
}  # fmt: skip
"""One thing of a good report's structure."""


@cache
def _drawn() -> dict[str, bytes]:
    """Operators behind those of a page with a form."""
    return {
        "saves": b"q " * 300_000,
        "restores": b"Q " * 300_000,
        "numbers": b"1 " * 1_000_000 + b"m",
        "huge-numbers": b"99999999999999999999999999 1e999 -99999999999999999999 0.00000000001 re f " * 500,
        "no-space": b"q 0 0 0 0 0 0 cm BT /F1 9 Tf (1.00) Tj ET Q",
        "far-space": b"q 1e20 0 0 1e20 1e20 1e20 cm BT /F1 1e20 Tf 1e20 1e20 Td (1.00) Tj ET Q",
        "no-font": b"BT /None 12 Tf 100 100 Td (1234.56) Tj ET BT (1234.56) Tj ET",
        "no-object": b"/None Do /None gs /None sh /None cs /None scn",
        "unfinished-text": b"BT /F1 9 Tf (1.00 \\( ",
        "unfinished-list": b"[" * 100_000,
        "unfinished-words": b"<<" * 50_000,
        "inline-picture": b"BI /W 100000 /H 100000 /BPC 8 /CS /RGB ID " + _NOISE + b" EI",
        "inline-endless": b"BI /W 9 /H 9 ID " + _NOISE,
        "grid-of-rules": b"".join(b"%d 0 m %d 800 l S 0 %d m 600 %d l S " % (x, x, x, x) for x in range(0, 600, 2)) * 4,
        "rects-100000": b"".join(b"%d %d 3 3 re S " % (n % 590, n // 590 * 4) for n in range(100_000)),
        "lines-askew-50000": b"".join(b"%d %d m %d %d l S " % (n % 590, n % 800, n % 77, n % 91) for n in range(50_000)),
        "curves-30000": b"".join(b"%d 9 m %d 9 9 %d 70 70 c S " % (n % 590, n % 800, n % 77) for n in range(30_000)),
        "fills-over-all-2000": b"1 g 0 0 600 850 re f " * 2000,
        "glyphs-on-one-place": b"BT /F1 9 Tf 1 0 0 1 100 100 Tm " + b"(1) Tj 1 0 0 1 100 100 Tm " * 60_000 + b"ET",
        "glyphs-askew": b"BT /F1 9 Tf " + b"".join(b".7 .7 -.7 .7 %d %d Tm (1.00) Tj " % (n % 500, n % 800) for n in range(4000)) + b"ET",
        "glyphs-tiny": b"BT /F1 .01 Tf " + b"".join(b"1 0 0 1 %d %d Tm (1.00) Tj " % (n % 500, n % 800) for n in range(20_000)) + b"ET",
        "glyphs-giant": b"BT /F1 4000 Tf 1 0 0 1 -900 -900 Tm (1.00) Tj ET",
        "clips-5000": b"0 0 500 500 re W n " * 5000,
        "dashes": b"[" + b"0 " * 30_000 + b"] 0 d 0 0 m 500 500 l S [0 0] 0 d 0 0 m 9 9 l S [-1] 0 d 0 9 m 9 9 l S",
        "white-text": b"BT 1 g /F1 9 Tf 1 0 0 1 60 60 Tm (9999.99) Tj ET",
        "marked-90000": b"/P <</MCID 0>> BDC " * 90_000,
    }  # fmt: skip


_ALONE: dict[str, Change] = {
    "words": lambda _: None,
    "blank": _page("/Contents", lambda pdf: _stream(pdf, b"")),
    "portfolio": lambda pdf: (pdf.Root.__setitem__("/Collection", Dictionary(View=Name.D)), pdf.attachments.__setitem__("a.pdf", good(2))),
    "attachment-bomb": lambda pdf: pdf.attachments.__setitem__("a.bin", bytes(100 * 2**20)),
    "attachment-name": lambda pdf: pdf.attachments.__setitem__("../../\n::error::\u202e.exe", b"x"),
    "xfa": _root("/AcroForm", lambda pdf: Dictionary(Fields=Array([]), XFA=_stream(pdf, b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>"))),
    "box-huge": _box(0, 0, 2_000_000, 2_000_000),
    "rules": _page("/Contents", lambda pdf: _stream(pdf, _drawn()["grid-of-rules"])),
    "rules-300000": _page("/Contents", lambda pdf: _stream(pdf, _drawn()["rects-100000"] * 3)),
    "picture": _page("/Contents", lambda pdf: _stream(pdf, b"q 595 0 0 842 0 0 cm BI /W 2 /H 2 /BPC 8 /CS /G ID \x00\xff\x00\xff EI Q")),
    "numbers-without-rules": _page("/Contents", lambda pdf: _stream(pdf, b"BT /F1 9 Tf " + b"".join(b"1 0 0 1 %d %d Tm (%d.00) Tj " % (60 + x * 80, y, x * y) for x in range(6) for y in range(60, 700, 12)) + b"ET")),
    "glyphs-200000": _page("/Contents", lambda pdf: _stream(pdf, b"BT /F1 4 Tf " + b"".join(b"1 0 0 1 %d %d Tm (12.50) Tj " % (n % 590, n * 7 % 800) for n in range(40_000)) + b"ET")),
}  # fmt: skip
"""A document of one page."""

_LOCKS = {
    "r6": Encryption(user="geheim", owner="geheim", R=6),
    "r4": Encryption(user="geheim", owner="geheim", R=4, aes=True),
    "r3": Encryption(user="geheim", owner="geheim", R=3, aes=False, metadata=False),
    "owner-only": Encryption(user="", owner="geheim", R=6, allow=Permissions(extract=False)),
}
