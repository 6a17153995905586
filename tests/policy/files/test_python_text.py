"""Code in notebooks, pages of Markdown and sessions with prompts is read like a script."""

import json

import pytest

from explorer.errors import PolicyError
from explorer.policy import files

WANTED = [("Resize", 1.0), ("HorizontalFlip", 0.25)]


def notebook(*cells):
    return json.dumps(
        {
            "cells": [
                {"cell_type": kind, "source": source, "outputs": [], "metadata": {}}
                for kind, source in cells
            ],
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
        }
    )


IMPORTS = ("code", ["!pip install albumentations\n", "%matplotlib inline\n", "files = !ls\n",
                    "import albumentations as A\n", "A.Compose?"])  # fmt: skip
PIPELINE = ("code", "t = A.Compose([\n    A.Resize(side, side),\n    A.HorizontalFlip(p=0.25)])")
TEXTS = {
    "a.ipynb": notebook(
        ("markdown", "# Title"),
        IMPORTS,
        ("code", "%%bash\necho $(("),
        ("code", "side = 2 * 16"),
        PIPELINE,
        ("code", "plt.imshow(t(image=image)['image'])"),
    ),
    "a.md": "# Notes\n\n```bash\npip install x\n```\n\nIt is\n\n```python\n"
    "import albumentations as A\n\nt = A.Compose([A.Resize(8, 8), A.HorizontalFlip(p=0.25)])\n"
    "```\n\nthat's all.\n",
    "a.py": ">>> import albumentations as A\n>>> t = A.Compose([\n...     A.Resize(8, 8),\n"
    "...     A.HorizontalFlip(p=0.25),\n... ])\n>>> t\nCompose([\n  Resize(\n",
    "b.py": 'def f():\n    """\n```python\nx = (\n```\n"""\n'
    "t = A.Compose([A.Resize(8, 8), A.HorizontalFlip(p=0.25)])\n",
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("named", [True, False])
def test_code_is_found_in_what_stands_around_it(name, named):
    loaded = files.loads(TEXTS[name], name=name if named else None)
    assert [(step.transform, step.p) for step in loaded.policy.steps] == WANTED
    assert loaded.format == "python"


def refusal(text, name):
    with pytest.raises(PolicyError) as caught:
        files.loads(text, name=name)
    return str(caught.value)


def test_a_refusal_names_the_cell_and_the_line_in_it_or_the_line_of_the_page():
    broken = ("code", "x = 1\nt = A.Compose([A.Rotate(limit=unknown)])")
    text = notebook(("markdown", "#"), IMPORTS, broken)
    assert refusal(text, "a.ipynb").startswith("cell 3, line 2: limit of Rotate")
    assert "cell 2, line 1: is not Python" in refusal(notebook(broken, ("code", "(")), "a.ipynb")
    page = "text\n\n```py\nA.Compose([A.Rotate(limit=unknown)])\n```\n"
    assert refusal(page, "a.md").startswith("line 4: limit of Rotate")


def test_a_notebook_may_be_large_for_its_pictures_but_not_for_its_code():
    content = json.loads(TEXTS["a.ipynb"])
    content["cells"][1]["outputs"] = [{"data": {"image/png": "x" * 5_000_000}}]
    assert files.loads(json.dumps(content), name="a.ipynb").policy.steps
    long = notebook(("code", "x = 1\n" * 200_000))
    assert "more than 1 MB" in refusal(long, "a.ipynb")
    assert "not read" in refusal('{"cells": 3, "nbformat": 4}', "a.ipynb")
