"""A drawing of ECharts with the same picture in a third of the bytes: nothing that cannot be seen, no coordinate finer than
a tenth of a pixel, what neighbours have in common said once."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

_ELEMENT = re.compile(r"<(path|rect|text) ([^>]*)>([^<]*)</\1>|<[^>]*>")
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_NUMBER = re.compile(r"-?\d*\.\d+(?:e-?\d+)?")
_CIRCLE = "M1 0A1 1 0 1 1 1 -0.1A1 1 0 0 1 1 0"
_SCALED = re.compile(r"matrix\(([\d.]+),0,0,\1,([-\d.]+),([-\d.]+)\)")
_MOVED = re.compile(r"translate\(([-\d.e]+) ([-\d.e]+)\)")
_STRAIGHT = ((re.compile(r"l([-\d.]+) 0(?![\d.])"), r"h\1"), (re.compile(r"l0 ([-\d.]+)"), r"v\1"))
_UPRIGHT = re.compile(r"(?<=[ C])([-\d.]+) ([-\d.]+)L\1 (?=[-\d.])")
_ACROSS = re.compile(r"^M([-\d.]+) ([-\d.]+)L(?:(\1) ([-\d.]+)|([-\d.]+) (\2))$")
_DRAWN = re.compile(r'<path d="([^"]*)"')
_EMPTY = re.compile(r"<(g|clipPath|defs)(?: [^>]*)?></\1>")
_PATTERN = re.compile(r'<pattern [^>]*id="([^"]+)">(.*?)</pattern>')
_ROOT = re.compile(r' (?:xmlns:xlink|version|baseProfile)="[^"]*"')
_OWN = ("d", "x", "y", "cx", "cy", "r", "width", "height", "transform", "id")
"""What each shape has for itself; the rest is inherited from the group around it."""
_INHERITED = {
    "fill": "#000", "fill-opacity": "1", "stroke": "none", "stroke-width": "1", "stroke-opacity": "1",
    "stroke-linecap": "butt", "stroke-linejoin": "miter", "stroke-miterlimit": "4", "stroke-dasharray": "none",
    "paint-order": "normal", "text-anchor": "start", "font-size": "", "font-weight": "400",
}  # fmt: skip
"""What a shape has from the group around it, and what it is where nothing is said (of a size: nothing that we know)."""
_COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_HELD = frozenset("MLCHVZhv")
Attributes = dict[str, str]
Shape = tuple[str, Attributes, str]  # element, attributes, text
_BASELINE = 'dominant-baseline="central"'
"""Every text's: it stands in the style sheet, as not every browser inherits it."""


def slim(svg: str) -> str:
    """The drawing's bytes made fewer."""
    first, _, rest = svg.partition(">")
    central = svg.count("<text ") == svg.count(_BASELINE)
    for pattern in _PATTERN.finditer(rest):
        if set(_DRAWN.findall(pattern[2])) == {""}:  # of series without a decal where others may have one
            rest = rest.replace(f'fill="url(#{pattern[1]})"', 'fill="none"').replace(pattern[0], "")
    body = "".join(_joined(_shapes(rest, central=central)))
    while (less := _EMPTY.sub("", body)) != body:
        body = less
    return f"{_ROOT.sub('', first)}>{body}"


def _shapes(body: str, *, central: bool) -> Iterator[str | Shape]:
    """Shapes that can be seen, and what stands between them as it is."""
    for found in _ELEMENT.finditer(body):
        if found[1] is None:
            yield found[0]
        else:
            shape = _shape(found[1], dict(_ATTRIBUTE.findall(found[2])), found[3], central=central)
            if shape:
                yield shape


def _shape(name: str, own: Attributes, words: str, *, central: bool) -> Shape | None:
    if name == "text" and not words.strip():
        return None
    own.pop("pointer-events", None)
    if central:
        own.pop("dominant-baseline", None)
    if "  " not in words and words == words.strip():
        own.pop("xml:space", None)
    unfilled = own.get("fill") == "none" or own.get("fill-opacity") == "0"
    if name != "text" and unfilled and ("stroke" not in own or own.get("stroke-width") == "0"):
        return None
    for each in own.pop("style", "").split(";"):
        key, _, value = each.partition(":")
        if key and (key, value) != ("font-family", "inherit"):
            own[key] = value.removesuffix("px")
    if own.get("d") == _CIRCLE and (found := _SCALED.fullmatch(own.get("transform", ""))):
        own |= {"cx": found[2], "cy": found[3], "r": found[1]}
        if "stroke-width" in own or "stroke" in own:
            own["stroke-width"] = str(float(own.get("stroke-width", 1)) * float(found[1]))
        del own["d"], own["transform"]
        name = "circle"
    elif name == "text" and (found := _MOVED.fullmatch(own.get("transform", ""))):
        own |= {at: str(float(own.get(at, 0)) + float(by)) for at, by in (("x", found[1]), ("y", found[2]))}
        del own["transform"]
    own = {key: _NUMBER.sub(_tenth, value) for key, value in own.items() if key != "opacity" or value != "1"}
    if "d" in own:
        own["d"] = _relative(
            _straight(own["d"]).replace(" ", ",")
        )  # "1404 294 1404" would be taken for a mobile number
    return name, own, words


