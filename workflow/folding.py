"""When two texts of a plan say the same: what is compared of them."""

import re

_WORDS = re.compile(r"[\w-]+")


def folded(text: str) -> str:
    """Equal for texts that differ in case, in «ё» or in white space alone."""
    return " ".join(text.casefold().replace("ё", "е").split())


def name_key(name: str) -> tuple[str, ...]:
    """Equal for «Шестаков В.В.» and «В. В. Шестаков», not for Иванов and Иванова."""
    words = _WORDS.findall(folded(name))
    surname = max(words, key=len, default="")
    return (surname, *(word for word in words if word != surname))
