"""Seeded choices that several tables share."""

import math
import random
import string
from collections.abc import Sequence
from itertools import count


def stream(seed: int, part: str) -> random.Random:
    """A generator of its own for each part, so that a change to one part leaves the others as they were."""
    return random.Random(f"{seed}:{part}")  # noqa: S311 - invented data, no secret


def apportion(total: int, weights: Sequence[float], minimum: int = 1) -> list[int]:
    """Split `total` into one whole number per weight, each at least `minimum`, by largest remainders.

    Raises ValueError when `total` is too small for the minimum, or when every weight is zero.
    """
    spare = total - minimum * len(weights)
    weight_sum = math.fsum(weights)
    if spare < 0 or weight_sum <= 0:
        raise ValueError(f"cannot split {total} into {len(weights)} parts of at least {minimum}")
    shares = [spare * weight / weight_sum for weight in weights]
    parts = [int(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda index: parts[index] - shares[index])
    for index in by_remainder[: spare - sum(parts)]:
        parts[index] += 1
    return [minimum + part for part in parts]


def digits(rng: random.Random, pattern: str) -> str:
    """Replace every `#` by a digit."""
    return "".join(rng.choice(string.digits) if sign == "#" else sign for sign in pattern)


def spread(rng: random.Random, total: int, weights: Sequence[float]) -> list[int]:
    """`apportion` in a shuffled order."""
    parts = apportion(total, weights)
    rng.shuffle(parts)
    return parts


def unused(name: str, taken: set[str]) -> str:
    """`name`, numbered when it is taken; the answer is taken from then on."""
    numbered = (name if n == 1 else f"{name} ({n})" for n in count(1))
    chosen = next(candidate for candidate in numbered if candidate not in taken)
    taken.add(chosen)
    return chosen
