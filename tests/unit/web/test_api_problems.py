"""What the API says of values that fit no model: the caller's are named, our own are an error."""

from types import SimpleNamespace
from typing import cast

import pytest
from fastapi import FastAPI
from pydantic import BaseModel, ValidationError
from starlette.testclient import TestClient

from web.api.problems import add_problems
from web.site import Site


class Stored(BaseModel):
    size: int


def test_what_is_stored_and_cannot_be_read_is_no_fault_of_the_reader() -> None:
    api = FastAPI()
    add_problems(api, cast("Site", SimpleNamespace(settings=SimpleNamespace(public_base_url="https://viza.example"))))
    api.add_api_route("/stored", lambda: Stored.model_validate({"size": "x"}).size)
    with pytest.raises(ValidationError, match="size"):
        TestClient(api).get("/stored")
    answer = TestClient(api, raise_server_exceptions=False).get("/stored")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
