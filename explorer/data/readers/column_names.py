"""What people call the columns of tables, in small letters and without signs between."""

import re
from collections.abc import Mapping

WORD = re.compile(r"[^\W_]+")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PATHS = _words(
    "path filepath imagepath imgpath picturepath relativepath relpath file filename imagefile "
    "imgfile imagefilename imagename imgname fname fpath image images img picture photo jpg png "
    "imageid imgid pictureid photoid fileid id idcode name uuid uid key slide scan frame"
)
LABELS = frozenset(
    _words(
        "label labels class classes classname classid classlabel labelname labelid target targets "
        "category categories categoryname categoryid diagnosis dx breed species family genus order "
        "phylum kingdom subspecies groundtruth gt tag disease condition pathology finding emotion "
        "expression variety cultivar type kind grade severity defect answer superclass "
        "supercategory coarselabel finelabel"
    )
)
SPLITS = frozenset(_words("split splits set subset partition phase stage usage datasplit"))
FOLDS = frozenset(_words("fold folds kfold foldid foldnumber cvfold cv"))
FLAGS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("istrain", "istraining", "istrainingimage"), ("train", "test")),
    **dict.fromkeys(("isvalid", "isval", "isvalidation"), ("val", "train")),
    **dict.fromkeys(("istest", "istesting"), ("test", "train")),
}
# Words of columns that say something of a picture, and not what is on it.
NEVER = frozenset(
    _words(
        "license licence copyright rights author authors photographer owner credit source "
        "url uri link date day month year time timestamp hour width height size bytes channels "
        "mode format mime dpi lat lon latitude longitude altitude age patient subject person "
        "user annotator worker "
        "camera device sensor site comment comments note notes description caption title md5 sha1 "
        "sha256 hash checksum index unnamed row number count weight confidence score quality "
        "version xmin ymin xmax ymax x y w h id"
    )
)


def plain(name: str) -> str:
    """Returns a name in small letters and without signs: `imageid` for `Image_ID`."""
    return "".join(WORD.findall(name)).casefold()


def names_role(name: str) -> bool:
    """Tells whether a text is what a column for pictures or for classes is called."""
    return plain(name) in LABELS or plain(name) in PATHS
