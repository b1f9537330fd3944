"""Privacy law's two requests: give me all you have about me, and delete me."""
