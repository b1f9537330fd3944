"""Requests generated from the API's own description never make it fail."""

from collections.abc import Callable
from http import HTTPStatus

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error


def check_operation(operation: schemathesis.APIOperation) -> None:
    @settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def check(case: schemathesis.Case) -> None:
        response = case.call()
        if response.status_code != HTTPStatus.SERVICE_UNAVAILABLE:  # without a model, most questions have no answer
            case.validate_response(response, checks=[not_a_server_error])
        if response.status_code >= 400:
            assert {"detail", "code", "request_id"} <= set(response.json())

    check()


def test_every_operation_answers_generated_requests(make_app: Callable[..., Flask]) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", make_app(AUTH_REQUIRED=False))
    operations = [result.ok() for result in schema.get_all_operations()]
    assert operations
    for operation in operations:
        check_operation(operation)
