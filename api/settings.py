"""The settings, read once from the environment (`TAJROBE_…`) and passed on as plain values. Nothing else reads it."""

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import ConfigurationError


class Settings(BaseSettings):
    """Every setting has a default that a fresh machine can start with."""

    model_config = SettingsConfigDict(env_prefix="TAJROBE_", frozen=True)

    data_dir: Path = Field(
        default=Path("var"), description="The folder that holds the record, the original files and the index."
    )
    database_url: str = Field(default="", description="Where the record is kept; empty for SQLite in the data folder.")
    qdrant_url: str = Field(
        default="", description="A Qdrant server to index in; empty for the engine in this process."
    )
    qdrant_api_key: str = Field(default="", description="The key of that server, if it asks for one.")
    model: str = Field(
        default="",
        description="The embedding model, by name or folder, or «none»; empty for what `tajrobe models use` chose.",
    )
    model_backend: Literal["torch", "onnx"] = Field(default="torch", description="What runs the embedding model.")
    reranker: str = Field(
        default="", description="A cross-encoder, by name or folder, that orders the first results; empty for none."
    )
    host: str = Field(default="127.0.0.1", description="The address that the server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port that the server listens on.")
    max_upload_mb: int = Field(default=50, ge=1, description="The largest file that is accepted, in megabytes.")
    reader_memory_mb: int = Field(
        default=2048, ge=256, description="The memory that reading one file may take, in megabytes."
    )
    reader_seconds: int = Field(default=300, ge=1, description="The time that reading one file may take, in seconds.")
    smtp_url: str = Field(
        default="",
        description="The mail server for digests, smtp://user:password@host:port or smtps://…; empty for no mail.",
    )
    mail_from: str = Field(
        default="", description="The address that digests are sent from; empty for the server's own."
    )
    site_url: str = Field(
        default="",
        description="The address that people open this site at, for links in mail; empty for http://host:port.",
    )
    secret_key: str = Field(
        default="", description="What cookies and links are signed with; empty for a key of its own in the data folder."
    )
    answer_url: str = Field(
        default="",
        description="An OpenAI-compatible server, http://host:port/v1, whose language model writes short answers; empty for none.",
    )
    answer_model: str = Field(
        default="", validate_default=True, description="The model on that server that writes them."
    )
    answer_key: str = Field(default="", description="The key of that server, if it asks for one.")
    answer_seconds: int = Field(
        default=60, ge=1, le=600, description="How long an answer may take to be written, in seconds."
    )
    mcp_token: str = Field(
        default="",
        description="The personal token that `tajrobe mcp` reads with; empty for all that the operator sees.",
    )
    cors_origins: str = Field(
        default="",
        description="Sites whose pages may read the API in a browser, https://host by comma, or * for any; empty for none.",
    )
    visitors_read: bool = Field(
        default=True, description="Whether people who have not signed in may read what is public."
    )
    search_log_days: int = Field(
        default=400,
        ge=0,
        description="How long searches are remembered, without who asked them, in days; 0 for not at all.",
    )
    log_level: str = Field(default="WARNING", description="How much is logged: DEBUG, INFO, WARNING or ERROR.")

    @field_validator("answer_model")
    @classmethod
    def _named(cls, name: str, info: ValidationInfo) -> str:
        if info.data.get("answer_url") and not name.strip():
            raise ValueError("نام مدلی را که در TAJROBE_ANSWER_URL پاسخ می‌نویسد بدهید")
        return name

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, typed: str) -> str:
        for origin in _by_comma(typed):
            if origin != "*" and not re.fullmatch(r"https?://[^/\s?#@*]+", origin):
                raise ValueError(f"«{origin}» نشانی سایت نیست؛ مانند https://example.ir و بی «/» در پایان بنویسید")
        return typed

    @property
    def other_origins(self) -> tuple[str, ...]:
        """The sites whose pages may read the API."""
        return _by_comma(self.cors_origins)

    @property
    def record_url(self) -> str:
        return self.database_url or f"sqlite:///{(self.data_dir / 'tajrobe.db').absolute()}"

    @property
    def max_upload_bytes(self) -> int:
        return self.max_upload_mb << 20


def _by_comma(typed: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in typed.split(",") if one.strip())


def load_settings() -> Settings:
    """Raises `ConfigurationError` naming the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "، ".join(f"TAJROBE_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise ConfigurationError(f"تنظیم نادرست: {wrong}") from error
