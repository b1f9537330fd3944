"""OpenID Connect: an outside provider says who somebody is, by access token or in the browser."""
