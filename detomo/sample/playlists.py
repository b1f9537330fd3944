"""Playlists and the tracks on them."""

import random
from typing import Any

from detomo.sample.music import VIDEO
from detomo.sample.rows import Named, PlaylistTrack, Track

ENTRIES = 8715


def playlists(
    rng: random.Random, entries: list[dict[str, Any]], tracks: list[Track], genres: list[Named]
) -> tuple[list[Named], list[PlaylistTrack]]:
    """Playlists of all audio, all video or some genres; the one marked `rest` brings the total to `ENTRIES`."""
    choices = [_eligible(entry, tracks, genres) for entry in entries]
    sizes = [entry.get("size", len(choice)) for entry, choice in zip(entries, choices, strict=True)]
    rest = next(index for index, entry in enumerate(entries) if entry.get("rest"))
    sizes[rest] += ENTRIES - sum(sizes)
    listed = [
        PlaylistTrack(playlist_id, track_id)
        for playlist_id, (choice, size) in enumerate(zip(choices, sizes, strict=True), start=1)
        for track_id in sorted(rng.sample(choice, size))
    ]
    return [Named(number, entry["name"]) for number, entry in enumerate(entries, start=1)], listed


def _eligible(entry: dict[str, Any], tracks: list[Track], genres: list[Named]) -> list[int]:
    wanted = {genre.id for genre in genres if genre.name in entry.get("genres", ())}
    filmed = entry.get("kind") == "video"
    return [
        track.id
        for track in tracks
        if (track.genre_id in wanted if wanted else (track.media_type_id == VIDEO) == filmed)
    ]
