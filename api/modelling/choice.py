"""Which embedding model this site works with: the setting's, else the one chosen by a command, else our own."""

import json
import os

from api.settings import Settings
from corpus.errors import ConfigurationError
from models.catalog import DEFAULT

NO_MODEL = "none"
FILE_NAME = "model.json"


def model_in_force(settings: Settings) -> str | None:
    """The model's name or folder, None when the site is to search by words alone.

    Raises `ConfigurationError` when what was chosen cannot be read.
    """
    model = settings.model.strip() or _chosen(settings) or DEFAULT
    return None if model == NO_MODEL else model


def choose_model(settings: Settings, model: str) -> None:
    """Work with that model from the next start on, by its name or the absolute path of its folder."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    incoming = settings.data_dir / f"{FILE_NAME}.incoming"
    incoming.write_text(json.dumps({"model": model}, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(incoming, settings.data_dir / FILE_NAME)


def _chosen(settings: Settings) -> str:
    path = settings.data_dir / FILE_NAME
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["model"])
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(
            f"فایل «{path}» که مدل برگزیده در آن است خوانده نشد؛ با «tajrobe models use» دوباره برگزینید."
        ) from error
