"""Pipelines in Python as people write them: followed from the syntax tree, and never run."""

import random
import time

import pytest

from explorer.errors import PolicyError
from explorer.frozen import thawed
from explorer.policy import files

HEAD = """
import os
import albumentations as A
import cv2
from albumentations.pytorch import ToTensorV2
"""
FLIP = "A.HorizontalFlip(p=0.25)"
# What each text says: the steps with their p, then the tail.
TEXTS = {
    "constants": (
        "class Settings:\n    side = 96\n    share = 1 / 4\n    angle = int(side * .25)\n"
        "STATS = dict(mean=(0.5,) * 3, std=[0.25] * 3)\nprint(Settings.side)\n"
        "t = A.Compose([A.Resize(Settings.side, Settings.side), A.HorizontalFlip(p=Settings.share),"
        " A.Rotate(limit=(-Settings.angle, Settings.angle), p=1), A.Normalize(**STATS)])\n",
        ["Resize 1", "HorizontalFlip 0.25", "Rotate 1", "Normalize 1"],
    ),
    "defaults of a function": (
        "def build(side=64, *, share=0.25):\n    steps = [A.Resize(side, side)]\n"
        "    return A.Compose(steps + [A.HorizontalFlip(p=share)])\n",
        ["Resize 1", "HorizontalFlip 0.25"],
    ),
    "a function that is called": (
        "TABLE = {'img': {'h': 32}}\n"
        "def build(side, share=0.9):\n"
        "    return A.Compose([A.Resize(side, side), A.HorizontalFlip(p=min(1, share / 2))])\n"
        "train = build(TABLE['img']['h'], share=0.5)\n",
        ["Resize 1", "HorizontalFlip 0.25"],
    ),
    "a class": (
        "class Birds(Dataset):\n    def __init__(self, files, side=40):\n"
        "        super().__init__()\n        self.side = side\n"
        "        self.t = A.Compose([A.Resize(self.side, self.side), A.HorizontalFlip(p=0.25)])\n"
        "    def __getitem__(self, i):\n        return self.t(image=cv2.imread(self.files[i]))\n",
        ["Resize 1", "HorizontalFlip 0.25"],
    ),
    "lists that grow": (
        "ts = []\nfor k in range(1, 3):\n    ts.append(A.Rotate(limit=(-k, k), p=k / 4))\n"
        "ts += [A.HorizontalFlip(p=0.25)]\nts.extend([A.Normalize(), ToTensorV2()])\n"
        "t = A.Compose(ts)\n",
        ["Rotate 0.25", "Rotate 0.5", "HorizontalFlip 0.25", "Normalize 1", "ToTensorV2 1"],
    ),
    "a main that is called": (
        "import argparse\ndef build(size):\n"
        "    return A.Compose([A.Resize(size, size), A.HorizontalFlip(p=0.25)])\n"
        "def main():\n    args = argparse.ArgumentParser().parse_args()\n"
        "    if args.resume:\n        model.load(args.resume)\n"
        "    loader = Loader(Data(args.root, transform=build(24)))\n"
        "    for batch in loader:\n        if batch is None: continue\n        step(batch)\n"
        "if __name__ == '__main__':\n    main()\n",
        ["Resize 1", "HorizontalFlip 0.25"],
    ),
    "a data class": (
        "from dataclasses import dataclass\n@dataclass\nclass Config:\n    side: int = 24\n"
        "    share: float = 0.5\nconfig = Config(share=0.25)\n"
        "t = A.Compose([A.Resize(config.side, config.side), A.HorizontalFlip(p=config.share)])\n",
        ["Resize 1", "HorizontalFlip 0.25"],
    ),
}  # fmt: skip


def outcome(text):
    try:
        files.loads(text, "python")
    except PolicyError as error:
        return str(error)
    return "read"


def steps_of(policy):
    return [
        f"{getattr(node, 'transform', None) or node.group} {node.p:g}"
        for node in (*policy.steps, *policy.tail)
    ]


