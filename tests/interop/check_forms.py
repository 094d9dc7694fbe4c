"""Sends requests to the simulator in every form that the official SDK has.

Why: SDKs in other languages use GET, the query and the older signature, and one SDK has all of these
forms. It writes and signs them without our code, so the simulator must accept what it sends, and must
refuse it once something in it is wrong.

    python check_forms.py --simulator PATH_OF_teo-simulator

Prints a line for each form and check, and exits 1 if one failed.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from unittest import mock

from tencentcloud.common import abstract_client
from tencentcloud.common.credential import Credential
from tencentcloud.teo.v20220901 import models
from tencentcloud.teo.v20220901.teo_client import TeoClient

from check_interop import (
    SECRET_ID,
    SECRET_KEY,
    expect_equal,
    expect_job,
    expect_refusal,
    expect_tasks,
    passes,
    running_simulator,
)
from official_sdk import Query, advanced_filter, client_for, create_prefetch, create_purge, describe_prefetch

ZONE = "zone-2o1forms0000"
# Characters that a query encodes, and that the older signature covers as they are.
TARGETS = [f"https://www.example.com/{name}.txt?a=1&b=c%20d+e" for name in ("one", "two")]
UNSIGNED_BODY = "a body that is not signed"


@dataclass
class World:
    """A running simulator, and one form of the SDK's requests."""

    endpoint: str
    sign_method: str
    http_method: str
    unsigned_body: bool = False
    by_proxy: bool = False

    def sdk(self, secret_id: str = SECRET_ID, secret_key: str = SECRET_KEY) -> TeoClient:
        credential = Credential(secret_id, secret_key)
        endpoint = "http://teo.tencentcloudapi.com" if self.by_proxy else self.endpoint
        sdk = client_for(endpoint, credential, self.sign_method, self.http_method)
        sdk.profile.unsignedPayload = self.unsigned_body
        if self.by_proxy:
            sdk.request.conn.proxy = {"http": self.endpoint}
        return sdk


FORMS = {
    "TC3-HMAC-SHA256 by POST": ("TC3-HMAC-SHA256", "POST"),
    f"TC3-HMAC-SHA256 by POST, {UNSIGNED_BODY}": ("TC3-HMAC-SHA256", "POST", True),
    "TC3-HMAC-SHA256 by GET": ("TC3-HMAC-SHA256", "GET"),
    "HmacSHA256 by POST": ("HmacSHA256", "POST"),
    "HmacSHA256 by GET": ("HmacSHA256", "GET"),
    "HmacSHA1 by POST": ("HmacSHA1", "POST"),
    "HmacSHA1 by GET": ("HmacSHA1", "GET"),
    "TC3-HMAC-SHA256 by POST, with the simulator as proxy": ("TC3-HMAC-SHA256", "POST", False, True),
    "HmacSHA256 by GET, with the simulator as proxy": ("HmacSHA256", "GET", False, True),
}


# The checks


def lists_and_filters_arrive(world: World) -> None:
    sdk = world.sdk()
    job_id = expect_job(create_prefetch(sdk, ZONE, TARGETS))
    response = describe_prefetch(sdk, Query(ZONE, filters=[("job-id", [job_id])]))
    expect_tasks(response, job_id, "prefetch_url", TARGETS)
    filters = [("job-id", [job_id]), ("target", TARGETS[1:])]
    response = describe_prefetch(sdk, Query(ZONE, filters=filters, limit=5))
    expect_tasks(response, job_id, "prefetch_url", TARGETS[1:])
    # Limit arrives as a number, and cuts the list.
    response = describe_prefetch(sdk, Query(ZONE, filters=[("job-id", [job_id])], limit=1, offset=1))
    expect_equal("tasks of the page", (2, 1), (response.TotalCount, len(response.Tasks)))
    expect_job(create_purge(sdk, ZONE, "purge_url", TARGETS))


