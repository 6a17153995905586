"""Lines and names in words, as the pages say them."""

from explorer import names


def as_sentence(text: str) -> str:
    """Returns a line of the core (no capital, no full stop) as a sentence."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"


def escaped(text: str) -> str:
    """Returns a text that Markdown shows as it is, and that can be sent to a browser."""
    return "".join(
        f"\\{char}" if char in "\\`*_{}[]()#+-.!|<>$~:" else char for char in names.encodable(text)
    )
