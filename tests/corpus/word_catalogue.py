"""The Word documents of the corpus with their habits."""

from tests.corpus import word_district_plans, word_parted_plans, word_school_plans
from tests.corpus.corpus_document import CorpusDocument
from tests.corpus.habits import habits_of

WORD = (
    CorpusDocument(
        "school_year",
        ".docx",
        word_school_plans.school_year,
        habits_of(
            "month_rows numbers_start_anew positions initials_first school_years line_breaks_in_cells "
            "blocks_side_by_side blocks_in_paragraphs signature_at_the_end unusual_headings"
        ),
    ),
    CorpusDocument(
        "inner_control",
        ".docx",
        word_school_plans.inner_control,
        habits_of(
            "two_header_rows column_numbers header_repeated section_rows automatic_numbers merged_cells "
            "tracked_changes line_breaks_in_cells school_years monthly quarterly from_to not_later_than "
            "several_dates times_of_day by_a_day blocks_in_a_table blank_dates approved_participle "
            "positions signature_at_the_end"
        ),
    ),
    CorpusDocument(
        "methodical_union",
        ".docx",
        word_school_plans.methodical_union,
        habits_of(
            "no_numbers columns_in_another_order headings_with_slips full_names table_in_a_cell "
            "line_breaks_in_cells school_years months month_ranges by_a_day during_the_year "
            "blocks_in_paragraphs signature_at_the_end"
        ),
    ),
    CorpusDocument(
        "anticorruption",
        ".docx",
        word_district_plans.anticorruption,
        habits_of(
            "annex_to_an_order column_numbers section_rows numbers_with_a_point units_with_commas "
            "footnotes several_years quarters half_years two_digit_years during_the_year several_dates "
            "continuously as_needed on_request quarterly blocks_in_a_table signature_at_the_end"
        ),
    ),
    CorpusDocument(
        "culture",
        ".docx",
        word_district_plans.culture,
        habits_of(
            "place_as_note columns_in_another_order header_repeated times_of_day two_digit_years from_to "
            "several_dates totals footnotes units_with_commas initials_first names_without_commas "
            "approved_participle blocks_in_paragraphs signature_at_the_end"
        ),
    ),
    CorpusDocument(
        "interagency",
        ".docx",
        word_district_plans.interagency,
        habits_of(
            "columns_in_another_order tracked_changes table_in_a_cell names_without_commas several_names "
            "positions quarters half_years monthly from_to several_dates blocks_in_a_table blank_dates"
        ),
    ),
    CorpusDocument(
        "heating",
        ".docx",
        word_district_plans.heating,
        habits_of(
            "annex_to_an_order approved_participle two_header_rows start_and_end_apart automatic_numbers "
            "section_rows numbers_with_a_point totals footnotes merged_cells not_later_than "
            "two_digit_years unusual_headings"
        ),
    ),
    CorpusDocument(
        "kindergarten",
        ".docx",
        word_parted_plans.kindergarten,
        habits_of(
            "header_repeated numbers_start_anew school_years several_dates by_a_day from_to continuously quarters "
            "full_names positions blocks_in_paragraphs"
        ),
    ),
    CorpusDocument(
        "sports_club",
        ".docx",
        word_parted_plans.sports_club,
        habits_of(
            "month_rows merged_cells columns_in_another_order school_years initials_first names_without_commas "
            "blank_dates blocks_in_paragraphs signature_at_the_end positions line_breaks_in_cells"
        ),
    ),
)
