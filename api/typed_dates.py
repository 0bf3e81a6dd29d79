"""Dates as people type them into a field, for the doors; read by `corpus.text.typed_dates`, as a spreadsheet's are."""

from corpus.text.typed_dates import UnreadableDate, typed_date

__all__ = ["UnreadableDate", "typed_date"]
