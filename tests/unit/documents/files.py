"""Small files of every kind that the evidence store meets."""

import io
import struct
import zipfile

PDF_BYTES = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG_BYTES = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17)
JPEG_BYTES = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(20)
CONTENT_TYPES = "[Content_Types].xml"


def archive(files: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return buffer.getvalue()


def docx(**more: bytes) -> bytes:
    return archive({CONTENT_TYPES: b"<Types/>", "word/document.xml": b"<w/>", **more})


def xlsx() -> bytes:
    return archive({CONTENT_TYPES: b"<Types/>", "xl/workbook.xml": b"<w/>"})


def open_document(kind: str) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        zipped.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        zipped.writestr("content.xml", b"<office/>", zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def declaring(unpacked: int, *, entries: int = 1, flags: int = 0) -> bytes:
    """An archive of a few bytes whose directory declares entries of `unpacked` bytes each."""
    body = b"PK\x03\x04" + bytes(26)
    entry = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, flags, 8, 0, 0, 0, 9, unpacked, 1, 0, 0, 0, 0, 0, 0) + b"a"
    )
    directory = entry * entries
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, entries, entries, len(directory), len(body), 0)
    return body + directory + end
