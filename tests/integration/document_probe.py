"""Reads the documents whose paths it is given, a line each, and says a line of JSON for each how it went.

`peak_mb` is the most memory that a process which read a document ever had, `children` those that are still there.
"""

import json
import resource
import sys
from pathlib import Path
from time import monotonic

from config.errors import DocumentUnreadable
from documents.plan_document import read_plan_document


def read(path: Path) -> dict[str, object]:
    started = monotonic()
    refusal = ""
    try:
        read_plan_document(path)
    except DocumentUnreadable as error:
        refusal = error.message
    return {
        "refusal": refusal,
        "seconds": monotonic() - started,
        "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "children": [children.read_text() for children in Path("/proc/self/task").glob("*/children")],
    }


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(read(Path(line.rstrip("\n")))) + "\n")
        sys.stdout.flush()
