"""Settings: where they come from, and one clear line for each mistake."""

from pathlib import Path

import pytest

from config.errors import SettingsError
from config.ladder import DEFAULT_PATH as DEFAULT_LADDER
from config.settings import (
    load_or_create_link_key,
    load_settings,
    require_mail,
    unknown_variables,
)

KEY = "ab" * 32


def test_everything_has_a_default_that_works_on_this_machine(empty_folder: Path) -> None:
    settings = load_settings()
    assert settings.data_dir == empty_folder / "var"
    assert settings.database_url == f"sqlite:///{empty_folder}/var/viza.db"
    assert (settings.listen_host, settings.listen_port) == ("127.0.0.1", 8000)
    assert settings.public_base_url == "http://127.0.0.1:8000"
    assert settings.timezone == "Asia/Omsk"
    assert settings.assurance == "pin"
    assert settings.digest_hour == 8
    assert settings.witnesses == []


def test_paths_lie_in_the_data_folder(tmp_path: Path) -> None:
    paths = load_settings(data_dir=tmp_path / "d").paths
    assert paths.link_key_file == tmp_path / "d/keys/link.key"
    assert paths.ledger_key_file == tmp_path / "d/keys/ledger.key"
    paths.create()
    assert [folder.stat().st_mode & 0o777 for folder in (paths.root, paths.evidence, paths.keys)] == [0o700] * 3


def test_the_environment_goes_before_env_file_and_toml(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_folder / "viza.toml").write_text('digest_hour = 5\noperator = "toml@example.ru"\ntimezone = "Europe/Moscow"')
    (empty_folder / ".env").write_text("VIZA_CONFIG_FILE=viza.toml\nVIZA_DIGEST_HOUR=6\nVIZA_OPERATOR=env@example.ru\n")
    monkeypatch.setenv("VIZA_DIGEST_HOUR", "7")
    settings = load_settings()
    assert (settings.digest_hour, settings.operator, settings.timezone) == (7, "env@example.ru", "Europe/Moscow")


def test_witnesses_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZA_WITNESSES", " one@example.ru, two@example.ru ,")
    assert load_settings().witnesses == ["one@example.ru", "two@example.ru"]


def test_a_secret_is_read_from_its_file_without_the_line_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("s3cret\n")
    monkeypatch.setenv("VIZA_SMTP_USERNAME", "viza")
    monkeypatch.setenv("VIZA_SMTP_PASSWORD_FILE", str(tmp_path / "password"))
    password = load_settings().smtp_password
    assert password is not None
    assert password.get_secret_value() == "s3cret"


def test_a_secret_and_its_file_are_not_both_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZA_LINK_KEY", KEY)
    monkeypatch.setenv("VIZA_LINK_KEY_FILE", str(tmp_path / "absent"))
    with pytest.raises(SettingsError, match=r"^VIZA_LINK_KEY_FILE: set either it or VIZA_LINK_KEY, not both$"):
        load_settings()


def test_a_missing_secret_file_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZA_LEDGER_KEY_FILE", "/absent")
    with pytest.raises(SettingsError, match=r"^VIZA_LEDGER_KEY_FILE: cannot read /absent"):
        load_settings()


@pytest.mark.parametrize(
    ("text", "reason"),
    [("digest_our = 5", "has no setting digest_our"), ("digest_hour = ", "cannot read"), (None, "cannot read")],
)
def test_a_wrong_toml_file_names_its_variable(
    text: str | None, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if text is not None:
        (tmp_path / "viza.toml").write_text(text)
    monkeypatch.setenv("VIZA_CONFIG_FILE", str(tmp_path / "viza.toml"))
    with pytest.raises(SettingsError, match=rf"^VIZA_CONFIG_FILE: .*{reason}"):
        load_settings()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen", "8000"),
        ("listen", "127.0.0.1:65536"),
        ("listen", "::1:8000"),
        ("public_base_url", "http://viza.example.ru"),
        ("public_base_url", "viza.example.ru"),
        ("public_base_url", "https://viza.example.ru/viza"),
        ("public_base_url", "https://user@viza.example.ru"),
        ("public_base_url", "https://viza.example.ru\nX: 1"),
        ("public_base_url", "https://["),
        ("smtp_port", 0),
        ("smtp_port", 65536),
        ("smtp_security", "ssl"),
        ("smtp_host", "mail.example.ru\r\nX: 1"),
        ("mail_from", "viza@example.ru\r\nBcc: all@example.ru"),
        ("mail_from", "Виза <viza@example.ru>"),
        ("operator", "nobody"),
        ("witnesses", "a@example.ru,b"),
        ("timezone", "Asia/Atlantis"),
        ("timezone", "../etc/passwd"),
        ("assurance", "none"),
        ("digest_hour", 24),
        ("digest_hour", -1),
        ("database_url", "mysql://host/viza"),
        ("database_url", "sqlite://"),
        ("database_url", "not a url"),
        ("migration_database_url", "postgresql+asyncpg://host/viza"),
        ("deployment", "viza+omsk"),
        ("link_key", "abc"),
        ("log_format", "xml"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_the_variable(setting: str, value: object) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(**{setting: value})
    assert refusal.value.message.startswith(f"VIZA_{setting.upper()}: ")
    assert "\n" not in refusal.value.message


def test_all_wrong_settings_are_named_at_once() -> None:
    with pytest.raises(SettingsError, match=r"VIZA_LISTEN: .*; VIZA_DIGEST_HOUR: "):
        load_settings(listen="x", digest_hour=99)


def test_secrets_are_in_no_message_and_no_representation() -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(link_key="dead" * 15, database_url="mysql://viza:hunter2@host/viza")
    assert "dead" not in str(refusal.value)
    assert "hunter2" not in str(refusal.value)
    settings = load_settings(link_key=KEY, database_url="postgresql://viza:hunter2@host/viza", smtp_username="v")
    assert KEY not in repr(settings)
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize("url", ["https://viza.example.ru", "http://localhost:8000/", "http://[::1]:8000"])
def test_https_or_loopback_is_accepted(url: str) -> None:
    assert load_settings(public_base_url=url).public_base_url == url.rstrip("/")


@pytest.mark.parametrize(
    ("url", "name"), [("https://viza.example.ru:8443", "viza.example.ru"), ("http://[::1]:8000", "1")]
)
def test_the_deployment_is_named_after_the_host(url: str, name: str) -> None:
    assert load_settings(public_base_url=url).deployment == name


def test_clear_smtp_is_for_loopback_alone() -> None:
    assert load_settings(smtp_host="127.0.0.1", smtp_security="none").effective_smtp_port == 25
    with pytest.raises(SettingsError, match=r"^VIZA_SMTP_SECURITY: none is allowed for a loopback"):
        load_settings(smtp_host="mail.example.ru", smtp_security="none")


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465)])
def test_the_port_follows_the_security_unless_it_is_set(security: str, port: int) -> None:
    assert load_settings(smtp_security=security).effective_smtp_port == port
    assert load_settings(smtp_security=security, smtp_port=2525).effective_smtp_port == 2525


