"""What the doors themselves refuse, before the engine is asked."""

import math

from config.errors import VizaError
from documents.evidence_store import DEFAULT_LIMIT
from workflow.wording.dates import waiting_text

MEGABYTE = 1024 * 1024


class PageProblem(VizaError):
    """A refusal with a status of its own."""

    status = 400


class FormTooLarge(PageProblem):
    """The form is longer than any of ours."""

    status = 413

    def __init__(self) -> None:
        super().__init__("Форма слишком большая: сократите текст и отправьте её снова.")


class UploadTooLarge(PageProblem):
    """A file is over the limit; nothing of it was kept."""

    status = 413

    def __init__(self) -> None:
        super().__init__(
            f"Файл больше {DEFAULT_LIMIT // MEGABYTE} МБ: уменьшите его или разделите на части и приложите снова."
        )


class FormUnreadable(PageProblem):
    """The body is no form."""

    def __init__(self) -> None:
        super().__init__("Форма пришла повреждённой: вернитесь на страницу и отправьте её снова.")


class FormForeign(PageProblem):
    """The form was not sent from our page in this browser."""

    status = 403

    def __init__(self) -> None:
        super().__init__("Страница устарела или открыта с другого сайта: откройте её заново и повторите.")


class PersonUnknown(PageProblem):
    """Nobody is identified, and this needs somebody."""

    status = 403

    def __init__(self) -> None:
        super().__init__("Чтобы выполнить это действие, откройте ссылку из своего письма или войдите.")


class CoordinatorOnly(PageProblem):
    """A page or button of the coordinator, who is named."""

    status = 403

    def __init__(self, coordinator: str) -> None:
        super().__init__(
            "Это действие доступно только ответственному за контроль исполнения плана "
            f"({coordinator}). Обратитесь к нему."
        )


class OperatorOnly(PageProblem):
    """A page of who operates the system."""

    status = 403

    def __init__(self) -> None:
        super().__init__("Эта страница доступна только администратору системы. Обратитесь к нему.")


class LinkDead(PageProblem):
    """Unknown, altered, expired or revoked: one answer for all (rule 6)."""

    status = 404

    def __init__(self) -> None:
        super().__init__("Ссылка не действует.")


class TooManyTries(PageProblem):
    """A limit was reached; the answer says nothing about what was tried, only when to try again."""

    status = 429
    retry_helps = True

    def __init__(self, wait_s: float) -> None:
        """`wait_s` is the time in seconds after which a try is let through."""
        self.wait_s = math.ceil(wait_s)
        self.when = f"Повторите через {waiting_text(self.wait_s)}."
        super().__init__(f"Слишком много попыток подряд. {self.when}")


class SignInNeeded(Exception):
    """The page is not for visitors without a name."""
