"""Names from patterns and words."""

import random

from detomo.sample.titles import Style


def style(track: list[str], words: dict[str, list[str]], composer: tuple[str, ...] = ()) -> Style:
    return Style.from_entry({"artist": [], "album": [], "track": track, "composer": composer, "words": words})


def test_a_pattern_is_filled_from_its_words() -> None:
    plain = style(["Song of {thing}"], {"thing": ["Rain"]})
    assert plain.name(random.Random(1), "track", set()) == "Song of Rain"


def test_a_word_may_be_a_pattern() -> None:
    nested = style(["For {person}"], {"person": ["{given} {family}"], "given": ["Ada"], "family": ["Moss"]})
    assert nested.name(random.Random(1), "track", set()) == "For Ada Moss"


def test_no_word_comes_twice_in_one_name() -> None:
    pair = style(["{thing} & {thing}"], {"thing": ["Rain", "Snow"]})
    names = {pair.name(random.Random(seed), "track", set()) for seed in range(20)}
    assert names == {"Rain & Snow", "Snow & Rain"}


def test_names_that_are_taken_are_avoided_while_others_are_left() -> None:
    few = style(["{thing}"], {"thing": ["Rain", "Snow"]})
    assert few.name(random.Random(3), "track", {"Rain"}) == "Snow"


def test_an_exhausted_style_numbers_its_names() -> None:
    only = style(["Rain"], {})
    assert only.name(random.Random(1), "track", {"Rain"}) == "Rain (2)"


def test_a_style_without_composers_names_none() -> None:
    assert style(["Rain"], {}).composer(random.Random(1)) is None


def test_a_composer_comes_from_the_style() -> None:
    assert style(["Rain"], {}, composer=("Ada Moss",)).composer(random.Random(1)) == "Ada Moss"
