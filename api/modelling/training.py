"""`tajrobe models train`: our own model from a data folder, with what was fitted and measured on what it did not see."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from api.services import Services
from corpus.errors import ConfigurationError
from models.catalog import DEFAULT, Reads, spec
from models.folder import write_manifest
from models.sparse import SparseEncoder
from models.training.folder import write_card
from models.training.recipe import DIMENSION, Trained, train
from models.training.sources import Asked, DataFolder, Pair, is_held_back
from search.evaluation.fitting import TURNED_AWAY, Fusion, fit_fusion
from search.evaluation.judgements import JudgedPassage, JudgedQuery, JudgedSet

WORKERS = 2
GENERAL_QUESTIONS = 500

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TrainedModel:
    folder: str
    fingerprint: str
    trained: Trained
    fusion: Fusion

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        return (
            f"مدل در «{self.folder}» نوشته شد (نشان {self.fingerprint}): {self.trained.words} واژه، {DIMENSION} بُعد.\n"
            f"وزن {self.fusion.weight} و کف {self.fusion.floor}، برازیده بر پرسش‌هایی که مدل ندیده است "
            f"(nDCG@10 {self.fusion.ndcg:.3f}؛ {self.fusion.refused:.0%} پرسش‌های بی‌پاسخ رد می‌شود).\n"
            f"برای به‌کارگیری: «tajrobe models use {self.folder}» و سپس «tajrobe rebuild»."
        )


def train_model(services: Services, data: Path, folder: Path, *, seed: int, say: Say) -> TrainedModel:
    """Train into a new or empty folder; one that is broken off leaves nothing that `use` accepts.

    Raises `ConfigurationError` for a folder that is in use or data that is none.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ConfigurationError(f"پوشهٔ «{folder}» خالی نیست؛ پوشهٔ تازه‌ای بدهید.")
    source = DataFolder(data)
    half_made = folder.with_name(folder.name + ".incoming")
    shutil.rmtree(half_made, ignore_errors=True)
    trained = train(source, half_made, services.analyzer, seed=seed, workers=WORKERS, say=say)
    _describe(half_made, None)
    say("برازش وزن و کف …")
    fusion = fit(services, source, half_made)
    write_card(half_made, DEFAULT, _card(trained, fusion, seed))
    fingerprint = _describe(half_made, fusion)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        folder.rmdir()
    half_made.rename(folder)
    return TrainedModel(str(folder), fingerprint, trained, fusion)


def fit(services: Services, data: DataFolder, folder: Path) -> Fusion:
    """The weight and the floor of the model in the folder. Raises `ModelUnavailable`."""
    asked, questions = data.asked(), data.questions()
    notes = [one for one in asked if not one.collected]
    sets = [_judged(notes), _judged([one for one in asked if one.collected]), _judged_questions(questions)]
    general = [pair.a for pair in questions if not is_held_back(pair.b)][:GENERAL_QUESTIONS]
    dense = services.dense_encoder(str(folder))
    return fit_fusion(sets, general, SparseEncoder(services.analyzer), dense, services.thesaurus)


def _judged(asked: Sequence[Asked]) -> JudgedSet:
    return JudgedSet(
        tuple(JudgedPassage(one.id, one.text, one.title) for one in asked),
        tuple(JudgedQuery(query, {one.id: 1}) for one in asked if one.held_back for query in one.queries),
    )


def _judged_questions(pairs: Sequence[Pair]) -> JudgedSet:
    ids = {text: f"q{number}" for number, text in enumerate(dict.fromkeys(pair.b for pair in pairs))}
    return JudgedSet(
        tuple(JudgedPassage(name, text) for text, name in ids.items()),
        tuple(JudgedQuery(pair.a, {ids[pair.b]: 1}) for pair in pairs if is_held_back(pair.b)),
    )


def _describe(folder: Path, fusion: Fusion | None) -> str:
    manifest = write_manifest(
        folder,
        name=DEFAULT,
        source=DEFAULT,
        revision=None,
        dimension=DIMENSION,
        reads=Reads.KEYS,
        weight=fusion.weight if fusion else None,
        floor=fusion.floor if fusion else None,
    )
    return manifest.fingerprint


def _card(trained: Trained, fusion: Fusion, seed: int) -> dict[str, str]:
    licence = spec(DEFAULT).licence
    return {
        "What it is": (
            f"A static Persian embedding model: {trained.words:,} words and {trained.pieces:,} pieces of words, "
            f"{DIMENSION} dimensions, eight-bit rows. A text's vector is the sum of its words' vectors.\n\n"
            "It reads stems, not text: `DenseEncoder` gives it the keys of `corpus.text.keys.Analyzer` with spaces "
            "between them. `SentenceTransformer(folder)` loads it; raw text then loses what inflection hides."
        ),
        "What it learned from": (
            f"Skip-gram over {trained.tokens:,} words of news, law, minutes, encyclopaedic passages, manuals and our own "
            f"writing; then {trained.pairs:,} pairs: headlines and bodies, questions and passages, entailments, synonyms, "
            "headings and articles of law, and above all passages and notes with the ways in which people ask for them "
            "and the labels of the thesaurus, which were written for this project."
        ),
        "What it never saw": (
            "The judged sets parsinlu_rc, persianqa and faq, the queries of the sample corpus, and one in twenty of the "
            "written passages and of the general questions, on which weight and floor are fitted."
        ),
        "Figures": (
            f"Weight {fusion.weight}, floor {fusion.floor}: nDCG@10 {fusion.ndcg:.3f} on what was held back (mean of notes, "
            f"collected passages and general questions); the floor refuses {fusion.refused:.0%} of general questions asked "
            f"of the notes and {TURNED_AWAY:.0%} of the notes' own. All other figures are in docs/relevance.md."
        ),
        "How to make it again": f"`tajrobe models train --data DATA --to FOLDER --seed {seed}`.",
        "Licence": (
            f"{licence or 'As the project.'} Some of the public text and pairs state a share-alike licence (PQuAD: CC BY-SA 4.0) "
            "or none; none of it can be read out of the vectors. Nothing with a non-commercial licence was learned from."
        ),
    }
