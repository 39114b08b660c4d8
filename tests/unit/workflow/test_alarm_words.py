"""Every alarm that the operators' guide names has words for the operators' page, and none has words in vain."""

import re
from pathlib import Path

from workflow.wording.alarms import ALARMS, FAILED_RUN, alarm_text

GUIDE = Path(__file__).parents[3] / "docs" / "operating.md"


def test_every_alarm_of_the_guide_has_words_and_the_other_way_round() -> None:
    _, _, rest = GUIDE.read_text("utf-8").partition("| alarm | what happened |")
    rows = [line for line in rest.partition("\n\n")[0].splitlines() if line.startswith("| `")]
    codes = {code for row in rows for code in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert {code for code in codes if not code.startswith("flow_")} == set(ALARMS)
    assert len(codes) > len(ALARMS)


def test_a_failed_run_is_one_thing_and_an_unknown_code_is_told_as_it_is() -> None:
    assert alarm_text("flow_seal") == FAILED_RUN
    assert alarm_text("made_up") == "made_up"
