"""The settings of one deployment, from the environment, `.env`, secret files or a TOML file."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from config.addresses import check_address, is_loopback, split_listen
from config.calendar_file import load_calendar
from config.data_paths import DataPaths
from config.database_url import parse_database_url
from config.errors import SettingsError
from config.ladder import load_ladder
from config.link_keys import LinkKeys, open_link_key_file, parse_link_keys
from config.settings_sources import PREFIX, SecretFileSource, TomlFileSource, visible_variables

SECRETS = ("smtp_password", "bounce_imap_password", "link_key", "ledger_key", "database_url", "migration_database_url")
IMAP_PORTS = {"tls": 993, "none": 143}
DAY_BEGINS, DAY_ENDS, HOURS_A_DAY = 8, 20, 24
SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class Settings(BaseSettings):
    """What an operator sets. Build it with `load_settings`, which turns every mistake into one line."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
    )

    data_dir: Path = Path("var")
    database_url: str = Field(default="", repr=False)
    migration_database_url: str | None = Field(default=None, repr=False)
    public_base_url: str = "http://127.0.0.1:8000"
    listen: str = "127.0.0.1:8000"
    smtp_host: str | None = None
    smtp_port: int | None = Field(default=None, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_connections: int = Field(default=4, ge=1, le=8)
    smtp_domain_connections: int = Field(default=2, ge=1, le=8)
    smtp_letters_a_minute: int | None = Field(default=None, ge=0, le=100_000)
    smtp_domain_letters_a_minute: int | None = Field(default=None, ge=0, le=100_000)
    mail_from: str | None = None
    bounce_imap_host: str | None = None
    bounce_imap_port: int | None = Field(default=None, ge=1, le=65535)
    bounce_imap_security: Literal["tls", "none"] = "tls"
    bounce_imap_username: str | None = None
    bounce_imap_password: SecretStr | None = None
    bounce_imap_folder: str = Field(default="INBOX", min_length=1, max_length=200, pattern=r"^[\x20-\x7e]+$")
    bounce_listen: str | None = None
    timezone: str = "Asia/Omsk"
    assurance: Literal["pin", "pin_always", "link"] = "pin"
    link_key: SecretStr | None = None
    ledger_key: SecretStr | None = None
    witnesses: Annotated[list[str], NoDecode] = []
    operator: str | None = None
    digest_hour: int = Field(default=8, ge=0, le=23)
    mail_hours: str = ""
    sign_requests_wait: bool = False
    calendar_file: Path | None = None
    ladder_file: Path | None = None
    deployment: str = ""
    log_format: Literal["console", "json"] = "console"

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("database_url", "migration_database_url")
    @classmethod
    def _known_database(cls, value: str | None) -> str | None:
        if value:
            parse_database_url(value)
        return value

    @field_validator("public_base_url")
    @classmethod
    def _safe_base_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"[\s@?#]", value):
            raise ValueError("must be an address such as https://viza.example.ru")
        if parts.path not in {"", "/"}:
            raise ValueError("must have no path: the pages live at the root of their host")
        if parts.port == 0:
            raise ValueError("must have a port between 1 and 65535")
        if parts.scheme != "https" and not is_loopback(parts.hostname):
            raise ValueError("must be https unless the host is loopback: links would travel in clear")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("listen", "bounce_listen")
    @classmethod
    def _host_and_port(cls, value: str | None) -> str | None:
        if value is not None:
            split_listen(value)
        return value

    @field_validator("smtp_host", "smtp_username", "bounce_imap_host", "bounce_imap_username")
    @classmethod
    def _one_word(cls, value: str | None) -> str | None:
        if value is not None and re.search(r"[\s\x00-\x1f\x7f]", value):
            raise ValueError("must hold no white space or control characters")
        return value

    @field_validator("mail_from", "operator")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return None if value is None else _checked_address(value)

    @field_validator("witnesses", mode="before")
    @classmethod
    def _separated_addresses(cls, value: object) -> object:
        words = value.split(",") if isinstance(value, str) else value
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            return value
        return [_checked_address(word.strip()) for word in words if word.strip()]

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, LookupError):
            raise ValueError("is no time zone of the IANA database, for example Asia/Omsk") from None
        return value

    @field_validator("link_key")
    @classmethod
    def _readable_link_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parse_link_keys(value.get_secret_value())
        return value

    @field_validator("mail_hours")
    @classmethod
    def _hours_of_a_day(cls, value: str) -> str:
        found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", value)
        if found is None or not int(found[1]) < int(found[2]) <= HOURS_A_DAY:
            raise ValueError("must be two hours such as 8-20, the first before the second, at most 24")
        return value

    @field_validator("calendar_file")
    @classmethod
    def _readable_calendar(cls, value: Path | None) -> Path | None:
        return None if value is None else _read_by(load_calendar, value)

    @field_validator("ladder_file")
    @classmethod
    def _readable_ladder(cls, value: Path | None) -> Path | None:
        return None if value is None else _read_by(load_ladder, value)

    @field_validator("deployment")
    @classmethod
    def _origin_name(cls, value: str) -> str:
        # C2SP tlog-checkpoint: an origin is one line; a signed note's key name has no white space and no "+".
        if value and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}", value):
            raise ValueError("must be a name such as viza.example.ru: Latin letters, digits, dots, dashes")
        return value

    @model_validator(mode="before")
    @classmethod
    def _fill_what_depends(cls, values: dict[str, Any]) -> dict[str, Any]:
        filled = dict(values)
        if not filled.get("database_url"):
            root = Path(filled.get("data_dir") or "var").expanduser().absolute()
            filled["database_url"] = f"sqlite:///{DataPaths(root).database}"
        if not filled.get("mail_hours"):
            filled["mail_hours"] = _hours_around(filled.get("digest_hour", DAY_BEGINS))
        if not filled.get("deployment"):
            base_url = str(filled.get("public_base_url") or cls.model_fields["public_base_url"].default)
            filled["deployment"] = _host_name(base_url)
        return filled

    @model_validator(mode="after")
    def _clear_mail_stays_here(self) -> Self:
        if self.smtp_security == "none" and self.smtp_host is not None and not is_loopback(self.smtp_host):
            raise ValueError("VIZA_SMTP_SECURITY: none is allowed for a loopback VIZA_SMTP_HOST only")
        if self.smtp_password is not None and self.smtp_username is None:
            raise ValueError("VIZA_SMTP_USERNAME: must be set together with VIZA_SMTP_PASSWORD")
        if self.bounce_imap_host is not None:
            if self.bounce_imap_security == "none" and not is_loopback(self.bounce_imap_host):
                raise ValueError("VIZA_BOUNCE_IMAP_SECURITY: none is allowed for a loopback VIZA_BOUNCE_IMAP_HOST only")
            if self.bounce_imap_username is None or self.bounce_imap_password is None:
                raise ValueError(
                    "VIZA_BOUNCE_IMAP_USERNAME: must be set together with VIZA_BOUNCE_IMAP_PASSWORD "
                    "and VIZA_BOUNCE_IMAP_HOST"
                )
        return self

    @model_validator(mode="after")
    def _digest_in_mail_hours(self) -> Self:
        opens, closes = self.open_hours
        if not opens <= self.digest_hour < closes:
            raise ValueError("VIZA_DIGEST_HOUR: must lie within VIZA_MAIL_HOURS, for nothing goes outside them")
        return self

    @property
    def open_hours(self) -> tuple[int, int]:
        """From and until which local hour letters go on working days."""
        opens, closes = self.mail_hours.split("-")
        return int(opens), int(closes)

    @property
    def paths(self) -> DataPaths:
        return DataPaths(self.data_dir)

    @property
    def listen_host(self) -> str:
        return split_listen(self.listen)[0]

    @property
    def listen_port(self) -> int:
        return split_listen(self.listen)[1]

    @property
    def effective_smtp_port(self) -> int:
        """The port that was set, else the usual one of the chosen security (587, 465, 25)."""
        return self.smtp_port or SMTP_PORTS[self.smtp_security]

    @property
    def effective_bounce_imap_port(self) -> int:
        """The port that was set, else the usual one of the chosen security (993, 143)."""
        return self.bounce_imap_port or IMAP_PORTS[self.bounce_imap_security]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del file_secret_settings  # a folder of secrets; ours are named one by one
        variables = visible_variables(env_settings, dotenv_settings)
        secret_files = SecretFileSource(settings_cls, SECRETS, variables)
        toml_file = TomlFileSource(settings_cls, variables)
        return init_settings, env_settings, secret_files, dotenv_settings, toml_file


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; `overrides` go before every source.

    Raises `SettingsError`, one English line that names every variable at fault and repeats no value.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError("; ".join(_line(detail) for detail in error.errors())) from None


