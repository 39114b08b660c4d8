"""PDF files that are damaged, locked, without a plan, or made to harm."""

import zlib

from tests.integration.bad_documents.registry import COMPLEX, MEGABYTE, bad
from tests.unit.documents.reading.pdf_drawing import Drawing, file_of, pdf, stream


@bad("25 МБ", "план.pdf")
def hundred_megabytes() -> bytes:
    return pdf(Drawing()) + bytes(100 * MEGABYTE)


@bad("обрезан", "план.pdf")
def truncated_pdf() -> bytes:
    drawing = Drawing()
    drawing.grid((50, 80, 300), (600, 650, 700))
    whole = pdf(drawing)
    return whole[: len(whole) * 2 // 3]


@bad("паролем", "план.pdf")
def pdf_with_a_password() -> bytes:
    keys = f"/O<{'11' * 32}>/U<{'22' * 32}>"
    return pdf(Drawing(), trailer=f"/Encrypt<</Filter/Standard/V 1/R 2/P -4{keys}>>/ID[<{'33' * 16}><{'33' * 16}>]")


@bad("скан", "план.pdf")
def scan() -> bytes:
    picture = stream(
        bytes(10_000), "/Type/XObject/Subtype/Image/Width 100/Height 100/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, picture, stream(b"595 0 0 842 0 0 cm /I Do")])


@bad("PDF", "план.pdf")
def pages_in_a_circle() -> bytes:
    pages = b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>"
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", pages])


@bad(COMPLEX, "план.pdf")
def flate_bomb() -> bytes:
    packer = zlib.compressobj(1)
    once = b"".join([*(packer.compress(b" " * MEGABYTE) for _ in range(450)), packer.flush()])
    content = stream(zlib.compress(once, 9), "/Filter[/FlateDecode/FlateDecode]")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content])


@bad("PDF", "план.pdf")
def deep_arrays() -> bytes:
    depth = 500_000
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    content = stream(b"[" * depth + b"]" * depth + b" TJ")
    deep = b"[" * depth + b"]" * depth
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content, deep])


@bad("страниц", "план.pdf")
def million_objects() -> bytes:
    kids = b" ".join([b"3 0 R"] * 500_000)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    pages = b"<</Type/Pages/Kids[" + kids + b"]/Count 500000>>"
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", pages, page, *[b"null"] * 300_000])


@bad("PDF", "план.pdf")
def million_drawings() -> bytes:
    lines = b"0 0 m 500 0 l S 0 0 m 0 500 l S\n" * 500_000
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e30 1e30]/Contents 4 0 R>>"
    content = stream(zlib.compress(lines, 9), "/Filter/FlateDecode")
    return file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content])


@bad("таблиц", "план.pdf")
def pdf_without_a_table() -> bytes:
    drawing = Drawing()
    drawing.text(50, 700, "План работы на 2021 год")
    return pdf(drawing)
