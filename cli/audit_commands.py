"""`viza audit`: verify ledgers, take them away, seal them, make keys."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments import AsJson

if TYPE_CHECKING:
    from audit.verdict import Verdict
    from flows.wiring import Parts

audit = typer.Typer(
    name="audit", no_args_is_help=True, rich_markup_mode=None, help="The ledger: verify, export, checkpoint, keygen."
)

OnePlan = Annotated[int | None, typer.Option("--plan", metavar="PLAN", help="One plan's ledger; else all of them.")]


@audit.command()
def verify(
    plan_id: OnePlan = None,
    bundle: Annotated[
        Path | None, typer.Option("--bundle", metavar="DIR", help="An exported bundle; needs no database.")
    ] = None,
    since: Annotated[
        list[Path] | None,
        typer.Option("--since", metavar="FILE", help="A checkpoint kept elsewhere, which must be continued."),
    ] = None,
    key: Annotated[
        list[Path] | None, typer.Option("--key", metavar="FILE", help="A public key known from elsewhere.")
    ] = None,
    evidence: Annotated[bool, typer.Option("--evidence/--no-evidence", help="Hash the evidence files too.")] = True,
    as_json: AsJson = False,
) -> None:
    """Recompute ledgers from their bytes and say what holds; for our own also that the tables follow from them.

    Exit 1 where anything is wrong.

    Example: viza audit verify --since checkpoint-of-march.txt
    """
    from audit.verdict_text import format_verdict_ru
    from cli.ledger_checks import check_bundle, check_ledgers, read_notes, read_texts
    from cli.refusals import fail
    from cli.terminal import say, say_json

    if bundle is not None and plan_id is not None:
        raise typer.BadParameter("give either --bundle or --plan")
    notes, keys = read_notes(since or []), [line for text in read_texts(key or []) for line in text.split() if line]
    verdicts: list[Verdict]
    differences: dict[str, list[str]] = {}
    if bundle is not None:
        verdicts = [check_bundle(bundle, keys, notes, with_evidence=evidence)]
    else:
        verdicts, differences = check_ledgers(_parts(), plan_id, keys, notes, with_evidence=evidence)
    if as_json:
        say_json([_verdict_json(verdict, differences.get(verdict.origin)) for verdict in verdicts])
    else:
        for verdict in verdicts:
            say(format_verdict_ru(verdict))
            for difference in differences.get(verdict.origin, ()):
                say(f"  Таблицы расходятся с журналом: {difference}")
            say("")
    for verdict in verdicts:
        if proof := verdict.split_view_proof():
            say(proof)
    wrong = [verdict.origin or "?" for verdict in verdicts if not verdict.ok or differences.get(verdict.origin)]
    if wrong:
        fail(f"Найдены расхождения: {', '.join(wrong)}")


@audit.command()
def export(
    plan_id: Annotated[int, typer.Option("--plan", metavar="PLAN", help="Whose ledger.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new or empty folder.")],
    personal: Annotated[
        bool, typer.Option("--personal/--no-personal", help="With the personal data that entries commit to.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Write a plan's ledger with its evidence as a folder that verifies without us.

    Example: viza audit export --plan 1 --out /media/usb/plan-1
    """
    from audit.errors import LedgerError
    from audit.export import export_bundle
    from audit.ledger import head
    from cli.refusals import fail
    from cli.terminal import say, say_json
    from workflow.rows import plan_row
    from workflow.sealing import seal_ledger
    from workflow.transaction import plan_ledger

    parts = _parts()
    ledger_id = plan_ledger(plan_id)
    with parts.database.read() as conn:
        plan_row(conn, plan_id)
    parts.engine.run(lambda tx: seal_ledger(tx, ledger_id, "export"))
    files = {path.name: path for path in parts.evidence.paths()}
    try:
        with parts.database.read() as conn:
            vkey = parts.signer.vkey(head(conn, ledger_id).origin)
            written = export_bundle(conn, ledger_id, out, files, vkeys=[vkey], with_personal=personal)
    except (LedgerError, OSError) as error:
        fail(f"Выгрузка не записана: {error}")
    if as_json:
        say_json(
            {
                "path": str(written.path),
                "origin": written.origin,
                "size": written.size,
                "root": written.root,
                "evidence": written.evidence_count,
                "absent_evidence": list(written.absent_evidence),
            }
        )
    else:
        say(f"Записано в {written.path}: записей {written.size}, файлов {written.evidence_count}.")
        say(f"Проверка без нас: python {written.path / 'verify.py'}")
    if written.absent_evidence:
        fail(f"Не вошли повреждённые или утраченные файлы: {', '.join(written.absent_evidence)}")


@audit.command()
def checkpoint(plan_id: OnePlan = None, as_json: AsJson = False) -> None:
    """Sign a checkpoint of every ledger that grew, and print the newest ones to be kept elsewhere.

    Example: viza audit checkpoint --plan 1 > checkpoint.txt
    """
    from audit.database_source import ledger_ids
    from audit.seal import last_checkpoint
    from cli.terminal import say_json
    from workflow.rows import plan_row
    from workflow.sealing import seal_ledger, seal_ledgers
    from workflow.transaction import plan_ledger

    parts = _parts()
    if plan_id is None:
        parts.engine.run(lambda tx: seal_ledgers(tx, "manual"))
    else:
        with parts.database.read() as conn:
            plan_row(conn, plan_id)
        parts.engine.run(lambda tx: seal_ledger(tx, plan_ledger(plan_id), "manual"))
    with parts.database.read() as conn:
        wanted = ledger_ids(conn) if plan_id is None else [plan_ledger(plan_id)]
        sealed = [(ledger_id, last_checkpoint(conn, ledger_id)) for ledger_id in wanted]
    notes = [(ledger_id, each.size, each.note) for ledger_id, each in sealed if each is not None]
    if as_json:
        say_json([{"ledger": ledger_id, "size": size, "note": note} for ledger_id, size, note in notes])
    else:
        # The note itself, byte for byte: what is saved from here must verify.
        typer.echo("\n".join(note for _, _, note in notes), nl=False)


@audit.command()
def keygen(as_json: AsJson = False) -> None:
    """Make this deployment's signing key, and print its public half for the plan's witnesses.

    Refused where there is a key: it is never overwritten.

    Example: viza audit keygen
    """
    from audit.keys import KeyFileError, create_key
    from cli.refusals import fail
    from cli.terminal import say, say_json
    from config.settings import load_settings
    from flows.wiring import ledger_signer

    settings = load_settings()
    path = settings.paths.ledger_key_file
    if settings.ledger_key is not None:
        fail("VIZA_LEDGER_KEY: the key is given by this setting, no file is made")
    try:
        create_key(path)
    except KeyFileError as error:
        fail(str(error))
    except OSError as error:
        fail(f"VIZA_DATA_DIR: cannot write {path}: {error.strerror}")
    vkey = ledger_signer(settings).vkey(settings.deployment)
    if as_json:
        say_json({"path": str(path), "vkey": vkey})
    else:
        say(f"Ключ записан: {path}")
        say("Сохраните его копию отдельно от базы данных: без него новые отметки не продолжат прежние.")
        say(f"Открытый ключ: {vkey}")


def _parts() -> "Parts":
    from cli.context import build

    return build()


def _verdict_json(verdict: "Verdict", differences: list[str] | None) -> dict[str, Any]:
    return verdict.as_json() | ({} if differences is None else {"differences": differences})
