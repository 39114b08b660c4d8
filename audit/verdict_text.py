"""The verdict in Russian: what is proved, what is not, and where the first thing is wrong."""

from audit.verdict import Check, Finding, Verdict, Wrong

SHOWN_FINDINGS = 10

_WRONG = {
    Wrong.FORM: "запись не в канонической форме (байты изменены)",
    Wrong.SCHEMA: "запись неверного состава",
    Wrong.SEQ: "запись не на своём месте: удалена, вставлена или переставлена",
    Wrong.TIME: "время записи раньше времени предыдущей",
    Wrong.CHAIN: "переход из состояния, в котором объект не находился",
    Wrong.VERSION: "номер изменения объекта пропущен или повторён",
    Wrong.ORIGIN: "запись или контрольная точка другого журнала",
    Wrong.TILE: "сохранённый хеш не соответствует записи",
    Wrong.SOURCE: "часть журнала отсутствует, обрезана или лишняя",
    Wrong.KEY: "нет пригодного открытого ключа",
    Wrong.SIGNATURE: "подпись контрольной точки неверна",
    Wrong.ROOT: "записи не те, что были подписаны контрольной точкой",
    Wrong.TRUNCATED: "записей меньше, чем было подписано контрольной точкой",
    Wrong.KEPT: "журнал не продолжает контрольную точку, сохранённую вне учреждения",
    Wrong.SPLIT_VIEW: "одним ключом подписаны две разные истории одной длины",
    Wrong.EVIDENCE_CHANGED: "файл подтверждающего документа изменён",
    Wrong.EVIDENCE_MISSING: "файл подтверждающего документа отсутствует",
    Wrong.PERSONAL: "персональные данные не те, о которых сделана запись",
}


def format_verdict_ru(verdict: Verdict) -> str:
    """The verdict as plain text, lines of one thought each."""
    lines = [
        f"ЖУРНАЛ {verdict.origin or '(имя неизвестно)'}",
        "Заключение: " + ("РАСХОЖДЕНИЙ НЕ НАЙДЕНО" if verdict.ok else "НАЙДЕНЫ РАСХОЖДЕНИЯ"),
        f"Записей: {verdict.size}, корень дерева: {verdict.root}",
    ]
    if verdict.first_ts and verdict.last_ts:
        lines.append(f"Первая запись {_moment(verdict.first_ts)}, последняя {_moment(verdict.last_ts)}")
    if not verdict.ok:
        lines += ["", f"Расхождений: {verdict.findings_total}. Первое:"]
        lines += [f"  {_finding(finding)}" for finding in verdict.findings[:1]]
        others = verdict.findings[1:SHOWN_FINDINGS]
        lines += ["Затем:", *(f"  {_finding(finding)}" for finding in others)] if others else []
        if verdict.findings_total > SHOWN_FINDINGS:
            lines.append(f"  и ещё {verdict.findings_total - SHOWN_FINDINGS}")
    lines += ["", "Что доказано:" if verdict.ok else "Что удалось подтвердить:", *_bulleted(_proved(verdict))]
    lines += ["", "Что не доказано:", *_bulleted(_unproved(verdict))]
    return "\n".join(lines)


def _proved(verdict: Verdict) -> list[str]:
    kinds = {finding.kind for finding in verdict.findings}
    proved = []
    if verdict.sealed_size:
        proved.append(
            f"записи с 0 по {verdict.sealed_size - 1} — те, что подписаны контрольной точкой "
            f"(контрольных точек с верной подписью: {verdict.checkpoint_count})"
        )
    if verdict.ok:
        proved.append("места и время записей идут подряд, состояния каждого объекта следуют одно из другого")
    if verdict.kept_sizes:
        sizes = ", ".join(map(str, verdict.kept_sizes))
        proved.append(f"журнал продолжает сохранённую вами контрольную точку (записей в ней: {sizes})")
    if Check.TILES in verdict.checks and Wrong.TILE not in kinds:
        proved.append("сохранённые хеши дерева соответствуют записям")
    if verdict.evidence_checked:
        proved.append(f"файлов подтверждающих документов, совпавших с записями: {verdict.evidence_checked}")
    if verdict.personal_checked and Wrong.PERSONAL not in kinds:
        proved.append(f"персональные данные совпали с записями: {verdict.personal_checked}")
    return proved or ["ничего"]


def _unproved(verdict: Verdict) -> list[str]:
    unproved = []
    if not verdict.sealed_size:
        unproved.append("неизменность записей: ни одной контрольной точки, которая подтвердилась бы")
    elif verdict.size > verdict.sealed_size:
        unproved.append(f"неизменность записей с {verdict.sealed_size} по {verdict.size - 1}: они ещё не подписаны")
    if not verdict.kept_sizes:
        unproved.append("что журнал не переписан целиком владельцем ключа: сохранённая вами контрольная точка не дана")
    if not verdict.is_key_given:
        unproved.append("что ключ принадлежит учреждению: он взят из проверяемого журнала, сверьте его с известным вам")
    if Check.EVIDENCE not in verdict.checks:
        unproved.append("целость файлов подтверждающих документов: они не проверялись")
    if verdict.personal_erased:
        unproved.append(f"содержание персональных данных, которые стёрты или не выданы: {verdict.personal_erased}")
    unproved.append("что записанное правда, и что часы сервера шли верно")
    return unproved


def _finding(finding: Finding) -> str:
    place = "" if finding.seq is None else f"запись {finding.seq}: "
    return f"{place}{_WRONG[finding.kind]} [{finding.what}]"


def _bulleted(lines: list[str]) -> list[str]:
    return [f"  — {line}" for line in lines]


def _moment(ts: str) -> str:
    return f"{ts[8:10]}.{ts[5:7]}.{ts[:4]} {ts[11:19]} UTC"
