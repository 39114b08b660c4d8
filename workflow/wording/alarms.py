"""What an alarm means, for the operator's page; the log and the mail have its code and detail in English."""

ALARMS = {
    "address_changed": "ответственный за контроль изменил адрес лица, у которого есть ПИН-код",
    "approver_replaced": "в маршруте согласования заменено лицо",
    "bounces_not_listening": "возвраты писем не принимаются: адрес занят",
    "calendar_year_unknown": "производственный календарь года не подтверждён, информирование остановлено",
    "clock_jumped_back": "часы сервера отстали от журнала",
    "code_reissued": "лицу, у которого есть ПИН-код, выдан новый код активации",
    "coordinator_replaced": "план передан другому ответственному за контроль",
    "decision_disowned": "согласующий сообщил: решение принято не им",
    "letter_not_marked": "исход отправки письма записан без последствий",
    "letter_not_rendered": "письмо не удалось составить",
    "letter_not_sent": "письмо не удалось отправить по непредвиденной причине",
    "letters_not_frozen": "письма не удаётся составить",
    "mail_undeliverable": "о недошедшем письме некому сообщить",
    "mail_waits": "письма ждут отправки больше часа",
    "next_calendar_year_unknown": "производственный календарь следующего года ещё не подтверждён",
    "process_ended": "часть программы завершилась сама и запущена снова",
    "review_refused": "итоговое рассмотрение не может продолжиться само",
    "smtp_login": "почтовый сервер не принимает имя или пароль",
    "smtp_refused": "почтовый сервер отказывает в приёме",
    "smtp_sender_refused": "почтовый сервер не принимает адрес отправителя",
    "smtp_tls": "не удалось защитить соединение с почтовым сервером",
    "smtp_unreachable": "почтовый сервер недоступен",
    "sweep_missing": "проверка сроков не выполнялась больше суток: напоминания не рассылаются",
}
FAILED_RUN = "задание завершилось ошибкой"


def alarm_text(code: str) -> str:
    """The alarm in words; the code itself where there are none."""
    return FAILED_RUN if code.startswith("flow_") else ALARMS.get(code, code)