@pytest.mark.parametrize("name", TEXTS)
def test_what_can_be_known_without_running_is_followed(name):
    text, steps = TEXTS[name]
    loaded = files.loads(HEAD + text, "python", strict=True)
    assert steps_of(loaded.policy) == steps
    assert (loaded.near, loaded.others) == ((), ())


BY_SPLIT = [
    ("train, valid = A.Compose([A.Resize(8, 8), {flip}]), A.Compose([A.Resize(8, 8)])",
     "train", "valid"),
    ("t = {{'train': A.Compose([{flip}]), 'val': A.Compose([])}}", "t.train", "t.val"),
    ("def get(mode):\n    if mode == 'train':\n        return A.Compose([{flip}])\n"
     "    elif mode == 'valid':\n        return A.Compose([])\n", "get.train", "get.valid"),
    ("def get(train=False):\n    ts = [A.Resize(8, 8)]\n    if train:\n        ts.append({flip})\n"
     "    return A.Compose(ts)\n", "get.train", "get.not_train"),
    ("class D:\n    def __init__(self, train):\n"
     "        self.t = self.fit() if train else self.rest()\n"
     "    def fit(self): return A.Compose([{flip}])\n    def rest(self): return A.Compose([])\n",
     "D.t.train", "D.t.not_train"),
    ("plain = A.Compose([A.Resize(8, 8)])\nother = A.Compose([{flip}])", "other", "plain"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "train", "other"), BY_SPLIT)
def test_of_several_pipelines_the_training_one_is_read_and_another_can_be_picked(
    text, train, other
):
    text = HEAD + text.format(flip=FLIP)
    loaded = files.loads(text, "python")
    assert (loaded.picked, loaded.others) == (train, (other,))
    assert steps_of(loaded.policy)[-1] == "HorizontalFlip 0.25"
    assert other in loaded.notes[0]
    again = files.loads(text, "python", pick=other)
    assert "HorizontalFlip 0.25" not in steps_of(again.policy)
    assert (again.picked, again.others) == (other, (train,))
    with pytest.raises(PolicyError, match=f"no pipeline 'nosuch'; there is .*'{train}'"):
        files.loads(text, "python", pick="nosuch")


def test_where_nothing_says_which_one_trains_the_names_are_asked_for():
    with pytest.raises(PolicyError, match=r"2 pipelines \('x', 'y'\).*--pick"):
        files.loads(HEAD + f"x = A.Compose([{FLIP}])\ny = A.Compose([A.Rotate()])", "python")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("angle = float(os.environ['MAX'])\nt = A.Compose([A.Rotate(limit=angle)])", 7, "'MAX'"),
        ("def build(side):\n    return A.Compose([A.Resize(side, 3)])", 7, "an argument of build"),
        ("import random\nt = A.Compose([A.Rotate(random.randint(1, 9))])", 7, "random.randint"),
        ("class Mine(A.ImageOnlyTransform):\n    pass\nt = A.Compose([Mine(p=1)])", 8, "'Mine'"),
        ("t = A.Compose([A.Resize(3, 3), *load()])", 6, "'load()'"),
        ("t = A.Compose([A.Rotate(**load())])", 6, "'load()'"),
    ],
)
def test_a_value_that_cannot_be_known_is_named_where_it_reaches_a_transform(text, line, said):
    with pytest.raises(PolicyError) as caught:
        files.loads(HEAD + text, "python")
    assert str(caught.value).startswith(f"line {line}: ")
    assert said in str(caught.value)


