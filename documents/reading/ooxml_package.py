"""The parts of an Office document: a ZIP of XML files, read so that nothing in it can reach out or swell.

Source: ECMA-376 part 2 (Open Packaging Conventions).
"""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lxml import etree
from lxml.etree import _Element

from config.errors import DocumentUnreadable

# A tree takes several times its text, so this keeps the largest within the memory that a reader has.
MAX_TREE = 64 * 1024 * 1024
# A stream is never held as a whole; more than this is no plan.
MAX_STREAM = 512 * 1024 * 1024
TOO_BIG = "Документ слишком велик: оставьте в файле только план и загрузите его ещё раз."
_CHUNK = 64 * 1024
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # OPC 7.3.4 knows no others
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# What zipfile raises for an archive that lies about itself: beside its own errors, those of the modules under it.
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    RuntimeError,
)
_XML_FAULTS = (etree.LxmlError, ValueError, LookupError)
# ISO/IEC 29500 Strict names the same things by other addresses.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    ),
)


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part refers to: the last word of the relation's type, and the name of the other part."""

    kind: str
    target: str


class OoxmlPackage:
    """An open package. A part that is broken, too big or declares a DTD raises `DocumentUnreadable`."""

    def __init__(self, archive: zipfile.ZipFile, program: str) -> None:
        self._archive = archive
        self._names = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in archive.infolist()}
        self._program = program

    def has(self, name: str) -> bool:
        """Names of parts are equal without regard to case (OPC 6.2.2.3)."""
        return name.lower() in self._names

    def size_of(self, name: str) -> int:
        """How many bytes the package says that the part has; 0 for one that is not there."""
        info = self._names.get(name.lower())
        return info.file_size if info is not None else 0

    def stream(self, name: str) -> "PartStream":
        """The part's bytes."""
        info = self._names.get(name.lower())
        if info is None or info.compress_type not in _COMPRESSIONS:
            raise self.broken()
        try:
            return PartStream(self._archive.open(info), self)
        except _ZIP_FAULTS as fault:
            raise self.broken() from fault

    def tree(
        self, name: str, *, tags: Sequence[str] = (), slim: Callable[[_Element], None] | None = None
    ) -> _Element | None:
        """The root of a part, None where the package has no such part.

        `slim` is called with each element of these tags as soon as it is read, to drop what is not needed of it.
        """
        if not self.has(name):
            return None
        parser = _parser(*tags or (_RELATION,))
        stream = self.stream(name)
        try:
            while chunk := stream.read():
                if stream.size > MAX_TREE:
                    raise self.too_big()
                parser.feed(chunk)
                for _, element in parser.read_events():
                    if slim is not None and isinstance(element, _Element):
                        slim(element)
            root = parser.close()
        except _XML_FAULTS as fault:
            raise self.broken() from fault
        self._refuse_dtd(root)
        return root

    def elements(self, stream: "PartStream", tags: tuple[str, ...]) -> Iterator[_Element]:
        """The elements of these tags in document order, each emptied before the next: memory stays flat."""
        parser = _parser(*tags)
        try:
            while chunk := stream.read():
                parser.feed(chunk)
                yield from self._finished(parser)
            parser.close()
        except _XML_FAULTS as fault:
            raise self.broken() from fault

    def _finished(self, parser: "etree.XMLPullParser[_Element]") -> Iterator[_Element]:
        for _, element in parser.read_events():
            if not isinstance(element, _Element):
                continue
            self._refuse_dtd(element)
            yield element
            element.clear()
            parent = element.getparent()
            if parent is not None:
                while parent[0] is not element:
                    del parent[0]

    def relations(self, part: str) -> dict[str, Relation]:
        """What the part refers to inside the package, by id; what lies outside of it is left out."""
        folder, name = posixpath.split(part)
        root = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relation] = {}
        for relation in root.iter(_RELATION) if root is not None else ():
            target = relation.get("Target", "").replace("\\", "/")
            if not target or relation.get("TargetMode") == "External":
                continue
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            full = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[relation.get("Id", "")] = Relation(kind, full)
        return found

    def main_part(self, usual: str) -> str:
        """The name of the document's first part; `usual` where the package does not say."""
        stated = (each.target for each in self.relations("").values() if each.kind == "officeDocument")
        return next((name for name in stated if self.has(name)), usual)

    def broken(self) -> DocumentUnreadable:
        """The refusal of a file that the program itself would have to repair."""
        return DocumentUnreadable(
            f"Файл повреждён или устроен необычно: откройте его в {self._program}, сохраните заново и загрузите снова."
        )

    def too_big(self) -> DocumentUnreadable:
        """The refusal of a file that no plan needs to be."""
        return DocumentUnreadable(TOO_BIG)

    def _refuse_dtd(self, element: _Element) -> None:
        # Office documents declare no types (ECMA-376 part 2, 6.2.5); one that does wants to smuggle entities in.
        if element.getroottree().docinfo.internalDTD is not None:
            raise self.broken()


class PartStream:
    """The bytes of one part in chunks, with the Strict namespaces already put into the usual ones.

    `size` is how many were read, `last` the latest chunk.
    """

    def __init__(self, raw: IO[bytes], package: OoxmlPackage) -> None:
        self._raw = raw
        self._package = package
        self.size = 0
        self.last = b""

    def read(self) -> bytes:
        """The next chunk, empty at the end."""
        try:
            chunk = self._raw.read(_CHUNK)
        except _ZIP_FAULTS as fault:
            raise self._package.broken() from fault
        if not self.size:
            # Namespaces and a DTD stand before or in the root element. A zero byte is every other one of UTF-16.
            if b"<!DOCTYPE" in chunk.replace(b"\0", b""):
                raise self._package.broken()
            for strict, usual in _STRICT:
                chunk = chunk.replace(strict, usual)
        self.size += len(chunk)
        if self.size > MAX_STREAM:
            raise self._package.too_big()
        self.last = chunk
        return chunk


def _parser(*tags: str) -> "etree.XMLPullParser[_Element]":
    return etree.XMLPullParser(
        events=("end",),
        tag=tags,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
    )


@contextmanager
def open_package(path: Path, program: str) -> Iterator[OoxmlPackage]:
    """Open the document that `program` ("Word") makes. Raises `DocumentUnreadable` for what is no package."""
    try:
        archive = zipfile.ZipFile(path)
    except _ZIP_FAULTS as fault:
        raise DocumentUnreadable(
            f"Файл повреждён или не является документом {program}: сохраните его заново и загрузите ещё раз."
        ) from fault
    with archive:
        yield OoxmlPackage(archive, program)
