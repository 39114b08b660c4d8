"""`viza db`, `viza backup`, `viza restore`, `viza doctor`: what an operator does with the deployment."""

from pathlib import Path
from typing import Annotated

import typer

from cli.arguments import AsJson

db = typer.Typer(name="db", no_args_is_help=True, rich_markup_mode=None, help="The database.")


@db.command()
def upgrade() -> None:
    """Bring the database to the tables of this version; makes it where there is none.

    Example: viza db upgrade
    """
    from cli.context import build
    from cli.supervisor_database import grant_rights
    from cli.terminal import say
    from config.settings import load_settings
    from migrations.runner import current, head
    from migrations.runner import upgrade as run_migrations

    settings = load_settings()
    settings.paths.create()
    target = settings.migration_database_url or settings.database_url
    before = _revision(target)
    run_migrations(target)
    grant_rights(settings)
    build(settings)
    after = head()
    say(
        f"База данных уже в версии {after}."
        if before == after
        else f"База данных обновлена до версии {current(target)}."
    )


def backup(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A new file, .tar")],
    keys: Annotated[
        bool, typer.Option("--with-keys", help="With the secret keys; keep such a copy as you keep them.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write database and evidence into one file while everything runs.

    Example: viza backup --out /backup/viza-2021-03-01.tar
    """
    from cli.backup import write_backup
    from cli.context import build
    from cli.terminal import say, say_json

    written = write_backup(build(), out, with_keys=keys)
    if as_json:
        say_json({"path": str(out), **written})
        return
    say(f"Копия записана: {out}, файлов подтверждающих документов: {written['evidence']}.")
    if not keys:
        say("Ключи в копию не входят: сохраните отдельно папку keys, без неё восстановленный журнал не продолжить.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `viza backup` wrote.")],
    as_json: AsJson = False,
) -> None:
    """Put a backup into an empty data folder, checking every byte of it.

    Example: VIZA_DATA_DIR=/var/lib/viza-new viza restore /backup/viza-2021-03-01.tar
    """
    from cli.backup import read_backup
    from cli.terminal import say, say_json
    from config.settings import load_settings

    settings = load_settings()
    restored = read_backup(settings, file)
    if as_json:
        say_json(restored)
        return
    say(f"Восстановлено в {settings.data_dir}: файлов подтверждающих документов {restored['evidence']}.")
    if not restored["keys"]:
        say(f"Верните ключи в {settings.paths.keys}, прежде чем запускать: новых программа делать не должна.")
    say("Сравните с отметкой, которую хранит другое лицо: viza audit verify --since ФАЙЛ")


def doctor(
    send_test: Annotated[
        str | None, typer.Option("--send-test", metavar="ADDRESS", help="Send a test letter there, too.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Try every setting: one line each; exit 1 where any fails.

    Example: viza doctor --send-test me@example.ru
    """
    from cli.doctor import examine
    from cli.refusals import fail
    from cli.terminal import say, say_json

    findings = examine(send_test)
    if as_json:
        say_json([{"check": each.what, "ok": each.is_ok, "detail": each.detail} for each in findings])
    else:
        for each in findings:
            say(f"{'ok ' if each.is_ok else '!! '} {each.what}: {each.detail}")
    failed = [each.what for each in findings if not each.is_ok]
    if failed:
        fail(f"Не в порядке: {', '.join(failed)}")


def _revision(url: str) -> str | None:
    """Where the database stands; a SQLite file that is not there is not made for this."""
    from config.database_url import parse_database_url
    from migrations.runner import current

    parsed = parse_database_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(str(parsed.database)).is_file():
        return None
    return current(url)
