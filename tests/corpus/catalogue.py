"""All documents of the corpus with their habits."""

from tests.corpus import seed_documents
from tests.corpus.corpus_document import CorpusDocument
from tests.corpus.excel_catalogue import EXCEL
from tests.corpus.habits import habits_of
from tests.corpus.pdf_catalogue import PDF
from tests.corpus.text_catalogue import TEXT
from tests.corpus.word_catalogue import WORD

_SEED_HABITS = habits_of("several_names names_without_commas months month_ranges")
_SEED = "../../fixtures/omsk-2021.expected"

SEEDS = (
    CorpusDocument(
        "seed_text",
        ".txt",
        seed_documents.copy_text,
        _SEED_HABITS | habits_of("row_split_in_text blocks_in_paragraphs utf_8"),
        reading=_SEED,
    ),
    CorpusDocument(
        "seed_word",
        ".docx",
        seed_documents.make_word,
        _SEED_HABITS | habits_of("blocks_in_a_table"),
        reading=_SEED,
        joined=(),
    ),
    CorpusDocument("seed_excel", ".xlsx", seed_documents.make_excel, _SEED_HABITS, reading=_SEED, joined=()),
    CorpusDocument(
        "seed_pdf",
        ".pdf",
        seed_documents.make_pdf,
        _SEED_HABITS | habits_of("row_split_in_pdf header_repeated blocks_side_by_side"),
        reading=_SEED,
        joined=("21",),
    ),
)

DOCUMENTS = SEEDS + WORD + EXCEL + PDF + TEXT
