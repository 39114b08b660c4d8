"""What the ledger says of people and of their tokens, in words."""

from collections.abc import Callable

from models.states import TokenScope
from workflow.wording.entry_phrases import Body, Names, data_of, name_of, person_id_of, quoted_after, reason_text
from workflow.wording.terms import TOKEN_SCOPES

_PERSON_FIELDS = {
    "name": "фамилия и инициалы",
    "given_names": "имя и отчество",
    "position": "должность",
    "email": "адрес электронной почты",
    "phone": "телефон",
    "manager_id": "руководитель",
}


def of_person(what: str) -> Callable[[Body, Names], str]:
    """What happened to a person, who is named unless they did it themselves."""

    def sentence(body: Body, names: Names) -> str:
        about = body["object"]
        return what if about == body["actor"] else f"{what}: {name_of(person_id_of(about), names)}"

    return sentence


def person_changed(body: Body, names: Names) -> str:
    """What is known of a person changed; the fields are named, their values are not."""
    words = [_PERSON_FIELDS[field] for field in data_of(body).get("fields", ()) if field in _PERSON_FIELDS]
    about = of_person("Изменены сведения о человеке")(body, names)
    return about + (f" ({', '.join(words)})" if words else "")


def address_failed(body: Body, names: Names) -> str:
    """A letter came back for good; who was told in the recipient's place."""
    told = ", ".join(name_of(person, names) for person in data_of(body).get("told_instead", ()))
    about = of_person("Письмо вернулось, адрес не принимает почту")(body, names)
    return about + (f"; вместо получателя извещены: {told}" if told else "")


def calendar_chosen(body: Body, names: Names) -> str:
    """Whether a person's deadlines come as calendar files."""
    what = "Сроки приходят файлом для календаря" if data_of(body).get("wanted") else "Сроки приходят только письмом"
    return of_person(what)(body, names)


def of_person_with_reason(what: str) -> Callable[[Body, Names], str]:
    """What happened to a person, and why."""
    return lambda body, names: f"{of_person(what)(body, names)}{reason_text(data_of(body))}"


def token_issued(body: Body, names: Names) -> str:
    """A token for scripts, with its scope."""
    data = data_of(body)
    scope = f", {TOKEN_SCOPES[TokenScope(data['scope'])]}" if "scope" in data else ""
    whose = name_of(person_id_of(body["object"]), names)
    return f"Выдан ключ доступа № {data.get('api_token', '—')}{quoted_after(' ', data.get('name'))}{scope}: {whose}"


def of_token(what: str, number: str) -> Callable[[Body, Names], str]:
    """What happened to a token, whose number stands in the entry as `number`."""

    def sentence(body: Body, names: Names) -> str:
        whose = name_of(person_id_of(body["object"]), names)
        return f"Ключ доступа № {data_of(body).get(number, '—')} {what}: {whose}"

    return sentence
