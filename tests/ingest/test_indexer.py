"""The index follows the record: after changes, replays, rebuilds, and with or without a model."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from api.services import Services
from corpus.errors import IndexMismatch
from corpus.index.manifest import Manifest
from corpus.repository.documents import DocumentRepository, PassageRepository
from corpus.repository.outbox import OutboxRepository
from corpus.types import ItemKind

TEXTS = [
    "درز انبساط پل\n\nدرز انبساط پل میانی در سرمای زمستان شکست و آب به زیر دال رفت.",
    "تونل مشترک\n\nتونل مشترک تأسیسات شهری با همکاری شرکت آب و برق ساخته شد.",
    "شیار آسفالت\n\nگرمای تابستان آسفالت خیابان را شیار انداخت و قیر نامناسب بود.",
]


def ingest(services: Services, *texts: str) -> None:
    for number, text in enumerate(texts):
        services.ingestor.accept(BytesIO(text.encode()), f"{number}.txt")
    while services.ingestor.process_next():
        pass
    services.indexer.run_until_idle()


def points(services: Services) -> int:
    with services.live.use() as opened:
        return opened.engine.count() if opened else 0


def first(services: Services, query: str) -> str | None:
    hits = services.searcher.search(query).hits
    return hits[0].title if hits else None


def test_every_passage_is_a_point_once_and_replay_does_no_harm(services: Services) -> None:
    ingest(services, *TEXTS)
    assert points(services) == services.count_passages() == 3
    with services.database.transaction() as connection:
        for document in 2 * DocumentRepository(connection).recent(3):
            OutboxRepository(connection).add(ItemKind.DOCUMENT, document.id)
    assert services.indexer.pending() == 6
    services.indexer.run_until_idle()
    assert points(services) == 3
    assert first(services, "درز انبساط") == "درز انبساط پل"


def test_a_newer_revision_replaces_the_older_one_and_stale_points_are_not_shown(services: Services) -> None:
    ingest(services, TEXTS[0])
    with services.database.transaction() as connection:
        documents, passages = DocumentRepository(connection), PassageRepository(connection)
        document = documents.recent(1)[0]
        whole = documents.get(document.id)
        (old,) = passages.of_item(ItemKind.DOCUMENT, document.id)
        rev = documents.save(replace(whole, text=whole.text.replace("پل میانی", "گذر شرقی")))
        text = old.text.replace("پل میانی", "گذر شرقی")
        passages.replace(ItemKind.DOCUMENT, document.id, [replace(old, text=text, rev=rev)])
        OutboxRepository(connection).add(ItemKind.DOCUMENT, document.id)
    assert services.searcher.search("میانی").hits == ()
    services.indexer.run_until_idle()
    assert first(services, "گذر شرقی") == "درز انبساط پل"
    assert points(services) == 1


def test_an_item_without_passages_leaves_the_index(services: Services) -> None:
    ingest(services, *TEXTS)
    with services.database.transaction() as connection:
        document = DocumentRepository(connection).recent(1)[0]
        PassageRepository(connection).replace(ItemKind.DOCUMENT, document.id, [])
        OutboxRepository(connection).add(ItemKind.DOCUMENT, document.id)
    services.indexer.run_until_idle()
    assert points(services) == 2


def test_a_rebuild_makes_the_same_index_anew_and_removes_the_old_one(services: Services) -> None:
    ingest(services, *TEXTS)
    old = services.generations.current_name()
    seen: list[tuple[int, int]] = []
    services.indexer.rebuild(lambda done, total: seen.append((done, total)))
    new = services.generations.current_name()
    assert new != old
    assert points(services) == 3
    assert seen[-1] == (3, 3)
    assert first(services, "تونل تأسیسات") == "تونل مشترک"
    assert services.generations.others(new) == []
    assert services.indexer.pending() == 0


def test_what_changes_while_a_rebuild_runs_is_not_lost(services: Services) -> None:
    ingest(services, *TEXTS[:2])

    def add_more(done: int, total: int) -> None:
        services.ingestor.accept(BytesIO(TEXTS[2].encode()), "late.txt")
        while services.ingestor.process_next():
            pass

    services.indexer.rebuild(add_more)
    services.indexer.run_until_idle()
    assert first(services, "شیار آسفالت") == "شیار آسفالت"
    assert points(services) == services.count_passages()


def test_a_rebuild_that_breaks_off_leaves_the_old_index_in_force(services: Services) -> None:
    ingest(services, *TEXTS)
    old = services.generations.current_name()

    def break_off(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        services.indexer.rebuild(break_off)
    assert services.generations.current_name() == old
    assert first(services, "تونل") == "تونل مشترک"
    services.indexer.rebuild()
    assert services.generations.others(services.generations.current_name()) == []


def test_the_average_length_is_measured_and_a_drift_is_mended(services: Services) -> None:
    ingest(services, "پل\n\nپل کوتاه است.")
    ingest(services, *(f"گزارش {n}\n\n" + f"پل شماره {n} بازدید شد و درز آن تعویض گردید. " * 30 for n in range(6)))
    with services.live.use() as opened:
        assert opened is not None
        measured = opened.vocabulary.average_length or 0
        assert opened.manifest.average_length == pytest.approx(measured, rel=0.15)
        assert measured > 50


def test_an_index_of_other_keys_is_an_error_that_names_the_mending_command(services: Services) -> None:
    ingest(services, *TEXTS)
    services.live.close()
    folder = services.generations.folder / (services.generations.current_name() or "")
    replace(Manifest.read(folder), keys="other").write(folder)
    with pytest.raises(IndexMismatch, match="tajrobe rebuild"):
        services.searcher.search("پل")
    services.rebuild(owning=True)
    assert first(services, "درز") == "درز انبساط پل"


def test_the_vocabulary_is_counted_anew_when_it_was_lost(services: Services) -> None:
    ingest(services, *TEXTS)
    folder = services.generations.folder / (services.generations.current_name() or "")
    services.live.close()
    (folder / "vocabulary.tsv").unlink()
    services.indexer.recover()
    with services.live.use() as opened:
        assert opened is not None
        assert opened.vocabulary.passages == 3
        assert opened.vocabulary.idf("تونل") < opened.vocabulary.idf("واژه‌ای که نیست")


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real sentence-transformers folder: words to fixed random vectors, averaged."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = sorted({word for text in TEXTS for word in text.replace(".", " ").split()})
    tokenizer = Tokenizer(WordLevel({word: n for n, word in enumerate(["[UNK]", *words])}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    folder = tmp_path_factory.mktemp("model") / "tiny"
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=16)], device="cpu").save(str(folder))
    return folder


def test_with_a_model_both_legs_search_and_a_rebuild_uses_the_cached_vectors(
    make_services: Callable[..., Services], tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = make_services(model=str(tiny_model))
    services.ownership.take()
    services.migrate()
    ingest(services, *TEXTS)
    answer = services.searcher.search("تونل مشترک تأسیسات")
    assert answer.legs == ("lexical", "dense")
    assert answer.hits[0].title == "تونل مشترک"
    assert answer.hits[0].parts.by_words > 0
    assert answer.hits[0].parts.by_meaning > 0
    assert answer.notices == ()

    def no_model(texts: list[str]) -> None:
        raise AssertionError(f"embedded again: {texts}")

    assert services.encoders.dense is not None
    monkeypatch.setattr(services.encoders.dense, "encode_passages", no_model)
    services.indexer.rebuild()
    assert points(services) == 3


def test_an_index_of_another_model_is_searched_by_words_and_says_so(
    make_services: Callable[..., Services], tiny_model: Path
) -> None:
    services = make_services()
    services.ownership.take()
    services.migrate()
    ingest(services, *TEXTS)
    services.close()
    services.ownership.release()
    changed = make_services(model=str(tiny_model))
    changed.ownership.take()
    answer = changed.searcher.search("تونل")
    assert answer.legs == ("lexical",)
    assert answer.hits[0].title == "تونل مشترک"
    assert "tajrobe rebuild" in answer.notices[0]
    changed.rebuild(owning=True)
    assert changed.searcher.search("تونل").legs == ("lexical", "dense")


def test_a_model_that_cannot_be_loaded_leaves_search_by_words(
    make_services: Callable[..., Services], tmp_path: Path
) -> None:
    services = make_services()
    services.ownership.take()
    services.migrate()
    ingest(services, *TEXTS)
    services.close()
    services.ownership.release()
    changed = make_services(model=str(tmp_path / "no" / "such" / "model"))
    changed.ownership.take()
    answer = changed.searcher.search("تونل")
    assert answer.hits[0].title == "تونل مشترک"
    assert "پیدا نشد" in answer.notices[0]


def test_a_lost_index_is_built_again_from_the_record(services: Services) -> None:
    ingest(services, *TEXTS)
    services.indexer.rebuild()
    services.indexer.run_until_idle()
    services.live.close()
    shutil.rmtree(services.generations.folder)
    ingest(services, "قنات\n\nقنات زیر خیابان فروریخت.")
    assert points(services) == services.count_passages() == 4
    assert first(services, "درز انبساط") == "درز انبساط پل"
