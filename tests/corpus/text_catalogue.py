"""The text documents of the corpus with their habits; some stand in two encodings."""

from functools import partial

from tests.corpus import text_plans
from tests.corpus.corpus_document import CorpusDocument
from tests.corpus.habits import habits_of

_READING_HABITS = habits_of("row_split_in_text header_repeated blocks_side_by_side quarters half_years as_needed")
_ARCHIVE_HABITS = habits_of(
    "columns_in_another_order column_numbers section_rows numbers_with_a_point totals "
    "several_years annex_to_an_order approved_participle blank_dates on_request continuously"
)
_OFFICE_HABITS = habits_of("month_rows place_as_note columns_in_another_order line_breaks_in_cells school_years utf_16")
_DEFENCE_HABITS = habits_of("no_numbers row_split_in_text header_repeated full_names quarterly")

TEXT = (
    CorpusDocument("reading", ".txt", partial(text_plans.reading, "koi8-r"), _READING_HABITS | habits_of("koi8_r")),
    CorpusDocument(
        "reading_utf8_mark",
        ".txt",
        partial(text_plans.reading, "utf-8-sig"),
        _READING_HABITS | habits_of("utf_8_with_mark"),
        reading="reading",
    ),
    CorpusDocument(
        "archive", ".tsv", partial(text_plans.archive, "cp1251"), _ARCHIVE_HABITS | habits_of("windows_1251")
    ),
    CorpusDocument(
        "archive_utf8_mark",
        ".tsv",
        partial(text_plans.archive, "utf-8-sig"),
        _ARCHIVE_HABITS | habits_of("utf_8_with_mark"),
        reading="archive",
    ),
    CorpusDocument("method_office", ".txt", partial(text_plans.method_office, "utf-16"), _OFFICE_HABITS),
    CorpusDocument(
        "method_office_big_endian",
        ".tsv",
        partial(text_plans.method_office, "utf-16-be"),
        _OFFICE_HABITS,
        reading="method_office",
    ),
    CorpusDocument(
        "civil_defence",
        ".txt",
        partial(text_plans.civil_defence, "cp1251"),
        _DEFENCE_HABITS | habits_of("windows_1251"),
    ),
    CorpusDocument(
        "civil_defence_koi8",
        ".txt",
        partial(text_plans.civil_defence, "koi8-r"),
        _DEFENCE_HABITS | habits_of("koi8_r"),
        reading="civil_defence",
    ),
    CorpusDocument(
        "commission",
        ".txt",
        partial(text_plans.commission, "utf-8"),
        habits_of("utf_8 section_rows numbers_start_anew names_without_commas units_with_commas"),
    ),
)