def structures_and_every_scalar_arrive(world: World) -> None:
    sdk = world.sdk()
    template = models.CreateJustInTimeTranscodeTemplateRequest()
    template.ZoneId, template.TemplateName = ZONE, "a & b = ü"
    template.VideoStreamSwitch = template.AudioStreamSwitch = "on"
    template.VideoTemplate = models.VideoTemplateInfo()
    template.VideoTemplate.Codec = "H.264"
    template.VideoTemplate.Fps, template.VideoTemplate.Bitrate = 12.5, 500
    assert sdk.CreateJustInTimeTranscodeTemplate(template).TemplateId
    zones = models.DescribeZonesRequest()
    by_name = advanced_filter("zone-name", ["example", "other"])
    by_name.Fuzzy = True
    zones.Filters = [by_name]
    assert sdk.DescribeZones(zones).RequestId


def a_parameter_that_does_not_fit_is_refused(world: World) -> None:
    sdk = world.sdk()
    query = Query(ZONE, filters=[("job-id", ["a"])], limit=1001)
    expect_refusal(lambda: describe_prefetch(sdk, query), "InvalidParameterValue")
    request = models.DescribePrefetchTasksRequest()
    request.Limit, request.Filters = "many", [advanced_filter("job-id", ["a"])]
    expect_refusal(lambda: sdk.DescribePrefetchTasks(request), "InvalidParameter")


def a_wrong_key_or_id_is_refused(world: World) -> None:
    wrong_key, wrong_id = world.sdk(secret_key=SECRET_KEY + "X"), world.sdk(secret_id=SECRET_ID + "X")
    expect_refusal(lambda: create_prefetch(wrong_key, ZONE, TARGETS), "AuthFailure.SignatureFailure")
    expect_refusal(lambda: create_prefetch(wrong_id, ZONE, TARGETS), "AuthFailure.SecretIdNotFound")


def a_parameter_that_was_changed_is_refused(world: World) -> None:
    sdk = world.sdk()
    send = sdk.request.send_request

    def change_and_send(request: Any) -> Any:
        changed = request.data.replace("one.txt", "other.txt")
        assert changed != request.data, f"nothing to change in {request.data}"
        request.data = changed
        return send(request)

    sdk.request.send_request = change_and_send
    if world.unsigned_body:
        expect_job(create_prefetch(sdk, ZONE, TARGETS))
        return
    expect_refusal(lambda: create_prefetch(sdk, ZONE, TARGETS), "AuthFailure.SignatureFailure")


def a_time_that_is_too_old_or_too_new_is_refused(world: World) -> None:
    for seconds in (-400, 400):
        clock = SimpleNamespace(time=lambda: time.time() + seconds)
        with mock.patch.object(abstract_client, "time", clock):
            expect_refusal(lambda: create_prefetch(world.sdk(), ZONE, TARGETS), "AuthFailure.SignatureExpire")


CHECKS: dict[str, Callable[[World], None]] = {
    "lists and filters arrive": lists_and_filters_arrive,
    "structures and scalars of every type arrive": structures_and_every_scalar_arrive,
    "a parameter that does not fit is refused": a_parameter_that_does_not_fit_is_refused,
    "a wrong key and an unknown id are refused": a_wrong_key_or_id_is_refused,
    "a parameter that was changed is refused unless it is not signed": a_parameter_that_was_changed_is_refused,
    "a time 400 seconds before or after is refused": a_time_that_is_too_old_or_too_new_is_refused,
}


def main() -> int:
    parser = argparse.ArgumentParser(description="The official SDK's requests in every form.")
    parser.add_argument("--simulator", required=True, help="path of the teo-simulator binary")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # So many calls in so little time are above the documented rates.
    with running_simulator(arguments.simulator, "--rate", "1000") as endpoint:
        results = [
            passes(f"{form}: {sentence}", check, World(endpoint, *settings))
            for form, settings in FORMS.items()
            for sentence, check in CHECKS.items()
        ]
    failed = results.count(False)
    print(f"{results.count(True)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
