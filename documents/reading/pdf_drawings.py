"""The straight lines of a PDF page, whichever way its maker drew them, and how much of it pictures cover."""

import ctypes
import itertools
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from documents.reading.pdf_page import Edge, Frame, Lines, PageContent

# A line of a table is drawn as a line or as a filled area that is as thin as a line.
_THIN: Final = 3.5
_STRAIGHT: Final = 0.5
_MAX_DRAWINGS: Final = 20_000
_MAX_SEGMENTS: Final = 50_000
_MAX_DEPTH: Final = 8
_Point = tuple[float, float]
_Box = tuple[float, float, float, float]


class _Matrix(NamedTuple):
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def of(self, point: _Point) -> _Point:
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, outer: "_Matrix") -> "_Matrix":
        a, b = self.a * outer.a + self.b * outer.c, self.a * outer.b + self.b * outer.d
        c, d = self.c * outer.a + self.d * outer.c, self.c * outer.b + self.d * outer.d
        return _Matrix(a, b, c, d, *outer.of((self.e, self.f)))


class DrawingReader:
    """Reads the drawings of one page into its content."""

    def __init__(self, content: PageContent, frame: Frame) -> None:
        self._content = content
        self._frame = frame
        self._left_drawings = _MAX_DRAWINGS
        self._left_segments = _MAX_SEGMENTS
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._bounds = tuple(ctypes.c_float() for _ in range(4))

    def read(self, page: Any) -> None:
        """Add the lines of an open page and the share of it that pictures cover."""
        self._add(pdfium.FPDFPage_GetObject, page, pdfium.FPDFPage_CountObjects(page), _Matrix(), 0)

    def _add(self, get: Any, holder: Any, count: int, outer: _Matrix, depth: int) -> None:
        for index in range(count):
            if self._left_drawings <= 0 or self._left_segments <= 0:
                return
            drawing = get(holder, index)
            match pdfium.FPDFPageObj_GetType(drawing):
                case pdfium.FPDF_PAGEOBJ_PATH:
                    self._left_drawings -= 1
                    self._add_path(drawing, outer)
                case pdfium.FPDF_PAGEOBJ_IMAGE:
                    self._add_picture(drawing, outer)
                case pdfium.FPDF_PAGEOBJ_FORM if depth < _MAX_DEPTH:
                    inner = _matrix(drawing).then(outer)
                    number = pdfium.FPDFFormObj_CountObjects(drawing)
                    self._add(pdfium.FPDFFormObj_GetObject, drawing, number, inner, depth + 1)

    def _box(self, drawing: Any, outer: _Matrix) -> _Box | None:
        if not pdfium.FPDFPageObj_GetBounds(drawing, *self._bounds):
            return None
        left, bottom, right, top = (side.value for side in self._bounds)
        (ax, ay), (bx, by) = outer.of((left, bottom)), outer.of((right, top))
        return self._frame.box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    def _add_picture(self, drawing: Any, outer: _Matrix) -> None:
        box = self._box(drawing, outer)
        area = self._frame.width * self._frame.height
        if box is None or area <= 0:
            return
        width = max(0.0, min(box[2], self._frame.width) - max(box[0], 0.0))
        height = max(0.0, min(box[3], self._frame.height) - max(box[1], 0.0))
        self._content.image_share += width * height / area

    def _add_path(self, drawing: Any, outer: _Matrix) -> None:
        pdfium.FPDFPath_GetDrawMode(drawing, self._fill, self._stroke)
        if not self._fill.value and not self._stroke.value:
            return
        box = self._box(drawing, outer)
        # Most lines are drawn one by one, and their bounds say enough.
        if box is not None and min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            _add_box(self._content, box)
            return
        for points in self._figures(drawing, _matrix(drawing).then(outer)):
            xs, ys = [x for x, _ in points], [y for _, y in points]
            whole = min(xs), min(ys), max(xs), max(ys)
            if self._stroke.value and min(whole[2] - whole[0], whole[3] - whole[1]) > _THIN:
                _add_sides(self._content.ruled, points)
            else:
                _add_box(self._content, whole)

    def _figures(self, drawing: Any, matrix: _Matrix) -> Iterator[list[_Point]]:
        """The corners of each part of a path, closed ones with their first corner again at the end."""
        points: list[_Point] = []
        for index in range(pdfium.FPDFPath_CountSegments(drawing)):
            self._left_segments -= 1
            if self._left_segments <= 0:
                return
            segment = pdfium.FPDFPath_GetPathSegment(drawing, index)
            pdfium.FPDFPathSegment_GetPoint(segment, self._x, self._y)
            if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
                if len(points) > 1:
                    yield points
                points = []
            points.append(self._frame.point(*matrix.of((self._x.value, self._y.value))))
            if pdfium.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        if len(points) > 1:
            yield points


def _matrix(drawing: Any) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(drawing, matrix):
        return _Matrix()
    return _Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _add_sides(lines: Lines, points: list[_Point]) -> None:
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if abs(y1 - y0) <= _STRAIGHT < abs(x1 - x0):
            lines.horizontal.append(Edge((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) <= _STRAIGHT < abs(y1 - y0):
            lines.vertical.append(Edge((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def _add_box(content: PageContent, box: _Box) -> None:
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    if height <= _THIN and width > height:
        content.ruled.horizontal.append(Edge((y0 + y1) / 2, x0, x1))
    elif width <= _THIN and height > width:
        content.ruled.vertical.append(Edge((x0 + x1) / 2, y0, y1))
    elif min(width, height) > _THIN:
        content.faint.horizontal += [Edge(y0, x0, x1), Edge(y1, x0, x1)]
        content.faint.vertical += [Edge(x0, y0, y1), Edge(x1, y0, y1)]
