"""`tajrobe models adapt`: the model in force learns from this site's own texts, and is kept only if it finds more."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection

from api.modelling.choice import model_in_force
from api.search_log.judgements import PASSAGES, QUERIES
from api.services import Services
from corpus.database import Database
from corpus.errors import ConfigurationError
from corpus.repository.documents import MAXIMUM_IDS, DocumentRepository, PassageRepository
from corpus.repository.lessons import LessonRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.resolutions import ResolutionRepository
from models.catalog import DEFAULT, ModelSpec, Reads, spec
from models.folder import check_files, fingerprint, write_manifest
from models.training.adapt import DEPTH, Trial, adapt, hold_back, notes_trial, site_trial
from models.training.contrast import Vectors
from models.training.folder import read_model, write_card, write_model
from models.training.recipe import Say
from models.training.site import SITE, SiteItem, site_items
from models.training.sources import Pair
from search.evaluation.judgements import JudgedSet, read_judged_set
from search.evaluation.metrics import ndcg

FOLDER = "models"
NAME = f"{DEFAULT}-adapted"
PASSAGES_AT_ONCE = 1_000
# Less would teach noise, and could not be told from it.
LEAST_PAIRS = 200
LEAST_HELD_BACK = 5
# A gain of fewer standard errors may be chance.
STANDARD_ERRORS = 2.0
# So much of what it knew may be lost for what it gains.
FORGETTING = 0.01


@dataclass(frozen=True, slots=True)
class Comparison:
    """nDCG@10 of the same queries before and after; `noise` is the gain that chance could bring as well."""

    queries: int
    before: float
    after: float
    noise: float

    @property
    def gain(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Adaptation:
    """`folder` and `fingerprint` are None when the result was not kept."""

    model: str
    pairs: int
    held_back: int
    site: Comparison
    notes: Comparison
    folder: str | None
    fingerprint: str | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"kept": self.folder is not None}

    def as_text(self) -> str:
        figures = (
            f"از {self.pairs} جفت این سایت آموخت؛ {self.held_back} سند کنار گذاشته شد تا با آنها سنجیده شود.\n"
            f"nDCG@{DEPTH} بر سندهای کنارگذاشته ({self.site.queries} پرسش): "
            f"{self.site.before:.3f} ← پیش، {self.site.after:.3f} ← پس (نوفه {self.site.noise:.3f})\n"
            f"nDCG@{DEPTH} بر یادداشت‌های خود ما ({self.notes.queries} پرسش): "
            f"{self.notes.before:.3f} ← پیش، {self.notes.after:.3f} ← پس"
        )
        if self.folder:
            return (
                f"{figures}\nبهتر شد و در «{self.folder}» نگه داشته شد (نشان {self.fingerprint}).\n"
                f"برای به‌کارگیری: «tajrobe models use {self.folder}» و سپس «tajrobe rebuild»."
            )
        if self.site.gain <= self.site.noise:
            reason = "بهبودی بیش از نوفه نداشت"
        else:
            reason = "آنچه پیش‌تر می‌دانست از یادش رفت"
        return f"{figures}\nنگه داشته نشد: {reason}. مدل «{self.model}» همچنان در کار است."


def adapt_model(
    services: Services, folder: Path | None, *, seed: int, say: Say, judged: Path | None = None
) -> Adaptation:
    """Learn from the record, which is only read; nothing is written unless the new model is better, and then whole.

    `judged` is a folder of judged queries as `tajrobe judgements` writes it: what people asked and found is learned too.

    Better is a gain of more than `STANDARD_ERRORS` standard errors on the site's items that were held back, with at
    most `FORGETTING` lost on notes of ours. `folder` must be new or empty; without one a new one is made in the data
    folder. Raises `ConfigurationError` when the model in force is not one of ours, or the site has too little to learn
    from, and `InvalidModel` when the model's folder is damaged.
    """
    target = folder or _new_folder(services.settings.data_dir / FOLDER)
    if target.exists() and any(target.iterdir()):
        raise ConfigurationError(f"پوشهٔ «{target}» خالی نیست؛ پوشهٔ تازه‌ای بدهید.")
    known, source = _own_model(services)
    words, vectors = read_model(source)
    items = read_items(services.database)
    if judged is not None:
        read = read_judged_set(judged / PASSAGES, judged / QUERIES)
        items = with_judged(items, read, _homes(services.database, read))
    learned, held = hold_back(items)
    pairs = sum(len(item.pairs) for item in learned)
    _check_enough(pairs, len(held))
    say(f"یادگیری از {pairs} جفت {len(learned)} سند …")
    trials = site_trial(items, held, words, services.analyzer), notes_trial(words, services.analyzer)
    adapted = adapt(vectors, words, services.analyzer, learned, seed=seed)
    say("سنجش …")
    half_made = target.with_name(target.name + ".incoming")
    shutil.rmtree(half_made, ignore_errors=True)
    try:
        write_model(half_made, words, adapted)
        # What is measured is what would be used: rows of eight bits.
        _words, stored = read_model(half_made)
        site, notes = (_compare(trial, vectors, stored) for trial in trials)
        mark = None
        if is_better(site, notes):
            origin = f"{known.name}@{fingerprint(source)}"
            write_card(half_made, NAME, _card(origin, site, notes, seed))
            mark = _describe(half_made, known, origin, stored.shape[1])
            _put_in_place(half_made, target)
    finally:
        shutil.rmtree(half_made, ignore_errors=True)
    return Adaptation(known.name, pairs, len(held), site, notes, str(target.absolute()) if mark else None, mark)


def is_better(site: Comparison, notes: Comparison) -> bool:
    """Whether more was gained on the site than chance could bring, and not too much lost elsewhere."""
    return site.gain > site.noise and notes.gain >= -FORGETTING


def read_items(database: Database) -> list[SiteItem]:
    """What the record has to learn from. Raises `ConfigurationError` for a record of another version."""
    current, newest = database.revision()
    if current != newest:
        raise ConfigurationError(
            f"پایگاه داده در نسخهٔ {current} است و باید {newest} باشد؛ «tajrobe migrate» را اجرا کنید."
        )
    with database.reading() as connection:
        passages = [passage for batch in PassageRepository(connection).batches(PASSAGES_AT_ONCE) for passage in batch]
        titles = _titles(connection, sorted({passage.document_id for passage in passages if passage.document_id}))
        resolutions = ResolutionRepository(connection)
        meetings = [
            (meeting, resolutions.of_meeting(meeting.id)) for meeting in MeetingRepository(connection).register()
        ]
        return site_items(titles, passages, LessonRepository(connection).published(), meetings)


def with_judged(items: Sequence[SiteItem], judged: JudgedSet, homes: Mapping[str, str]) -> list[SiteItem]:
    """The items with each question beside a passage that answers it. It is learned with the item that `homes` names for
    the passage, or not at all; a passage of another site makes an item of its own."""
    texts = {passage.id: passage.text for passage in judged.passages}
    pairs: dict[str, list[Pair]] = {item.id: list(item.pairs) for item in items}
    for query in judged.queries:
        for passage_id, grade in query.relevant.items():
            if grade:
                home = homes.get(passage_id, passage_id)
                pairs.setdefault(home, []).append(Pair(SITE, query.text, texts[passage_id], passage_id))
    return [SiteItem(name, tuple(own)) for name, own in pairs.items()]


def _homes(database: Database, judged: JudgedSet) -> dict[str, str]:
    """The items, as `site_items` names them, of the judged passages that this record holds."""
    with database.reading() as connection:
        known = PassageRepository(connection).by_ids([passage.id for passage in judged.passages])
    return {passage.id: passage.document_id or passage.item_id for passage in known.values()}


def _titles(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    documents = DocumentRepository(connection)
    batches = (documents.summaries(ids[start : start + MAXIMUM_IDS]) for start in range(0, len(ids), MAXIMUM_IDS))
    return {name: document.title for batch in batches for name, document in batch.items()}


def _own_model(services: Services) -> tuple[ModelSpec, Path]:
    name = model_in_force(services.settings)
    if name is None:
        raise ConfigurationError(
            "این سایت تنها با واژه‌ها می‌جوید و مدلی در کار نیست؛ نخست با «tajrobe models use» مدلی برگزینید."
        )
    known = spec(name)
    if known.reads is not Reads.KEYS or not isinstance(known.source, Path):
        raise ConfigurationError(
            f"مدل «{known.name}» از نوع مدل خود ما ({DEFAULT}) نیست؛ تنها آن را می‌توان با متن‌های سایت سازگار کرد."
        )
    check_files(known.source, thoroughly=True)
    return known, known.source


def _check_enough(pairs: int, held_back: int) -> None:
    if pairs < LEAST_PAIRS:
        raise ConfigurationError(
            f"این سایت {pairs} جفت برای یادگیری دارد و دست‌کم {LEAST_PAIRS} جفت لازم است؛ سندهای بیشتری بیفزایید."
        )
    if held_back < LEAST_HELD_BACK:
        raise ConfigurationError(
            f"تنها {held_back} سند برای سنجش کنار گذاشته می‌شود و دست‌کم {LEAST_HELD_BACK} سند لازم است؛ "
            "سندهای بیشتری بیفزایید."
        )


def _new_folder(parent: Path) -> Path:
    return next(path for number in count(1) if not (path := parent / f"{DEFAULT}-{number}").exists())


def _compare(trial: Trial, before: Vectors, after: Vectors) -> Comparison:
    old, new = _figures(trial, before), _figures(trial, after)
    error = _standard_error(trial, new - old)
    return Comparison(len(old), float(old.mean()), float(new.mean()), STANDARD_ERRORS * error)


def _figures(trial: Trial, vectors: Vectors) -> Vectors:
    rankings = zip(trial.queries, trial.rankings(vectors), strict=True)
    return np.array([ndcg(ranking, dict.fromkeys(query.relevant, 1), DEPTH) for query, ranking in rankings], np.float32)


def _standard_error(trial: Trial, gains: Vectors) -> float:
    """Of the mean gain. Queries of one item rise and fall together, so it is the items that are counted."""
    of_item: dict[str, float] = {}
    for query, gain in zip(trial.queries, gains - gains.mean(), strict=True):
        of_item[query.item] = of_item.get(query.item, 0.0) + float(gain)
    items = len(of_item)
    return sqrt(items / (items - 1) * sum(gain**2 for gain in of_item.values())) / len(gains)


def _describe(folder: Path, known: ModelSpec, origin: str, dimension: int) -> str:
    """Weight and floor are those of the model that it was made from; returns the fingerprint."""
    manifest = write_manifest(
        folder,
        name=NAME,
        source=origin,
        revision=None,
        dimension=dimension,
        reads=known.reads,
        weight=known.weight,
        floor=known.floor,
    )
    return manifest.fingerprint


def _put_in_place(half_made: Path, target: Path) -> None:
    if target.exists():
        target.rmdir()
    half_made.rename(target)


def _card(origin: str, site: Comparison, notes: Comparison, seed: int) -> dict[str, str]:
    return {
        "What it is": (
            f"The model {origin} after learning from one site's own texts. It is read and used as that one is; weight "
            "and floor are that one's."
        ),
        "Figures": (
            f"nDCG@{DEPTH} before and after, by cosine alone: {site.before:.3f} and {site.after:.3f} on {site.queries} "
            f"titles, headings and passages of items that were held back (noise {site.noise:.3f}); {notes.before:.3f} "
            f"and {notes.after:.3f} on {notes.queries} questions about our own notes."
        ),
        "How to make it again": f"`tajrobe models adapt --seed {seed}` on the site, with that model in force.",
        "Licence": "That model's; it also holds what it learned of the site's texts, as nothing that can be read.",
    }
