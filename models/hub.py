"""The hub that models are published on: asked only for models that are named, never for a folder.

`huggingface_hub` reads the address of a mirror from `HF_ENDPOINT`, and asks no network under `HF_HUB_OFFLINE=1`.
"""

from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.errors import ModelUnavailable

# How long the hub may take to say what a model consists of, and then to begin with each file.
SECONDS_TO_ANSWER = 10
# The model for other frameworks than ours, and pictures for its page.
FOREIGN = frozenset({".ckpt", ".gguf", ".h5", ".jpg", ".mlmodel", ".msgpack", ".ot", ".png", ".tflite"})
FOREIGN_FOLDERS = frozenset({"coreml", "openvino"})
ONNX = frozenset({".onnx", ".onnx_data"})


def snapshot(source: str, revision: str | None, backend: str) -> Path:
    """The model's folder in this machine's cache, downloaded when it is not there yet.

    Raises `ModelUnavailable` when the hub does not answer and the cache does not hold the whole model.
    """
    try:
        files, _commit = _published(source, revision)
    except ModelUnavailable:
        if folder := cached(source, revision, backend):
            return folder
        raise
    # By the name that was asked for: the cache is asked for it again.
    return _downloaded(source, revision, wanted(files, backend))


def cached(source: str, revision: str | None, backend: str) -> Path | None:
    """The model's folder in this machine's cache when all of it is there; nothing is asked of the network."""
    from huggingface_hub import get_cached_repo_tree, snapshot_download
    from huggingface_hub.errors import CachedRepoTreeNotFoundError, LocalEntryNotFoundError

    try:
        files = wanted((file.path for file in get_cached_repo_tree(source, revision=revision)), backend)
        return Path(snapshot_download(source, revision=revision, allow_patterns=files, local_files_only=True))
    except (CachedRepoTreeNotFoundError, LocalEntryNotFoundError):
        return None


def download(source: str, revision: str | None, backend: str, folder: Callable[[], Path]) -> str:
    """Download the model, or what a broken-off download lacks of it, and return its revision.

    `folder` gives where to; it is asked only once the hub has answered. Raises `ModelUnavailable`.
    """
    files, commit = _published(source, revision)
    _downloaded(source, commit, wanted(files, backend), local_dir=folder())
    return commit


def wanted(files: Iterable[str], backend: str) -> list[str]:
    """The files that the backend needs; weights that are there twice are taken as safetensors."""
    paths = [PurePosixPath(file) for file in files]
    safe = {path.parent for path in paths if path.suffix == ".safetensors"}
    unwanted = FOREIGN if backend == "onnx" else FOREIGN | ONNX
    return [
        str(path)
        for path in paths
        if path.suffix not in unwanted
        and not FOREIGN_FOLDERS & set(path.parts[:-1])
        and not path.name.startswith(".")
        and not (path.suffix == ".bin" and path.parent in safe)
    ]


def _published(source: str, revision: str | None) -> tuple[list[str], str]:
    """The names of the model's files, and the commit."""
    from huggingface_hub import HfApi

    try:
        info = HfApi().model_info(source, revision=revision, timeout=SECONDS_TO_ANSWER)
    except Exception as error:
        raise _unavailable(source, error) from error
    return [file.rfilename for file in info.siblings or ()], str(info.sha)


def _downloaded(source: str, revision: str | None, files: list[str], **where: Any) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(
            snapshot_download(source, revision=revision, allow_patterns=files, etag_timeout=SECONDS_TO_ANSWER, **where)
        )
    except Exception as error:
        raise _unavailable(source, error) from error


def _unavailable(source: str, error: Exception) -> ModelUnavailable:
    from huggingface_hub import constants
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

    if isinstance(error, GatedRepoError):
        return ModelUnavailable(
            f"مدل «{source}» را {constants.ENDPOINT} تنها به کسانی می‌دهد که شرط‌های آن را پذیرفته‌اند؛ "
            "آنها را در صفحهٔ مدل بپذیرید، با «hf auth login» وارد شوید و دوباره بکوشید."
        )
    if isinstance(error, (RepositoryNotFoundError, RevisionNotFoundError)):
        return ModelUnavailable(f"{constants.ENDPOINT} مدلی به نام «{source}» در این نسخه ندارد یا نشان نمی‌دهد.")
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return ModelUnavailable(
        f"مدل «{source}» از {constants.ENDPOINT} نیامد ({reason}). "
        f"در رایانه‌ای که شبکه دارد «tajrobe models fetch {source} --to FOLDER» را اجرا کنید، آن پوشه را به این رایانه "
        "بیاورید و «tajrobe models use FOLDER» را اجرا کنید."
    )
