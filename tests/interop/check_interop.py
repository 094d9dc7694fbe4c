"""Lets the official SDK, the simulator and our own client talk to each other.

Why: the same people wrote simulator and client, and could misread the protocol the same way in both.
The official SDK is independent: the simulator must accept its requests, it must parse the responses,
and it must see the same tasks as our client.

    python check_interop.py --simulator PATH_OF_teo-simulator --examples FOLDER_OF_teo-api's_examples

Prints a line for each check and exits 1 if one failed. Every wait has a limit, and the simulator is
killed in any case.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import IO, Any, TypeVar

from tencentcloud.common.abstract_model import AbstractModel
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.teo.v20220901 import models
from tencentcloud.teo.v20220901.teo_client import TeoClient

from official_sdk import (
    Query,
    client_for,
    create_prefetch,
    create_purge,
    describe_prefetch,
    describe_purge,
    error_as_json,
)

SECRET_ID = "AKIDEXAMPLEINTEROP"
SECRET_KEY = "EXAMPLEKEYINTEROP"
TASK_MILLISECONDS = 800

STARTUP_SECONDS = 15
SETTLING_SECONDS = 15
CLIENT_SECONDS = 30
POLL_SECONDS = 0.2

TARGETS = [f"https://www.example.com/{name}.txt" for name in ("a", "b", "c")]

Describe = Callable[[TeoClient, Query], Any]
TaskKey = tuple[str, str, str, str]
AnyWorld = TypeVar("AnyWorld")


@dataclass
class World:
    """A running simulator, and the two clients that call it."""

    endpoint: str
    examples: Path
    zones: Iterator[int] = field(default_factory=itertools.count)

    def sdk(self, secret_id: str = SECRET_ID, secret_key: str = SECRET_KEY) -> TeoClient:
        return client_for(self.endpoint, Credential(secret_id, secret_key))

    def new_zone(self) -> str:
        """Returns a zone that no other check has used, so that a check sees its own tasks only."""
        return f"zone-2o1interop{next(self.zones):04}"


# Expectations of a response


def expect_equal(what: str, expected: Any, actual: Any) -> None:
    assert actual == expected, f"{what}: expected {expected!r}, got {actual!r}"


def expect_refusal(call: Callable[[], AbstractModel], *expected: str) -> None:
    """Asserts that the call fails with one of these codes, or with a detail of one of these classes."""
    wanted = " or ".join(expected)
    try:
        accepted = call()
    except TencentCloudSDKException as error:
        matches = any(f"{error.code}.".startswith(f"{code}.") for code in expected)
        assert matches, f"expected the error {wanted}, got {error_as_json(error)}"
        assert error.requestId, f"expected a RequestId in the error, got {error_as_json(error)}"
        return
    # The SDK overlooks an error whose Content-Type is not exactly application/json or text/plain, and
    # returns a model with empty members. Such an error ends here too.
    raise AssertionError(f"expected the error {wanted}, the SDK took this for a success: {accepted}")


def expect_job(response: Any) -> str:
    assert response.JobId, f"expected a JobId, got {response}"
    assert not response.FailedList, f"expected no failed target, got {response}"
    assert response.RequestId, f"expected a RequestId, got {response}"
    return response.JobId


def expect_tasks(response: Any, job_id: str, kind: str, targets: list[str]) -> None:
    """Asserts that the response has a task of this job for each target, and no other."""
    assert response.RequestId, f"expected a RequestId, got {response}"
    expect_equal("TotalCount", len(targets), response.TotalCount)
    expect_equal("targets", sorted(targets), sorted(task.Target for task in response.Tasks))
    for task in response.Tasks:
        expect_equal("JobId", job_id, task.JobId)
        expect_equal("Type", kind, task.Type)
        assert task.Status, f"expected a Status, got {task}"
        datetime.fromisoformat(task.CreateTime.replace("Z", "+00:00"))


# Steps that several checks take


def wait_until_settled(describe: Describe, sdk: TeoClient, zone_id: str, job_id: str) -> Any:
    """Waits until no task of the job is processing, and returns the response."""
    deadline = time.monotonic() + SETTLING_SECONDS
    while True:
        response = describe(sdk, Query(zone_id, filters=[("job-id", [job_id])]))
        assert response.Tasks, f"expected the tasks of job {job_id}, got {response}"
        if all(task.Status != "processing" for task in response.Tasks):
            return response
        assert time.monotonic() < deadline, f"still processing after {SETTLING_SECONDS} s: {response}"
        time.sleep(POLL_SECONDS)


def times_around(moment: datetime) -> tuple[str, str]:
    """Returns an hour before and after the moment, with an offset, as in the example of the documentation."""
    hour = timedelta(hours=1)
    return (moment - hour).isoformat(timespec="seconds"), (moment + hour).isoformat(timespec="seconds")


def beijing_now() -> datetime:
    return datetime.now(timezone(timedelta(hours=8)))


def run_our_client(world: World, example: str, zone_id: str, *arguments: str) -> str:
    """Runs one of our examples and returns its output."""
    command = [str(world.examples / example), "--endpoint", world.endpoint, "--zone-id", zone_id, *arguments]
    tokens = ("TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN")
    environment = {name: value for name, value in os.environ.items() if name not in tokens}
    environment |= {"TENCENTCLOUD_SECRET_ID": SECRET_ID, "TENCENTCLOUD_SECRET_KEY": SECRET_KEY}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=CLIENT_SECONDS)
    assert done.returncode == 0, f"our client: expected exit 0, got {done.returncode}: {done.stderr.strip()}"
    return done.stdout


def described_by_our_client(world: World, zone_id: str, job_id: str) -> dict[str, Any]:
    arguments = ("--filter", f"job-id={job_id}", "--json")
    return json.loads(run_our_client(world, "describe_prefetch_tasks", zone_id, *arguments))


def task_keys(tasks: list[dict[str, Any]]) -> set[TaskKey]:
    return {(task["JobId"], task["Target"], task["Status"], task["Type"]) for task in tasks}


# The checks


def prefetch_is_accepted_and_described(world: World) -> None:
    sdk, zone_id = world.sdk(), world.new_zone()
    job_id = expect_job(create_prefetch(sdk, zone_id, TARGETS))
    response = describe_prefetch(sdk, Query(zone_id, filters=[("job-id", [job_id])]))
    expect_tasks(response, job_id, "prefetch_url", TARGETS)


def purge_is_accepted_and_described(world: World) -> None:
    sdk, zone_id = world.sdk(), world.new_zone()
    job_id = expect_job(create_purge(sdk, zone_id, "purge_url", TARGETS))
    response = describe_purge(sdk, Query(zone_id, filters=[("job-id", [job_id])]))
    expect_tasks(response, job_id, "purge_url", TARGETS)


def prefetch_is_found_by_time(world: World) -> None:
    sdk, zone_id = world.sdk(), world.new_zone()
    job_id = expect_job(create_prefetch(sdk, zone_id, TARGETS))
    expect_found_by_time(describe_prefetch, sdk, zone_id, job_id, "prefetch_url")


def purge_is_found_by_time(world: World) -> None:
    sdk, zone_id = world.sdk(), world.new_zone()
    job_id = expect_job(create_purge(sdk, zone_id, "purge_url", TARGETS))
    expect_found_by_time(describe_purge, sdk, zone_id, job_id, "purge_url")


def expect_found_by_time(describe: Describe, sdk: TeoClient, zone_id: str, job_id: str, kind: str) -> None:
    now = beijing_now()
    expect_tasks(describe(sdk, Query(zone_id, *times_around(now))), job_id, kind, TARGETS)
    yesterday = describe(sdk, Query(zone_id, *times_around(now - timedelta(days=1))))
    expect_equal("TotalCount of the day before", 0, yesterday.TotalCount)
    expect_equal("Tasks of the day before", [], yesterday.Tasks or [])


def prefetch_is_found_by_status(world: World) -> None:
    sdk, zone_id = world.sdk(), world.new_zone()
    job_id = expect_job(create_prefetch(sdk, zone_id, TARGETS))
    expect_found_by_status(describe_prefetch, sdk, zone_id, job_id, "prefetch_url")


def purge_is_found_by_status(world: World) -> None:
    sdk, zone_id = world.sdk(), world.new_zone()
    job_id = expect_job(create_purge(sdk, zone_id, "purge_url", TARGETS))
    expect_found_by_status(describe_purge, sdk, zone_id, job_id, "purge_url")


def expect_found_by_status(describe: Describe, sdk: TeoClient, zone_id: str, job_id: str, kind: str) -> None:
    statuses = {task.Status for task in wait_until_settled(describe, sdk, zone_id, job_id).Tasks}
    expect_equal("statuses after the task duration", {"success"}, statuses)
    around_now = times_around(beijing_now())
    succeeded = describe(sdk, Query(zone_id, *around_now, filters=[("statuses", ["success", "failed"])]))
    expect_tasks(succeeded, job_id, kind, TARGETS)
    processing = describe(sdk, Query(zone_id, *around_now, filters=[("statuses", ["processing"])]))
    expect_equal("TotalCount of processing tasks", 0, processing.TotalCount)


def pages_make_up_the_whole(world: World) -> None:
    sdk, zone_id = world.sdk(), world.new_zone()
    job_id = expect_job(create_prefetch(sdk, zone_id, TARGETS))
    by_job = [("job-id", [job_id])]
    pages = [describe_prefetch(sdk, Query(zone_id, filters=by_job, limit=2, offset=offset)) for offset in (0, 2)]
    expect_equal("TotalCount of each page", [3, 3], [page.TotalCount for page in pages])
    expect_equal("tasks of each page", [2, 1], [len(page.Tasks) for page in pages])
    targets = sorted(task.Target for page in pages for task in page.Tasks)
    expect_equal("targets of all pages", TARGETS, targets)


def wrong_key_is_refused(world: World) -> None:
    sdk = world.sdk(secret_key=SECRET_KEY + "X")
    expect_refusal(lambda: create_prefetch(sdk, world.new_zone(), TARGETS), "AuthFailure.SignatureFailure")


def unknown_id_is_refused(world: World) -> None:
    sdk = world.sdk(secret_id=SECRET_ID + "X")
    expect_refusal(lambda: create_prefetch(sdk, world.new_zone(), TARGETS), "AuthFailure.SecretIdNotFound")


def limit_over_the_maximum_is_refused(world: World) -> None:
    sdk, zone_id = world.sdk(), world.new_zone()
    query = Query(zone_id, *times_around(beijing_now()), limit=1001)
    # The documentation does not say which of the two classes for bad input the service returns.
    expect_refusal(lambda: describe_prefetch(sdk, query), "InvalidParameter", "InvalidParameterValue")


def the_sdk_sees_what_our_client_created(world: World) -> None:
    sdk, zone_id = world.sdk(), world.new_zone()
    job_id = run_our_client(world, "create_prefetch_task", zone_id, *TARGETS).strip()
    response = describe_prefetch(sdk, Query(zone_id, filters=[("job-id", [job_id])]))
    expect_tasks(response, job_id, "prefetch_url", TARGETS)


def both_clients_see_the_same_tasks(world: World) -> None:
    sdk, zone_id = world.sdk(), world.new_zone()
    job_id = expect_job(create_prefetch(sdk, zone_id, TARGETS))
    # Only settled tasks can be compared: a processing one could end between the two calls.
    seen_by_sdk = wait_until_settled(describe_prefetch, sdk, zone_id, job_id)
    seen_by_ours = described_by_our_client(world, zone_id, job_id)
    expect_equal("TotalCount seen by our client", seen_by_sdk.TotalCount, seen_by_ours.get("TotalCount"))
    assert seen_by_ours.get("RequestId"), f"expected a RequestId from our client, got {seen_by_ours}"
    expect_equal(
        "tasks seen by our client",
        sorted(task_keys([json.loads(task.to_json_string()) for task in seen_by_sdk.Tasks])),
        sorted(task_keys(seen_by_ours.get("Tasks", []))),
    )


def the_program_fails_as_often_as_it_was_told(world: World) -> None:
    sdk, request = world.sdk(), models.DescribeIPRegionRequest()
    request.IPs = ["192.0.2.1"]
    for _ in range(2):
        expect_refusal(lambda: sdk.DescribeIPRegion(request), "InternalError")
    assert sdk.DescribeIPRegion(request).RequestId


CHECKS: dict[str, Callable[[World], None]] = {
    "CreatePrefetchTask is accepted, and its tasks are described by job-id": prefetch_is_accepted_and_described,
    "CreatePurgeTask is accepted, and its tasks are described by job-id": purge_is_accepted_and_described,
    "prefetch tasks are found in the time they were created, not the day before": prefetch_is_found_by_time,
    "purge tasks are found in the time they were created, not the day before": purge_is_found_by_time,
    "prefetch tasks succeed after the task duration and are found by status": prefetch_is_found_by_status,
    "purge tasks succeed after the task duration and are found by status": purge_is_found_by_status,
    "Limit and Offset cut the tasks into pages that make up the whole": pages_make_up_the_whole,
    "a wrong key is refused with AuthFailure.SignatureFailure": wrong_key_is_refused,
    "an unknown id is refused with AuthFailure.SecretIdNotFound": unknown_id_is_refused,
    "a Limit of 1001 is refused": limit_over_the_maximum_is_refused,
    "the SDK describes the tasks that our client created": the_sdk_sees_what_our_client_created,
    "our client sees the tasks the SDK created as the SDK sees them": both_clients_see_the_same_tasks,
    "the program fails as often as --fail says": the_program_fails_as_often_as_it_was_told,
}


# Running them


@contextmanager
def running_simulator(path: str, *options: str) -> Iterator[str]:
    """Runs a simulator as long as the block, and yields its endpoint."""
    command = [path, "--listen", "127.0.0.1:0", "--secret-id", SECRET_ID, "--secret-key", SECRET_KEY,
               "--task-duration-ms", str(TASK_MILLISECONDS), "--open", *options]
    simulator = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert simulator.stdout is not None
        yield announced_endpoint(simulator.stdout)
    finally:
        simulator.kill()
        simulator.wait(timeout=STARTUP_SECONDS)


def announced_endpoint(stdout: IO[str]) -> str:
    """Returns the endpoint from the line `listening on http://…`.

    A thread reads, since a pipe cannot be read with a deadline. It reads to the end, so that a full
    pipe never stops the simulator.
    """
    endpoints: queue.Queue[str | None] = queue.Queue()

    def read_to_the_end() -> None:
        for line in stdout:
            if announced := re.search(r"listening on (http://\S+)", line):
                endpoints.put(announced[1])
        endpoints.put(None)

    threading.Thread(target=read_to_the_end, daemon=True).start()
    try:
        endpoint = endpoints.get(timeout=STARTUP_SECONDS)
    except queue.Empty:
        raise SystemExit(f"the simulator did not print `listening on …` within {STARTUP_SECONDS} s") from None
    if endpoint is None:
        raise SystemExit("the simulator ended without printing `listening on …`")
    return endpoint


def passes(sentence: str, check: Callable[[AnyWorld], None], world: AnyWorld) -> bool:
    try:
        check(world)
    except TencentCloudSDKException as error:
        print(f"FAILED  {sentence}\n        expected a success, got {error_as_json(error)}", flush=True)
    except Exception as error:
        # A check that cannot be completed has failed; the others still run.
        print(f"FAILED  {sentence}\n        {type(error).__name__}: {error}", flush=True)
    else:
        print(f"ok  {sentence}", flush=True)
        return True
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description="Interoperability of official SDK, simulator and our client.")
    parser.add_argument("--simulator", required=True, help="path of the teo-simulator binary")
    parser.add_argument("--examples", required=True, type=Path, help="folder of teo-api's compiled examples")
    arguments = parser.parse_args()
    # A terminated CI job must not leave a simulator running: SystemExit unwinds, the signal does not.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with running_simulator(arguments.simulator, "--fail", "DescribeIPRegion=InternalError:2") as endpoint:
        world = World(endpoint, arguments.examples)
        results = [passes(sentence, check, world) for sentence, check in CHECKS.items()]
    failed = results.count(False)
    print(f"{results.count(True)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
