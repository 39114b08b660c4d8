"""Checks the ledger in this folder: `python verify.py --help`. See README.ru.txt."""

import argparse
import json
import sys
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path

OLDEST_PYTHON = (3, 11)
LIBRARIES = ("cryptography", "rfc8785")
ROOT = Path(__file__).resolve().parent


def main() -> int:
    """Verify the folder and print the verdict; 0 where all is well, 1 where something is wrong, 2 on wrong usage."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if sys.version_info < OLDEST_PYTHON or missing:
        sys.stderr.write(
            "Нужен Python 3.11 или новее и библиотеки: " + ", ".join(LIBRARIES) + ".\n"
            "Установить: python -m pip install " + " ".join(LIBRARIES) + "\n"
            "Без сети: раздел 1 файла README.ru.txt.\n"
        )
        return 2
    sys.path.insert(0, str(ROOT / "verify"))
    from audit.bundle import BundleSource  # noqa: PLC0415 - the folder's own copy, found just now
    from audit.canonical import encode_plain  # noqa: PLC0415 - as above
    from audit.verdict_text import format_verdict_ru  # noqa: PLC0415 - as above
    from audit.verify import encode_independently, verify  # noqa: PLC0415 - as above

    parser = argparse.ArgumentParser(description="Проверка журнала в этой папке")
    parser.add_argument(
        "--since", action="append", default=[], metavar="ФАЙЛ", help="контрольная точка, сохранённая вами"
    )
    parser.add_argument("--key", action="append", default=[], metavar="ФАЙЛ", help="открытый ключ из другого источника")
    parser.add_argument("--no-evidence", action="store_true", help="не проверять файлы подтверждающих документов")
    parser.add_argument("--slow", action="store_true", help="каноническая форма — библиотекой rfc8785")
    parser.add_argument("--json", action="store_true", help="заключение в JSON")
    given = parser.parse_args()
    try:
        since = [Path(path).read_bytes().decode("utf-8") for path in given.since]
        keys = [line for path in given.key for line in Path(path).read_text("utf-8").split("\n") if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        parser.error(str(error))

    verdict = verify(
        BundleSource(ROOT),
        keys=keys,
        since=since,
        with_evidence=not given.no_evidence,
        encode=encode_independently if given.slow else encode_plain,
    )
    if given.json:
        sys.stdout.write(json.dumps(verdict.as_json(), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(format_verdict_ru(verdict) + "\n")
    proof = verdict.split_view_proof()
    if proof is not None:
        (ROOT / "split-view.txt").write_text(proof, "utf-8")
        sys.stderr.write("Доказательство двух историй записано в split-view.txt\n")
    return 0 if verdict.ok else 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
