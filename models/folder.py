"""A model folder that can be carried: a sentence-transformers folder with a manifest of its files beside them."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from corpus.errors import InvalidModel

MANIFEST = "tajrobe-model.json"
# What sentence-transformers itself looks for.
MODULES = "modules.json"
# What a cross-encoder has in any case.
CONFIGURATION = "config.json"
FINGERPRINT_LENGTH = 12
# What weights come in; with the configurations these decide every vector.
TELLING = frozenset({".bin", ".json", ".model", ".onnx", ".onnx_data", ".pt", ".safetensors", ".txt"})


@dataclass(frozen=True, slots=True)
class ModelFile:
    """`size` is in bytes."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelManifest:
    """`name` is the catalogue's; `source` says where the files came from; `files` are by their path in the folder.
    `dimension` is None for a model that makes no vectors; `task` is what it is for.

    `reads` is "keys" for a model that reads stems; `weight` and `floor` are there where they were fitted.
    """

    name: str
    source: str
    revision: str | None
    dimension: int | None
    fingerprint: str
    files: Mapping[str, ModelFile]
    reads: str = "text"
    weight: float | None = None
    floor: float | None = None
    task: str = "embedding"


def write_manifest(
    folder: Path,
    *,
    name: str,
    source: str,
    revision: str | None,
    dimension: int | None,
    reads: str = "text",
    weight: float | None = None,
    floor: float | None = None,
    task: str = "embedding",
) -> ModelManifest:
    """Describe the folder's files as they are now; `dimension` is the length of the model's vectors."""
    files = {_inside(path, folder): ModelFile(path.stat().st_size, _digest(path)) for path in _files(folder)}
    manifest = ModelManifest(name, source, revision, dimension, _fingerprint(files), files, reads, weight, floor, task)
    _write(folder, asdict(manifest))
    return manifest


def mark_incomplete(folder: Path, name: str) -> None:
    """Make the folder one that is refused until `write_manifest` says that it is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder, {"incomplete": name})


def read_manifest(folder: Path) -> ModelManifest | None:
    """None for a folder that was never described. Raises `InvalidModel` when it is not whole or cannot be read."""
    content = _read(folder)
    if content is None:
        return None
    if "incomplete" in content:
        raise InvalidModel(
            f"آوردن مدل «{content['incomplete']}» به پوشهٔ «{folder}» ناتمام مانده است؛ "
            f"«tajrobe models fetch {content['incomplete']} --to {folder}» را دوباره اجرا کنید."
        )
    try:
        files = {path: ModelFile(**values) for path, values in content.pop("files").items()}
        return ModelManifest(files=files, **content)
    except (AttributeError, KeyError, TypeError) as error:
        raise InvalidModel(f"شناسنامهٔ مدل ({folder / MANIFEST}) آنی نیست که باید باشد.") from error


def incomplete_model(folder: Path) -> str | None:
    """The name of the model that is on its way into this folder. Raises `InvalidModel` for an unreadable manifest."""
    name = (_read(folder) or {}).get("incomplete")
    return str(name) if name else None


def check_files(folder: Path, *, thoroughly: bool, marked_by: str = MODULES) -> ModelManifest | None:
    """See that the folder is one of a model and holds what its manifest says: sizes, and `thoroughly` also checksums.
    `marked_by` is the file by which such a model is known.

    Raises `InvalidModel` saying what is missing or changed.
    """
    if not folder.is_dir():
        raise InvalidModel(f"پوشهٔ مدل «{folder}» پیدا نشد.")
    manifest = read_manifest(folder)
    for inside, file in manifest.files.items() if manifest else ():
        path = folder / inside
        if not path.is_file():
            raise InvalidModel(f"پوشهٔ مدل «{folder}» فایل «{inside}» را ندارد.")
        if (size := path.stat().st_size) != file.size:
            raise InvalidModel(f"فایل «{inside}» در پوشهٔ مدل «{folder}» {size} بایت است و باید {file.size} باشد.")
        if thoroughly and _digest(path) != file.sha256:
            raise InvalidModel(f"فایل «{inside}» در پوشهٔ مدل «{folder}» تغییر کرده است (SHA-256 آن نمی‌خواند).")
    if not (folder / marked_by).is_file():
        raise InvalidModel(f"«{folder}» پوشهٔ یک مدل sentence-transformers نیست: فایل «{marked_by}» را ندارد.")
    return manifest


def fingerprint(folder: Path) -> str:
    """What tells two models of one name apart: the manifest's, else made of the content of the model's files."""
    if manifest := read_manifest(folder):
        return manifest.fingerprint
    return _fingerprint({_inside(path, folder): ModelFile(0, _digest(path)) for path in _telling(folder)})


def _fingerprint(files: Mapping[str, ModelFile]) -> str:
    lines = [f"{path} {files[path].sha256}\n" for path in sorted(files) if Path(path).suffix in TELLING]
    return sha256("".join(lines).encode()).hexdigest()[:FINGERPRINT_LENGTH]


def _telling(folder: Path) -> Iterator[Path]:
    return (path for path in _files(folder) if path.suffix in TELLING)


def _files(folder: Path) -> Iterator[Path]:
    """Every file but the manifest, and but what is hidden: a hub's client keeps its notes so."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and inside != Path(MANIFEST) and not any(part.startswith(".") for part in inside.parts):
            yield path


def _inside(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _read(folder: Path) -> dict[str, Any] | None:
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise InvalidModel(f"شناسنامهٔ مدل ({folder / MANIFEST}) خوانده نشد: {error}") from error
    if not isinstance(content, dict):
        raise InvalidModel(f"شناسنامهٔ مدل ({folder / MANIFEST}) آنی نیست که باید باشد.")
    return content


def _write(folder: Path, content: Mapping[str, object]) -> None:
    incoming = folder / f"{MANIFEST}.incoming"
    incoming.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    os.replace(incoming, folder / MANIFEST)
