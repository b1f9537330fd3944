"""Detomo SQL AI: questions in English or Japanese, answered from your own database.

Importing this package stays cheap on purpose: `detomo.engine` and its query processes are used without Flask.
"""

__version__ = "3.0.0"
