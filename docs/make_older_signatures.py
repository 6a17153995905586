"""Writes explorer/policy/files/older_signatures.json from wheels of older Albumentations.

    pip download --no-deps -d DIR albumentations==1.3.1 ...
    python docs/make_older_signatures.py DIR

Names and defaults of arguments are facts; they are read from the syntax tree, and nothing is run.
"""

import ast
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "explorer/policy/files/older_signatures.json"
CV2 = {"BORDER_CONSTANT": 0, "BORDER_REFLECT_101": 4, "INTER_NEAREST": 0, "INTER_LINEAR": 1,
       "INTER_CUBIC": 2, "INTER_AREA": 3}  # fmt: skip


def default_of(node: ast.expr | None) -> Any:
    """Returns a default as JSON holds it; `...` stands for none, and for what is no literal."""
    if isinstance(node, ast.Attribute) and node.attr in CV2:
        return CV2[node.attr]
    try:
        return "..." if node is None else ast.literal_eval(node)
    except ValueError:
        return "..."


def signature(node: ast.FunctionDef) -> list[list[Any]]:
    """Returns the arguments of a constructor, each with its default."""
    listed = node.args.args[1:]
    defaults = [None] * (len(listed) - len(node.args.defaults)) + list(node.args.defaults)
    return [[one.arg, default_of(default)] for one, default in zip(listed, defaults, strict=True)]


def signatures(wheel: Path) -> dict[str, list[list[Any]]]:
    """Returns the constructors of all classes in a wheel, by the name of the class."""
    own: dict[str, list[list[Any]]] = {}
    bases: dict[str, str] = {}
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith("albumentations/") and name.endswith(".py"):
                for node in ast.walk(ast.parse(archive.read(name))):
                    if isinstance(node, ast.ClassDef) and node.name[:1].isupper():
                        bases[node.name] = next((ast.unparse(base) for base in node.bases), "")
                        for item in node.body:
                            if isinstance(item, ast.FunctionDef) and item.name == "__init__":
                                own[node.name] = signature(item)
    made = {}
    for name in bases:
        base = name
        while base and base not in own:
            base = bases.get(base, "").rpartition(".")[2]
        arguments = own.get(base, [])
        if any(argument == "p" for argument, _ in arguments):
            made[name] = arguments
    return dict(sorted(made.items()))


if __name__ == "__main__":
    wheels = sorted(Path(sys.argv[1]).glob("albumentations-*.whl"))
    versions = [re.findall(r"-(\d+\.\d+\.\d+)-", wheel.name)[0] for wheel in wheels]
    tables = dict(zip(versions, map(signatures, wheels), strict=True))
    rows = [
        f' "{version}": {{\n'
        + ",\n".join(f'  "{name}": {json.dumps(args)}' for name, args in table.items())
        + "\n }"
        for version, table in tables.items()
    ]
    TARGET.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
