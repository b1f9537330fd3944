"""The application that gunicorn and the `flask` command load."""

import sys

from config import SettingsError
from detomo import create_app

try:
    app = create_app()
except SettingsError as err:
    sys.exit(f"{err}")
