"""What a posted form becomes."""

from datetime import date

import pytest
from starlette.requests import Request

from web.csrf import allowed_origins, is_origin_ours, is_token_right, new_secret, token_for
from web.form_problem import problem_of
from web.forms import Form, read_form
from web.places import id_of, number_of
from web.problems import FormTooLarge
from workflow.errors import AuthenticationFailed, InvalidCommand


def request_with(headers: dict[str, str], body: bytes = b"") -> Request:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw}, receive)


def test_texts_lose_nul_and_surrogates_and_outer_space() -> None:
    form = Form([("a", "  x\x00y \r\n z\r\n"), ("b", "\ud800"), ("c", "   ")])
    assert form.text("a") == "xy \n z"
    assert form.text("b") == "?"
    assert form.text("c") is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2021-02-03", date(2021, 2, 3)),
        ("03.02.2021", date(2021, 2, 3)),
        ("завтра", "завтра"),
        ("31.02.2021", "31.02.2021"),
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them(typed: str, read: object) -> None:
    assert Form([("day", typed)]).day("day") == read


def test_secrets_are_never_shown_again() -> None:
    form = Form([("pin", "274913"), ("pin_again", "1"), ("activation_code", "2"), ("csrf", "3"), ("summary", "x")])
    assert dict(form.typed()) == {"summary": ["x"]}


async def test_a_form_over_the_limit_is_given_up() -> None:
    with pytest.raises(FormTooLarge):
        await read_form(request_with({}, b"a=" + b"x" * 200), limit=100)


async def test_broken_escapes_are_read_as_they_are() -> None:
    form = await read_form(request_with({}, b"a=%ff%zz&b=%D0%B0"))
    assert form.text("b") == "а"
    assert form.text("a") is not None


def test_s16_the_token_belongs_to_the_cookie() -> None:
    secret = new_secret()
    ours = request_with({"Cookie": f"__Host-viza-csrf={secret}"})
    assert is_token_right(ours, token_for(secret))
    assert not is_token_right(ours, token_for(new_secret()))
    assert not is_token_right(ours, None)
    assert not is_token_right(request_with({}), token_for(secret))


def test_s16_only_our_own_origin_may_post() -> None:
    origins = allowed_origins("https://viza.example.ru")
    assert is_origin_ours(request_with({"Origin": "https://viza.example.ru"}), origins)
    assert not is_origin_ours(request_with({"Origin": "null"}), origins)
    assert not is_origin_ours(request_with({"Origin": "https://viza.example.ru:444"}), origins)
    assert not is_origin_ours(request_with({"Sec-Fetch-Site": "cross-site"}), origins)


def test_on_loopback_the_names_of_this_machine_are_one() -> None:
    assert "http://localhost:8000" in allowed_origins("http://127.0.0.1:8000")
    assert "http://localhost" not in allowed_origins("http://127.0.0.1:8000")


def test_a_refusal_is_named_at_its_field() -> None:
    problem = problem_of(InvalidCommand("Напишите причину.", field="comment"), "decide", Form([("comment", "…")]))
    assert problem.of("decide", "comment") == "Напишите причину."
    assert problem.of("other", "comment") is None
    assert problem.target(problem.errors[0]) == "decide-comment"
    assert problem.status == 422
    assert problem_of(AuthenticationFailed("Введите ПИН-код."), "decide").of("decide", "pin") == "Введите ПИН-код."


@pytest.mark.parametrize("text", ["9" * 40 + ".1.2021", "1.1." + "9" * 40, "1.1." + "9" * 5000, "31.02.2021"])
def test_a_day_beyond_every_calendar_stays_text(text: str) -> None:
    assert Form([("day", text)]).day("day") == text


@pytest.mark.parametrize("text", ["0" * 12 + "9" * 20, "0" * 5000, "2147483648", "-1", "1.5", "", "²"])
def test_a_number_that_no_database_holds_is_none(text: str) -> None:
    assert number_of(text) is None


def test_an_id_is_chosen_absent_or_refused() -> None:
    assert id_of("7", "person_id") == 7
    assert id_of(None, "person_id") is None
    for text in ("0", "9" * 30, "abc"):
        with pytest.raises(InvalidCommand):
            id_of(text, "person_id")
