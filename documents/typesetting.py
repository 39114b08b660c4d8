"""Our PDF documents: a Typst template of ours and data that it reads as JSON, so no text is ever Typst code."""

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import segno
import typst

TEMPLATES = Path(__file__).with_name("typst")
QR_QUIET_ZONE = 1


def typeset(template: str, data: Mapping[str, Any], created_at: datetime) -> bytes:
    """The PDF/A-2b (ISO 19005-2) that `template` makes of `data`.

    The same data and `created_at` (aware) give the same bytes: fonts are Typst's own, never the machine's.
    """
    return typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="a-2b",
        timestamp=created_at.astimezone(UTC).replace(microsecond=0),
    )


def qr_svg(text: str) -> str:
    """A QR code (ISO/IEC 18004, error correction M) of `text` as an SVG picture."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        picture, kind="svg", border=QR_QUIET_ZONE, xmldecl=False, svgns=True, nl=False
    )
    return picture.getvalue().decode()


def in_fours(digest: str) -> str:
    """A digest in groups of four, as people compare it."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
