"""Question → SQL → rows → words. No Flask, no web, no application database: usable from a plain script."""
