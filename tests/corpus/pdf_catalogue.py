"""The PDF documents of the corpus with their habits."""

from tests.corpus import pdf_district_plans, pdf_school_plans, pdf_sport_plans
from tests.corpus.corpus_document import CorpusDocument
from tests.corpus.habits import habits_of

PDF = (
    CorpusDocument(
        "education_quality",
        ".pdf",
        pdf_district_plans.education_quality,
        habits_of(
            "row_split_in_pdf broken_words header_repeated names_without_commas blocks_side_by_side "
            "quarters two_digit_years times_of_day monthly"
        ),
    ),
    CorpusDocument(
        "municipal_year",
        ".pdf",
        pdf_district_plans.municipal_year,
        habits_of(
            "row_split_in_pdf broken_words section_rows numbers_with_a_point totals footnotes "
            "approved_participle blank_dates half_years not_later_than units_with_commas"
        ),
    ),
    CorpusDocument(
        "upbringing",
        ".pdf",
        pdf_school_plans.upbringing,
        habits_of(
            "row_split_in_pdf month_rows numbers_start_anew full_names school_years header_repeated "
            "annex_to_an_order unusual_headings blocks_in_paragraphs positions"
        ),
    ),
    CorpusDocument(
        "anniversary",
        ".pdf",
        pdf_school_plans.anniversary,
        habits_of(
            "row_split_in_pdf two_header_rows column_numbers header_repeated start_and_end_apart "
            "merged_cells place_as_note approved_participle blank_dates as_needed units_with_commas"
        ),
    ),
    CorpusDocument(
        "sport",
        ".pdf",
        pdf_sport_plans.sport,
        habits_of(
            "no_numbers row_split_in_pdf merged_cells place_as_note header_repeated month_rows times_of_day "
            "units_with_commas full_names names_without_commas not_later_than"
        ),
    ),
    CorpusDocument(
        "social",
        ".pdf",
        pdf_sport_plans.social,
        habits_of(
            "broken_words positions during_the_year monthly as_needed continuously several_dates quarters "
            "blocks_in_paragraphs signature_at_the_end"
        ),
    ),
)
