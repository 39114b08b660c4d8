"""Who and what the letters speak of."""

from typing import Any

BASE_URL = "https://viza.omsk.example"
TOKEN = "knVjNNuWGV2hhC1o6s8Vof6pUv-Syp77RO1boa0ez4A"  # noqa: S105 -- opens nothing: no key signed it
TITLE = (
    "План работы с общеобразовательными организациями, подведомственными департаменту образования Администрации "
    "города Омска, демонстрирующими признаки необъективности, на 2021 год"
)
DIGEST = "578a 173d 6384 c732 5c93 5f09 8881 3d97 48cc cb03 f791 137e 49b8 eb9b 2186 f618"
NOTE = (
    "viza.omsk.example/plan-1\n35\na8fZIVcLIN69dsCDfHYWuh8eIbfH8Zc6I5UH551pD9M=\n\n"
    "— viza.omsk.example/plan-1 m3m60Zuxj56+BOtD/VnAX6Mf/XpSSIMpc0YjAPTKpKNeiKS9mL4uHKOtk3+dzaroD5dRV/whvz4+"
    "rZoF25Y9/DaaNwk=\n"
)
LEAD = {"name": "Наземкина Е.А.", "phone": "+7 (3812) 00-00-04"}
ROMANENKO = {"name": "Романенко С.А.", "phone": "+7 (3812) 00-00-05"}
SHESTAKOV = {"name": "Шестаков В.В.", "phone": "+7 (3812) 00-00-02"}
EFIMOVA = {"name": "Ефимова Л.Г.", "phone": "+7 (3812) 00-00-01"}
PETRENKO = {"name": "Петренко А.А.", "phone": None}
COORDINATOR = {"name": "Ковалёва И.П.", "phone": "+7 (3812) 00-00-08"}
COMMON: dict[str, Any] = {
    "given_names": "Виктор Васильевич",
    "recipient_name": "Шестаков В.В.",
    "plan": {"id": 1, "year": 2021, "title": TITLE},
    "coordinator": COORDINATOR,
}
# Whom a letter goes to: by default an approver, Шестаков.
TO_DEPUTY = COMMON | {"given_names": "Алексей Андреевич", "recipient_name": "Петренко А.А."}
TO_LEAD = COMMON | {"given_names": "Елена Андреевна", "recipient_name": "Наземкина Е.А."}
TO_COORDINATOR = COMMON | {
    "given_names": "Ирина Павловна", "recipient_name": "Ковалёва И.П.", "coordinator": None,
}  # fmt: skip
ITEM = {"number": "3", "title": "Мониторинговые визиты", "lead": LEAD}
SAMPLED = {"number": "16", "title": "Перепроверка контрольных работ", "lead": ROMANENKO}
DECIDED = "Согласовано: Шестаков В.В., 03.03.2021"
