"""The Excel documents of the corpus with their habits."""

from tests.corpus import excel_district_plans, excel_parted_plans, excel_sector_plans
from tests.corpus.corpus_document import CorpusDocument
from tests.corpus.habits import habits_of

EXCEL = (
    CorpusDocument(
        "main_events",
        ".xlsx",
        excel_district_plans.main_events,
        habits_of(
            "hidden_sheets hidden_rows formulas real_dates dates_shown_as_months section_rows totals "
            "units_with_commas monthly continuously times_of_day two_digit_years from_to "
            "line_breaks_in_cells positions"
        ),
    ),
    CorpusDocument(
        "audit",
        ".xlsx",
        excel_district_plans.audit,
        habits_of(
            "number_1_10_kept_as_1_1 numbers_with_a_point start_and_end_apart two_header_rows "
            "column_numbers merged_cells real_dates dates_shown_as_months formulas totals as_needed "
            "not_later_than signature_at_the_end unusual_headings"
        ),
    ),
    CorpusDocument(
        "quality",
        ".xlsx",
        excel_sector_plans.quality,
        habits_of(
            "two_header_rows column_numbers merged_cells dates_shown_as_months real_dates "
            "names_without_commas monthly continuously on_request half_years during_the_year "
            "annex_to_an_order footnotes"
        ),
    ),
    CorpusDocument(
        "roadmap",
        ".xlsx",
        excel_sector_plans.roadmap,
        habits_of(
            "number_1_10_kept_as_1_1 numbers_with_a_point hidden_sheets hidden_rows "
            "columns_in_another_order several_years section_rows full_names initials_first "
            "units_with_commas quarterly as_needed half_years blank_dates signature_at_the_end"
        ),
    ),
    CorpusDocument(
        "clinic",
        ".xlsx",
        excel_sector_plans.clinic,
        habits_of(
            "no_numbers headings_with_slips start_and_end_apart formulas hidden_rows "
            "dates_shown_as_months full_names totals during_the_year"
        ),
    ),
    CorpusDocument(
        "training_centre",
        ".xlsx",
        excel_parted_plans.training_centre,
        habits_of(
            "header_repeated real_dates dates_shown_as_months units_with_commas on_request totals two_digit_years"
        ),
    ),
    CorpusDocument(
        "inspections",
        ".xlsx",
        excel_parted_plans.inspections,
        habits_of(
            "start_and_end_apart two_header_rows merged_cells real_dates dates_shown_as_months continuously quarterly "
            "names_without_commas full_names unusual_headings"
        ),
    ),
)
