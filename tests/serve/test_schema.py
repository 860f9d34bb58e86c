"""What LangSmith's OpenAPI document allows, and what it does not, is answered in its terms; nothing makes the server fail."""

import json
from pathlib import Path

import schemathesis
from effort import examples
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance
from served import CROWD_PROJECT
from serving import Served

SCHEMA = schemathesis.openapi.from_dict(json.loads((Path(__file__).parent / "langsmith_openapi.json").read_text("utf-8")))
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
SCOPES = {"/v2/runs/query": "project_ids", "/api/v1/runs/query": "session"}


@SCHEMA.parametrize()
@settings(max_examples=examples(12), suppress_health_check=list(HealthCheck))
def test_every_request_is_answered_in_the_terms_of_the_schema(case: Case, served: Served) -> None:
    if isinstance(case.body, dict) and (scope := SCOPES.get(case.operation.path)):
        case.body.setdefault(scope, [CROWD_PROJECT])  # without which hardly a request would get as far as the runs
    case.call_and_validate(base_url=served.url, checks=CHECKS, headers={"x-api-key": "any"})
