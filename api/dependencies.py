"""What handlers may ask for; they have no other source of services."""

from typing import Annotated

from fastapi import Depends, Request

from api.services import Services


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(_services)]
