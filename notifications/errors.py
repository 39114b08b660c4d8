"""Why a letter cannot be made."""

from config.errors import VizaError


class LetterError(VizaError):
    """A letter that cannot be composed, rendered or built; trying again does not help."""


class UnsafeHeader(LetterError):
    """A header field holds a line break or another control character (rule 26)."""


class LinkKeyMissing(LetterError):
    """The key of a stored link was taken out of use, so the link cannot be written again."""
