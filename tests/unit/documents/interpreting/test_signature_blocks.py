import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.plan_draft import SignatureBlock
from documents.interpreting.signature_blocks import SignatureBlocks, read_signature_blocks
from documents.reading.source import Block, Paragraph, Place
from tests.unit.documents.interpreting.source_samples import Content, Wide, table

DAY = date(2021, 1, 21)
DIRECTOR = SignatureBlock(position="Директор ИМЦ", name="Шестаков В.В.", date=DAY)
HEAD = SignatureBlock(position="Начальник управления образования", name="Ефимова Л.Г.", date=DAY)


def paragraphs(*lines: str) -> list[Block]:
    return [Paragraph(line, Place(line=at)) for at, line in enumerate(lines, start=1)]


def signed(*lines: str) -> SignatureBlocks:
    return read_signature_blocks(paragraphs(*lines, "План работы на 2021 год"))


def test_one_block_above_the_other() -> None:
    found = signed(
        "СОГЛАСОВАНО",
        "Директор ИМЦ",
        "В.В. Шестаков",
        "«21» января 2021 г.",
        "УТВЕРЖДАЮ",
        "Начальник управления",
        "образования",
        "Л.Г. Ефимова",
        "«21» января 2021 г.",
    )
    assert found == SignatureBlocks(DIRECTOR, HEAD, frozenset(range(9)), (2021,))


@pytest.mark.parametrize(
    "lines",
    [
        [
            "СОГЛАСОВАНО\tУТВЕРЖДАЮ",
            "Директор ИМЦ\tНачальник управления",
            "\tобразования",
            "______ В.В. Шестаков\t______ Л.Г. Ефимова",
            "«21» января 2021 г.\t«21» января 2021 г.",
        ],
        [
            "\tУТВЕРЖДАЮ",
            "СОГЛАСОВАНО\tНачальник управления",
            "Директор ИМЦ\tобразования",
            "В.В. Шестаков\tЛ.Г. Ефимова",
            "21.01.2021\t21.01.2021",
        ],
        [
            "СОГЛАСОВАНО\tУТВЕРЖДАЮ",
            "Директор ИМЦ\tНачальник управления образования",
            "______\tВ.В. Шестаков\t______\tЛ.Г. Ефимова",
            "21.01.2021\t21.01.2021",
        ],
        [
            "СОГЛАСОВАНО\nДиректор ИМЦ\nВ.В. Шестаков\n21.01.2021",
            "\tУТВЕРЖДАЮ\n\tНачальник управления образования\n\tЛ.Г. Ефимова\n\t21.01.2021",
        ],
        [
            "СОГЛАСОВАНО          УТВЕРЖДАЮ",
            "Директор ИМЦ         Начальник управления образования",
            "В.В. Шестаков        Л.Г. Ефимова",
            "21.01.2021           21.01.2021",
        ],
    ],
)
def test_blocks_side_by_side(lines: list[str]) -> None:
    found = signed(*lines)
    assert (found.agreed_by, found.approved_by) == (DIRECTOR, HEAD)
    assert found.used == frozenset(range(len(lines)))


OFFICE = "Начальник управления образования"
CELLS: list[list[list[Content]]] = [
    [
        [
            "СОГЛАСОВАНО\nДиректор ИМЦ\n__ В.В. Шестаков\n21.01.2021",
            f"УТВЕРЖДАЮ\n{OFFICE}\nЛ.Г. Ефимова\n21.01.2021",
        ]
    ],
    [
        ["СОГЛАСОВАНО", "", "УТВЕРЖДАЮ"],
        ["Директор ИМЦ", "", OFFICE],
        ["__ В.В. Шестаков", "", "__ Л.Г. Ефимова"],
        ["21.01.2021", "", "21.01.2021"],
    ],
    [
        [Wide("СОГЛАСОВАНО", 3), Wide("УТВЕРЖДАЮ", 3)],
        ["Директор ИМЦ", "___", "В.В. Шестаков", OFFICE, "___", "Л.Г. Ефимова"],
        [Wide("21.01.2021", 3), Wide("21.01.2021", 3)],
    ],
    [
        ["СОГЛАСОВАНО"],
        ["Директор ИМЦ"],
        ["В.В. Шестаков"],
        ["21.01.2021"],
        ["УТВЕРЖДАЮ"],
        [OFFICE],
        ["Л.Г. Ефимова"],
        ["21.01.2021"],
    ],
]


@pytest.mark.parametrize("rows", CELLS)
def test_a_table_of_signatures(rows: list[list[Content]]) -> None:
    found = read_signature_blocks([table(rows), *paragraphs("План работы")])
    assert (found.agreed_by, found.approved_by, found.used) == (DIRECTOR, HEAD, frozenset([0]))


def test_signatures_in_the_first_and_last_rows_of_the_plan() -> None:
    rows: list[list[Content]] = [
        [None, None, "УТВЕРЖДАЮ"],
        [None, None, "Начальник управления образования"],
        [None, None, "Л.Г. Ефимова"],
        [None, None, "21.01.2021"],
        [Wide("ПЛАН РАБОТЫ", 3)],
        ["№", "Мероприятие", "Срок"],
        ["1", "Согласовано с департаментом", "март"],
        ["СОГЛАСОВАНО", None, None],
        ["Директор ИМЦ", None, "В.В. Шестаков"],
        ["21.01.2021", None, None],
    ]
    found = read_signature_blocks([table(rows)])
    assert (found.agreed_by, found.approved_by) == (DIRECTOR, HEAD)
    assert found.used == frozenset()


