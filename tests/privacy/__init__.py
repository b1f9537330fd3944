"""Tests of exports and deletions of personal data."""
