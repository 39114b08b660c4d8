"""What a token can be to a deadline."""

from enum import StrEnum


class Kind(StrEnum):
    """The kind of a date, number, phrase or word. The values name the groups of the scanner's pattern."""

    # Phrases.
    BEFORE_EVENT = "before_event"  # «за 10 дней до»: what follows is no deadline
    PLAN_END = "plan_end"  # «до конца года»
    PLAN = "plan"  # «в течение года», «весь период»
    ROW_END = "row_end"  # «до конца месяца»
    ROW = "row"  # «в течение месяца»
    VAGUE = "vague"  # «до середины», «к началу»
    UNTIL = "until"
    FROM = "since"
    PART = "part"  # «в конце», «середина», «1-я неделя»
    # Numbers.
    NAME = "name"  # «каб. 5», «СОШ № 9», «п. 2.1»: a number that is no date
    TIME = "time"
    ISO_DATE = "iso_date"
    DATE = "date"
    MONTH_OF_YEAR = "month_of_year"  # «09.2021», «сен.21»
    DAY_OF_MONTH = "day_of_month"  # «15.03»
    YEARS = "years"  # «2021-2022»
    SHORT_SCHOOL_YEAR = "short_school_year"  # «21/22 уч.»
    YEAR = "year"
    ORDINAL = "ordinal"  # «1-я», «15-го»
    ROMAN = "roman"
    NUMBER = "number"
    # Marks.
    DASH = "dash"
    AND = "conjunction"
    OPEN = "opening"
    CLOSE = "closing"
    # Words.
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    DECADE = "decade"
    WEEK = "week"
    HALF_OF = "half_of"  # «половина»
    DAY_NUMBER = "day_number"  # «числа»
    SCHOOL = "school"
    YEAR_WORD = "year_word"
    BY = "by"
    ON = "on"
    REFERENCE = "reference"  # «по итогам», «после», «за»: what follows is no deadline
    TERM = "term"  # a season, a school term, holidays: no dates that a calendar knows
    NOISE = "noise"
    WORD = "word"
