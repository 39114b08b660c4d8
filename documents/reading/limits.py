"""How much a plan document may hold. Beyond it the document is refused before it costs time and memory."""

from typing import Final

from config.errors import DocumentUnreadable
from documents.reading.source import Paragraph, Row, SourceDocument, Table

MAX_FILE_BYTES: Final = 25 * 1024 * 1024
# Of an office document, unpacked: what its XML may come to, and all of its files together with pictures.
MAX_XML_BYTES: Final = 150 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 500 * 1024 * 1024
MAX_ARCHIVE_ENTRIES: Final = 5_000
MAX_PAGES: Final = 1_000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 500
MAX_CELL_CHARACTERS: Final = 50_000
MAX_CHARACTERS: Final = 20_000_000

TOO_MANY_PAGES: Final = (
    f"В документе больше {MAX_PAGES} страниц: оставьте в файле только план или разделите его на части."
)
TOO_MANY_ROWS: Final = (
    f"В таблицах документа больше {MAX_ROWS} строк: оставьте в файле только план или разделите его на части."
)
TOO_MANY_COLUMNS: Final = (
    f"В строке таблицы больше {MAX_COLUMNS} столбцов, для плана работы это слишком много: удалите лишние столбцы."
)
CELL_TOO_LONG: Final = (
    f"В одной ячейке больше {MAX_CELL_CHARACTERS} знаков: проверьте, что план оформлен таблицей, и сократите текст."
)
TOO_MUCH_TEXT: Final = "В документе слишком много текста для плана работы: оставьте в файле только план."


class Tally:
    """Counts what a reader has found so far. Each method raises `DocumentUnreadable` once a limit is passed."""

    def __init__(self) -> None:
        self._rows = 0
        self._characters = 0

    def add_text(self, text: str) -> None:
        """Count the text of a paragraph."""
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise DocumentUnreadable(TOO_MUCH_TEXT)

    def add_row(self, row: Row) -> None:
        """Count a row of a table and what its cells hold."""
        self._rows += 1
        if self._rows > MAX_ROWS:
            raise DocumentUnreadable(TOO_MANY_ROWS)
        if len(row.cells) > MAX_COLUMNS:
            raise DocumentUnreadable(TOO_MANY_COLUMNS)
        for cell in row.cells:
            if len(cell.text) > MAX_CELL_CHARACTERS:
                raise DocumentUnreadable(CELL_TOO_LONG)
            # A merged cell stands in each of its rows with the same text: its memory is shared.
            if not cell.continues:
                self.add_text(cell.text)


def check_size(document: SourceDocument) -> None:
    """Raise `DocumentUnreadable` for a document that is too large for a plan."""
    tally = Tally()
    for block in document.blocks:
        match block:
            case Paragraph():
                tally.add_text(block.text)
            case Table():
                for row in block.rows:
                    tally.add_row(row)
