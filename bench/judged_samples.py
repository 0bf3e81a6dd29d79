"""Write the sample corpus as a judged set for `tajrobe evaluate`: python -m bench.judged_samples FOLDER

One passage a lesson, resolution and paper, with what it stands under as a header; the queries whole and by their kinds.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus.samples import source
from corpus.samples.source import WrittenMeeting, WrittenResolution

Row = dict[str, Any]


def passages() -> Iterator[Row]:
    """{id, title, text} for every sample item that can be judged."""
    for lesson in source.lessons():
        parts = ("summary", "context", "problem", "cause", "action", "outcome", "recommendation")
        text = "\n".join(filter(None, (getattr(lesson, part) for part in parts)))
        yield _row(lesson.id, (lesson.title, lesson.city), f"{text}\n{'، '.join(lesson.keywords)}")
    for meeting in source.meetings():
        for resolution in meeting.resolutions:
            yield _row(meeting.resolution_id(resolution), _minute(meeting, resolution), resolution.text)
    for document in source.documents():
        text = "\n".join(f"{section.heading}\n{section.text}" for section in document.sections)
        yield _row(document.id, (document.title, document.city or ""), text)


def _minute(meeting: WrittenMeeting, resolution: WrittenResolution) -> tuple[str, ...]:
    """What stands with a resolution in its minutes."""
    return (
        f"مصوبه {resolution.number}",
        meeting.title,
        meeting.host_city,
        f"سال {meeting.date_jalali[:4]}",
        meeting.group_name(resolution),
        resolution.horizon,
        resolution.status,
    )


def queries() -> list[Row]:
    """{query, kind, relevant} as they were judged."""
    return [json.loads(line) for line in (source.SOURCE / "judged_queries.jsonl").read_text("utf-8").splitlines()]


def main(folder: Path) -> None:
    """Write samples.passages.jsonl, samples.queries.jsonl and one file of queries for each kind."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "samples.passages.jsonl", passages())
    asked = queries()
    _write(folder / "samples.queries.jsonl", asked)
    for kind in sorted({query["kind"] for query in asked}):
        _write(folder / f"samples_{kind}.queries.jsonl", (query for query in asked if query["kind"] == kind))


def _row(item_id: str, context: Iterable[str], text: str) -> Row:
    return {"id": item_id, "title": " › ".join(part for part in context if part), "text": text}


def _write(path: Path, rows: Iterable[Row]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
