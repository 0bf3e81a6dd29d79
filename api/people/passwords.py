"""Passwords: how they are kept, how they are compared, and which are too easy."""

from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from corpus.repository.people import login_key
from corpus.text.numbers import to_persian_digits

LEAST_CHARACTERS = 10
# Hashing takes time by length; nobody types more.
MOST_CHARACTERS = 200


def password_problem(password: str, login: str) -> str | None:
    """Why the password is not taken, for people; None when it is."""
    if len(password) < LEAST_CHARACTERS:
        return f"گذرواژه دست‌کم {to_persian_digits(str(LEAST_CHARACTERS))} نویسه می‌خواهد."
    if len(password) > MOST_CHARACTERS:
        return f"گذرواژه بیش از {to_persian_digits(str(MOST_CHARACTERS))} نویسه دارد."
    plain = login_key(password)
    if login_key(login) in (plain, plain[::-1]):
        return "گذرواژه نباید همان نام کاربری باشد."
    if len(set(plain)) < 4:
        return "گذرواژه از یکی دو نویسهٔ تکراری است؛ چیزی برگزینید که حدس زدنش دشوارتر باشد."
    return None


def password_problems(password: str, again: str, login: str) -> dict[str, str]:
    """What is wrong, by field, with a new password that was typed twice."""
    problem = password_problem(password, login)
    if problem:
        return {"password": problem}
    return {} if password == again else {"again": "این دو یکی نیستند."}


def hash_password(password: str) -> str:
    """By Argon2, with salt and parameters in the result."""
    return _hasher().hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether it is the one; without a hash it takes as long and is not."""
    if len(password) > MOST_CHARACTERS:
        return False
    try:
        right = _hasher().verify(password, password_hash or _hash_of_nothing())
    except UnknownHashError:
        return False
    return right and password_hash is not None


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _hash_of_nothing() -> str:
    return hash_password("—")
