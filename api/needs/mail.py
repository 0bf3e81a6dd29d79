"""Sending mail through the site's server: `smtp://`, upgraded to TLS where the server can, or `smtps://`."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from corpus.errors import ConfigurationError, MailFailure

SECONDS = 30.0
LOCAL = ("127.0.0.1", "::1", "localhost")
PORTS = {"smtp": 25, "smtps": 465}
EXAMPLE = "smtp://user:password@mail.example.ir:587"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. `user` is empty for a server that asks for none."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Raises `ConfigurationError`; the message never holds the password."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or parts.scheme not in PORTS:
            raise ConfigurationError(f"TAJROBE_SMTP_URL خوانده نشد؛ آن را چنین بنویسید: {EXAMPLE}")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.scheme, host, port or PORTS[parts.scheme], user, password)


class MailSession:
    """One conversation with the server, for several letters: `with MailSession(server) as session: session.send(…)`."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Raises `MailFailure` where the server cannot be had."""
        try:
            self._smtp = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise MailFailure(f"کارساز رایانامه ({self.server.host}) پاسخ نداد: {error}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._smtp:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()

    def send(self, message: EmailMessage) -> None:
        """Returns once the server has taken it. Raises `MailFailure`."""
        assert self._smtp is not None
        try:
            self._smtp.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise MailFailure(f"رایانامه پذیرفته نشد: {error}") from error

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        if server.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
        try:
            smtp.ehlo()
            if server.scheme == "smtp" and smtp.has_extn("starttls"):
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            elif server.user and server.scheme == "smtp" and server.host not in LOCAL:
                raise smtplib.SMTPNotSupportedError("the server offers no encryption, and a password would be readable")
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp
