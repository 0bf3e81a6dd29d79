"""The `tajrobe users` commands. Only light modules are imported here, as in `api/cli.py`.

They write in the record itself, so they work beside a running server and where nobody can sign in any more.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal import AsJson, make_services, print_result, reporting

if TYPE_CHECKING:
    from api.services import Services

users_app = typer.Typer(name="users", help="Accounts: who may sign in, and as what.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(help="The login name.")]


@users_app.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[str, typer.Option(help="engineer, contributor, secretariat or administrator.")],
    city: Annotated[str, typer.Option(help="A city by id or name; a contributor has one, the secretariat none.")] = "",
    email: Annotated[str, typer.Option(help="Where digests are sent.")] = "",
    office: Annotated[str, typer.Option(help="The person's position.")] = "",
    as_json: AsJson = False,
) -> None:
    """Add a person and print the one-time link that they choose their password with."""
    with reporting(as_json), _services() as services:
        from api.people.accounts import TypedPerson, add_person
        from corpus.errors import InvalidRecord

        path, problems = add_person(services, TypedPerson(login, name, role, city, email, office))
        if path is None:
            raise InvalidRecord("\n".join(f"{field}: {problem}" for field, problem in problems.items()))
        _print_link(services, login, path, as_json)


@users_app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List everybody with role, city and when they were last seen."""
    with reporting(as_json), _services() as services:
        from api.rendering import to_jalali
        from api.schemas.people import PersonBody
        from corpus.repository.people import PersonRepository
        from corpus.terms import ROLE_NAMES

        with services.database.reading() as connection:
            people = PersonRepository(connection).all()
        if as_json:
            print_result({"people": [PersonBody.from_domain(person).model_dump() for person in people]}, as_json)
            return
        lines = [
            f"{one.login}  {one.name}  {ROLE_NAMES[one.role]}  {one.city_id or '—'}"
            f"  {to_jalali(one.last_seen_at) if one.last_seen_at else 'هنوز نیامده'}{'  بسته' if one.disabled else ''}"
            for one in people
        ]
        print_result("\n".join(lines) or "هنوز کسی حساب ندارد؛ با «tajrobe users add» بیفزایید.", as_json)


@users_app.command()
def disable(
    login: Login,
    undo: Annotated[bool, typer.Option("--undo", help="Open the account again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Close an account: it is signed out everywhere and its tokens no longer work."""
    with reporting(as_json), _services() as services:
        from api.people.accounts import disable_person

        person = disable_person(services, _id_of(services, login), disabled=not undo)
        done = f"حساب «{person.name}» {'بسته' if person.disabled else 'باز'} است."
        print_result({"login": person.login, "disabled": person.disabled} if as_json else done, as_json)


@users_app.command()
def reset(login: Login, as_json: AsJson = False) -> None:
    """Print a one-time link with which the person chooses a new password; the old one works until then."""
    with reporting(as_json), _services() as services:
        from api.people.accounts import reset_person

        _print_link(services, login, reset_person(services, _id_of(services, login)), as_json)


def _id_of(services: "Services", login: str) -> str:
    from corpus.errors import NotFound
    from corpus.repository.people import PersonRepository

    with services.database.reading() as connection:
        person = PersonRepository(connection).by_login(login)
    if person is None:
        raise NotFound(f"کسی با نام کاربری «{login}» پیدا نشد.")
    return person.id


def _print_link(services: "Services", login: str, path: str, as_json: bool) -> None:
    """With the address of the site as far as it is known here: set, or of the server that runs on this data folder."""
    owner = services.ownership.other()
    settings = services.settings
    site = settings.site_url or (owner.url if owner else None) or f"http://{settings.host}:{settings.port}"
    link = site.rstrip("/") + path
    told = f"این پیوند یک بار و تا ۷۲ ساعت کار می‌کند؛ آن را به دارندهٔ حساب بدهید:\n{link}"
    print_result({"login": login, "link": link} if as_json else told, as_json)


@contextmanager
def _services() -> "Iterator[Services]":
    """The services over a record that is up to date; a running server has brought it up to date itself."""
    from corpus.errors import IndexInUse

    services = make_services()
    try:
        services.ownership.take()
    except IndexInUse:
        pass
    else:
        services.migrate()
    try:
        yield services
    finally:
        services.close()
        services.ownership.release()
