"""Any table shape and any text gives a plan draft or a Russian refusal."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.errors import DocumentUnreadable
from documents.interpreting.interpret import interpret
from documents.reading.source import Block, Cell, DocumentFormat, Paragraph, Place, Row, SourceDocument, Table
from tests.unit.documents.interpreting.source_samples import HEADINGS

_USUAL = st.sampled_from(
    [
        *HEADINGS, "", "—", "1", "2.", "1.1", "IV", "Сентябрь", "Март 2021", "до 15", "с 1 по 5 мая", "ежемесячно",
        "Итого", "Иванов И.И.", "Наземкина", "Е.А.", "и учителями", "Директор ____ И.И. Иванов", "* сноска",
        "УТВЕРЖДАЮ", "план", "факт", "начало", "окончание", "ОО № 5, 6, 7", "100%", "не менее 7", "2021", "+",
        "I квартал", "Месяц", "Место", "План работы на 2021 год", "Раздел I. Организация", "Сроки, ответственные",
        "не менее 99999999999", "до 31.02.2021", "0000",
    ]
)  # fmt: skip
_TEXTS = st.one_of(_USUAL, _USUAL, st.text(max_size=30), st.text("№.1aа \n\t-—́\u200b\x07", max_size=12))
_VALUES = st.one_of(
    st.none(), st.none(), st.none(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.just(1.1)
)


@st.composite
def _rows(draw: st.DrawFn) -> Row:
    cells = []
    column = draw(st.integers(0, 2))
    for _ in range(draw(st.integers(0, 7))):
        span = draw(st.sampled_from([1, 1, 1, 1, 2, 6]))
        cells.append(
            Cell(
                draw(_TEXTS),
                column,
                Place(row=1),
                span=span,
                value=draw(_VALUES),
                is_month=draw(st.booleans()),
                continues=draw(st.sampled_from([False, False, True])),
            )
        )
        column += span + draw(st.sampled_from([0, 0, 0, 1]))
    return Row(tuple(cells), Place(page=draw(st.sampled_from([None, 1, 2])), row=1))


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    rows = draw(st.lists(_rows(), max_size=8))
    if draw(st.booleans()):
        roles = draw(st.permutations(HEADINGS))
        rows.insert(0, Row(tuple(Cell(text, at, Place()) for at, text in enumerate(roles)), Place()))
    width = max((cell.column + cell.span for row in rows for cell in row.cells), default=0)
    return Table(tuple(rows), width + draw(st.sampled_from([0, 0, 1])), Place(table=1))


_BLOCKS: st.SearchStrategy[Block] = st.one_of(_tables(), st.builds(Paragraph, _TEXTS, st.just(Place(line=1))))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_BLOCKS, max_size=5), st.sampled_from(DocumentFormat))
def test_any_document_gives_a_draft_or_a_refusal(blocks: list[Block], kind: DocumentFormat) -> None:
    try:
        draft = interpret(SourceDocument(kind, "план 2021.txt", tuple(blocks)))
    except DocumentUnreadable as error:
        refusal = str(error)
    else:
        refusal = "Прочитано."
        assert len(draft.items) > 0
    assert re.fullmatch(r"[^\n]*[а-яё][^\n]*\.", refusal)
