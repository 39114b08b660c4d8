"""A posted form as plain text fields, read with a limit."""

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request

from web.problems import FormTooLarge

MAX_BYTES = 128 * 1024
MAX_FIELDS = 500
SECRETS = frozenset({"pin", "pin_again", "activation_code", "csrf"})


class Form:
    """Fields of a form. Texts are stripped of NUL and lone surrogates, line ends are `\\n`."""

    def __init__(self, fields: Iterable[tuple[str, str]], files: Iterable[UploadFile] = ()) -> None:
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(_clean(value))
        self.files = tuple(files)

    def text(self, name: str) -> str | None:
        """A field's first value without white space around it; None when it is absent or empty."""
        value = self._fields.get(name, [""])[0].strip()
        return value or None

    def texts(self, name: str) -> tuple[str, ...]:
        """All values of a field that are not empty, each once, in order."""
        return tuple(dict.fromkeys(value.strip() for value in self._fields.get(name, []) if value.strip()))

    def day(self, name: str) -> date | str | None:
        """A date from a date field, or typed as 21.01.2021; what is neither stays text for the command to refuse."""
        value = self.text(name)
        parts = (value or "").split(".")
        try:
            if len(parts) == len(("day", "month", "year")):
                return date(int(parts[2]), int(parts[1]), int(parts[0]))
            return date.fromisoformat(value) if value else None
        except (ValueError, OverflowError):
            return value

    def typed(self) -> Mapping[str, list[str]]:
        """What to show again in the form; never a secret."""
        return {name: values for name, values in self._fields.items() if name not in SECRETS}


async def read_form(request: Request, *, limit: int = MAX_BYTES) -> Form:
    """Read an urlencoded form. Raises `FormTooLarge` once more than `limit` bytes came."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise FormTooLarge
    try:
        fields = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="replace"
        )
    except ValueError:
        raise FormTooLarge from None
    return Form(fields)


def _clean(value: str) -> str:
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return text.encode("utf-8", "replace").decode("utf-8")