def test_a_password_needs_a_user_name() -> None:
    with pytest.raises(SettingsError, match=r"^VIZA_SMTP_USERNAME: "):
        load_settings(smtp_password="s3cret")


def test_mail_needs_a_host_and_then_a_sender() -> None:
    with pytest.raises(SettingsError, match=r"^VIZA_SMTP_HOST: "):
        require_mail(load_settings())
    with pytest.raises(SettingsError, match=r"^VIZA_MAIL_FROM: "):
        require_mail(load_settings(smtp_host="localhost"))
    require_mail(load_settings(smtp_host="localhost", mail_from="viza@example.ru"))


def test_a_misspelt_variable_is_found(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_folder / ".env").write_text("VIZA_SMTP_HSOT=mail\nVIZA_CONFIG_FILE=\nPREFECT_API_URL=http://x\n")
    monkeypatch.setenv("VIZA_LISTEN_PORT", "1")
    monkeypatch.setenv("VIZA_LINK_KEY_FILE", "key")
    assert unknown_variables() == ["VIZA_LISTEN_PORT", "VIZA_SMTP_HSOT"]


def test_the_set_link_key_goes_before_the_file(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path, link_key=f"{KEY},{'cd' * 32}")
    assert load_or_create_link_key(settings).current.secret == bytes.fromhex("cd" * 32)
    assert not settings.paths.link_key_file.exists()


def test_without_a_set_link_key_the_file_is_made_and_kept(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    first = load_or_create_link_key(settings)
    assert load_or_create_link_key(settings) == first


@pytest.mark.parametrize(
    ("given", "hours"),
    [({}, (8, 20)), ({"digest_hour": 6}, (6, 20)), ({"digest_hour": 21}, (8, 22)), ({"digest_hour": 0}, (0, 20)),
     ({"mail_hours": "9-18", "digest_hour": 9}, (9, 18))],
)  # fmt: skip
def test_mail_hours_hold_the_digest_hour_unless_they_are_set(given: dict[str, object], hours: tuple[int, int]) -> None:
    assert load_settings(**given).open_hours == hours


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"mail_hours": "8"}, "VIZA_MAIL_HOURS: "),
        ({"mail_hours": "20-8"}, "VIZA_MAIL_HOURS: "),
        ({"mail_hours": "8-25"}, "VIZA_MAIL_HOURS: "),
        ({"mail_hours": "9-18", "digest_hour": 18}, "VIZA_DIGEST_HOUR: must lie within VIZA_MAIL_HOURS"),
        ({"mail_hours": "9-18", "digest_hour": 8}, "VIZA_DIGEST_HOUR: must lie within VIZA_MAIL_HOURS"),
    ],
)
def test_mail_hours_that_make_no_sense_are_refused(given: dict[str, object], named: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(**given)
    assert refusal.value.message.startswith(named)


def test_the_offices_own_calendar_and_ladder_are_checked_at_start(tmp_path: Path) -> None:
    calendar, ladder = tmp_path / "calendar.toml", tmp_path / "ladder.toml"
    calendar.write_text("known_years = [2021]")
    ladder.write_text(DEFAULT_LADDER.read_text("utf-8"), "utf-8")
    settings = load_settings(calendar_file=calendar, ladder_file=ladder)
    assert (settings.calendar_file, settings.ladder_file) == (calendar, ladder)
    calendar.write_text("known_years = []")
    with pytest.raises(SettingsError, match=f"^VIZA_CALENDAR_FILE: {calendar}: known_years: "):
        load_settings(calendar_file=calendar)
    ladder.write_text("rung = []")
    with pytest.raises(SettingsError, match=f"^VIZA_LADDER_FILE: {ladder}: rung: "):
        load_settings(ladder_file=ladder)
    with pytest.raises(SettingsError, match=r"^VIZA_LADDER_FILE: .*absent\.toml: cannot be read"):
        load_settings(ladder_file=tmp_path / "absent.toml")
