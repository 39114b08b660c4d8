"""A backup is one tar file: manifest, database, evidence, and the keys where they were asked for."""

import hashlib
import json
import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.terminal import progress
from config.errors import VizaError

if TYPE_CHECKING:
    from sqlalchemy import URL

    from config.settings import Settings
    from flows.wiring import Parts

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE_FILE = "database.sqlite"
POSTGRESQL_FILE = "database.dump"
EVIDENCE = re.compile(r"evidence/([0-9a-f]{2})/(\1[0-9a-f]{62})", re.ASCII)
KEYS = ("keys/ledger.key", "keys/link.key")
CHUNK = 1024 * 1024


def write_backup(parts: "Parts", out: Path, *, with_keys: bool) -> dict[str, Any]:
    """Write the file, all of it or nothing, while the program runs; gives what it holds.

    The database comes first: evidence is stored before the database names it, so no file is missing.
    Raises `VizaError` where the file is there already, cannot be written, or evidence is damaged.
    """
    from migrations.runner import current

    settings = parts.settings
    if out.exists():
        raise VizaError(f"{out}: файл уже есть, копия не перезаписывается")
    damaged = [path.name for path in progress(list(parts.evidence.paths()), "Сверка файлов") if not _is_intact(path)]
    with _fresh_file(out) as fresh, tempfile.TemporaryDirectory(dir=fresh.parent, prefix=".viza-") as folder:
        dump = _dump(parts.database.url, Path(folder))
        evidence = list(parts.evidence.paths())
        held_keys = [name for name in KEYS if with_keys and (settings.data_dir / name).is_file()]
        manifest = {
            "format": FORMAT,
            "created_at": parts.engine.now().isoformat(),
            "deployment": settings.deployment,
            "revision": current(parts.database),
            "database": dump.name,
            "database_sha256": _hash_of(dump),
            "evidence": len(evidence),
            "damaged": damaged,
            "keys": held_keys,
        }
        with tarfile.open(fresh, "w") as tar:
            note = Path(folder) / MANIFEST
            note.write_text(json.dumps(manifest, ensure_ascii=False, indent=2), "utf-8")
            tar.add(note, MANIFEST)
            tar.add(dump, dump.name)
            for path in progress(evidence, "Подтверждающие документы"):
                tar.add(path, f"evidence/{path.parent.name}/{path.name}")
            for name in held_keys:
                tar.add(settings.data_dir / name, name)
    if damaged:
        raise VizaError(f"Копия {out} записана, но повреждены файлы: {', '.join(damaged)}. См. viza audit verify")
    return manifest


def read_backup(settings: "Settings", file: Path) -> dict[str, Any]:
    """Put a backup where the settings say, into a folder that holds nothing of ours yet. Raises `VizaError`."""
    from config.database_url import parse_database_url

    url = parse_database_url(settings.database_url)
    is_sqlite = url.get_backend_name() == "sqlite"
    taken = [settings.paths.evidence, *([Path(str(url.database))] if is_sqlite else [])]
    for path in taken:
        if path.is_file() or (path.is_dir() and any(path.iterdir())):
            raise VizaError(f"{path}: здесь уже есть данные; восстановить можно только в пустую папку (VIZA_DATA_DIR)")
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = settings.data_dir / f".restore-{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    try:
        manifest = _unpack(file, folder)
        expected = SQLITE_FILE if is_sqlite else POSTGRESQL_FILE
        if manifest["database"] != expected:
            raise VizaError(f"{file}: в копии {manifest['database']}, а VIZA_DATABASE_URL указывает на другую базу")
        if is_sqlite:
            target = Path(str(url.database))
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.move(folder / SQLITE_FILE, target)
        else:
            _run_postgresql("pg_restore", url, ["--no-owner", "--exit-on-error", str(folder / POSTGRESQL_FILE)])
        for name in ("evidence", "keys"):
            _move_in(folder / name, settings.data_dir / name)
        settings.paths.create()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return manifest


@contextmanager
def _fresh_file(out: Path) -> Iterator[Path]:
    """A file beside `out` that becomes it when the block ends well."""
    fresh = out.absolute().with_name(f".{out.name}.{secrets.token_hex(8)}")
    try:
        fresh.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield fresh
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.rename(out)
    except OSError as error:
        raise VizaError(f"{out}: копия не записана: {error.strerror or error}") from error
    finally:
        fresh.unlink(missing_ok=True)


def _dump(url: "URL", folder: Path) -> Path:
    if url.get_backend_name() != "sqlite":
        dump = folder / POSTGRESQL_FILE
        _run_postgresql("pg_dump", url, ["--format=custom", f"--file={dump}"])
        return dump
    dump = folder / SQLITE_FILE
    # https://www.sqlite.org/backup.html: a consistent copy while others write.
    source, target = sqlite3.connect(f"file:{url.database}?mode=ro", uri=True), sqlite3.connect(dump)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    return dump


def _run_postgresql(program: str, url: "URL", arguments: list[str]) -> None:
    found = shutil.which(program)
    if found is None:
        raise VizaError(f"Для PostgreSQL нужна программа {program} той же версии, что и сервер: установите её.")
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    done = subprocess.run(
        [found, f"--dbname={address}", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise VizaError(f"{program}: {done.stderr.strip() or done.returncode}")


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Every member is one that we know, and every byte what it was when it was written."""
    try:
        with tarfile.open(file, "r:") as tar:
            for member in tar:
                _check_member(file, member)
                source = tar.extractfile(member)
                if source is not None:
                    _copy(source.read, folder / member.name)
    except (OSError, tarfile.TarError) as error:
        raise VizaError(f"{file}: копия не читается: {error}") from error
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        is_whole = (
            manifest["format"] == FORMAT and _hash_of(folder / manifest["database"]) == manifest["database_sha256"]
        )
        expected, damaged = manifest["evidence"], set(manifest["damaged"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise VizaError(f"{file}: это не копия viza или она обрезана") from error
    stored = [path for path in (folder / "evidence").rglob("*") if path.is_file()]
    broken = [path.name for path in stored if not _is_intact(path) and path.name not in damaged]
    if not is_whole or len(stored) != expected or broken:
        raise VizaError(
            f"{file}: копия повреждена, не совпали суммы: {', '.join(broken) or 'базы данных или их число'}"
        )
    return manifest


def _check_member(file: Path, member: tarfile.TarInfo) -> None:
    is_known = member.name in {MANIFEST, SQLITE_FILE, POSTGRESQL_FILE, *KEYS} or EVIDENCE.fullmatch(member.name)
    if not member.isreg() or not is_known:
        raise VizaError(f"{file}: это не копия viza: {member.name!r}")


def _copy(read: Any, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        while chunk := read(CHUNK):
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if EVIDENCE.fullmatch(f"evidence/{target.parent.name}/{target.name}"):
        target.chmod(0o400)


def _move_in(source: Path, target: Path) -> None:
    """The files of a folder into another that may be there; nothing is overwritten."""
    if not source.is_dir():
        return
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in source.iterdir():
        if (target / path.name).exists():
            raise VizaError(f"{target / path.name}: уже есть, не перезаписывается")
        shutil.move(path, target / path.name)


def _is_intact(path: Path) -> bool:
    return _hash_of(path) == path.name


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
