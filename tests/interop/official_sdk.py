"""Calls any plain-http endpoint with the official SDK: a library for check_interop.py, and a program for
tests in other languages.

    python official_sdk.py --endpoint http://127.0.0.1:PORT describe --zone-id zone-2o1example \\
        [--start-time 2026-01-01T00:00:00Z] [--end-time 2026-01-02T00:00:00Z] \\
        [--filter statuses=success,failed] [--limit 20] [--offset 0]
    python official_sdk.py --endpoint http://127.0.0.1:PORT create --zone-id zone-2o1example --target URL
    python official_sdk.py --endpoint http://127.0.0.1:PORT purge --zone-id zone-2o1example \\
        --type purge_url --target URL

Credentials are TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and, if set, TENCENTCLOUD_TOKEN. Prints
the response as the SDK parsed it, one line of JSON. An error is JSON on stderr, with exit code 1.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from tencentcloud.common.abstract_model import AbstractModel
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.teo.v20220901 import models
from tencentcloud.teo.v20220901.teo_client import TeoClient

REQUEST_SECONDS = 10

Request = TypeVar("Request", models.DescribePrefetchTasksRequest, models.DescribePurgeTasksRequest)


@dataclass(frozen=True)
class Query:
    """Which tasks to describe. A field that is None or empty is not sent."""

    zone_id: str
    start_time: str | None = None
    end_time: str | None = None
    filters: list[tuple[str, list[str]]] = field(default_factory=list)
    limit: int | None = None
    offset: int | None = None


def credential_from_environment() -> Credential:
    return Credential(
        os.environ.get("TENCENTCLOUD_SECRET_ID"),
        os.environ.get("TENCENTCLOUD_SECRET_KEY"),
        os.environ.get("TENCENTCLOUD_TOKEN"),
    )


def client_for(
    endpoint: str, credential: Credential, sign_method: str = "TC3-HMAC-SHA256", http_method: str = "POST"
) -> TeoClient:
    """Returns a client of `http://host:port`. The SDK takes scheme and authority separately."""
    parts = urlsplit(endpoint)
    http = HttpProfile(
        protocol=parts.scheme, endpoint=parts.netloc, reqMethod=http_method, reqTimeout=REQUEST_SECONDS
    )
    client = TeoClient(credential, "", ClientProfile(sign_method, http, language="en-US"))
    # The SDK takes HTTP_PROXY even for loopback (it looks for "127.0.0.1:PORT", port included, in
    # NO_PROXY), and requests lets a netrc entry replace Authorization. Neither belongs in a test.
    client.request.conn.proxy = None
    client.request.conn._session.trust_env = False
    return client


def create_prefetch(client: TeoClient, zone_id: str, targets: list[str]) -> models.CreatePrefetchTaskResponse:
    request = models.CreatePrefetchTaskRequest()
    request.ZoneId = zone_id
    request.Targets = targets
    return client.CreatePrefetchTask(request)


def create_purge(client: TeoClient, zone_id: str, kind: str, targets: list[str]) -> models.CreatePurgeTaskResponse:
    request = models.CreatePurgeTaskRequest()
    request.ZoneId = zone_id
    request.Type = kind
    request.Targets = targets
    return client.CreatePurgeTask(request)


def describe_prefetch(client: TeoClient, query: Query) -> models.DescribePrefetchTasksResponse:
    return client.DescribePrefetchTasks(fill(models.DescribePrefetchTasksRequest(), query))


def describe_purge(client: TeoClient, query: Query) -> models.DescribePurgeTasksResponse:
    return client.DescribePurgeTasks(fill(models.DescribePurgeTasksRequest(), query))


def fill(request: Request, query: Query) -> Request:
    """Fills one of the two describe requests, which have the same members and no common type."""
    request.ZoneId = query.zone_id
    request.StartTime = query.start_time
    request.EndTime = query.end_time
    request.Limit = query.limit
    request.Offset = query.offset
    request.Filters = [advanced_filter(name, values) for name, values in query.filters] or None
    return request


def advanced_filter(name: str, values: list[str]) -> models.AdvancedFilter:
    built = models.AdvancedFilter()
    built.Name = name
    built.Values = values
    return built


def error_as_json(error: TencentCloudSDKException) -> str:
    # For a status other than 200 the SDK's message is the body, as bytes.
    message = error.message.decode(errors="replace") if isinstance(error.message, bytes) else error.message
    return json.dumps({"code": error.code, "message": message, "request_id": error.requestId})


def plain_http(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "http" or not parts.netloc or parts.path.strip("/"):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form http://HOST:PORT")
    return text


def filter_argument(text: str) -> tuple[str, list[str]]:
    name, equals, values = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form name=value[,value]")
    return name, values.split(",")


def parsed_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Calls an endpoint with the official SDK.")
    parser.add_argument("--endpoint", required=True, type=plain_http, metavar="http://HOST:PORT")
    actions = parser.add_subparsers(dest="action", required=True)

    describe = actions.add_parser("describe", help="DescribePrefetchTasks")
    describe.add_argument("--start-time")
    describe.add_argument("--end-time")
    describe.add_argument("--filter", action="append", default=[], type=filter_argument, dest="filters")
    describe.add_argument("--limit", type=int)
    describe.add_argument("--offset", type=int)

    create = actions.add_parser("create", help="CreatePrefetchTask")
    purge = actions.add_parser("purge", help="CreatePurgeTask")
    purge.add_argument("--type", required=True, dest="kind")
    for action in (create, purge):
        action.add_argument("--target", action="append", required=True, dest="targets")
    for action in (describe, create, purge):
        action.add_argument("--zone-id", required=True)
    return parser.parse_args()


def call(client: TeoClient, arguments: argparse.Namespace) -> AbstractModel:
    if arguments.action == "create":
        return create_prefetch(client, arguments.zone_id, arguments.targets)
    if arguments.action == "purge":
        return create_purge(client, arguments.zone_id, arguments.kind, arguments.targets)
    return describe_prefetch(client, Query(
        arguments.zone_id,
        arguments.start_time,
        arguments.end_time,
        arguments.filters,
        arguments.limit,
        arguments.offset,
    ))


def main() -> int:
    arguments = parsed_arguments()
    try:
        client = client_for(arguments.endpoint, credential_from_environment())
        print(call(client, arguments).to_json_string())
    except TencentCloudSDKException as error:
        print(error_as_json(error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
