"""Artists, albums and tracks."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from detomo.sample.draw import apportion
from detomo.sample.rows import Album, Named, Track
from detomo.sample.titles import Style

ARTISTS, RECORDED_ARTISTS, ALBUMS, TRACKS = 275, 204, 347, 3503
VIDEO = 3  # the media type of everything filmed
AUDIO_MEDIA = ((1, 88), (2, 9), (4, 1), (5, 2))  # media type and its share of the audio albums
AUDIO_PRICE, VIDEO_PRICE = 0.99, 1.99
NO_COMPOSER_SHARE = 0.22
STRAY_SHARE = 0.06  # of the albums in a common genre belong to another genre of the same style
COMMON_GENRE = 10  # albums
ALBUM_SIZES = (0, 0, 3, 9, 10, 11, 12, 13, 15, 19)  # relative: what an album holds beyond its first track
SEASON_SIZE = 32
MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Genre:
    id: int
    name: str
    albums: int
    styles: tuple[Style, ...]

    @property
    def filmed(self) -> bool:
        return any(not style.patterns["composer"] for style in self.styles)


class Recording(NamedTuple):
    """An album with what its tracks have in common."""

    artist: str
    title: str
    genre: Genre
    style: Style


class Music(NamedTuple):
    genres: list[Named]
    media_types: list[Named]
    artists: list[Named]
    albums: list[Album]
    tracks: list[Track]


def music(rng: random.Random, words: dict[str, Any]) -> Music:
    """The whole catalogue: a quarter of the artists have no album, and a few have many."""
    genres = _genres(words)
    recordings = _recordings(rng, genres)
    artists = _artists(rng, recordings, genres)
    ids = {artist.name: artist.id for artist in artists}
    return Music(
        genres=[Named(genre.id, genre.name) for genre in genres],
        media_types=[Named(number, name) for number, name in enumerate(words["media_types"], start=1)],
        artists=artists,
        albums=[Album(number, r.title, ids[r.artist]) for number, r in enumerate(recordings, start=1)],
        tracks=_tracks(rng, recordings),
    )


def _genres(words: dict[str, Any]) -> list[Genre]:
    styles = {name: Style.from_entry(entry) for name, entry in words["styles"].items()}
    entries = words["genres"]
    counts = apportion(ALBUMS, [entry["albums"] - 1 for entry in entries])
    return [
        Genre(number, entry["name"], count, tuple(styles[style] for style in entry["styles"]))
        for number, (entry, count) in enumerate(zip(entries, counts, strict=True), start=1)
    ]


def _recordings(rng: random.Random, genres: list[Genre]) -> list[Recording]:
    artist_counts = apportion(RECORDED_ARTISTS, [genre.albums - 1 for genre in genres])
    names: set[str] = set()
    titles: set[str] = set()
    found = [
        Recording(artist, style.name(rng, "album", titles), _album_genre(rng, genre, style, genres), style)
        for genre, artists in zip(genres, artist_counts, strict=True)
        for artist, style in _album_artists(rng, genre, artists, names)
    ]
    rng.shuffle(found)
    return found


def _album_genre(rng: random.Random, genre: Genre, style: Style, genres: list[Genre]) -> Genre:
    """Nearly always the artist's own genre."""
    if genre.albums < COMMON_GENRE or rng.random() >= STRAY_SHARE:
        return genre
    return rng.choice([other for other in genres if style in other.styles])


def _album_artists(rng: random.Random, genre: Genre, artists: int, names: set[str]) -> Iterator[tuple[str, Style]]:
    """One entry per album of the genre: the first artists have many, most have one."""
    for count in apportion(genre.albums, [1 / rank**1.5 for rank in range(1, artists + 1)]):
        style = rng.choice(genre.styles)
        artist = style.name(rng, "artist", names)
        for _ in range(count):
            yield artist, style


def _artists(rng: random.Random, recordings: list[Recording], genres: list[Genre]) -> list[Named]:
    names = {recording.artist for recording in recordings}
    styles = [style for genre in genres if not genre.filmed for style in genre.styles]
    while len(names) < ARTISTS:
        rng.choice(styles).name(rng, "artist", names)
    ordered = sorted(names)
    rng.shuffle(ordered)
    return [Named(number, name) for number, name in enumerate(ordered, start=1)]


def _tracks(rng: random.Random, recordings: list[Recording]) -> list[Track]:
    weights = [SEASON_SIZE if recording.genre.filmed else rng.choice(ALBUM_SIZES) for recording in recordings]
    drafts = [
        draft
        for album_id, (recording, count) in enumerate(zip(recordings, apportion(TRACKS, weights), strict=True), start=1)
        for draft in _of_album(rng, album_id, recording, count)
    ]
    return [draft._replace(id=number) for number, draft in enumerate(drafts, start=1)]


def _of_album(rng: random.Random, album_id: int, recording: Recording, count: int) -> Iterator[Track]:
    kinds, shares = zip(*AUDIO_MEDIA, strict=True)
    filmed = recording.genre.filmed
    media_type = VIDEO if filmed else rng.choices(kinds, shares)[0]
    credited = rng.random() >= NO_COMPOSER_SHARE
    titles: set[str] = set()
    for _ in range(count):
        milliseconds = _length(rng, filmed)
        yield Track(
            id=0,
            name=recording.style.name(rng, "track", titles),
            album_id=album_id,
            media_type_id=media_type,
            genre_id=recording.genre.id,
            composer=recording.style.composer(rng) if credited else None,
            milliseconds=milliseconds,
            bytes=milliseconds * rng.randint(*((160, 200) if filmed else (28, 40))),
            unit_price=VIDEO_PRICE if filmed else AUDIO_PRICE,
        )


def _length(rng: random.Random, filmed: bool) -> int:
    """Milliseconds: an episode of 20 to 50 minutes, now and then a long one; a song around four minutes."""
    if filmed:
        return rng.randint(20 * MINUTE, 50 * MINUTE) + (rng.randint(0, 40 * MINUTE) if rng.random() < 0.05 else 0)
    return round(MINUTE * min(max(rng.lognormvariate(1.38, 0.35), 0.1), 28))
