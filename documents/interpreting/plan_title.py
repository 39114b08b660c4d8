"""The title of a plan: the lines before its table that begin as titles do, down to where they end."""

import re
from collections.abc import Iterator, Sequence

from config.line_text import to_line
from documents.interpreting.broken_words import Vocabulary
from documents.interpreting.plan_title_words import begins_title
from documents.interpreting.signature_block_lines import Line, lines_of_block, texts_of
from documents.interpreting.signature_block_marks import Mark, read_mark
from documents.interpreting.signature_blocks import scan_signatures
from documents.interpreting.unit_word_cases import is_oblique_adjective
from documents.reading.source import Block, Table

UNTITLED = "План работы"

_LONGEST_TITLE = 4000
_LONGEST_LINE = 1000
_MOST_LINES = 8
_MONTH = r"(?:январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь)"
_YEAR = re.compile(
    r"(?:19|20)\d\d(?:\s*[-–—/]\s*(?:(?:19|20)?\d\d))?\s*(?:-?[гй]+\.?\s*)?(?:уч(?:ебн\w*|\.)\s*)?(?:год|г\.|гг|уч)"
    r"|(?:19|20)\d\d\s*[-–—/]\s*(?:19|20)?\d\d|\bна\s+(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"(?:цел[ьи]|задач[аи]|раздел|глава|часть|этап|пояснительная|введение|исполнител|составител|ответственн|разработ"
    r"|куратор|основани|нормативн|приоритет|методическая\s+тема|тема|№|n\b|срок|период\s+реализ|председател|директор|начальник"
    r"|согласован|утвержд|принят|рассмотрен|приложение|страница|стр\.)(?![а-яё]*\s+(?:год))"
    rf"|(?:\d{{1,2}}|[IVXІХ]+)[.)]\s*\D|{_MONTH}\s*(?:(?:19|20)\d\d)?\s*(?:год|г\.?)?$",
    re.IGNORECASE,
)
_INTRODUCTION = re.compile(r"(?:В|Во|На|С|Для|По)\s+(?:соответстви|исполнени|цел|основани|рамках)")
_TOWN_OR_DATE = re.compile(
    r"(?:(?:г|с|п|пос|дер|д|ст|рп|пгт|аул)\.?\s?[А-ЯЁ][а-яё]+(?:[ -][А-ЯЁа-яё]+){0,3}"
    r",?\s*(?:(?:19|20)\d\d)?\s*(?:г(?:од|\.)?)?"
    r"|[«\"]?[\d_]{1,4}[»\"]?[\s.](?:[а-яё]{3,8}|[\d_]+)[\s.](?:19|20)\d\d\s*(?:г(?:ода|\.)?)?(?:\s*№.*)?"
    r"|(?:19|20)\d\d(?:\s*г\.)?|№\s*\S+|от\s+\d.*|[\W\d_]*)",
)
_BARE = re.compile(
    r"(?:\w+(?:ый|ий|ой|ая)\s+){0,4}(?:план(?:-\w+)?(?:\s+(?:основных|организационных)?\s*(?:работы|мероприятий))?"
    r"|дорожная\s+карта|комплекс\s+мер|программа|график|циклограмма|перечень\s+мероприятий)",
    re.IGNORECASE,
)
_OF_A_REGION = re.compile(r"[А-ЯЁ][а-яё-]+(?:ской|цкой|ной)\s+(?:област|республик|федераци|дум|район|городск)")
_UNFINISHED = re.compile(
    r"(?:[-–—,:«(]|\b(?:в|во|на|с|со|по|для|и|о|об|при|из|за|к|от|их|или|между|под|над))$", re.IGNORECASE
)


def read_title(blocks: Sequence[Block], used: frozenset[int], table_at: int | None) -> str:
    """The title that stands before the plan's table at `table_at`, as one line; «План работы» where there is none.

    `used` are the blocks of the signatures.
    """
    vocabulary = Vocabulary(texts_of(blocks))
    before = blocks if table_at is None else blocks[:table_at]
    claimed = scan_signatures(blocks).claimed
    lines = list(_lines(before, used, claimed))
    rows = _rows_over_headings(blocks, table_at, claimed)
    title = _titled(lines) or _titled(rows) or _dated(lines) or next((row for row in rows if row), None)
    line = vocabulary.flow("\n".join(title) if isinstance(title, list) else title or "")
    return line[:_LONGEST_TITLE].strip() or UNTITLED


def _lines(blocks: Sequence[Block], used: frozenset[int], claimed: frozenset[tuple[int, int]]) -> Iterator[str | None]:
    """The lines that a title may be made of; None where something else stands that no title goes over."""
    for at, block in enumerate(blocks):
        for line in lines_of_block(block):
            if at in used or (at, line.at) in claimed or line.ends_blocks or line.is_in_a_plan:
                yield None
            elif text := _text(line):
                yield text if _may_be_title(text) else None


def _rows_over_headings(
    blocks: Sequence[Block], table_at: int | None, claimed: frozenset[tuple[int, int]]
) -> list[str | None]:
    """What rows of one cell say above the headings in the plan's own table."""
    if table_at is None or table_at >= len(blocks) or not isinstance(blocks[table_at], Table):
        return []
    rows: list[str | None] = []
    for line in lines_of_block(blocks[table_at]):
        if line.ends_blocks:
            return rows
        text = _text(line) if len({piece.column for piece in line.pieces}) == 1 else ""
        if text and (table_at, line.at) not in claimed and _may_be_title(text):
            rows.append(text)
    return []


def _text(line: Line) -> str:
    return to_line(" ".join(piece.text for piece in line.pieces)[:_LONGEST_LINE])


def _may_be_title(text: str) -> bool:
    mark = read_mark(text)
    return not _TOWN_OR_DATE.fullmatch(text) and (mark is None or mark.mark is not Mark.OTHER)


def _titled(lines: Sequence[str | None]) -> list[str] | None:
    """The title by its first words: the first one after the last foreign block, else the first of all."""
    starts = [at for at, line in enumerate(lines) if line and begins_title(line)]
    if not starts:
        return None
    barrier = max((at for at, line in enumerate(lines) if line is None), default=-1)
    at = next((start for start in starts if start > barrier), starts[0])
    title = _with_continuation(lines, at)
    above = lines[at - 1] if at else None
    if title[0][0].islower() and above is not None and not _STOP.match(above):
        title.insert(0, above)
    return title


def _with_continuation(lines: Sequence[str | None], at: int) -> list[str]:
    following: list[str] = []
    for line in lines[at + 1 : at + 1 + _MOST_LINES]:
        if line is None or _ends_title(line):
            break
        following.append(line)
    title = [lines[at] or ""]
    dated = next((nth for nth, line in enumerate(following) if _YEAR.search(line)), None)
    if dated is not None and not _YEAR.search(title[0]) and not any(map(_is_sentence, following[: dated + 1])):
        title.extend(following[: dated + 1])
        following = following[dated + 1 :]
    for line in following:
        if not _goes_on(title[-1], line):
            break
        title.append(line)
    return title


def _ends_title(line: str) -> bool:
    return _STOP.match(line) is not None or _INTRODUCTION.match(line) is not None


def _is_sentence(line: str) -> bool:
    """Running text, where a year in it would be no part of the title."""
    return line.endswith((".", ";", ":")) and not re.search(r"г{1,2}\.$", line)


def _goes_on(before: str, line: str) -> bool:
    if line[0].islower() or line[0] in '(«"' or _UNFINISHED.search(before) or _is_a_complement(line):
        return True
    if _YEAR.search(before):
        return False
    is_open = before.count("«") > before.count("»") or before.count("(") > before.count(")")
    return is_open or _BARE.fullmatch(before) is not None or (before.isupper() and line.isupper())


def _is_a_complement(line: str) -> bool:
    """«Омского муниципального района», «Омской области»: an adjective in the genitive begins nothing of its own."""
    word = line.split(maxsplit=1)[0]
    return (word.istitle() and is_oblique_adjective(word)) or _OF_A_REGION.match(line) is not None


def _dated(lines: Sequence[str | None]) -> list[str] | None:
    """The last line that names a year, with the lines above that it goes on from."""
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if line is None or not _YEAR.search(line) or _is_sentence(line) or _ends_title(line):
            continue
        title = [line]
        for above in reversed(lines[max(0, at - _MOST_LINES) : at]):
            if above is None or not title[0][0].islower():
                break
            title.insert(0, above)
        return title
    return None
