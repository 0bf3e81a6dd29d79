"""How well files are read: the tables of docs/readers.md."""

from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
