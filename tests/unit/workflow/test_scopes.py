"""What limits the scope of an item, by the plan's own words."""

import pytest

from models.states import Recurrence
from workflow.scopes import ItemScope, item_scope, scope_of


@pytest.mark.parametrize(
    ("note", "scope"),
    [
        ("По запросу", ItemScope.ON_REQUEST),
        ("по запросам школ", ItemScope.ON_REQUEST),
        ("По заявкам ОО", ItemScope.ON_REQUEST),
        ("Выборочно", ItemScope.SAMPLE),
        ("ОО № 11, 27; выборочная проверка", ItemScope.SAMPLE),
        ("по графику", ItemScope.SCHEDULE),
        ("Согласно графику департамента", ItemScope.SCHEDULE),
        ("№ 11, 27, ККШИ", None),
        ("", None),
        (None, None),
    ],
)
def test_a_note_limits_the_scope(note: str | None, scope: ItemScope | None) -> None:
    assert scope_of(note) is scope


def test_the_note_goes_before_the_deadline_and_the_title() -> None:
    title = "Выходы на ВПР в ОО в соответствии с графиком"
    assert item_scope(None, title, None) is ItemScope.SCHEDULE
    assert item_scope("Выборочно", title, None) is ItemScope.SAMPLE
    assert item_scope("№ 11, 27", title, None) is ItemScope.SCHEDULE
    assert item_scope(None, "Разработка рекомендаций", Recurrence.ON_REQUEST) is ItemScope.ON_REQUEST
    assert item_scope("№ 11", "Мониторинг графиков отпусков", None) is None