@pytest.mark.parametrize(
    ("line", "years"),
    [
        ("«___» _________ 20__ г.", ()),
        ("«___»___________2021г.", (2021,)),
        ("«___» января 2021 г.", (2021,)),
        ("____________ 2021 года", (2021,)),
        ("Приказ № ____ от ________", ()),
        ("31.02.2021", (2021,)),
    ],
)
def test_a_blank_date_is_no_date(line: str, years: tuple[int, ...]) -> None:
    found = signed("УТВЕРЖДАЮ", "Директор ИМЦ", "________ В.В. Шестаков", line)
    assert found.approved_by == SignatureBlock(position="Директор ИМЦ", name="Шестаков В.В.", date=None)
    assert found.years == years
    assert found.used == frozenset(range(4))


@pytest.mark.parametrize(
    "lines",
    [
        ["УТВЕРЖДЕН", "приказом управления образования", "от 30.08.2020 № 112"],
        ["Утверждён приказом управления образования от 30.08.2020 № 112"],
        ["УТВЕРЖДЁН", "постановлением Администрации", "города Омска", "от 30 августа 2020 года № 112-п"],
        ["Приложение № 1", "к приказу управления образования", "от 30.08.2020 № 112"],
        ["Рассмотрено", "на заседании МО", "протокол № 1 от 30.08.2020"],
        ["ПРИНЯТО", "решением педагогического совета", "от 30.08.2020"],
        ["Согласовано:", "Педагогический совет", "Протокол № 1 от 30.08.2020"],
    ],
)
def test_an_order_without_a_name_gives_its_year_alone(lines: list[str]) -> None:
    found = signed(*lines)
    assert found == SignatureBlocks(None, None, frozenset(range(len(lines))), (2020,))


def test_a_review_beside_the_others_is_neither() -> None:
    found = signed(
        "РАССМОТРЕНО\tСОГЛАСОВАНО\tУТВЕРЖДАЮ",
        "на заседании МО\tДиректор ИМЦ\tНачальник управления образования",
        "Руководитель МО Иванова А.А.\tВ.В. Шестаков\tЛ.Г. Ефимова",
        "20.01.2021\t21.01.2021\t21.01.2021",
    )
    assert (found.agreed_by, found.approved_by) == (DIRECTOR, HEAD)


def test_a_letterhead_on_the_left_is_no_position() -> None:
    found = signed(
        "Муниципальное бюджетное\tУТВЕРЖДАЮ",
        "учреждение\tДиректор ИМЦ",
        "«Центр»\tВ.В. Шестаков",
        "\t21.01.2021",
    )
    assert found.approved_by == DIRECTOR


def test_the_first_named_of_several_agreements_counts() -> None:
    first = ["СОГЛАСОВАНО", "Профсоюзный комитет", "Протокол № 1"]
    second = ["СОГЛАСОВАНО", "Директор ИМЦ", "В.В. Шестаков", "21.01.2021"]
    found = signed(*first, *second, "СОГЛАСОВАНО", "Юрист", "П.П. Петров")
    assert found.agreed_by == DIRECTOR


@pytest.mark.parametrize(
    "lines",
    [
        ["Директор ИМЦ В.В. Шестаков", "Исполнитель: Петров П.П."],
        ["Согласовано размещение объявлений директором Шестаковым В.В."],
        ["Утверждённый план директор Шестаков В.В. хранит"],
        ["УТВЕРЖДАЮ", "Директор ИМЦ", "________________"],
    ],
)
def test_without_the_word_or_the_name_there_is_no_block(lines: list[str]) -> None:
    found = signed(*lines)
    assert (found.agreed_by, found.approved_by) == (None, None)


def test_the_words_in_a_plan_are_its_own() -> None:
    rows = [
        ["№", "Мероприятие", "Срок", "Ответственный"],
        ["1", "Согласовано с департаментом", "март", "Шестаков В.В."],
        ["2", "Утверждено на совещании", "июнь", "Шестаков В.В."],
    ]
    assert read_signature_blocks([table(rows)]) == SignatureBlocks(None, None, frozenset(), ())


def test_the_title_belongs_to_no_block() -> None:
    found = read_signature_blocks(
        paragraphs("УТВЕРЖДАЮ", "Директор", "ПЛАН", "мероприятий Иванова И.И.", "от 01.02.2021")
    )
    assert found.approved_by is None
    assert found.used == frozenset([0])


PIECES = ["УТВЕРЖДАЮ", "СОГЛАСОВАНО", "И.И. Иванов", "\t", "от 30.08.2021 № 5", "приказ", "«", "__", "\n", "20"]


@given(
    st.lists(st.lists(st.one_of(st.text(max_size=30), st.sampled_from(PIECES)), max_size=6), max_size=6), st.booleans()
)
def test_any_document_is_read_without_error(lines: list[list[str]], is_table: bool) -> None:
    blocks: list[Block] = [table(lines)] if is_table else [Paragraph(" ".join(line), Place()) for line in lines]
    found = read_signature_blocks(blocks)
    assert found.used <= set(range(len(blocks)))


@pytest.mark.parametrize(
    "piece", ["директор\n", "приказ ", "_", " ", "«", "20 ", "21.01.2021 ", "И.И. Иванов ", "\t", "А"]
)
def test_a_huge_block_takes_no_time(piece: str) -> None:
    text = "УТВЕРЖДАЮ\n" + piece * (50_000 // len(piece))
    started = time.perf_counter()
    read_signature_blocks([Paragraph(text, Place()), table([[text]])])
    assert time.perf_counter() - started < 4
