"""What a Japanese name of a place, person or thing is in English: the thing itself, not its people or its kind."""

from detomo.engine.language.lexicon import english_of, names_of


def is_name_of(japanese: str, english: str) -> bool:
    """Whether a dictionary has just this for the other: カナダ is Canada; カナダ人, カナダ系 and 北カナダ are not."""
    return _has(japanese, english) and not (_has(japanese[:-1], english) or _has(japanese[1:], english))


def _has(japanese: str, english: str) -> bool:
    wanted = english.casefold()
    return any(word.casefold() == wanted for word in (*english_of(japanese), *names_of(japanese)))