LIST = "ts = [A.Resize(8, 8), A.HorizontalFlip(p=0.25), A.Rotate(p=1)]\n"
FOLLOWED = [
    ("del ts[0]\nA.Compose(ts)", ["HorizontalFlip 0.25", "Rotate 1"]),
    ("del ts[:2]\nA.Compose(ts)", ["Rotate 1"]),
    ("ts.remove(ts[1])\nA.Compose(ts)", ["Resize 1", "Rotate 1"]),
    ("ts[1:] = [A.Transpose(p=0.5)]\nA.Compose(ts)", ["Resize 1", "Transpose 0.5"]),
    ("while len(ts) > 1:\n    ts.pop()\nA.Compose(ts)", ["Resize 1"]),
    ("while True:\n    ts.pop()\n    break\nA.Compose(ts)", ["Resize 1", "HorizontalFlip 0.25"]),
    ("for seed in os.environ:\n    fresh = [ts[0]]\n    fresh.append(ts[1])\n"
     "    t = A.Compose(fresh)", ["Resize 1", "HorizontalFlip 0.25"]),
    ("base = A.Compose([ts[0]], p=1)\ntrain = base + ts[1]", ["Resize 1", "HorizontalFlip 0.25"]),
    ("base = A.Compose([ts[0]])\ntrain = [ts[2]] + base", ["Rotate 1", "Resize 1"]),
    ("names = ['Transpose', 'VerticalFlip']\nA.Compose([getattr(A, n)(p=0.5) for n in names])",
     ["Transpose 0.5", "VerticalFlip 0.5"]),
    ("make = lambda p: A.Compose([A.Transpose(p=p)])\ntrain = make(0.5)", ["Transpose 0.5"]),
    ("class C: p = 1\nsetattr(C, 'p', 0.5)\nA.Compose([A.Transpose(p=C.p)])", ["Transpose 0.5"]),
    ("print(ts)\nlogging.info('%s', ts)\ntrain(model, cfg, A.Compose(ts[:1]))", ["Resize 1"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "steps"), FOLLOWED)
def test_what_is_changed_on_the_way_is_followed(text, steps):
    assert steps_of(files.loads(HEAD + LIST + text, "python").policy) == steps


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("random.shuffle(ts)\nA.Compose(ts)", "random.shuffle(ts)"),
        ("augment_more(ts)\nA.Compose(ts)", "augment_more(ts)"),
        ("A.Compose(ts)\nloader.add(tail, steps=ts)", "loader.add"),
        ("ts.sort(key=rank)\nA.Compose(ts)", "ts.sort"),
        ("ts[where()] = A.Transpose()\nA.Compose(ts)", "ts[where()]"),
        ("del ts[where()]\nA.Compose(ts)", "del ts[where()]"),
        ("for _ in range(int(os.environ['N'])):\n    ts.append(ts[0])\nA.Compose(ts)", "'N'"),
        ("while more():\n    ts.append(ts[0])\nA.Compose(ts)", "more()"),
        ("while True:\n    ts.append(ts[0])\n    if done(): break\nA.Compose(ts)", "how often"),
        ("n = 8\nwhile ask(n):\n    n += 8\nA.Compose([A.Resize(n, n)])", "ask(n)"),
        ("n = 8\nfor _ in os.environ:\n    n += 8\nA.Compose([A.Resize(n, n)])", "os.environ"),
        ("kw = dict(p=1)\nkw.update(load())\nA.Compose([A.Transpose(**kw)])", "kw.update"),
        ("kw = {key(): 1}\nA.Compose([A.Transpose(**kw)])", "key()"),
        ("kw = dict(p=1)\nkw[key()] = 2\nA.Compose([A.Transpose(p=kw.get('p', 1))])", "kw.get"),
        ("ts[1].p = 0.9\nA.Compose(ts)", "ts[1].p"),
        ("t = A.Compose(ts)\nt.transforms = load()", "t.transforms"),
        ("t = A.Compose(ts)\nsetattr(t, 'p', 0.5)", "setattr(t, 'p', 0.5)"),
        ("base = A.Compose(ts)\ntrain = base - A.Resize", "base - A.Resize"),
    ],
)
def test_what_may_be_changed_in_a_way_that_is_not_followed_is_not_read_as_it_was(text, said):
    with pytest.raises(PolicyError) as caught:
        files.loads(HEAD + "import random\n" + LIST + text, "python")
    assert "cannot be known" in str(caught.value)
    assert said in str(caught.value)


