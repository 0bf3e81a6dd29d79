"""The cities and bodies that minutes name, however they write them."""

from collections.abc import Sequence

from sqlalchemy import Connection

from corpus.repository.places import PlaceRepository
from corpus.text.keys import fold
from corpus.types import Body, BodyKind, City, Party

# Up to this session the deciding groups were committees, after it working groups.
LAST_SESSION_OF_COMMITTEES = 16

_LEADS = ("نشست", "کمیته", "کارگروه", "کمیسیون")
_LEAD_OF_KIND = {
    BodyKind.COMMITTEE: "کمیته",
    BodyKind.WORKING_GROUP: "کارگروه",
    BodyKind.COMMISSION: "کمیسیون",
    BodyKind.ASSEMBLY: "نشست",
}
# «معاونت فنی شهرداری یزد» is Yazd's; a name of a city inside another word is nobody's.
_CITY_LEADS = ("شهرداری", "کلانشهر", "شهر", "استانداری", "شورای")


class PlaceNames:
    """Recognises names of the cities and bodies that a site knows."""

    def __init__(self, cities: Sequence[City], bodies: Sequence[Body]) -> None:
        self.city_names = tuple(name for city in cities for name in (city.name, *city.aliases))
        self._cities = sorted(
            ((_plain(name), city.id) for city in cities for name in (city.name, *city.aliases)),
            key=lambda known: -len(known[0]),
        )
        self._bodies = sorted(((_short(body), body) for body in bodies), key=lambda known: -len(known[0]))

    def city(self, name: str) -> str | None:
        """The id of the city that the text names or belongs to: «تهران», «شهرداری تهران», «معاونت فنی شهرداری تهران»."""
        plain = _plain(name)
        for known, city_id in self._cities:
            if plain == known or any(plain.find(lead + known) >= 0 for lead in _CITY_LEADS):
                return city_id
        return None

    def body(self, name: str, session_number: int | None = None) -> str | None:
        """The id of the body that the text names: «کمیتهٔ پیمان و رسیدگی», «محصول», «کمیسیون فنی و عمرانی».

        Where a committee and a working group have one name («معاونین»), the session tells which sat then.
        """
        plain = _plain(name)
        named = [body for short, body in self._bodies if short in plain]
        if not named:
            named = [body for short, body in self._bodies if plain and short.startswith(plain.removeprefix("کمیسیون"))]
        if not named:
            return None
        longest = [body for body in named if _short(body) == _short(named[0])]
        return max(longest, key=lambda body: (_LEAD_OF_KIND[body.kind] in plain, _sat(body, session_number))).id

    def party(self, name: str, session_number: int | None = None) -> Party:
        """Who is to carry something out; one that is neither a known city nor a known body has its name only."""
        city = self.city(name)
        return Party(name, city, None if city else self.body(name, session_number))


def place_names(connection: Connection) -> PlaceNames:
    """The names of the places that the record knows."""
    places = PlaceRepository(connection)
    return PlaceNames(places.cities(), places.bodies())


def _sat(body: Body, session_number: int | None) -> bool:
    committees = session_number is not None and session_number <= LAST_SESSION_OF_COMMITTEES
    return (body.kind is BodyKind.COMMITTEE) == committees


def _short(body: Body) -> str:
    """«کمیتهٔ پیمان و رسیدگی» is known by «پیمان و رسیدگی»."""
    plain = _plain(body.name.split(" (")[0])
    for lead in _LEADS:
        plain = plain.removeprefix(lead)
    return plain


def _plain(text: str) -> str:
    kept = (character for character in fold(text) if character.isalpha() and character != "ء")
    return "".join(kept)
