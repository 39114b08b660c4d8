"""Messages in the shapes in which servers send them back. The words are ours, the form is theirs."""

from email.message import EmailMessage
from email.policy import SMTP

RETURN_PATH = "bounce+17-0a1b2c3d4e5f6071@dep.omsk.example"
ANNA = "anna@school.example"
LETTER_ID = "<5f0c1e77aa01@dep.omsk.example>"
BOUNDARY = "=_part"


def raw(head: dict[str, str], body: str, *, to: str = RETURN_PATH) -> bytes:
    """A message with these headers; CRLF line ends."""
    lines = [f"{name}: {value}" for name, value in {"To": to, "Message-ID": "<report@mx.example>", **head}.items()]
    return ("\n".join([*lines, "", body]).replace("\n", "\r\n")).encode()


def report(
    groups: str,
    *,
    says: str = "The message did not arrive.",
    sender: str = "MAILER-DAEMON@mx.example",
    subject: str = "Undelivered Mail Returned to Sender",
    returned: str = f"Message-ID: {LETTER_ID}\nSubject: a letter",
    returned_as: str = "message/rfc822",
    to: str = RETURN_PATH,
) -> bytes:
    """A multipart/report of RFC 3464 with the groups of its machine-readable part."""
    parts = [
        f"--{BOUNDARY}\nContent-Type: text/plain; charset=utf-8\n\n{says}\n",
        f"--{BOUNDARY}\nContent-Type: message/delivery-status\n\n{groups}\n",
        f"--{BOUNDARY}\nContent-Type: {returned_as}\n\n{returned}\n",
        f"--{BOUNDARY}--\n",
    ]
    head = {
        "From": f"Mail Delivery System <{sender}>",
        "Subject": subject,
        "Auto-Submitted": "auto-replied",
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/report; report-type=delivery-status; boundary="{BOUNDARY}"',
    }
    return raw(head, "\n".join(parts), to=to)


def group(action: str, status: str, answer: str = "", *, address: str = ANNA, original: str | None = None) -> str:
    """What a report says of the message and of one recipient."""
    lines = ["Reporting-MTA: dns; mx.example", "", f"Final-Recipient: rfc822; {address}"]
    if original:
        lines.append(f"Original-Recipient: rfc822;{original}")
    lines += [f"Action: {action}", f"Status: {status}"]
    return "\n".join(lines + ([f"Diagnostic-Code: {answer}"] if answer else []) + [""])


