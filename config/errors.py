"""The root of the error tree, and the errors of settings and plan files."""


class VizaError(Exception):
    """A refusal or failure that a person can be told about.

    `message` is one clear sentence that says what to do: Russian for the people of a plan, English for
    operators (settings). `retry_helps` says whether the same request may succeed later without a change.
    """

    retry_helps: bool = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SettingsError(VizaError):
    """A setting is missing or wrong. The message is one English line that names the variable or the file."""


class PlanFileError(VizaError):
    """A plan file cannot be read. The message is one Russian line that names the key's path."""


class DocumentUnreadable(VizaError):
    """A plan document cannot be read. The message is one Russian line that says what is wrong and what to do."""


class DatabaseUnavailable(VizaError):
    """The database did not answer, or another writer held it for longer than the waiting time.

    `reason` is the driver's own first line, for the operator: it may tell a wrong password from an absent server.
    """

    retry_helps = True

    def __init__(self, reason: str = "") -> None:
        self.reason = reason
        super().__init__("База данных не отвечает: повторите через минуту, а если не поможет, сообщите администратору.")
