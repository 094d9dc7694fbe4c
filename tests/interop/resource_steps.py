"""Walks twenty resources through each of their steps with the official SDK.

Why: the simulator and our client were written by the same people, and could have the same idea of what a
change keeps. The official SDK is independent: it types the requests of the walk, and what it reads of the
responses is what the walk compares.

    python resource_steps.py --walk PATH_OF_resource-steps

The program walks and compares; this script only calls. Exits as the program does.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from typing import Any

from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.teo.v20220901 import models
from tencentcloud.teo.v20220901.teo_client import TeoClient

from official_sdk import client_for

# The only credentials that a simulator accepts by default.
CREDENTIAL = Credential("AKIDsimulated", "simulated-and-not-secret")
WALK_SECONDS = 300


def present(value: Any) -> Any:
    """Returns what the SDK read, without the members that were absent."""
    if isinstance(value, dict):
        return {name: present(inner) for name, inner in value.items() if inner is not None}
    return [present(inner) for inner in value] if isinstance(value, list) else value


def call(client: TeoClient, action: str, members: dict[str, Any]) -> dict[str, Any]:
    request = getattr(models, f"{action}Request")()
    request._deserialize(members)
    try:
        response = getattr(client, action)(request)
    except TencentCloudSDKException as error:
        return {"code": error.code, "message": str(error.message)}
    return {"response": present(json.loads(response.to_json_string()))}


def answer(line: str, clients: dict[str, TeoClient]) -> str:
    asked = json.loads(line)
    endpoint = asked["endpoint"]
    if endpoint not in clients:
        clients.clear()
        clients[endpoint] = client_for(endpoint, CREDENTIAL)
    return json.dumps(call(clients[endpoint], asked["action"], asked["request"]))


def main() -> int:
    parser = argparse.ArgumentParser(description="Walks resources with the official SDK.")
    parser.add_argument("--walk", required=True, help="path of the resource-steps binary")
    walk = subprocess.Popen(
        [parser.parse_args().walk], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert walk.stdin is not None and walk.stdout is not None
    clients: dict[str, TeoClient] = {}
    try:
        for line in walk.stdout:
            walk.stdin.write(answer(line, clients) + "\n")
            walk.stdin.flush()
        return walk.wait(timeout=WALK_SECONDS)
    finally:
        walk.kill()


if __name__ == "__main__":
    sys.exit(main())
