"""Embedding models as data. Any sentence-transformers model works by its name or by a folder."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """`weight` is what a cosine counts beside an absolute lexical score; `floor` the cosine under which nothing fits."""

    name: str
    query_prefix: str = ""
    passage_prefix: str = ""
    weight: float = 0.7
    floor: float = 0.0


def spec(name: str) -> ModelSpec:
    """What is known of the model; the plain values for one that the catalogue does not list."""
    return ModelSpec(name)
