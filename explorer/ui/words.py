"""Numbers and names in words, as the pages say them."""

from explorer import names


def count(number: int, one: str, many: str | None = None) -> str:
    """Returns `1 seed`, `3 seeds`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """Returns a time in words, rounded as a person would: `8 s`, `1 min 40 s`, `2 h 5 min`."""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 600:
        minutes, rest = divmod(round(whole / 10) * 10, 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    minutes = round(whole / 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def as_sentence(text: str) -> str:
    """Returns a line of the core (no capital, no full stop) as a sentence."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"


def escaped(text: str) -> str:
    """Returns a text that Markdown shows as it is, and that can be sent to a browser."""
    return "".join(
        f"\\{char}" if char in "\\`*_{}[]()#+-.!|<>$~:" else char for char in names.encodable(text)
    )
