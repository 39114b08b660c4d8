"""Link keys: their file, their order and their names."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.errors import SettingsError
from config.link_keys import open_link_key_file, parse_link_keys

OLD = "01" * 32
NEW = "02" * 32


def test_keys_are_listed_oldest_to_newest_and_the_newest_signs() -> None:
    keys = parse_link_keys(f"{OLD}\n{NEW}\n")
    assert keys.current.secret == bytes.fromhex(NEW)
    assert keys.current.key_id == hashlib.sha256(bytes.fromhex(NEW)).hexdigest()[:8]


def test_an_old_key_is_found_by_its_id_and_a_foreign_one_is_not() -> None:
    keys = parse_link_keys(f"{OLD},{NEW}")
    assert keys.find(keys.keys[0].key_id) == keys.keys[0]
    assert keys.find("00000000") is None


@pytest.mark.parametrize("text", ["", "zz" * 32, OLD[:-2], OLD + "00", f"{OLD} {OLD}"])
def test_wrong_keys_are_refused_without_repeating_them(text: str) -> None:
    with pytest.raises(ValueError, match=r"64 hex digits|twice") as refusal:
        parse_link_keys(text)
    assert not text or text[:10] not in str(refusal.value)


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "link.key"
    keys = open_link_key_file(path)
    assert len(keys.current.secret) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_two_first_starts_at_once_end_with_one_key(tmp_path: Path) -> None:
    path = tmp_path / "link.key"
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: open_link_key_file(path), range(32)))
    assert len({keys.current.key_id for keys in found}) == 1


def test_a_file_open_to_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "link.key"
    path.write_text(OLD)
    path.chmod(0o640)
    with pytest.raises(SettingsError, match=r"^VIZA_LINK_KEY: .* chmod 600"):
        open_link_key_file(path)


def test_a_damaged_file_is_named_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "link.key"
    path.touch(0o600)
    with pytest.raises(SettingsError, match=r"^VIZA_LINK_KEY: .*link\.key holds no key"):
        open_link_key_file(path)
    assert path.read_bytes() == b""


def test_keys_are_not_shown_in_a_representation() -> None:
    assert OLD not in repr(parse_link_keys(OLD))
    assert repr(bytes.fromhex(OLD)) not in repr(parse_link_keys(OLD).current)
