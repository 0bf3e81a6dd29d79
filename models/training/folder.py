"""Trained vectors as a sentence-transformers folder: eight-bit rows, a tokenizer and a card.

The weights are stored as sentence-transformers reads vocabulary-quantized static models: `embeddings` (int8, one row a
word), `mapping` (the row of each token) and `weights` (what each token's row is multiplied by).
"""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from corpus.errors import InvalidModel
from models.training.contrast import Vectors
from models.training.words import Words

GREATEST = 127
# A folder written by hand is loaded by any version of the library that knows static models in this form.
MODULES = [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}]


def write_model(folder: Path, words: Words, vectors: Vectors) -> None:
    """`vectors` of shape (words.row_count, dimension). What lies in the folder already is written over."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    longest = np.abs(vectors).max(axis=1)
    step = np.where(longest > 0, longest, 1.0) / GREATEST
    rows = np.asarray(words.rows)
    tensors = {
        "embeddings": torch.from_numpy(np.rint(vectors / step[:, None]).astype(np.int8)),
        "mapping": torch.from_numpy(rows.astype(np.int32)),
        "weights": torch.from_numpy(step[rows].astype(np.float32)),
    }
    save_file(tensors, str(folder / "model.safetensors"))
    # Without indentation: the vocabulary is most of the file.
    (folder / "tokenizer.json").write_text(words.tokenizer().to_str(pretty=False), encoding="utf-8")
    _write_json(folder / "modules.json", MODULES)
    _write_json(folder / "config_sentence_transformers.json", {"similarity_fn_name": "cosine"})


def read_model(folder: Path) -> tuple[Words, Vectors]:
    """What `write_model` wrote. Raises `InvalidModel` for a folder of anything else."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tensors = load_file(folder / "model.safetensors")
        embeddings, rows, steps = tensors["embeddings"], tensors["mapping"], tensors["weights"]
    except Exception as error:
        raise InvalidModel(f"مدل پوشهٔ «{folder}» از نوع مدل خود ما نیست یا خوانده نشد: {error}") from error
    numbers = tokenizer.get_vocab()
    words = Words(tuple(sorted(numbers, key=lambda token: numbers[token])), tuple(map(int, rows)))
    if words.tokenizer().to_str() != tokenizer.to_str() or words.row_count != len(embeddings):
        raise InvalidModel(f"مدل پوشهٔ «{folder}» از نوع مدل خود ما نیست: واژه‌ها را به شیوهٔ دیگری می‌خواند.")
    vectors = embeddings.astype(np.float32)
    # A row is multiplied by the same step whichever token reads it.
    step = np.ones(words.row_count, dtype=np.float32)
    step[rows] = steps
    return words, vectors * step[:, None]


def write_card(folder: Path, name: str, sections: Mapping[str, str]) -> None:
    """The model's README: its name, and a heading and a text for each section."""
    body = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in sections.items())
    (folder / "README.md").write_text(f"# {name}\n\n{body}\n", encoding="utf-8")


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
