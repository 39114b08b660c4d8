"""The verdict in Russian says what is proved, what is not, and where the first thing is wrong."""

from pathlib import Path

from sqlalchemy import Connection

from audit.verdict import Finding, Verdict, Wrong
from audit.verdict_text import format_verdict_ru
from audit.verify import verify
from tests.unit.audit.ledgers import VKEY, MemorySource, bodies_of, database_source, draft, grow, note_over, seal_now


def test_a_clean_ledger_with_everything_given(sealed: Connection, protocol: Path) -> None:
    text = format_verdict_ru(verify(database_source(sealed, protocol), keys=[VKEY], since=[seal_now(sealed).note]))
    assert text.startswith("ЖУРНАЛ viza-omsk.example/plan-1\nЗаключение: РАСХОЖДЕНИЙ НЕ НАЙДЕНО\nЗаписей: 8")
    assert "записи с 0 по 7 — те, что подписаны" in text
    assert "Первая запись 21.01.2021 04:00:00 UTC" in text
    assert "подтверждающих документов, совпавших с записями: 1" in text
    proved, unproved = text.split("Что не доказано:")
    assert "Что доказано:" in proved
    assert unproved.strip() == "— что записанное правда, и что часы сервера шли верно"


def test_what_was_not_given_is_not_proved(sealed: Connection) -> None:
    grow(sealed, [draft(8, to="planned")], minutes=9)
    text = format_verdict_ru(verify(database_source(sealed), with_evidence=False))
    for expected in ("с 8 по 8: они ещё не подписаны", "не дана", "сверьте его", "они не проверялись"):
        assert expected in text.partition("Что не доказано:")[2]


def test_an_unsealed_ledger_proves_no_permanence() -> None:
    text = format_verdict_ru(verify(MemorySource(bodies_of([draft(1, to="planned")]))))
    assert "ни одной контрольной точки, которая подтвердилась бы" in text


def test_the_first_wrong_entry_is_named() -> None:
    bodies = bodies_of([draft(1, to="planned"), draft(2, to="agreed", came_from="planned")])
    text = format_verdict_ru(verify(MemorySource(bodies, [note_over(bodies)])))
    assert "НАЙДЕНЫ РАСХОЖДЕНИЯ" in text
    assert "Расхождений: 1. Первое:\n  запись 1: переход из состояния, в котором объект не находился" in text
    assert "Что удалось подтвердить:" in text


def test_many_findings_are_counted() -> None:
    text = format_verdict_ru(verify(MemorySource([b"x"] * 30)))
    assert "Расхождений: 30." in text
    assert "и ещё 20" in text
    assert "— ничего" in text


def test_every_kind_has_its_words() -> None:
    for kind in Wrong:
        assert format_verdict_ru(_with(kind))


def _with(kind: Wrong) -> Verdict:
    return Verdict("o", 0, "", (), (Finding(kind, None, "what"),), 1)
