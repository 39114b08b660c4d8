"""The verifier on entries that are none, and on anything else that one may feed it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import MAX_ENTRY_BYTES
from audit.verdict import Wrong
from audit.verify import verify
from tests.unit.audit.ledgers import DIGEST, MemorySource
from tests.unit.audit.verifying import entry, sealed_source


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", Wrong.FORM),
        (b"\xff", Wrong.FORM),
        (b"null", Wrong.FORM),
        (b"[]", Wrong.SCHEMA),
        (b"{}", Wrong.SCHEMA),
        (b'[["a"]]', Wrong.FORM),
        (b"[" * 60_000, Wrong.FORM),
        (entry() + b" ", Wrong.FORM),
        (b" " + entry(), Wrong.FORM),
        (entry().replace(b'"version":1', b'"version":1.0'), Wrong.FORM),
        (entry().replace(b'"version":1', b'"version":-0'), Wrong.FORM),
        (entry().replace(b'"version":1', b'"version":1,"version":1'), Wrong.FORM),
        (entry().replace(b'"version":1', b'"version":NaN'), Wrong.FORM),
        (entry().replace(b"planned", "и\u0306".encode()), Wrong.FORM),
        (entry(data={"t": "a" * MAX_ENTRY_BYTES}), Wrong.FORM),
        (entry(data={"t": 1}).replace(b':{"t":1}', b':{"t":9007199254740992}'), Wrong.SCHEMA),
        (entry(data={"t": [1]}).replace(b'"t"', '"й"'.encode()), Wrong.SCHEMA),
        (entry(v=2), Wrong.SCHEMA),
        (entry(v=True), Wrong.SCHEMA),
        (entry(seq=True), Wrong.SCHEMA),
        (entry(seq=1), Wrong.SEQ),
        (entry(seq=-1), Wrong.SEQ),
        (entry(actor=""), Wrong.SCHEMA),
        (entry(auth=None), Wrong.SCHEMA),
        (entry(action=["a"]), Wrong.SCHEMA),
        (entry(object=5), Wrong.SCHEMA),
        (entry(object=...), Wrong.SCHEMA),
        (entry(unknown=1), Wrong.SCHEMA),
        (entry(version=-1), Wrong.SCHEMA),
        (entry(version="1"), Wrong.SCHEMA),
        (entry(version=None), Wrong.SCHEMA),
        (entry(to=""), Wrong.SCHEMA),
        (entry(to=1), Wrong.SCHEMA),
        (entry(0, **{"to": ..., "from": "planned"}), Wrong.SCHEMA),
        (entry(ledger="other.example/plan-1"), Wrong.ORIGIN),
        (entry(ledger=1), Wrong.ORIGIN),
        (entry(ts="2021-01-21T04:00:00Z"), Wrong.SCHEMA),
        (entry(ts="2021-W03-4T04:05:06.789Z"), Wrong.SCHEMA),
        (entry(ts="2021-02-30T04:00:00.000Z"), Wrong.FORM),
        (entry(ts=5), Wrong.SCHEMA),
        (entry(clock="fast"), Wrong.SCHEMA),
        (entry(data={}), Wrong.SCHEMA),
        (entry(data=[]), Wrong.SCHEMA),
        (entry(evidence_sha256=[]), Wrong.SCHEMA),
        (entry(evidence_sha256=[DIGEST.upper()]), Wrong.SCHEMA),
        (entry(evidence_sha256=["../../etc/passwd"]), Wrong.SCHEMA),
        (entry(evidence_sha256={"a": DIGEST}), Wrong.SCHEMA),
        (entry(pii_commit="x"), Wrong.SCHEMA),
    ],
)
def test_an_entry_that_is_none_is_named_by_its_place(body: bytes, kind: Wrong) -> None:
    verdict = verify(sealed_source([body]))
    assert verdict.first_wrong is not None
    assert verdict.first_wrong[:2] == (kind, 0)


def test_a_form_that_only_looks_unnormalised_is_well() -> None:
    assert verify(sealed_source([entry(data={"t": "a\n\u0301"})])).ok


@given(st.lists(st.binary(max_size=60) | st.sampled_from([entry(), entry(1), b"{}"]), max_size=6))
def test_no_input_stops_the_verifier(bodies: list[bytes]) -> None:
    verdict = verify(MemorySource(bodies, [b"".join(bodies).decode(errors="replace")]))
    assert verdict.size == len(bodies)
    assert not verdict.ok


def test_findings_are_cut_after_a_hundred_and_counted_on() -> None:
    verdict = verify(MemorySource([b"x"] * 300))
    assert len(verdict.findings) == 100
    assert verdict.findings_total == 300