def require_mail(settings: Settings) -> None:
    """Check that mail can be sent. Raises `SettingsError` naming the first setting that is missing."""
    if settings.smtp_host is None:
        raise SettingsError("VIZA_SMTP_HOST: must be set, no letter can be sent without it")
    if settings.mail_from is None:
        raise SettingsError("VIZA_MAIL_FROM: must be set, it is the sender of every letter")


def load_or_create_link_key(settings: Settings) -> LinkKeys:
    """The keys of links: those of `VIZA_LINK_KEY`, else of `keys/link.key`, made when it is missing."""
    if settings.link_key is not None:
        return parse_link_keys(settings.link_key.get_secret_value())
    return open_link_key_file(settings.paths.link_key_file)


def unknown_variables() -> list[str]:
    """Variables with our prefix that are no setting: most likely misspelt. For `viza doctor`."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {f"{PREFIX}CONFIG_FILE"}
    known |= {f"{PREFIX}{name.upper()}_FILE" for name in SECRETS}
    present = visible_variables(EnvSettingsSource(Settings), DotEnvSettingsSource(Settings))
    return sorted(present.keys() - known)


def _checked_address(value: str) -> str:
    try:
        return check_address(value)
    except ValueError:
        raise ValueError("must be a bare e-mail address such as viza@example.ru") from None


def _read_by(read: Callable[[Path], object], path: Path) -> Path:
    """The absolute path of a file of the operator's that can be read."""
    path = path.expanduser().absolute()
    try:
        read(path)
    except SettingsError as error:
        raise ValueError(error.message) from None
    return path


def _hours_around(digest_hour: object) -> str:
    """The usual mail hours, wide enough for a digest hour that was set without them."""
    text = str(digest_hour)
    hour = int(text) if text.isdecimal() else DAY_BEGINS
    return f"{min(hour, DAY_BEGINS)}-{min(max(hour + 1, DAY_ENDS), HOURS_A_DAY)}"


def _host_name(base_url: str) -> str:
    try:
        return (urlsplit(base_url).hostname or "").replace(":", "-").strip("-")
    except ValueError:
        return ""


def _line(detail: ErrorDetails) -> str:
    reason = detail["msg"].removeprefix("Value error, ")
    if not detail["loc"]:
        return reason
    return f"{PREFIX}{str(detail['loc'][0]).upper()}: {reason}"