POSTFIX_UNKNOWN = report(
    group(
        "failed",
        "5.1.1",
        "smtp; 550 5.1.1 <anna@school.example>: Recipient\n    address rejected: User unknown in local recipient table",
        original=ANNA,
    ),
    returned_as="text/rfc822-headers",
)
POSTFIX_DELAY = report(
    group("delayed", "4.4.1", "X-Postfix; connect to mx.school.example[192.0.2.7]:25: Connection timed out"),
    subject="Delayed Mail (still being retried)",
)
POSTFIX_EXPIRED = report(group("failed", "4.4.1", "X-Postfix; connect to mx.school.example: Connection timed out"))
EXCHANGE_ONLINE = report(
    group(
        "failed",
        "5.4.1",
        "smtp;550 5.4.1 Recipient address rejected: Access denied. [MX.protection.example 2021-03-01]",
    ),
    sender="postmaster@school.example",
    subject="Undeliverable: a letter",
)
EXCHANGE_RUSSIAN = report(
    group("failed", "5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found by SMTP address lookup"),
    sender="postmaster@school.example",
    subject="=?utf-8?b?0J3QtSDRg9C00LDQu9C+0YHRjCDQtNC+0YHRgtCw0LLQuNGC0Yw6INC/0LjRgdGM0LzQvg==?=",
    says="Не удалось доставить сообщение следующим получателям.",
)
EXCHANGE_QUOTA = report(
    group("failed", "5.2.2", "smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException"),
)
YANDEX = report(
    group("failed", "5.0.0", "smtp; 550 5.7.1 No such user!"),
    sender="mailer-daemon@yandex.example",
    subject="=?utf-8?b?0J3QtdC00L7RgdGC0LDQstC70LXQvdC90L7QtSDRgdC+0L7QsdGJ0LXQvdC40LU=?=",
)
MAILRU_DISABLED = report(
    group("failed", "5.0.0", "smtp; 550 Message was not accepted -- invalid mailbox. Local mailbox is unavailable: "
          "account is disabled"),
    sender="mailer-daemon@corp.mailru.example",
)  # fmt: skip
MAILRU_SPAM = report(
    group("failed", "5.0.0", "smtp; 550 spam message rejected. Please visit the help pages"),
)
GMAIL = report(
    group("failed", "5.1.1", "smtp; 550-5.1.1 The email account that you tried to reach does not exist.\n 550 5.1.1"),
    sender="mailer-daemon@googlemail.example",
    subject="Delivery Status Notification (Failure)",
)
GMAIL_OVER_QUOTA = report(
    group("failed", "4.2.2", "smtp; 452-4.2.2 The recipient's inbox is out of storage space and inactive."),
    subject="Delivery Status Notification (Delay)",
)
FORWARDED = report(
    group("failed", "5.1.1", "smtp; 550 5.1.1 unknown", address="a.petrova@elsewhere.example"),
)
ARRIVED = report(group("delivered", "2.0.0", "smtp; 250 ok"), subject="Successful Mail Delivery Report")
EXIM = raw(
    {
        "From": "Mail Delivery System <Mailer-Daemon@mx.example>",
        "Subject": "Mail delivery failed: returning message to sender",
        "X-Failed-Recipients": ANNA,
        "Auto-Submitted": "auto-replied",
    },
    "This message was created automatically by mail delivery software.\n\n"
    f"  {ANNA}\n    host mx.school.example [192.0.2.7]\n    SMTP error from remote mail server after RCPT TO:\n"
    f"    550 Unrouteable address\n\n------ the headers of the letter ------\n\nMessage-ID: {LETTER_ID}\n",
)
EXIM_DELAY = raw(
    {"From": "Mail Delivery System <Mailer-Daemon@mx.example>", "Subject": "Warning: message 1abc delayed 24 hours"},
    f"A message that you sent has not yet been delivered to:\n\n  {ANNA}\n    Delay reason: Connection timed out\n",
)
QMAIL = raw(
    {"From": "MAILER-DAEMON@mx.example", "Subject": "failure notice", "Return-Path": "<>"},
    f"I wasn't able to deliver your message.\n\n<{ANNA}>:\nSorry, no mailbox here by that name. (#5.1.1)\n",
)


def answer(subject: str, text: str, *, html: bool = False, sender: str = ANNA, **head: str) -> bytes:
    """An automatic answer; underscores in the names of `head` stand for dashes."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = RETURN_PATH
    message["Subject"] = subject
    message["Message-ID"] = "<answer@school.example>"
    for name, value in head.items():
        message[name.replace("_", "-")] = value
    message.set_content(text, subtype="html" if html else "plain", charset="utf-8")
    return message.as_bytes()


EXCHANGE_AWAY = answer(
    "Автоматический ответ: П. 3: на согласование",
    "<html><body><p>Добрый день!</p><p>Я в отпуске с 01.03.2021 по&nbsp;15.03.2021.</p></body></html>",
    html=True,
    Auto_Submitted="auto-generated",
    X_Auto_Response_Suppress="All",
    In_Reply_To=LETTER_ID,
)
YANDEX_AWAY = answer(
    "Re: П. 3: на согласование",
    "Здравствуйте! Нахожусь в командировке до 12 марта.\n\n> Имя Отчество, на согласование до 25.03.2021",
    Auto_Submitted="auto-replied",
    X_Autoreply="yes",
)
MAILRU_AWAY = answer("Автоответ: П. 3", "Меня нет на месте, вернусь 16 марта.", Precedence="auto_reply")
ENGLISH_AWAY = answer("Automatic reply: item 3", "I am out of the office until March 15, 2021.")
GMAIL_AWAY = answer("Vacation Re: item 3", "Away, back on 16 March.", Auto_Submitted="auto-replied")
TICKET = answer("Ваше обращение зарегистрировано", "Номер обращения 4711.", Auto_Submitted="auto-replied")
GONE = answer("Re: письмо", "Петрова здесь больше не работает: уволена.", Auto_Submitted="auto-replied")
PERSON = answer("Re: П. 3: на согласование", "Спасибо, посмотрю завтра.")
