"""Encryption of stored values: column types, keys that can be changed, look-up without reading."""

from detomo.crypto.columns import EncryptedText, blind_index, blind_indexes, indexes

__all__ = ["EncryptedText", "blind_index", "blind_indexes", "indexes"]
