"""Models as data. Any sentence-transformers model works by its name or by a folder."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from corpus.errors import InvalidModel
from models.folder import read_manifest

DEFAULT = "tajrobe-fa"
WEIGHTS = Path(__file__).resolve().parent / "weights"


class Reads(StrEnum):
    """What of a text the model is given."""

    TEXT = "text"
    # The stems of its words, joined by spaces: spelling cannot hurt a model that was trained on them.
    KEYS = "keys"


class Task(StrEnum):
    """What the model is for."""

    EMBEDDING = "embedding"
    # A cross-encoder, which may order the first results anew.
    RERANKING = "reranking"


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """`source` is a folder, or the name by which a hub knows the model.

    `dimension` is the length of its vectors and `max_tokens` where it cuts a text; None: as the model itself says.
    `weight` is what a cosine counts beside an absolute lexical score; `floor` that under which nothing fits.
    `licence` is the publisher's own word, None where none was found; `megabytes` what there is to download.
    """

    name: str
    source: Path | str
    task: Task = Task.EMBEDDING
    revision: str | None = None
    dimension: int | None = None
    max_tokens: int | None = None
    query_prefix: str = ""
    passage_prefix: str = ""
    reads: Reads = Reads.TEXT
    weight: float = 0.7
    floor: float = 0.0
    licence: str | None = None
    megabytes: int | None = None


# Revisions, dimensions, lengths, licences and sizes of weights are those of the MTEB project's model list; prefixes
# those of the publishers' cards (Tooka's as others quote it). Fusion weights and floors of these are not fitted.
CATALOG: tuple[ModelSpec, ...] = (
    ModelSpec(
        DEFAULT,
        WEIGHTS / DEFAULT,
        dimension=320,
        reads=Reads.KEYS,
        weight=0.7,
        floor=0.249,
    ),
    ModelSpec(
        "intfloat/multilingual-e5-small",
        "intfloat/multilingual-e5-small",
        revision="fd1525a9fd15316a2d503bf26ab031a61d056e98",
        dimension=384,
        max_tokens=512,
        query_prefix="query: ",
        passage_prefix="passage: ",
        licence="MIT",
        megabytes=471,
    ),
    ModelSpec(
        "intfloat/multilingual-e5-base",
        "intfloat/multilingual-e5-base",
        revision="d13f1b27baf31030b7fd040960d60d909913633f",
        dimension=768,
        max_tokens=512,
        query_prefix="query: ",
        passage_prefix="passage: ",
        licence="MIT",
        megabytes=1112,
    ),
    ModelSpec(
        "intfloat/multilingual-e5-large",
        "intfloat/multilingual-e5-large",
        revision="ab10c1a7f42e74530fe7ae5be82e6d4f11a719eb",
        dimension=1024,
        max_tokens=512,
        query_prefix="query: ",
        passage_prefix="passage: ",
        licence="MIT",
        megabytes=2240,
    ),
    ModelSpec(
        "BAAI/bge-m3",
        "BAAI/bge-m3",
        revision="5617a9f61b028005a4858fdac845db406aefb181",
        dimension=1024,
        max_tokens=8192,
        licence="MIT",
        megabytes=2272,
    ),
    ModelSpec(
        "google/embeddinggemma-300m",
        "google/embeddinggemma-300m",
        revision="57c266a740f537b4dc058e1b0cda161fd15afa75",
        dimension=768,
        max_tokens=2048,
        query_prefix="task: search result | query: ",
        passage_prefix="title: none | text: ",
        # Its terms have to be accepted at the hub before it can be fetched.
        licence="Gemma",
        megabytes=1211,
    ),
    ModelSpec(
        "PartAI/Tooka-SBERT-V2-Small",
        "PartAI/Tooka-SBERT-V2-Small",
        revision="8bbed87e36669387f71437c061430ba56d1b496f",
        dimension=768,
        max_tokens=512,
        query_prefix="سوال: ",
        passage_prefix="متن: ",
        megabytes=496,
    ),
    # The instruction is the one that its makers evaluate retrieval with. MTEB lists the weights as not open, and no
    # revision could be confirmed: fetching it may be refused.
    ModelSpec(
        "MCINext/Hakim",
        "MCINext/Hakim",
        dimension=768,
        max_tokens=512,
        query_prefix="مسئله : تشخیص ارتباط , آیا متن دوم به متن اول مرتبط است ؟ | متن اول : ",
        passage_prefix="مسئله : تشخیص ارتباط , آیا متن دوم به متن اول مرتبط است ؟ | متن دوم : ",
        megabytes=498,
    ),
    # Size and licence are its publisher's; no revision could be confirmed.
    ModelSpec(
        "BAAI/bge-reranker-v2-m3",
        "BAAI/bge-reranker-v2-m3",
        Task.RERANKING,
        max_tokens=1024,
        licence="Apache-2.0",
        megabytes=2272,
    ),
)

_BY_NAME = {model.name: model for model in CATALOG}
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


def spec(name: str) -> ModelSpec:
    """What is known of the model; the plain values for one that the catalogue does not list.

    A folder with our manifest is the model that the manifest names. One that is not there, or whose manifest cannot be
    read, gets a spec all the same: loading it says what is wrong.
    """
    if name in _BY_NAME:
        return _BY_NAME[name]
    folder = Path(name).expanduser()
    if not folder.is_dir() and _HUB_NAME.fullmatch(name):
        return ModelSpec(name, name)
    return _spec_of_folder(folder.resolve())


def _spec_of_folder(folder: Path) -> ModelSpec:
    try:
        manifest = read_manifest(folder)
    except InvalidModel:
        manifest = None
    if manifest is None:
        return ModelSpec(folder.name, folder)
    task, reads = Task(manifest.task), Reads(manifest.reads)
    known = _BY_NAME.get(manifest.name, ModelSpec(manifest.name, folder, task, reads=reads))
    return replace(
        known,
        source=folder,
        revision=manifest.revision,
        dimension=manifest.dimension,
        weight=known.weight if manifest.weight is None else manifest.weight,
        floor=known.floor if manifest.floor is None else manifest.floor,
    )
