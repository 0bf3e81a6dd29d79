"""Changing over to another model: broken off and gone on with, while search goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.modelling.modelling import use_model
from api.services import Services
from corpus import tables
from corpus.errors import IndexMismatch
from corpus.vocabulary.thesaurus import Thesaurus
from ingest.indexer import PASSAGES_A_BATCH

PASSAGES = PASSAGES_A_BATCH + 100

REBUILD_AND_DIE = """
import os, signal
from api.services import Services
from api.settings import Settings

services = Services(Settings())
services.ownership.take()
services.rebuild(owning=True, progress=lambda done, total: os.kill(os.getpid(), signal.SIGKILL))
"""


def _model(folder: Path, dimension: int) -> Path:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    torch.manual_seed(dimension)
    words = {word: number for number, word in enumerate(["[UNK]", "پل", "تونل", "بازدید", "درز"])}
    tokenizer = Tokenizer(WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    modules = [StaticEmbedding(tokenizer, embedding_dim=dimension)]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder))
    return folder


def _embedded(services: Services, identity: str) -> int:
    table = tables.embeddings
    with services.database.reading() as connection:
        return connection.execute(select(func.count()).where(table.c.model == identity)).scalar_one()


@pytest.mark.slow
def test_a_rebuild_killed_in_the_middle_encodes_only_the_rest_the_next_time(
    make_services: Callable[..., Services], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = _model(tmp_path / "old", 8), _model(tmp_path / "new", 16)
    services = make_services(model="")
    use_model(services, str(old))
    services.ownership.take()
    services.migrate()
    # Each paragraph is long enough to be a passage by itself.
    text = "\n\n".join(
        f"گزارش {number}: " + f"بازدید پل شماره {number} انجام شد و درز آن سالم بود. " * 12
        for number in range(PASSAGES)
    )
    services.ingestor.accept(BytesIO(text.encode()), "reports.txt")
    while services.ingestor.process_next():
        pass
    services.indexer.run_until_idle()
    total = services.count_passages()
    assert total > PASSAGES_A_BATCH
    assert services.searcher.search("بازدید پل").legs == ("lexical", "dense")
    use_model(services, str(new))
    services.close()
    services.ownership.release()

    variables = os.environ | {"TAJROBE_DATA_DIR": str(services.settings.data_dir), "TAJROBE_MODEL": ""}
    killed = subprocess.run(
        [sys.executable, "-c", REBUILD_AND_DIE], env=variables, capture_output=True, text=True, timeout=300, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    # The site that is started next has the old index: words go on, and the command is named.
    changed = make_services(model="")
    # Only the passages are counted here; the concepts of a thesaurus are encoded as well.
    changed.__dict__["thesaurus"] = Thesaurus((), changed.analyzer)
    changed.ownership.take()
    dense = changed.encoders.dense
    assert dense is not None
    assert _embedded(changed, dense.identity) == PASSAGES_A_BATCH
    answer = changed.searcher.search("بازدید پل")
    assert answer.legs == ("lexical",)
    assert answer.hits
    assert any("tajrobe rebuild" in notice for notice in answer.notices)

    encoded: list[int] = []
    encode = dense.encode_passages
    monkeypatch.setattr(dense, "encode_passages", lambda texts: (encoded.append(len(texts)), encode(texts))[1])
    changed.rebuild(owning=True)
    assert sum(encoded) == total - PASSAGES_A_BATCH
    assert _embedded(changed, dense.identity) == total
    assert changed.searcher.search("بازدید پل").legs == ("lexical", "dense")


def test_the_old_index_is_searched_by_meaning_until_the_new_one_is_in_force(
    make_services: Callable[..., Services], tmp_path: Path
) -> None:
    old, new = _model(tmp_path / "old", 8), _model(tmp_path / "new", 16)
    server = make_services(model=str(old))
    server.ownership.take()
    server.migrate()
    server.ingestor.accept(BytesIO("بازدید پل\n\nدرز پل در زمستان بازدید شد.".encode()), "bridge.txt")
    while server.ingestor.process_next():
        pass
    server.indexer.run_until_idle()
    meanwhile: list[tuple[str, ...]] = []
    beside = make_services(model=str(new))
    beside.rebuild(owning=False, progress=lambda _done, _total: meanwhile.append(server.searcher.search("درز").legs))
    assert meanwhile == [("lexical", "dense")]
    after = server.searcher.search("درز")
    assert (after.legs, len(after.hits)) == (("lexical",), 1)
    # Building anew once more would not help: this process still holds the old model.
    assert "از نو راه بیندازید" in after.notices[0]
    assert "rebuild" not in after.notices[0]
    with pytest.raises(IndexMismatch, match="از نو راه بیندازید"):
        server.check_model()
    server.close()
    server.ownership.release()
    restarted = make_services(model=str(new))
    restarted.ownership.take()
    assert restarted.searcher.search("درز").legs == ("lexical", "dense")