def _tenth(number: re.Match[str]) -> str:
    """With one decimal; below one with two: widths of lines and opacities."""
    value = float(number[0])
    return f"{round(value, 1 if abs(value) >= 1 else 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def _straight(path: str) -> str:
    for pattern, short in _STRAIGHT:
        path = pattern.sub(short, path)
    path = _UPRIGHT.sub(r"\1 \2V", path)
    return _ACROSS.sub(lambda at: f"M{at[1]} {at[2]}" + (f"V{at[4]}" if at[3] else f"H{at[5]}"), path)


def _relative(path: str) -> str:
    """Each step said from where the pen stands, where that is shorter: to the same places."""
    steps = _COMMAND.findall(path)
    if not {step for step, _ in steps} <= _HELD:
        return path
    pen, said = [0, 0], ""
    for step, words in steps:
        to = [round(float(each) * 100) for each in words.split(",") if each]
        axes = {"h": (0,), "v": (1,)}.get(step.lower(), (0, 1))
        if step == "M":
            start = to
        origin = [pen[axes[at % len(axes)]] for at in range(len(to))]
        way = to if step.islower() else [each - begin for each, begin in zip(to, origin, strict=True)]
        nearer = f"{step.lower()}{_steps(way)}"
        said += min(f"{step}{words}", nearer, key=len) if step not in "MZ" and not step.islower() else f"{step}{words}"
        for axis, each, begin in zip(axes, way[-len(axes) :], origin[-len(axes) :], strict=False):
            pen[axis] = begin + each
        pen = list(start) if step == "Z" else pen
    return said


def _steps(way: Iterable[int]) -> str:
    return ",".join(f"{each / 100 + 0.0:.2f}".rstrip("0").rstrip(".") for each in way)


def _joined(parts: Iterable[str | Shape]) -> Iterator[str]:
    """Neighbours that are moved alike, and among them those that are painted alike, stand in a group that says so once."""
    for moved, run in groupby(parts, lambda each: "" if isinstance(each, str) else each[1].get("transform", "")):
        members = list(run)
        if moved and len(members) > 1:
            for each in members:
                del each[1]["transform"]  # type: ignore[union-attr]
            yield f'<g transform="{moved}">{"".join(_alike(members))}</g>'
        else:
            yield from _alike(members)


def _alike(parts: Iterable[str | Shape]) -> Iterator[str]:
    for _, run in groupby(parts, lambda each: isinstance(each, str)):
        members = list(run)
        shapes = [each for each in members if not isinstance(each, str)]
        common = _common(shapes)
        for kind, own, _ in shapes:
            for name, value in common.items():
                if own.get(name, _INHERITED[name]) == value:
                    own.pop(name, None)
                elif _takes(kind, name):
                    own.setdefault(name, _INHERITED[name])
        text = "".join(_painted(members))
        yield f"<g{_said(common)}>{text}</g>" if common else text


def _common(shapes: Sequence[Shape]) -> Attributes:
    """What most of the shapes have alike, where fewer bytes say it once and otherwise where it is not so."""
    found, spared = {}, -len("<g></g>")
    for name in dict.fromkeys(name for _, own, _ in shapes for name in own if name in _INHERITED):
        told = [own.get(name, "") for kind, own, _ in shapes if _takes(kind, name)]
        value, times = Counter(filter(None, told)).most_common(1)[0]
        less = (times - 1) * len(f' {name}="{value}"') - told.count("") * len(f' {name}="{_INHERITED[name]}"')
        if less > 0 and (_INHERITED[name] or "" not in told):
            found[name], spared = value, spared + less
    return found if spared > 0 else {}


def _takes(kind: str, name: str) -> bool:
    return kind == "text" or not name.startswith(("text", "font"))


def _painted(parts: Iterable[str | Shape]) -> Iterator[str]:
    for shared, run in groupby(parts, lambda each: "" if isinstance(each, str) else _paint(each[1])):
        members = list(run)
        together = shared if len(members) > 1 else ""
        text = "".join(each if isinstance(each, str) else _written(each, shared and not together) for each in members)
        yield f"<g{together}>{text}</g>" if together else text


def _paint(own: Attributes) -> str:
    return _said({key: value for key, value in own.items() if key not in _OWN})


def _written(shape: Shape, alone: object) -> str:
    name, own, words = shape
    kept = own if alone else {key: value for key, value in own.items() if key in _OWN}
    return f"<{name}{_said(kept)}>{words}</{name}>" if words else f"<{name}{_said(kept)}/>"


def _said(own: Attributes) -> str:
    return "".join(f' {key}="{value}"' for key, value in own.items())
