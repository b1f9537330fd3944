"""The API's description at `/openapi.json` and Swagger UI at `/docs`, all from this machine."""
