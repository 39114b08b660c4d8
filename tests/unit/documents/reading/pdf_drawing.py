"""PDF files drawn stroke by stroke, as many programs draw tables. Every letter is half its size wide."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

A4 = (595, 842)
# Every two bytes are the character of that number.
_RANGES = "\n".join(f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in (0, 4, 0x20, 0x21))
_TO_UNICODE = f"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
4 beginbfrange {_RANGES} endbfrange
endcmap end end""".encode()


@dataclass
class Drawing:
    """A page. Places are in points from the page's lower left corner, as PDF has them."""

    size: tuple[float, float] = A4
    rotate: int = 0
    content: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, *, size: float = 10, matrix: str = "1 0 0 1", more: str = "") -> None:
        """A line of text that begins at a point."""
        self.content.append(f"BT {more} /F {size} Tf {matrix} {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A line drawn with a pen."""
        self.content.append(f"0.5 w {x0} {y0} m {x1} {y1} l S")

    def bar(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A line drawn as a thin filled rectangle."""
        self.content.append(f"{x0 - 0.25} {y0 - 0.25} {x1 - x0 + 0.5} {y1 - y0 + 0.5} re f")

    def box(self, x: float, y: float, width: float, height: float, paint: str = "S") -> None:
        """A rectangle, stroked (S) or filled (f)."""
        self.content.append(f"{x} {y} {width} {height} re {paint}")

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """All lines of a table."""
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y in ys:
            self.line(xs[0], y, xs[-1], y)


def pdf(
    *pages: Drawing,
    trailer: str = "",
    resources: str = "",
    more: Iterable[bytes] = (),
    encrypt: Callable[[int, bytes], bytes] = lambda number, data: data,
) -> bytes:
    """A PDF of the pages. Objects 1 to 5 are the catalogue and the font, then two for each page, then `more`.

    `encrypt` changes the streams by the numbers of their objects.
    """
    descriptor = (
        b"<</Type/FontDescriptor/FontName/Test/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0/Ascent 800"
        b"/Descent -200/CapHeight 700/StemV 80>>"
    )
    letters = b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500/FontDescriptor " + descriptor
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type0/BaseFont/Test/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Test" + letters + b">>",
        stream(encrypt(5, _TO_UNICODE)),
    ]
    kids = []
    for page in pages:
        kids.append(f"{len(objects) + 1} 0 R")
        width, height = page.size
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Rotate {page.rotate}"
            f"/Resources<</Font<</F 3 0 R>>{resources}>>/Contents {len(objects) + 2} 0 R>>".encode()
        )
        objects.append(stream(encrypt(len(objects) + 1, "\n".join(page.content).encode())))
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    return file_of([*objects, *more], trailer)


def stream(data: bytes, entries: str = "") -> bytes:
    """A stream object as it stands in a file."""
    return f"<</Length {len(data)}{entries}>>\nstream\n".encode() + data + b"\nendstream"


def file_of(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A file of objects numbered from 1, of which the first is the catalogue."""
    body = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(body)
