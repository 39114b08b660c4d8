"""Who agreed to the plan and who approved it, wherever on the page their blocks stand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from config.plan_draft import SignatureBlock
from documents.interpreting.broken_words import Vocabulary
from documents.interpreting.plan_title_words import begins_title
from documents.interpreting.signature_block_lines import Line, Piece, lines_of_block, texts_of
from documents.interpreting.signature_block_marks import Mark, MarkedLine, read_mark
from documents.interpreting.signature_block_text import BlockText, is_date_or_order, read_block_text
from documents.interpreting.unit_grammar import is_singular_post
from documents.reading.source import Block

_MOST_LINES = 16
_MOST_SIGNS = 900


@dataclass(frozen=True, slots=True)
class SignatureBlocks:
    """The first named block of each kind, the blocks of the document that they fill, and the years found in them."""

    agreed_by: SignatureBlock | None
    approved_by: SignatureBlock | None
    used: frozenset[int]
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SignatureScan:
    """Every block found, and the lines of the document (block index, line in it) that belong to one."""

    found: tuple[tuple[Mark, BlockText], ...]
    claimed: frozenset[tuple[int, int]]


@dataclass(slots=True)
class _Open:
    """A block whose lines are still coming.

    `column` is where its mark stands on the line, `has_neighbour` says that other text, no mark, stands beside it.
    """

    mark: Mark
    column: int
    vocabulary: Vocabulary
    lines: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    has_neighbour: bool = False
    is_closed: bool = False

    @property
    def read(self) -> BlockText:
        return read_block_text(self.vocabulary.mend("\n".join(self.lines)))

    def accepts(self, text: str) -> bool:
        """Whether the line goes on with the block; a block that refuses a line is closed."""
        if self.is_closed:
            return False
        is_full = len(self.lines) >= _MOST_LINES or sum(map(len, self.lines)) > _MOST_SIGNS
        if is_full or begins_title(text) or not self._expects(text):
            self.is_closed = True
        return not self.is_closed

    def _expects(self, text: str) -> bool:
        if is_date_or_order(text):
            return True
        read = self.read
        if read.name is not None:
            return read.position is None and (text[:1].islower() or is_singular_post(text))
        if self.mark is Mark.OTHER:
            return not read.years
        return True

    def own_places(self) -> list[tuple[int, int]]:
        """The lines that are surely the block's: without a name, those down to the last date or order."""
        if self.read.name is not None:
            return self.places
        last = max((at for at in range(len(self.lines)) if at == 0 or is_date_or_order(self.lines[at])), default=0)
        if self.mark is Mark.OTHER and not self.read.has_order_or_date:
            last = 0
        return self.places[: last + 1]


def read_signature_blocks(blocks: Sequence[Block]) -> SignatureBlocks:
    """The signature blocks of the document. «Приложение к приказу …», «Рассмотрено», «Принято» give years alone."""
    scan = scan_signatures(blocks)
    signed = {
        mark: next((text.signature for found, text in scan.found if found is mark and text.name is not None), None)
        for mark in Mark
    }
    ordered = sorted(scan.found, key=lambda found: (Mark.APPROVED, Mark.AGREED, Mark.OTHER).index(found[0]))
    years = dict.fromkeys(year for _, text in ordered for year in text.years)
    return SignatureBlocks(signed[Mark.AGREED], signed[Mark.APPROVED], _used(blocks, scan.claimed), tuple(years))


def scan_signatures(blocks: Sequence[Block]) -> SignatureScan:
    """All blocks in reading order, named or not, with the lines that they fill."""
    search = _Search(Vocabulary(texts_of(blocks)))
    for at, block in enumerate(blocks):
        search.read(at, lines_of_block(block))
    return search.result()


def _used(blocks: Sequence[Block], claimed: Iterable[tuple[int, int]]) -> frozenset[int]:
    taken: dict[int, set[int]] = {}
    for at, line in claimed:
        taken.setdefault(at, set()).add(line)
    return frozenset(
        at for at, lines in taken.items() if all(line.at in lines for line in lines_of_block(blocks[at]) if line.pieces)
    )


class _Search:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._all: list[_Open] = []
        self._open: list[_Open] = []

    def read(self, block_at: int, lines: Iterable[Line]) -> None:
        for line in lines:
            if line.ends_blocks:
                self._open = []
                continue
            marks = [(piece, read_mark(piece.text)) for piece in line.pieces]
            if not self._open and not any(mark for _, mark in marks):
                continue
            has_neighbour = any(mark is None for _, mark in marks)
            for order, (piece, mark) in enumerate(marks):
                if mark is not None and (mark.is_alone or not line.is_in_a_plan):
                    self._begin(mark, piece, (block_at, line.at), has_neighbour=has_neighbour)
                else:
                    self._go_on(piece, order, line, (block_at, line.at))

    def _begin(self, mark: MarkedLine, piece: Piece, place: tuple[int, int], *, has_neighbour: bool) -> None:
        self._open = [
            block
            for block in self._open
            if not block.is_closed
            and block.column != piece.column
            and (block.places[-1] == place or not block.read.name)
        ]
        block = _Open(mark.mark, piece.column, self._vocabulary, [mark.rest], [place], has_neighbour)
        self._open.append(block)
        self._all.append(block)

    def _go_on(self, piece: Piece, order: int, line: Line, place: tuple[int, int]) -> None:
        for block in self._candidates(piece, order, line):
            if block.accepts(piece.text):
                block.lines.append(piece.text)
                block.places.append(place)
                return
        if len(line.pieces) == 1 and begins_title(piece.text):
            self._open = []

    def _candidates(self, piece: Piece, order: int, line: Line) -> Iterator[_Open]:
        """The blocks that a piece may belong to: the one that stands over it, then for a line of its own the others."""
        blocks = sorted((block for block in self._open if not block.is_closed), key=lambda block: block.column)
        if not blocks:
            return
        is_alone = len(line.pieces) == 1
        over = [block for block in blocks if block.column <= piece.column]
        if len(line.pieces) > len(blocks) > 1 and not line.is_grid:
            mine = blocks[order * len(blocks) // len(line.pieces)]
        elif over:
            mine = over[-1]
        elif is_alone and not blocks[0].has_neighbour:
            mine = blocks[0]
        else:
            return
        yield mine
        if is_alone and not line.is_grid:
            yield from (block for block in reversed(blocks) if block is not mine)

    def result(self) -> SignatureScan:
        claimed = {place for block in self._all for place in block.own_places()}
        return SignatureScan(tuple((block.mark, block.read) for block in self._all), frozenset(claimed))
