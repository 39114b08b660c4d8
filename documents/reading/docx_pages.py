"""On which page something stood when Word last saved the document."""

from lxml.etree import _Element

from documents.reading.docx_text import PageBreaks
from documents.reading.docx_xml import is_on, w


class PageCounter:
    """Counts pages along a story. Word's own marks of page starts are believed where there are any.

    `page` is the page that has been reached, from 1; None in a document that has no breaks.
    """

    def __init__(self, body: _Element) -> None:
        self._is_rendered = next(body.iter(w("lastRenderedPageBreak")), None) is not None
        breaks = (each for each in body.iter(w("br")) if each.get(w("type")) == "page")
        is_broken = next(breaks, None) is not None or next(body.iter(w("pageBreakBefore")), None) is not None
        self.page: int | None = 1 if self._is_rendered or is_broken else None

    def before(self, properties: _Element | None) -> None:
        """A paragraph begins, perhaps on a page of its own."""
        if not self._is_rendered and is_on(properties, "pageBreakBefore"):
            self._turn(1)

    def of(self, breaks: PageBreaks) -> int | None:
        """The page on which the first word of a text with these breaks stands."""
        first = breaks.rendered_first if self._is_rendered else breaks.explicit_first
        return None if self.page is None else self.page + first

    def after(self, breaks: PageBreaks) -> None:
        """The text with these breaks has been read."""
        self._turn(breaks.rendered if self._is_rendered else breaks.explicit)

    def _turn(self, pages: int) -> None:
        if self.page is not None:
            self.page += pages
