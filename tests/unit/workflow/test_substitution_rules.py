"""Who may sign for whom on which days: no overlap, no circle on any day."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workflow.substitution_rules import Circle, Span, circle, overlapping

MARCH = date(2021, 3, 1)


def day(number: int) -> date:
    return MARCH + timedelta(days=number - 1)


def span(absent: int, substitute: int, first: int, last: int) -> Span:
    return Span(absent, substitute, day(first), day(last))


def test_two_substitutions_of_one_person_share_no_day() -> None:
    standing = [span(1, 2, 5, 10)]
    assert overlapping(span(1, 3, 10, 12), standing) == standing[0]
    assert overlapping(span(1, 3, 1, 5), standing) == standing[0]
    assert overlapping(span(1, 3, 11, 12), standing) is None
    assert overlapping(span(1, 3, 1, 4), standing) is None
    assert overlapping(span(2, 3, 5, 10), standing) is None


def test_a_circle_is_told_with_its_people_and_its_first_day() -> None:
    standing = [span(2, 3, 1, 20), span(3, 1, 8, 9)]
    assert circle(span(1, 2, 5, 30), standing) == Circle((1, 2, 3), day(8))


def test_a_circle_whose_days_never_meet_is_none() -> None:
    standing = [span(2, 3, 1, 7), span(3, 1, 8, 9)]
    assert circle(span(1, 2, 1, 30), standing) is None
    assert circle(span(2, 1, 3, 4), [span(1, 2, 1, 2), span(1, 2, 5, 6)]) is None


def resolved_by_day(spans: list[Span], on: date) -> bool:
    """Whether following the substitutes of a day ever comes back to where it began."""
    direct = {each.absent: each.substitute for each in spans if each.starts_on <= on <= each.ends_on}
    for person in direct:
        seen = [person]
        while seen[-1] in direct:
            seen.append(direct[seen[-1]])
            if seen[-1] == person:
                return True
            if len(seen) > len(direct) + 1:
                break
    return False


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 8), st.integers(0, 4)), min_size=1, max_size=8
    )
)
def test_what_the_rules_let_in_has_no_circle_on_any_day(told: list[tuple[int, int, int, int]]) -> None:
    standing: list[Span] = []
    for absent, substitute, first, length in told:
        new = span(absent, substitute, first, first + length)
        if absent == substitute or overlapping(new, standing) is not None:
            continue
        makes_circle = any(resolved_by_day([*standing, new], day(number)) for number in range(1, 14))
        found = circle(new, standing)
        assert (found is not None) == makes_circle
        if found is None:
            standing.append(new)
        else:
            links = {(each.absent, each.substitute) for each in [*standing, new]}
            assert set(pairwise((*found.people, found.people[0]))) <= links
