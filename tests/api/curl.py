"""Runs a command of docs/api.md as curl would, whether or not curl is on this machine."""

import argparse
import json
import shlex
from typing import Any

import httpx


def run(command: str, token: str) -> httpx.Response:
    """The answer to the command; one that names no token is sent with the one given."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("-X", dest="method")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("-d", dest="body")
    parser.add_argument("-F", dest="files", action="append", default=[])
    parser.add_argument("-G", dest="in_address", action="store_true")
    parser.add_argument("--data-urlencode", dest="fields", action="append", default=[])
    parser.add_argument("-O", dest="as_file", action="store_true")
    parser.add_argument("-J", dest="by_its_name", action="store_true")
    parser.add_argument("address")
    name, *arguments = shlex.split(command.replace("\\\n", " "))
    assert name == "curl", command
    given = parser.parse_args(arguments)
    headers = dict(header.split(": ", 1) for header in given.headers)
    headers.setdefault("Authorization", f"Bearer {token}")
    method = given.method or ("POST" if given.body or given.files else "GET")
    sent: dict[str, Any] = {}
    if given.files:
        sent["files"] = [_file(one) for one in given.files]
    if given.body is not None:
        json.loads(given.body)
        sent["content"] = given.body.encode()
    if given.fields:
        assert given.in_address, "only addresses have fields in the examples"
        sent["params"] = [tuple(one.split("=", 1)) for one in given.fields]
    return httpx.request(method, given.address, headers=headers, timeout=120, **sent)


def _file(given: str) -> tuple[str, tuple[str, bytes]]:
    """«files=@name» with a content of its own: what lies beside the examples is of no matter."""
    field, _, name = given.partition("=@")
    return field, (name, f"سطح نوار حفاری نشست کرد و لبه‌های آن شکست. {name}".encode())
