"""`flask eval`: measuring the engine on corpora, with no model involved."""
