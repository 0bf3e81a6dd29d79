"""What the `tajrobe models` commands do: list, fetch and choose embedding models."""

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from api.modelling.choice import NO_MODEL, choose_model, model_in_force
from api.services import Services
from api.settings import Settings
from corpus.errors import ConfigurationError, InvalidModel
from models.catalog import CATALOG, ModelSpec, Task, spec
from models.dense import check_vectors, open_folder
from models.folder import (
    CONFIGURATION,
    MANIFEST,
    MODULES,
    ModelManifest,
    check_files,
    incomplete_model,
    mark_incomplete,
    write_manifest,
)
from models.hub import cached, download
from models.reranker import open_reranker


@dataclass(frozen=True, slots=True)
class ModelListing:
    """`megabytes` are those on the disk for a folder, else those to download; `present` needs no network."""

    name: str
    task: str
    dimension: int | None
    megabytes: int | None
    licence: str | None
    present: bool
    in_force: bool

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ModelInFolder:
    """`complete_before`: nothing had to be fetched."""

    name: str
    folder: str
    task: str
    dimension: int | None
    fingerprint: str
    files: int
    complete_before: bool

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        state = "از پیش درست و کامل بود" if self.complete_before else "آورده و وارسی شد"
        kind = _kind(self.task, self.dimension)
        use = (
            "TAJROBE_RERANKER را برابر نشانی آن بگذارید."
            if self.task == Task.RERANKING
            else "«tajrobe models use FOLDER» آن را وارسی می‌کند و به کار می‌گیرد."
        )
        return (
            f"مدل «{self.name}» در «{self.folder}» {state}: {self.files} فایل، {kind}، نشان {self.fingerprint}.\n"
            f"این پوشه را به هر رایانه‌ای می‌توان برد؛ آنجا {use}"
        )


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """`overruled`: a setting names another model, which stays in force as long as it does."""

    model: str
    identity: str | None
    dimension: int | None
    overruled: bool

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        chosen = f"«{self.identity}» با {self.dimension} بُعد" if self.identity else "جست‌وجو تنها با واژه‌ها"
        lines = [
            f"{chosen} برگزیده شد.",
            "اکنون «tajrobe rebuild» را اجرا کنید تا نمایه با آن ساخته شود، و سروری را که در کار است از نو راه بیندازید.",
            "تا نمایهٔ تازه ساخته نشده است، جست‌وجو با واژه‌ها ادامه دارد. اگر ساختن نیمه‌کاره بماند، از همان‌جا دنبال می‌شود.",
        ]
        if self.overruled:
            lines.append("هشدار: TAJROBE_MODEL تنظیم شده است و بر این گزینش پیشی دارد؛ آن را بردارید.")
        return "\n".join(lines)


def list_models(settings: Settings) -> list[ModelListing]:
    """The catalogue, and the model in force when it is another. Raises `ConfigurationError`."""
    model = model_in_force(settings)
    current = spec(model) if model else None
    specs = [*CATALOG, *([current] if current and current not in CATALOG else [])]
    return [
        ModelListing(
            name=_recorded(known),
            task=known.task.value,
            dimension=known.dimension,
            megabytes=_megabytes(known),
            licence=known.licence,
            present=_present(known, settings.model_backend),
            in_force=known == current,
        )
        for known in specs
    ]


def listing_text(models: list[ModelListing]) -> str:
    """One model a line; a star marks the one in force."""
    return "\n".join(
        f"{'★' if model.in_force else ' '} {model.name}: "
        f"{_kind(model.task, model.dimension)}، {'؟' if model.megabytes is None else model.megabytes} مگابایت، "
        f"پروانه {model.licence or 'نامعلوم'}{'، در این رایانه' if model.present else ''}"
        for model in models
    )


