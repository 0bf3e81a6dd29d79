"""What is known of a model by its name or folder."""

from pathlib import Path

import pytest

from models.catalog import CATALOG, DEFAULT, Reads, spec
from models.folder import write_manifest
from models.hub import wanted


def test_the_catalogue_knows_its_models_by_name() -> None:
    assert {model.name for model in CATALOG} >= {
        DEFAULT,
        "intfloat/multilingual-e5-small",
        "intfloat/multilingual-e5-base",
        "intfloat/multilingual-e5-large",
        "BAAI/bge-m3",
        "google/embeddinggemma-300m",
        "PartAI/Tooka-SBERT-V2-Small",
        "MCINext/Hakim",
    }
    assert all(spec(model.name) is model for model in CATALOG)
    e5 = spec("intfloat/multilingual-e5-base")
    assert (e5.query_prefix, e5.passage_prefix, e5.dimension) == ("query: ", "passage: ", 768)


def test_our_own_model_lies_in_the_package_and_reads_keys() -> None:
    own = spec(DEFAULT)
    assert isinstance(own.source, Path)
    assert own.source.parent.parent.name == "models"
    assert (own.reads, own.dimension) == (Reads.KEYS, 320)


def test_any_other_model_is_taken_as_it_is_by_name_or_by_folder(tmp_path: Path) -> None:
    assert spec("someone/some-model").source == "someone/some-model"
    assert spec(str(tmp_path)).source == tmp_path.resolve()
    assert spec(str(tmp_path)).query_prefix == ""
    assert spec(str(tmp_path / "missing")).source == tmp_path / "missing"


def test_a_carried_folder_knows_which_model_it_is(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[]")
    write_manifest(tmp_path, name="BAAI/bge-m3", source="BAAI/bge-m3", revision="abc", dimension=1024)
    carried = spec(str(tmp_path))
    assert (carried.name, carried.source, carried.revision) == ("BAAI/bge-m3", tmp_path, "abc")
    assert carried.licence == spec("BAAI/bge-m3").licence
    (tmp_path / "tajrobe-model.json").write_text("{broken")
    assert spec(str(tmp_path)).source == tmp_path


@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        ("torch", ["1_Pooling/config.json", "2_Dense/pytorch_model.bin", "model.safetensors", "modules.json"]),
        (
            "onnx",
            [
                "1_Pooling/config.json",
                "2_Dense/pytorch_model.bin",
                "model.safetensors",
                "modules.json",
                "onnx/model.onnx",
            ],
        ),
    ],
)
def test_only_what_the_backend_needs_is_downloaded_and_no_weights_twice(backend: str, expected: list[str]) -> None:
    published = [
        ".gitattributes",
        "1_Pooling/config.json",
        "2_Dense/pytorch_model.bin",
        "model.safetensors",
        "modules.json",
        "onnx/model.onnx",
        "openvino/openvino_model.bin",
        "pytorch_model.bin",
        "tf_model.h5",
    ]
    assert wanted(published, backend) == expected
