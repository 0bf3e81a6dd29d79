"""What every request must be before its handler is asked: by somebody who may read here, and no form of another's making.

A form carries a token that is bound to the browser's sign-in, or for visitors to a cookie of their own.
"""

from hmac import compare_digest
from secrets import token_hex

from fastapi import Request
from markupsafe import Markup
from starlette.datastructures import FormData

from api.dependencies import SIGN_IN_FIRST
from api.people.identity import SAFE_METHODS, form_binding, identity_of
from api.people.secret import derived
from api.services import Services
from corpus.access import Role
from corpus.errors import InvalidFormToken, SignInNeeded

FORM_FIELD = "csrf_token"
FORM_HEADER = "x-csrf-token"
# As many as the longest form here has: the review of minutes.
MOST_FIELDS = 20_000
SENT_AS_FORM = ("application/x-www-form-urlencoded", "multipart/form-data")
# Open to visitors also where they may not read; feeds and the way out of the digests carry a signature of their own.
ALWAYS_OPEN = {
    "/sign-in",
    "/welcome/{token}",
    "/unsubscribe/{token}",
    "/feeds/{token}.atom",
    "/api/errors",
    "/health/live",
    "/health/ready",
}
FORMS_OF_VISITORS = {
    "/sign-in",
    "/welcome/{token}",
    "/precedents",
    "/similar",
    "/searches/{search_id}/votes",
    "/searches/{search_id}/satisfaction",
}
# Mail programs send it by themselves, without having seen the form (RFC 8058).
NO_FORM_TOKEN = {"/unsubscribe/{token}"}


async def admit(request: Request) -> None:
    """The application's own dependency. Raises `SignInNeeded` and `InvalidFormToken`."""
    services: Services = request.app.state.services
    identity, path = identity_of(request), request.scope["route"].path
    visitor = identity.viewer.role is Role.VISITOR
    if visitor and not services.settings.visitors_read and path not in ALWAYS_OPEN:
        raise SignInNeeded("این سامانه تنها برای کسانی است که وارد شده‌اند.")
    if request.method in SAFE_METHODS or identity.by_token or path in NO_FORM_TOKEN:
        return
    # The route knows its path without the prefix that its router is mounted at.
    in_api = request.url.path.startswith("/api/")
    sent_as = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    # No page of another site can send JSON with the cookie; a visitor of the API has nothing that could be misused.
    if in_api and (visitor or sent_as == "application/json"):
        return
    if await _right_token(request, sent_as):
        return
    if visitor and path not in FORMS_OF_VISITORS:
        raise SignInNeeded(SIGN_IN_FIRST)
    raise InvalidFormToken(
        "این فرم دیگر معتبر نیست و چیزی تغییر نکرد. به صفحهٔ پیش برگردید، آن را دوباره باز کنید و باز بفرستید."
    )


def form_token(request: Request) -> str:
    """The token that forms of this page carry; another each time, so that the size of compressed pages says nothing of it."""
    return _salted(request, form_binding(request, make=True), token_hex(8))


def csrf_field(request: Request) -> Markup:
    """The hidden field that every form which changes something begins with."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FORM_FIELD, form_token(request))


async def _right_token(request: Request, sent_as: str) -> bool:
    binding = form_binding(request, make=False)
    if binding is None:
        return False
    shown: object = request.headers.get(FORM_HEADER)
    if shown is None and sent_as in SENT_AS_FORM:
        # Read once: the handler gets the same form, its files on disk and not in memory.
        form: FormData = await request.form(max_fields=MOST_FIELDS, max_files=1000)
        shown = form.get(FORM_FIELD)
    if not isinstance(shown, str):
        return False
    wanted = _salted(request, binding, shown.partition(".")[0])
    return compare_digest(shown.encode("utf-8", "replace"), wanted.encode("utf-8", "replace"))


def _salted(request: Request, binding: str | None, salt: str) -> str:
    return f"{salt}.{derived(request.app.state.services.secret_key, f'form:{binding}:{salt}')}"
