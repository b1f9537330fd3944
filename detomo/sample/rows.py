"""One row of each table, fields in the order of the table's columns."""

from typing import NamedTuple


class Named(NamedTuple):
    """A row of artists, genres, media_types or playlists."""

    id: int
    name: str


class Employee(NamedTuple):
    id: int
    last_name: str
    first_name: str
    title: str
    reports_to: int | None
    birth_date: str
    hire_date: str
    address: str
    city: str
    state: str | None
    country: str
    postal_code: str
    phone: str
    fax: str | None
    email: str


class Customer(NamedTuple):
    id: int
    first_name: str
    last_name: str
    company: str | None
    address: str
    city: str
    state: str | None
    country: str
    postal_code: str | None
    phone: str | None
    fax: str | None
    email: str
    support_rep_id: int


class Album(NamedTuple):
    id: int
    title: str
    artist_id: int


class Track(NamedTuple):
    id: int
    name: str
    album_id: int
    media_type_id: int
    genre_id: int
    composer: str | None
    milliseconds: int
    bytes: int
    unit_price: float


class Invoice(NamedTuple):
    id: int
    customer_id: int
    date: str
    address: str
    city: str
    state: str | None
    country: str
    postal_code: str | None
    total: float


class InvoiceItem(NamedTuple):
    id: int
    invoice_id: int
    track_id: int
    unit_price: float
    quantity: int


class PlaylistTrack(NamedTuple):
    playlist_id: int
    track_id: int
