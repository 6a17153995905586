"""Texts of others, as the pages show them."""

from explorer import names


def capital(text: str) -> str:
    """Returns a text as it stands at the start of a sentence: with a capital letter."""
    return f"{text[:1].upper()}{text[1:]}"


def escaped(text: str) -> str:
    """Returns a text that Markdown shows as it is, and that can be sent to a browser."""
    return "".join(
        f"\\{char}" if char in "\\`*_{}[]()#+-.!|<>$~:" else char for char in names.encodable(text)
    )
