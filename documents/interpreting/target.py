"""From the text of the expected result to the numbers that must be shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.interpreting.target_numbers import Claim, CountedNumber, counted_numbers


@dataclass(frozen=True, slots=True)
class TargetNumbers:
    """How many documents, people or events, and what percent, the result must reach; None where the text has none."""

    count: int | None = None
    percent: int | None = None


def read_target(expected_result: str | None) -> TargetNumbers:
    """The target in the text of the result's column.

    «не менее 7» decides, the first where there are several; a plain number («3 протокола») counts where it is the
    only one. A number for each organisation («по 1 от каждой ОО»), a growth («на 5 %») and an upper bound
    («не более 10») are none. A percent that is no whole number is none.
    """
    numbers = counted_numbers(expected_result or "")
    counts = [number for number in numbers if not number.is_percent]
    percents = [number for number in numbers if number.is_percent]
    return TargetNumbers(
        count=_decided(counts, is_clear=len(counts) == 1),
        percent=_decided(percents, is_clear=len({number.value for number in percents}) == 1),
    )


def _decided(numbers: Sequence[CountedNumber], *, is_clear: bool) -> int | None:
    stated = next((number for number in numbers if number.claim is Claim.AT_LEAST), None)
    if stated is not None:
        return stated.value
    return numbers[0].value if is_clear else None
