"""Rate limits: how often a user or an address may call, counted for each of two classes of routes."""
