"""Normalising English and Japanese questions: width, case, words, and which language a question is in."""

from detomo.engine.language.detect import language_of
from detomo.engine.language.mentions import mentions
from detomo.engine.language.width import squash
from detomo.engine.language.words import meaning_words, search_words

__all__ = ["language_of", "meaning_words", "mentions", "search_words", "squash"]
