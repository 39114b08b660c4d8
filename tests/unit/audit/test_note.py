"""Signed notes and checkpoints: Go's known keys and notes, and every way a note can be wrong."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.checkpoint import Checkpoint, CheckpointError, open_checkpoint, parse_checkpoint
from audit.merkle import leaf_hash
from audit.note import NoteError, NoteKey, NoteVerifier, decode_base64, sign_note, verify_note

# From the documentation of golang.org/x/mod/sumdb/note.
GO_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_NOTE = (
    GO_TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
KEY = NoteKey("viza.example/plan-1", bytes(range(32)))
CHECKPOINT = Checkpoint("viza.example/plan-1", 7, leaf_hash(b"x"))
NOTE = sign_note(CHECKPOINT.text, KEY)


def test_go_keys_and_notes_are_ours() -> None:
    key = NoteKey.from_skey(GO_SKEY)
    assert key.skey == GO_SKEY
    assert key.verifier.vkey == GO_VKEY
    assert sign_note(GO_TEXT, key) == GO_NOTE
    assert verify_note(GO_NOTE, [NoteVerifier.from_vkey(GO_VKEY)]) == GO_TEXT


def test_the_seed_is_in_no_repr() -> None:
    assert "seed" not in repr(KEY)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])).map(lambda text: text + "\n"))
def test_what_is_signed_verifies(text: str) -> None:
    assert verify_note(sign_note(text, KEY), [KEY.verifier]) == text


def test_s34_no_byte_of_a_checkpoint_can_change() -> None:
    whole = NOTE.encode()
    for at in range(len(whole)):
        for bit in (0x01, 0x20, 0x80):
            changed = whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :]
            with pytest.raises((NoteError, CheckpointError)):
                open_checkpoint(changed.decode(errors="replace"), [KEY.verifier])


def test_another_key_of_the_same_name_is_unknown() -> None:
    other = NoteKey(KEY.name, bytes(32))
    with pytest.raises(NoteError, match="no known key"):
        verify_note(NOTE, [other.verifier])


def test_a_witness_may_sign_beside_us() -> None:
    witness = sign_note(CHECKPOINT.text, NoteKey("witness.example", bytes(32))).rpartition("\n\n")[2]
    assert open_checkpoint(NOTE + witness, [KEY.verifier]) == CHECKPOINT


def test_a_checkpoint_is_signed_under_the_name_of_its_ledger() -> None:
    other = NoteKey("viza.example/plan-2", KEY.seed)
    with pytest.raises(NoteError, match="no known key"):
        open_checkpoint(sign_note(CHECKPOINT.text, other), [KEY.verifier, other.verifier])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        NOTE[:-1],
        NOTE.replace("— ", "- "),
        NOTE.replace("\n\n", "\n"),
        NOTE + "\n",
        "tab\there\n\n" + NOTE.rpartition("\n\n")[2],
        NOTE + "— name not*base64\n",
        NOTE + "— name AAAA\n",
        "\ud800" + NOTE,
    ],
)
def test_a_malformed_note_is_refused(note: str) -> None:
    with pytest.raises(NoteError):
        verify_note(note, [KEY.verifier])


@pytest.mark.parametrize("text", ["no newline", "tab\t\n", "\ud800\n", ""])
def test_a_text_that_no_note_holds_is_not_signed(text: str) -> None:
    with pytest.raises(NoteError):
        sign_note(text, KEY)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b"])
def test_a_name_that_no_signature_line_holds_is_refused(name: str) -> None:
    with pytest.raises(NoteError):
        NoteKey(name, bytes(32))


def test_base64_has_one_spelling() -> None:
    assert decode_base64("AAA=") == b"\0\0"
    for other in ("AAB=", "AAA", "AAA=\n", "A AA=", "ключ"):
        with pytest.raises(NoteError):
            decode_base64(other)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        "name+00000000+AAAA",
        KEY.verifier.vkey[:-1],
        KEY.verifier.vkey.replace("plan-1", "plan-2"),
        "name+00000000+" + base64.b64encode(b"\x02" + bytes(32)).decode(),
        "name+00000000+" + base64.b64encode(b"\x01" + bytes(31)).decode(),
    ],
)
def test_a_malformed_key_is_refused(vkey: str) -> None:
    with pytest.raises(NoteError):
        NoteVerifier.from_vkey(vkey)
    with pytest.raises(NoteError):
        NoteKey.from_skey("PRIVATE+KEY+" + vkey)


def test_a_checkpoint_is_three_lines() -> None:
    assert parse_checkpoint(CHECKPOINT.text) == CHECKPOINT
    origin, size, root, _ = CHECKPOINT.text.split("\n")
    for text in (
        f"{origin}\n{size}\n{root}",
        f"{origin}\n0{size}\n{root}\n",
        f"{origin}\n-1\n{root}\n",
        f"{origin}\n٣\n{root}\n",
        f"{origin}\n{size}\n{root[:-4]}\n",
        f"{origin}\n{size}\n{root}\nextension\n",
        f"\n{size}\n{root}\n",
        f"{origin}\n{size}\n{root}!\n",
    ):
        with pytest.raises(CheckpointError):
            parse_checkpoint(text)
