"""The text of a policy file before it means anything.

Its size, its encoding, and which of the three formats it is.
"""

import re
from pathlib import PurePath

from explorer.errors import PolicyError, quoted
from explorer.policy.files import python_text

MAX_BYTES = 1_000_000
FORMATS = ("json", "yaml", "python")
_EXTENSIONS = {
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".py": "python",
    ".ipynb": "python",
    ".md": "python",
}
# Notebooks hold pictures of what their cells gave; their code is bounded like every other file.
MAX_NOTEBOOK_BYTES = 30_000_000
# A policy file in YAML begins with one of its own keys; in Python, a name and a colon have more
# behind them.
_YAML = re.compile(
    r"(?:[ \t]*(?:#[^\n]*)?\n|---[ \t]*\n)*"
    r"(?:__version__:|(?:explorer|transform):[ \t]*(?:#[^\n]*)?\n)"
)
_PYTHON = re.compile(
    r"^[ \t]*(?:>>> )?(?:(import|from) +\w+|[\w.]*\bCompose *\(|\w+( *: *[\w.]+)? *=[^=])",
    re.MULTILINE,
)


def most_bytes(name: str | None) -> int:
    """Returns how large a file of this name may be."""
    notebook = name is not None and PurePath(name).suffix.lower() == ".ipynb"
    return MAX_NOTEBOOK_BYTES if notebook else MAX_BYTES


def decode(data: bytes | str, most: int = MAX_BYTES) -> str:
    """Returns the text of a file.

    Raises PolicyError for what is neither text nor bytes, has more than `most` bytes, or is not
    UTF-8.
    """
    if not isinstance(data, bytes | str):
        raise PolicyError(f"{quoted(data)} is neither text nor bytes")
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    if len(raw) > most:
        raise PolicyError(f"the file has {len(raw):,} bytes, more than {most // 1_000_000} MB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PolicyError(
            f"the file is not UTF-8 text: byte {error.start} is 0x{raw[error.start]:02x}"
        ) from None


def format_of(text: str, name: str | None = None) -> str:
    """Returns the format of a text: json, yaml or python.

    The extension of `name` says it, or else the text itself.
    """
    if name is not None and (known := _EXTENSIONS.get(PurePath(name).suffix.lower())):
        return known
    if text.lstrip()[:1] in ("{", "["):
        return "python" if python_text.is_notebook(text) else "json"
    return "python" if not _YAML.match(text) and _PYTHON.search(text) else "yaml"


def checked_format(value: str) -> str:
    """Returns `value` if it names a format, or raises PolicyError."""
    if value not in FORMATS:
        raise PolicyError(f"{quoted(value)} is not a format ({', '.join(FORMATS)})")
    return value
