"""A few of the broken files that `python -m bench.readers mutations` reads by the hundred."""

from pathlib import Path

import pytest

from bench.readers.files import WRITERS, write_file
from bench.readers.mutate import mutated
from bench.readers.mutations import Outcome, run, small_pdf
from bench.readers.probes import PROBES

SEEDS = range(5)


@pytest.mark.slow
@pytest.mark.parametrize("extension", WRITERS)
def test_a_broken_file_is_read_or_refused_with_a_type_within_its_time(extension: str, tmp_path: Path) -> None:
    assert not _faults(_written(extension, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("extension", [".pdf", ".png"])
def test_so_is_a_broken_pdf_or_image(extension: str, tmp_path: Path, shared_data: Path) -> None:
    assert not _faults(_written(extension, tmp_path, small_pdf(shared_data)))


def test_the_same_seed_breaks_a_file_the_same_way(tmp_path: Path) -> None:
    data = _written(".txt", tmp_path).read_bytes()
    broken = [mutated(data, seed) for seed in SEEDS]
    assert broken == [mutated(data, seed) for seed in SEEDS]
    assert data not in broken


def _written(extension: str, folder: Path, pdf: Path = Path()) -> Path:
    path = write_file(extension, folder, list(PROBES.values()), pdf)
    assert path
    return path


def _faults(path: Path) -> list[Outcome]:
    outcomes = run(path, SEEDS)
    assert [outcome.seed for outcome in outcomes] == list(SEEDS)
    return [outcome for outcome in outcomes if outcome.is_fault]
