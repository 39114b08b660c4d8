"""What schemathesis finds: no request makes the API fail, and no answer leaves its own OpenAPI."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from models.states import TokenScope
from tests.integration.api_scripts import Script, script_of
from tests.integration.office import COORDINATOR, PIN
from tests.integration.web_site import WebOffice, ready_pages

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
# Numbers that there are in the office, so that a request comes as far as the engine.
KNOWN = {"plan_id": 1, "place": 5, "task_id": 1, "person_id": 5, "decision_id": 1, "warning_id": 1, "number": 1}
EXAMPLES = {TokenScope.READ: 1, TokenScope.WORK: 5, TokenScope.COORDINATE: 5}

office = ready_pages


@pytest.mark.parametrize("scope", list(TokenScope))
def test_no_request_breaks_the_api_and_no_answer_leaves_its_schema(office: WebOffice, scope: TokenScope) -> None:
    name = office.lead(5) if scope is TokenScope.WORK else COORDINATOR
    office.start(5)
    script = script_of(office, name, scope)
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", office.app)
    asked = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        asked += _ask(found.ok(), script, EXAMPLES[scope])
    assert asked >= 50 * EXAMPLES[scope] // 2
    assert script.get("/me").status_code == 200


def _ask(operation: Any, script: Script, examples: int) -> int:
    asked = 0

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), is_known=st.booleans())
    def ask(case: Any, is_known: bool) -> None:
        nonlocal asked
        if is_known:
            case.path_parameters |= {name: KNOWN[name] for name in KNOWN.keys() & case.path_parameters.keys()}
        if isinstance(case.body, dict) and "pin" in case.body and is_known:
            case.body["pin"] = PIN
        response = case.call(headers={"Authorization": f"Bearer {script.secret}"})
        case.validate_response(response, checks=CHECKS)
        asked += 1

    ask()
    return asked
