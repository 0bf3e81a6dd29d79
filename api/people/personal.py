"""What templates may know of whoever looks at the page: who they are, what they may, and the token that their forms carry."""

from collections.abc import Callable
from typing import Any

from fastapi import Request
from jinja2 import pass_context
from jinja2.runtime import Context

from api.people.admission import csrf_field, form_token
from api.people.identity import identity_of
from corpus.access import Role
from corpus.people import Person


@pass_context
def may(context: Context, role: str) -> bool:
    """`{% if may("secretariat") %}`: whether the viewer may what that role may."""
    return identity_of(context["request"]).viewer.role.may(Role(role))


@pass_context
def me(context: Context) -> Person | None:
    """`{{ me().name }}`: the person who is signed in."""
    return identity_of(context["request"]).person


def signed_in_token(request: Request) -> str | None:
    """The token of forms that scripts send; visitors send none."""
    return form_token(request) if identity_of(request).sign_in else None


PERSONAL: dict[str, Callable[..., Any]] = {
    "csrf_field": csrf_field,
    "may": may,
    "me": me,
    "script_token": signed_in_token,
}
