"""How long searches are remembered."""

from dataclasses import dataclass
from datetime import timedelta

from api.rendering import today
from corpus.database import Database
from corpus.repository.searches import SearchRepository


@dataclass(frozen=True, slots=True)
class Retention:
    """`days` is how long; 0 is not at all."""

    database: Database
    days: int

    def forget_old(self) -> None:
        """For the worker, again and again: delete the searches that are past their time, with clicks and votes."""
        first_kept = today() - timedelta(days=self.days or -1)
        with self.database.transaction() as connection:
            SearchRepository(connection).forget_before(first_kept)
