"""Digests: what a person was told of since the last one, by mail, daily or weekly.

A notice counts as mailed only once the server has taken the letter; what cannot be sent stays for the next time.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import urlsplit

from api.needs.inbox import NoticeView, notice_views
from api.needs.links import Links
from api.needs.mail import MailServer, MailSession
from api.rendering import TEHRAN, make_templates, to_persian
from api.settings import Settings
from corpus.access import seen_by
from corpus.database import Database
from corpus.errors import MailFailure, NotFound
from corpus.people import Digest, Person
from corpus.repository.audit import AuditRepository
from corpus.repository.notices import NoticeRepository
from corpus.repository.people import PersonRepository

MOST_NOTICES = 50
DAYS_BETWEEN = {Digest.DAILY: 1, Digest.WEEKLY: 7}
DIGEST_NAMES = {Digest.NONE: "فرستاده نمی‌شود", Digest.DAILY: "روزانه", Digest.WEEKLY: "هفتگی"}

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DigestSummary:
    """How many letters went out, how many could not and why, and how many people have nothing to hear now."""

    sent: int = 0
    failed: int = 0
    quiet: int = 0
    problem: str = ""

    def as_json(self) -> dict[str, int | str]:
        return {"sent": self.sent, "failed": self.failed, "quiet": self.quiet, "problem": self.problem}

    def as_text(self) -> str:
        text = f"{to_persian(self.sent)} چکیده فرستاده شد؛ {to_persian(self.quiet)} نفر خبر تازه‌ای نداشتند یا نوبتشان نیست."
        return text + (f" {to_persian(self.failed)} چکیده فرستاده نشد: {self.problem}" if self.failed else "")


@dataclass(frozen=True, slots=True)
class _Letter:
    message: EmailMessage
    notice_ids: list[str]


class Digests:
    """Writes and sends them; safe to ask again and again."""

    def __init__(self, database: Database, settings: Settings, links: Links) -> None:
        self.database = database
        self.settings = settings
        self.links = links

    def send_due(self) -> None:
        """For the worker, again and again: send what is due, where letters can be sent."""
        if self.settings.smtp_url:
            self.send()

    def send(self, moment: datetime | None = None) -> DigestSummary:
        """Send what is due at the moment, now by default. A letter that fails is logged, and its notices stay.

        Raises `ConfigurationError` where TAJROBE_SMTP_URL is empty or cannot be read.
        """
        server = MailServer.from_url(self.settings.smtp_url)
        moment = moment or datetime.now(UTC)
        with self.database.reading() as connection:
            people = [one for one in PersonRepository(connection).all() if one.email and not one.disabled]
        letters = [self._letter(one, moment) for one in people if one.digest is not Digest.NONE]
        due = [letter for letter in letters if letter]
        sent, problem = self._send(server, due, moment) if due else (0, "")
        return DigestSummary(sent, len(due) - sent, len(people) - len(due), problem)

    def stop(self, token: str) -> None:
        """The person whose token it is gets no digests any more. Raises `NotFound` for a forged one."""
        person_id = self.links.unsubscribing(token)
        with self.database.transaction() as connection:
            people = PersonRepository(connection)
            person = people.find(person_id)
            if person is None:
                raise NotFound("این حساب دیگر نیست.")
            if person.digest is not Digest.NONE:
                people.set_digest(person_id, Digest.NONE)
                AuditRepository(connection).note("unsubscribe", "person", person_id, "چکیدهٔ رایانامه‌ای خاموش شد.")

    def _send(self, server: MailServer, letters: list[_Letter], moment: datetime) -> tuple[int, str]:
        """(how many the server took, what was wrong with the last one that it did not)."""
        sent, problem = 0, ""
        try:
            with MailSession(server) as session:
                for letter in letters:
                    try:
                        session.send(letter.message)
                    except MailFailure as error:
                        problem = str(error)
                        logger.warning("a digest was not sent: %s", error)
                        continue
                    with self.database.transaction() as connection:
                        NoticeRepository(connection).mark_mailed(letter.notice_ids, moment)
                    sent += 1
        except MailFailure as error:
            problem = str(error)
            logger.warning("no digest was sent: %s", error)
        return sent, problem

    def _letter(self, person: Person, moment: datetime) -> _Letter | None:
        """The person's digest; None where it is not time yet or there is nothing to tell."""
        with seen_by(person.viewer()), self.database.reading() as connection:
            records = NoticeRepository(connection)
            last = records.last_mailed(person.id)
            if last and _day(moment) - _day(last) < DAYS_BETWEEN[person.digest]:
                return None
            views = [view for view in notice_views(connection, records.to_mail(person.id)) if view.subject]
        # What a person brought about first, then what answers best.
        views.sort(key=lambda view: -(view.notice.score if view.notice.score is not None else float("inf")))
        if not views:
            return None
        return _Letter(self._message(person, views, moment), [view.notice.id for view in views])

    def _message(self, person: Person, views: list[NoticeView], moment: datetime) -> EmailMessage:
        site = self.settings.site_url.rstrip("/") or f"http://{self.settings.host}:{self.settings.port}"
        leave = f"{site}{self.links.unsubscribe(person.id)}"
        host = urlsplit(site).hostname or "localhost"
        subject = f"تجربه: {to_persian(len(views))} خبر تازه برای شما"
        context = {
            "subject": subject,
            "greeting": f"{_line(person.name)}، درود بر شما",
            "opening": "از چکیدهٔ پیشین تا امروز، این‌ها به نیازها و جست‌وجوهای نگه‌داشتهٔ شما خورده است.",
            "views": views[:MOST_NOTICES],
            "more": max(0, len(views) - MOST_NOTICES),
            "site": site,
            "unsubscribe_url": leave,
        }
        message = EmailMessage()
        message["Subject"] = subject
        message["From"] = self.settings.mail_from or f"tajrobe@{host}"
        message["To"] = person.email
        message["Date"] = format_datetime(moment)
        message["Message-ID"] = make_msgid(domain=host)
        # RFC 8058: a mail program ends them with one click.
        message["List-Unsubscribe"] = f"<{leave}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Auto-Submitted"] = "auto-generated"
        pages = make_templates().env
        message.set_content(pages.get_template("mail/digest.txt").render(context))
        message.add_alternative(pages.get_template("mail/digest.html").render(context), subtype="html")
        return message


def _day(moment: datetime) -> int:
    """The calendar day in Tehran, counted."""
    return moment.astimezone(TEHRAN).date().toordinal()


def _line(text: str) -> str:
    return " ".join(text.split())
