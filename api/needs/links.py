"""Addresses that work without signing in: a person's feeds, and the way out of the digests. Each is signed by this site."""

from hmac import compare_digest

from itsdangerous import BadSignature, URLSafeSerializer

from corpus.access import Viewer
from corpus.database import Database
from corpus.errors import NotFound
from corpus.repository.notices import NoticeRepository
from corpus.repository.people import PersonRepository

NO_FEED = "خبرخوانی با این نشانی پیدا نشد؛ شاید نشانی تازه‌ای ساخته شده باشد."
NO_LINK = "این نشانی درست نیست یا دیگر کار نمی‌کند."


class Links:
    """Makes and reads the addresses; `secret` is what this site signs with."""

    def __init__(self, database: Database, secret: str) -> None:
        self.database = database
        self._feeds = URLSafeSerializer(secret, salt="tajrobe.feed")
        self._unsubscribing = URLSafeSerializer(secret, salt="tajrobe.unsubscribe")

    def feed(self, person_id: str, query_id: str | None = None) -> str:
        """The address of all that the person is told of, or of one query's; it stays until their key is renewed."""
        with self.database.reading() as connection:
            key = NoticeRepository(connection).known_feed_key(person_id)
        if key is None:
            with self.database.transaction() as connection:
                key = NoticeRepository(connection).feed_key(person_id)
        return f"/feeds/{self._feeds.dumps([person_id, key, query_id or ''])}.atom"

    def feed_owner(self, token: str) -> tuple[Viewer, str | None]:
        """(whose feed, of which query). Raises `NotFound` for a forged or old token and for one of a disabled person."""
        try:
            person_id, key, query_id = map(str, self._feeds.loads(token))
        except (BadSignature, TypeError, ValueError) as error:
            raise NotFound(NO_FEED) from error
        with self.database.reading() as connection:
            person = PersonRepository(connection).find(person_id)
            known = NoticeRepository(connection).known_feed_key(person_id)
        if person is None or person.disabled or known is None or not compare_digest(known, key):
            raise NotFound(NO_FEED)
        return person.viewer(), query_id or None

    def unsubscribe(self, person_id: str) -> str:
        """The address where the person's digests end."""
        return f"/unsubscribe/{self._unsubscribing.dumps(person_id)}"

    def unsubscribing(self, token: str) -> str:
        """Who wants no more digests. Raises `NotFound` for a forged token."""
        try:
            return str(self._unsubscribing.loads(token))
        except BadSignature as error:
            raise NotFound(NO_LINK) from error
