"""A PDF protected as ISO 32000-1, 7.6 has it, revision 2: RC4 with a key of 40 bits."""

import hashlib

from tests.unit.documents.reading.pdf_drawing import Drawing, pdf

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = bytes(range(16))
_PERMISSIONS = -4


def protected(page: Drawing, *, user: bytes) -> bytes:
    """A document of one page that the password `user` opens."""
    owner = rc4(hashlib.md5(_padded(b"owner"), usedforsecurity=False).digest()[:5], _padded(user))
    start = _padded(user) + owner + _PERMISSIONS.to_bytes(4, "little", signed=True) + _ID
    key = hashlib.md5(start, usedforsecurity=False).digest()[:5]
    entries = f"/O<{owner.hex()}>/U<{rc4(key, _PADDING).hex()}>/P {_PERMISSIONS}"

    def encrypt(number: int, data: bytes) -> bytes:
        salted = key + number.to_bytes(3, "little") + bytes(2)
        return rc4(hashlib.md5(salted, usedforsecurity=False).digest()[:10], data)

    trailer = f"/Encrypt<</Filter/Standard/V 1/R 2{entries}>>/ID[<{_ID.hex()}><{_ID.hex()}>]"
    return pdf(page, trailer=trailer, encrypt=encrypt)


def rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    at = 0
    for index in range(256):
        at = (at + state[index] + key[index % len(key)]) % 256
        state[index], state[at] = state[at], state[index]
    out, first, second = bytearray(), 0, 0
    for byte in data:
        first = (first + 1) % 256
        second = (second + state[first]) % 256
        state[first], state[second] = state[second], state[first]
        out.append(byte ^ state[(state[first] + state[second]) % 256])
    return bytes(out)


def _padded(password: bytes) -> bytes:
    return (password + _PADDING)[:32]
