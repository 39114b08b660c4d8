"""The signing rules, whose Markdown has headings and paragraphs alone, as HTML."""

from markupsafe import Markup


def rules_html(text: str) -> Markup:
    """Headings and paragraphs; every word is escaped."""
    blocks = (block.strip() for block in text.split("\n\n"))
    return Markup("\n").join(_block(block) for block in blocks if block)


def _block(block: str) -> Markup:
    if block.startswith("## "):
        return Markup("<h4>{}</h4>").format(block[3:])
    if block.startswith("# "):
        return Markup("<h3>{}</h3>").format(block[2:])
    return Markup("<p>{}</p>").format(" ".join(block.split("\n")))