def test_what_cannot_be_known_does_not_matter_elsewhere():
    text = "workers = int(os.environ['N'])\nmodel = make(workers)\nt = A.Compose([A.Rotate(9)])"
    assert steps_of(files.loads(HEAD + text, "python").policy) == ["Rotate 0.5"]


PLAIN = "t = A.Compose([A.Resize(32, 48), A.Rotate(limit=(-9, 9), p=0.75)])"
REWRITES = [
    "h, w = 32, 48\nlimits = -9, 9\nt = A.Compose([A.Resize(h, w), A.Rotate(limits, p=3 / 4)])",
    "t = A.Compose(transforms=[A.Resize(height=32, width=48), A.Rotate(p=0.75, limit=[-9, 9])])",
    "def f(a=32):\n    return A.Compose([A.Resize(a, a * 3 // 2), A.Rotate((-9, 9), p=0.75)])",
    "f = lambda k: A.Rotate(limit=(-k, k), p=1 - 0.25)\nt = A.Compose([A.Resize(32, 48), f(9)])",
    "t = A.Compose([A.Resize(*[32, 48]), *[A.Rotate(limit=(-x, x), p=0.75) for x in [9]]])",
    "if True:\n    with open('x') as f:\n        t = A.Compose([A.Resize(32, 48)])\n"
    "    t.transforms.append(A.Rotate(limit=(-9, 9), p=0.75))",
    "try:\n    t = A.Compose([A.Resize(32, 48), A.Rotate(**{'limit': (-9, 9), 'p': 0.75})])\n"
    "except ImportError:\n    t = None",
]


@pytest.mark.parametrize("text", REWRITES)
def test_harmless_rewrites_do_not_change_what_is_read(text):
    wanted = files.loads(HEAD + PLAIN, "python").policy
    got = files.loads(HEAD + text, "python").policy
    assert thawed(got.steps[0].params) == thawed(wanted.steps[0].params)
    assert thawed(got.steps[1].params) == thawed(wanted.steps[1].params)
    assert steps_of(got) == steps_of(wanted)


def test_cut_and_mutated_programs_end_quickly_in_one_line_or_in_a_policy():
    chance = random.Random(5)
    texts = [HEAD + text for text, _ in TEXTS.values()]
    for _ in range(150):
        text = chance.choice(texts)
        start, end = sorted(chance.randrange(len(text)) for _ in range(2))
        begun = time.process_time()
        assert "\n" not in outcome(chance.choice([text[:start], text[:start] + text[end:]]))
        assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "text",
    [
        "def f(n):\n    return A.Compose([f(n + 1), f(n + 2)])\nx = f(0)",
        "a = [A.HorizontalFlip()]\n" + "a = [a, a]\n" * 60 + "A.Compose(a)",
        "ts = []\nfor i in range(4000):\n    for j in range(4000):\n        ts.append(i)\n"
        "A.Compose(ts)",
        "d = {}\nfor i in range(4000):\n    d[i] = d\nA.Compose([d])",
        "a = []\na.append(a)\nA.Compose(a)",
        "t = A.Compose([A.Rotate(limit=9 ** 9 ** 9)])",
        "a = 'x'\n" + "a = a + a\n" * 60 + "A.Compose([A.Rotate(a)])",
        "t = A.Compose([A.Rotate(limit=" + "1 + " * 3000 + "1)])",
    ],
)
def test_programs_that_would_run_for_ever_are_refused(text):
    begun = time.process_time()
    with pytest.raises(PolicyError) as caught:
        files.loads(HEAD + text, "python")
    assert "\n" not in str(caught.value)
    assert time.process_time() - begun < 6  # a second or less on a machine of its own
