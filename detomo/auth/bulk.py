"""Many accounts from CSV, and as CSV. Every line is checked before the first account is made: all of them, or none."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from detomo import background
from detomo.auth import administration, service
from detomo.auth.directory import Entry, Wanted, every
from detomo.auth.lookup import named
from detomo.auth.mails import MailStyle
from detomo.auth.models import User
from detomo.auth.names import name_key
from detomo.auth.schemas import NewAccountSchema
from detomo.engine.present.csv import csv_chunks
from detomo.engine.types import Language
from detomo.exceptions import ServiceError
from detomo.extensions import db
from detomo.identity import Caller
from detomo.messages import translate_field
from detomo.roles.service import permissions_now, refuse_beyond

MOST_LINES = 500  # fewer than the mails that may wait
ENCODINGS = {  # of texts, by Python's names; others decode to what cannot be stored
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "ascii", "iso8859-1", "cp1252"),
    *("shift_jis", "cp932", "euc_jp", "iso2022_jp"),
}
NEEDED, ALLOWED = {"username", "email"}, {"username", "email", "role"}
_FORMULA_GUARD = "'"  # our own export puts it before text that a spreadsheet would run


class CsvInvalid(ServiceError):
    code = "csv_invalid"

    def __init__(self) -> None:
        super().__init__(most=MOST_LINES)


@dataclass(frozen=True, slots=True)
class Line:
    """What became of a line of the file (the heading is line 1): `ok`, `created` or `refused` with its problems."""

    line: int
    username: str
    status: str
    problems: tuple[str, ...] = ()
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    created: int
    refused: int
    lines: list[Line]


def import_accounts(
    actor: Caller | None,
    body: bytes,
    style: MailStyle,
    default_role: str,
    *,
    dry_run: bool,
    invite: bool,
    encoding: str | None = None,
) -> Report:
    """Check every line; if all are in order and it is no dry run, make the accounts and send invitations.

    Without an `encoding` the text is UTF-8, or UTF-16 by its byte order mark: nothing is guessed. Raises `CsvInvalid`
    when the file as a whole cannot be read, and `Busy` when not all invitations could be sent.
    """
    rows = _rows(_text(body, encoding), default_role)
    checked = _Checks(actor, style.language).all(rows)
    if not dry_run and not any(line.problems for line in checked):
        made = zip(checked, rows.values(), strict=True)
        with background.room_for(len(checked) if invite else 0):
            checked = [_make(actor, line, values, style, invite) for line, values in made]
    created = sum(line.status == "created" for line in checked)
    return Report(created, sum(bool(line.problems) for line in checked), checked)


def export_accounts(wanted: Wanted) -> Iterator[bytes]:
    names = Entry.__slots__
    return csv_chunks(names, ([[getattr(e, n) for n in names] for e in batch] for batch in every(wanted)), bom=False)


def _text(body: bytes, encoding: str | None) -> str:
    is_utf_16 = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        codec = codecs.lookup(encoding or ("utf-16" if is_utf_16 else "utf-8")).name
        if codec not in ENCODINGS:
            raise LookupError(codec)
        return body.decode(codec).removeprefix("\ufeff")
    except (ValueError, LookupError) as error:  # ValueError: a name that cannot be one, or bytes of another encoding
        raise CsvInvalid from error


def _rows(text: str, default_role: str) -> dict[int, dict[Any, Any]]:
    """The lines that hold something, by the number of the line that they end in."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        heading = [name.strip().lower() for name in next(reader, [])]
        rows = {reader.line_num: row for row in reader if any(row)}  # noqa: B035 - it changes with each row
    except csv.Error as error:
        raise CsvInvalid from error
    known = len(heading) == len(set(heading)) and NEEDED <= set(heading) <= ALLOWED
    if not known or len(rows) > MOST_LINES:
        raise CsvInvalid
    return {number: _values(heading, row, default_role) for number, row in rows.items()}


def _values(heading: list[str], row: list[str], default_role: str) -> dict[Any, Any]:
    """The cells by name; those beyond the heading under None."""
    values: dict[Any, Any] = {name: _plain(cell) for name, cell in zip(heading, row, strict=False)}
    beyond = {None: row[len(heading) :]} if len(row) > len(heading) else {}
    return {**values, **beyond, "role": values.get("role") or default_role}


def _plain(value: str) -> str:
    is_guarded = value[:1] == _FORMULA_GUARD and value[1:2] in tuple("=+-@＝＋－＠")
    return value[1:] if is_guarded else value


class _Checks:
    """What is seen while the lines are gone through: names of earlier lines, roles that were asked for before."""

    def __init__(self, actor: Caller | None, language: Language) -> None:
        self._actor, self._language = actor, language
        self._names: set[str] = set()
        self._roles: dict[str, str] = {}

    def all(self, rows: Mapping[int, dict[Any, Any]]) -> list[Line]:
        return [self._line(number, row) for number, row in rows.items()]

    def _line(self, number: int, row: dict[str, Any]) -> Line:
        problems = tuple(self._shape(row)) or tuple(self._meaning(row))
        name = str(row.get("username", ""))[:50]
        return Line(number, name, "refused" if problems else "ok", problems)

    def _shape(self, row: dict[Any, Any]) -> Iterator[str]:
        if None in row:  # more cells than the heading has
            yield CsvInvalid().message.to(self._language)
            return
        for field, texts in NewAccountSchema().validate(row).items():
            yield f"{field}: {' '.join(translate_field(text, self._language) for text in texts)}"

    def _meaning(self, row: dict[str, Any]) -> Iterator[str]:
        keys = {name_key(row["username"]), name_key(row["email"])}
        taken = named(row["username"], row["email"]).with_only_columns(User.id)
        if keys & self._names or db.session.scalar(taken) is not None:
            yield service.UserExists().message.to(self._language)
        self._names |= keys
        if problem := self._role_problem(row["role"]):
            yield problem

    def _role_problem(self, role: str) -> str:
        if role not in self._roles:
            try:
                refuse_beyond(self._actor, permissions_now(role))
                self._roles[role] = ""
            except ServiceError as error:
                self._roles[role] = error.message.to(self._language)
        return self._roles[role]


def _make(actor: Caller | None, line: Line, values: dict[str, Any], style: MailStyle, invite: bool) -> Line:
    try:
        account = administration.create(actor, values["email"], values["username"], values["role"])
    except ServiceError as error:  # taken since it was checked
        return replace(line, status="refused", problems=(error.message.to(style.language),))
    if invite:
        administration.invite(actor, account.id, style)
    return replace(line, status="created", user_id=account.id)