def fetch_model(settings: Settings, name: str, folder: Path) -> ModelInFolder:
    """Bring a model into a folder, with a manifest, so that it can be carried; a folder that has it is only checked.

    A fetch that breaks off is gone on with by the next one; until then the folder is refused as a model.

    Raises `ModelUnavailable` when the model cannot be had, `InvalidModel` when what is in the folder is damaged, and
    `ConfigurationError` when another model is in it.
    """
    wanted = spec(name)
    unfinished = incomplete_model(folder)
    complete = unfinished is None and folder.exists() and any(folder.iterdir())
    manifest = check_files(folder, thoroughly=True, marked_by=_mark(wanted)) if complete else None
    held = manifest.name if manifest else unfinished
    if held != wanted.name and (complete or unfinished):
        raise ConfigurationError(f"در پوشهٔ «{folder}» مدل دیگری هست ({held or 'بی‌نام'})؛ پوشهٔ خالی یا تازه‌ای بدهید.")
    if manifest is None:
        manifest = _bring(wanted, folder, settings.model_backend)
    return ModelInFolder(
        manifest.name,
        str(folder),
        manifest.task,
        manifest.dimension,
        manifest.fingerprint,
        len(manifest.files),
        complete,
    )


def use_model(services: Services, name: str) -> ModelChoice:
    """Look the model over from its files to its vectors, and choose it; when it is refused the old choice stays.

    Raises `ModelUnavailable`, or `InvalidModel` with the reason.
    """
    settings = services.settings
    overruled = bool(settings.model.strip())
    if name == NO_MODEL:
        choose_model(settings, NO_MODEL)
        return ModelChoice(NO_MODEL, None, None, overruled)
    wanted = spec(name)
    if isinstance(wanted.source, Path):
        check_files(wanted.source, thoroughly=True, marked_by=_mark(wanted))
    dense = services.dense_encoder(name)
    choice = ModelChoice(_recorded(wanted), dense.identity, dense.dimension, overruled)
    choose_model(settings, choice.model)
    return choice


def _bring(wanted: ModelSpec, folder: Path, backend: str) -> ModelManifest:
    """Copy or download the model's files, and describe them once the model was looked over."""

    def begin() -> Path:
        mark_incomplete(folder, wanted.name)
        return folder

    origin, revision = wanted.name, wanted.revision
    weight = floor = None
    if isinstance(wanted.source, str):
        origin, revision = wanted.source, download(wanted.source, wanted.revision, backend, begin)
        shutil.rmtree(folder / ".cache", ignore_errors=True)
    else:
        if original := check_files(wanted.source, thoroughly=True, marked_by=_mark(wanted)):
            origin = original.source
            weight, floor = original.weight, original.floor
        shutil.copytree(wanted.source, begin(), dirs_exist_ok=True, ignore=shutil.ignore_patterns(MANIFEST, ".*"))
    return write_manifest(
        folder,
        name=wanted.name,
        source=origin,
        revision=revision,
        dimension=_examine(wanted, folder, backend),
        reads=wanted.reads,
        weight=weight,
        floor=floor,
        task=wanted.task,
    )


def _examine(wanted: ModelSpec, folder: Path, backend: str) -> int | None:
    """The length of the model's vectors, None when it makes none. Raises `InvalidModel`."""
    if wanted.task is Task.RERANKING:
        open_reranker(folder, wanted, backend)
        return None
    return check_vectors(open_folder(folder, backend), wanted.name, wanted.dimension)


def _mark(wanted: ModelSpec) -> str:
    return CONFIGURATION if wanted.task is Task.RERANKING else MODULES


def _kind(task: str, dimension: int | None) -> str:
    return "بازچین" if task == Task.RERANKING else f"{dimension or '؟'} بُعد"


def _recorded(model: ModelSpec) -> str:
    """What names the model for `spec`, wherever it is asked."""
    return str(model.source) if isinstance(model.source, Path) and model not in CATALOG else model.name


def _present(model: ModelSpec, backend: str) -> bool:
    if isinstance(model.source, str):
        return cached(model.source, model.revision, backend) is not None
    try:
        check_files(model.source, thoroughly=False, marked_by=_mark(model))
    except InvalidModel:
        return False
    return True


def _megabytes(model: ModelSpec) -> int | None:
    if isinstance(model.source, str):
        return model.megabytes
    size = sum(path.stat().st_size for path in model.source.rglob("*") if path.is_file())
    return round(size / 1_000_000) or model.megabytes
