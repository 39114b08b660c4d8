"""Scripts that speak to the API of an office, each with a token of its own."""

from datetime import timedelta
from typing import Any

import httpx2
from starlette.testclient import TestClient

from models.states import Assurance, TokenScope
from tests.integration.web_site import ORIGIN, WebOffice
from workflow.commands import IssueToken

API = "/api/v1"


class Script:
    """A caller with a token: paths are under `/api/v1`."""

    def __init__(self, office: WebOffice, secret: str | None, token_id: int = 0) -> None:
        self.office = office
        self.secret = secret
        self.token_id = token_id
        headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
        self.client = TestClient(office.app, base_url=ORIGIN, headers=headers)

    def get(self, path: str, **rest: Any) -> httpx2.Response:
        return self.client.get(API + path, **rest)

    def post(self, path: str, body: dict[str, Any] | None = None, **rest: Any) -> httpx2.Response:
        if body is not None:
            rest["json"] = body
        return self.client.post(API + path, **rest)


def script_of(
    office: WebOffice, name: str, scope: TokenScope = TokenScope.WORK, *, plan_id: int | None = None
) -> Script:
    """A script in the name of a person of the office, its token good for ten days."""
    expires_on = office.engine.today() + timedelta(days=10)
    command = IssueToken(
        person_id=office.person(name), name="Выгрузка", scope=scope, expires_on=expires_on, plan_id=plan_id
    )
    receipt = office.engine.execute(command, office.actor(name, Assurance.PIN))
    assert receipt.secret is not None
    script = Script(office, receipt.secret)
    script.token_id = script.get("/me").json()["token_id"]
    return script
