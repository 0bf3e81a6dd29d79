"""What handlers may ask for; they have no other source of services."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request

from api.services import Services
from corpus.access import Role, viewer
from corpus.errors import NotAllowed, SignInNeeded

SIGN_IN_FIRST = "برای این کار باید وارد شوید."
NOT_YOURS = "با این حساب نمی‌توانید این کار را بکنید؛ اگر باید بتوانید، از مدیر سامانه بخواهید."


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(_services)]


def requires(least: Role) -> Callable[[], Awaitable[None]]:
    """A dependency, `Depends(requires(Role.ENGINEER))`: only those who may what `least` may go on.

    Raises `SignInNeeded` for visitors and `NotAllowed` for the others.
    """

    async def check() -> None:
        demand(least)

    return check


def demand(least: Role) -> None:
    """The same inside a handler."""
    role = viewer().role
    if role is Role.VISITOR and least is not Role.VISITOR:
        raise SignInNeeded(SIGN_IN_FIRST)
    if not role.may(least):
        raise NotAllowed(NOT_YOURS)
