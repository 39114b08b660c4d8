"""The ladder: the default one is that of the design, and mistakes are named by the key's path."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from config.errors import SettingsError
from config.ladder import DaysAfterStart, DaysFromEnd, Rung, ShareOfTerm, ladder_from_json, load_ladder
from models.states import ClockKind


def test_the_default_ladder_is_the_designs() -> None:
    found = {
        rung.name: (rung.clock.value, rung.when, rung.to, rung.repeats, rung.letter, rung.also_lead)
        for rung in load_ladder()
    }
    assert found == {
        "upcoming": ("lead", DaysFromEnd(days=(-5, -1)), ("lead", "co_executors"), "none", "reminder", False),
        "not_started": ("lead", DaysAfterStart(after_start=3), ("lead",), "none", "reminder", False),
        "behind_pace": (
            "lead",
            ShareOfTerm(share_of_term=Fraction(1, 2), share_of_target=Fraction(1, 3)),
            ("lead", "co_executors"),
            "none",
            "reminder",
            False,
        ),
        "overdue": ("lead", DaysFromEnd(days=(1,)), ("lead", "coordinator"), "none", "reminder", False),
        "director_notice": ("lead", DaysFromEnd(days=(2,)), ("coordinator",), "none", "reminder", False),
        "overdue_director": ("lead", DaysFromEnd(days=(3,)), ("first_approver",), "none", "superior_report", True),
        "overdue_head": ("lead", DaysFromEnd(days=(5,)), ("final_approver",), "weekly", "superior_report", True),
        "approval_waiting": ("approver", DaysFromEnd(days=(0,)), ("approver",), "none", "reminder", False),
        "approval_escalated": (
            "approver",
            DaysFromEnd(days=(3,)),
            ("next_approver", "coordinator"),
            "none",
            "superior_report",
            False,
        ),
    }


def test_a_later_rung_of_a_clock_is_graver() -> None:
    for clock in ClockKind:
        rungs = [
            (rung.when.days[-1], rung.severity)
            for rung in load_ladder()
            if rung.clock is clock and isinstance(rung.when, DaysFromEnd)
        ]
        assert rungs == sorted(rungs)
        assert sorted(severity for _, severity in rungs) == [severity for _, severity in rungs]


def test_a_stored_ladder_comes_back_equal_and_holds_no_floats() -> None:
    ladder = load_ladder()
    stored = json.dumps([rung.model_dump(mode="json") for rung in ladder])
    assert ladder_from_json(json.loads(stored, parse_float=lambda text: pytest.fail(f"a float: {text}"))) == ladder


def rung(**changes: object) -> str:
    known = {"name": '"r"', "label": '"ступень"', "clock": '"lead"', "when": "{ days = 1 }"}
    keys = known | {"to": '["lead"]', "severity": "1"} | changes
    return "[[rung]]\n" + "\n".join(f"{key} = {value}" for key, value in keys.items() if value is not None) + "\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "rung: Field required"),
        ("rung = []", "rung: "),
        ("rung = [", "is no TOML"),
        (rung(name='"Большой"'), r"rung\[0\]\.name: "),
        (rung(name=None), r"rung\[0\]\.name: Field required"),
        (rung(label=None), r"rung\[0\]\.label: Field required"),
        (rung(label='""'), r"rung\[0\]\.label: "),
        (rung(clock='"theirs"'), r"rung\[0\]\.clock: "),
        (rung(colour='"red"'), r"rung\[0\]\.colour: "),
        (rung(when="{}"), r"rung\[0\]\.when: must hold days, after_start, or share_of_term"),
        (rung(when="{ days = 1, after_start = 1 }"), r"rung\[0\]\.when.*after_start: "),
        (rung(when="{ days = [1, 1] }"), r"rung\[0\]\.when.*days: must ascend"),
        (rung(when="{ days = [] }"), r"rung\[0\]\.when.*days: "),
        (rung(when='{ days = "1" }'), r"rung\[0\]\.when.*days"),
        (rung(when="{ days = 251 }"), r"rung\[0\]\.when.*days"),
        (rung(when=f"{{ days = {[*range(21)]} }}"), r"rung\[0\]\.when.*days: "),
        (rung(when="{ after_start = -1 }"), r"rung\[0\]\.when.*after_start: "),
        (rung(when='{ share_of_term = "1/2" }'), r"rung\[0\]\.when.*share_of_target: "),
        (rung(when='{ share_of_term = "3/2", share_of_target = "1/3" }'), r"rung\[0\]\.when.*share_of_term: "),
        (rung(to="[]"), r"rung\[0\]\.to: "),
        (rung(to='["boss"]'), r"rung\[0\]\.to\[0\]: "),
        (rung(to='["lead", "lead"]'), r"rung\[0\]: to: an audience is named twice"),
        (rung(to='["approver"]'), r"rung\[0\]: to: approver and next_approver"),
        (rung(clock='"approver"', when="{ after_start = 1 }"), r"rung\[0\]: when: the approver's clock"),
        (rung(clock='"approver"', also_lead="true"), r"rung\[0\]: also_lead: "),
        (rung(when="{ days = [1, 2] }", repeats='"weekly"'), r"rung\[0\]: repeats: "),
        (rung() + rung(severity=2), "rung: two rungs share one name"),
        (rung() + rung(name='"s"'), "rung: two rungs share one severity"),
    ],
)
def test_a_mistake_is_named_by_the_keys_path(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "ladder.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=f"^{path}: {reason}") as refusal:
        load_ladder(path)
    assert "\n" not in refusal.value.message.replace(text, "")


def test_one_severity_may_stand_on_both_clocks(tmp_path: Path) -> None:
    path = tmp_path / "ladder.toml"
    path.write_text(rung() + rung(name='"s"', clock='"approver"', to='["approver"]'))
    assert len(load_ladder(path)) == 2


def test_a_report_upwards_is_accompanied_by_the_leads_letter_unless_the_file_says_otherwise() -> None:
    facts = {"name": "r", "clock": "lead", "when": {"days": 3}, "to": ["first_approver"], "severity": 1}
    assert Rung.model_validate({**facts, "letter": "superior_report"}).also_lead
    assert not Rung.model_validate({**facts, "letter": "superior_report", "also_lead": False}).also_lead
    assert not Rung.model_validate(facts).also_lead


def test_a_ladder_of_before_rungs_had_labels_can_still_be_read() -> None:
    stored = [rung.model_dump(mode="json", exclude={"label"}) for rung in load_ladder()]
    assert [rung.label for rung in ladder_from_json(stored)] == [None] * len(stored)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"absent\.toml: cannot be read: No such file"):
        load_ladder(tmp_path / "absent.toml")
