"""What `tajrobe doctor` looks at; each finding says what mends it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from api.services import Services
from corpus.errors import TajrobeError
from corpus.repository.uploads import UploadRepository
from corpus.types import UploadState


@dataclass(frozen=True, slots=True)
class Finding:
    subject: str
    good: bool
    message: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        return f"{'✓' if self.good else '✗'} {self.subject}: {self.message}"


def examine_site(services: Services, *, owning: bool) -> list[Finding]:
    """Everything that can be seen from this process; a server that owns the data is left in peace."""
    findings = [_folder(services, owning), _record(services), _uploads(services), _model(services)]
    return [*findings, *(_index(services) if owning else ())]


def _folder(services: Services, owning: bool) -> Finding:
    owner = None if owning else services.ownership.other()
    told = f"در دست پردازهٔ {owner.pid} ({owner.url or 'بدون نشانی'})" if owner else "آزاد"
    return Finding("پوشهٔ داده", True, f"{services.settings.data_dir} — {told}")


def _record(services: Services) -> Finding:
    current, newest = services.database.revision()
    if current != newest:
        return Finding(
            "پایگاه داده", False, f"نسخهٔ {current} است و باید {newest} باشد؛ «tajrobe migrate» را اجرا کنید."
        )
    message = f"نسخهٔ {current}؛ {services.count_documents()} سند و {services.count_passages()} قطعه"
    return Finding("پایگاه داده", True, message)


def _uploads(services: Services) -> Finding:
    with services.database.reading() as connection:
        uploads = UploadRepository(connection)
        waiting = uploads.count(UploadState.WAITING, UploadState.READING, UploadState.INDEXING)
        failed = uploads.count(UploadState.FAILED)
    return Finding("بارگذاری‌ها", True, f"{waiting} در راه، {failed} خوانده‌نشده (در صفحهٔ بارگذاری با دلیل آمده است)")


def _model(services: Services) -> Finding:
    try:
        dense = services.encoders.dense
        if dense is None:
            return Finding(
                "مدل معنایی", True, "خاموش است و جست‌وجو تنها با واژه‌هاست («tajrobe models use» روشنش می‌کند)."
            )
        return Finding("مدل معنایی", True, f"{dense.spec.name} با {dense.dimension} بُعد")
    except TajrobeError as error:
        return Finding("مدل معنایی", False, str(error))


def _index(services: Services) -> Iterator[Finding]:
    try:
        services.check_index()
        services.check_model()
        with services.live.use() as opened:
            points = opened.engine.count() if opened else 0
        passages, pending = services.count_passages(), services.indexer.pending()
    except TajrobeError as error:
        yield Finding("نمایه", False, str(error))
        return
    if points != passages and not pending:
        yield Finding("نمایه", False, f"{points} قطعه دارد و باید {passages} باشد؛ «tajrobe rebuild» را اجرا کنید.")
    else:
        yield Finding("نمایه", True, f"{points} قطعه؛ {pending} تغییر در راه")
