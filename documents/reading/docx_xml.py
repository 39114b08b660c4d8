"""WordprocessingML's elements, and how to walk them so that only the current, accepted content is met.

Source: ECMA-376 part 1, 17 (WordprocessingML) and part 3 (markup compatibility).
"""

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_OFF = frozenset({"0", "false", "off", "none"})
MAX_TWIPS = 1_000_000


def w(name: str) -> str:
    """The full name of an element or attribute of WordprocessingML."""
    return _W + name


TEXTS = frozenset({w("t"), f"{_M}t"})
PARAGRAPH = w("p")
TABLE = w("tbl")
BLOCKS = frozenset({PARAGRAPH, TABLE})
ROW = w("tr")
ROWS = frozenset({ROW})
CELLS = frozenset({w("tc")})
RUNS = frozenset({w("r"), f"{_M}r"})
TEXT_BOXES = frozenset({w("txbxContent")})
_VAL = w("val")

# Tracked deletions, and properties, which may hold earlier properties and content of their own.
_SKIPPED = frozenset(
    w(name)
    for name in (
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "delInstrText",
        "pPr",
        "rPr",
        "tblPr",
        "tblPrEx",
        "trPr",
        "tcPr",
        "sdtPr",
        "sdtEndPr",
        "smartTagPr",
        "customXmlPr",
        "rt",
    )
)
# What of a text's look says nothing about the text; most of a large document is that.
_LOOK = tuple(
    w(name)
    for name in (
        *("b", "bCs", "i", "iCs", "u", "sz", "szCs", "rFonts", "color", "highlight", "shd", "kern", "spacing", "lang"),
        *("noProof", "position", "bdr", "pBdr", "widowControl", "keepNext", "keepLines", "contextualSpacing"),
        *("suppressAutoHyphens", "snapToGrid", "autoSpaceDE", "autoSpaceDN", "adjustRightInd", "outlineLvl"),
        *("tcBorders", "tcMar", "vAlign", "noWrap", "hideMark", "trHeight", "cantSplit", "tblHeader", "tblBorders"),
        *("tblLook", "tblCellMar", "tblLayout", "tblInd", "cnfStyle", "proofErr", "bookmarkStart", "bookmarkEnd"),
        *("pPrChange", "rPrChange", "tcPrChange", "trPrChange", "tblPrChange", "tblPrExChange", "tblGridChange"),
    )
)
# Where a line begins tells nothing inside a cell. A table that is a mere frame has another table in it.
_LAYOUT = (w("jc"), w("ind"), w("tabs"), w("framePr"))


def without_look(element: _Element) -> None:
    """Drop what is not needed of a row, or of a paragraph in none: a tree is a fourth as large without it."""
    parent = element.getparent()
    if parent is None or parent.tag not in CELLS:
        is_plain_row = element.tag == ROW and next(element.iter(TABLE), None) is None
        etree.strip_elements(element, *_LOOK, *(_LAYOUT if is_plain_row else ()), with_tail=False)


def parts(parent: _Element, wanted: frozenset[str]) -> Iterator[_Element]:
    """The wanted elements below `parent` in order, the outermost of each branch.

    Wrappers (content controls, insertions, links, smart tags, …) are looked through, deletions are not, and of
    alternative forms of one thing the first that has text is taken.
    """
    open_wrappers = [iter(parent)]
    while open_wrappers:
        for child in open_wrappers[-1]:
            if child.tag in wanted:
                yield child
            elif child.tag not in _SKIPPED and len(child):
                inside = _alternative(child) if child.tag == _ALTERNATIVES else child
                open_wrappers.append(iter(inside))
                break
        else:
            open_wrappers.pop()


def _alternative(element: _Element) -> _Element:
    return next((form for form in element if next(form.iter(*TEXTS), None) is not None), element[0])


def is_on(properties: _Element | None, name: str) -> bool | None:
    """Whether a switch like w:vanish is on; None where the properties do not say."""
    switch = properties.find(w(name)) if properties is not None else None
    return None if switch is None else switch.get(_VAL, "1").lower() not in _OFF


def value_of(properties: _Element | None, name: str) -> str | None:
    """The w:val of a property, None where it is absent."""
    found = properties.find(w(name)) if properties is not None else None
    return None if found is None else found.get(_VAL)


def whole(text: str | None, *, low: int = 0, high: int = MAX_TWIPS) -> int | None:
    """A whole number between the bounds, whatever the attribute says; None where it is no number."""
    try:
        return max(low, min(high, int(float(text or ""))))
    except (ValueError, OverflowError):
        return None


def attribute(element: _Element | None, *names: str, low: int = 0, high: int = MAX_TWIPS) -> int | None:
    """The first of the named attributes that is a number, within the bounds."""
    for name in names if element is not None else ():
        found = whole(element.get(w(name)), low=low, high=high) if element is not None else None
        if found is not None:
            return found
    return None
