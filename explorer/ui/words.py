"""Texts of others, as the pages show them."""

from explorer import names


def escaped(text: str) -> str:
    """Returns a text that Markdown shows as it is, and that can be sent to a browser."""
    return "".join(
        f"\\{char}" if char in "\\`*_{}[]()#+-.!|<>$~:" else char for char in names.encodable(text)
    )
