"""Makes vectors.json: TC3-HMAC-SHA256 signatures made by the official Python SDK.

Why: a signer that is tested only against its author's reading of the algorithm proves nothing about
the service. We did not write these vectors: the code of the SDK serializes, hashes and signs, and this
program only sets its clock and records what it hashes.

    pip install -r requirements.txt
    python make_vectors.py            # writes vectors.json; the same bytes each time
    python make_vectors.py --check    # exits 1 if the installed SDK would write something else
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from tencentcloud.common import abstract_client
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.http.request import RequestInternal
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.common.sign import Sign

from signing_cases import Body, Case, Form, cases

VECTORS = Path(__file__).with_name("vectors.json")

Vector = dict[str, Any]


class Recorder:
    """What the SDK passed to its hash and to its signer, in order."""

    def __init__(self) -> None:
        self.hashed: list[bytes] = []
        self.strings_to_sign: list[str] = []

    def sha256(self, data: bytes) -> Any:
        self.hashed.append(data)
        return hashlib.sha256(data)

    def sign_tc3(self, secret_key: str, date: str, service: str, string_to_sign: str) -> str:
        self.strings_to_sign.append(string_to_sign)
        return REAL_SIGN_TC3(secret_key, date, service, string_to_sign)


REAL_SIGN_TC3 = Sign.sign_tc3


@contextmanager
def recorded_sdk(case: Case) -> Iterator[Recorder]:
    """Runs the SDK with clock and multipart boundary of the case, and records what it hashes."""
    recorder = Recorder()
    boundary = hashlib.sha256(case.name.encode()).hexdigest()[:32]
    replaced: dict[str, Any] = {
        "time": SimpleNamespace(time=lambda: case.timestamp),
        "uuid": SimpleNamespace(uuid4=lambda: SimpleNamespace(hex=boundary)),
        "hashlib": SimpleNamespace(sha256=recorder.sha256),
    }
    if case.body.form is Form.VERBATIM:
        # The SDK has one JSON content type and one way to write JSON. With those two replaced, its
        # signing code signs other content types and unescaped Unicode.
        replaced["_json_content"] = case.body.content_type
        replaced["json"] = SimpleNamespace(dumps=lambda text: text)
    with ExitStack() as stack:
        stack.enter_context(patch.multiple(abstract_client, **replaced))
        stack.enter_context(patch.object(Sign, "sign_tc3", staticmethod(recorder.sign_tc3)))
        yield recorder


def signed_request(case: Case) -> tuple[RequestInternal, Recorder]:
    profile = ClientProfile(httpProfile=HttpProfile(endpoint=case.host))
    credential = Credential(case.secret_id, case.secret_key, case.token)
    client = CommonClient(case.service, "2022-09-01", credential, "", profile)
    request = RequestInternal(case.host, "POST", "/")
    with recorded_sdk(case) as recorder:
        client._build_req_inter("DescribePrefetchTasks", *build_arguments(case.body, request))
    return request, recorder


def build_arguments(body: Body, request: RequestInternal) -> tuple[Any, RequestInternal, dict[str, bool]]:
    """Returns the arguments with which the public methods of the SDK build a request with this body."""
    if body.form is Form.OCTETS:
        request.data = body.value.encode()
        return None, request, {"IsOctetStream": True}
    return body.value, request, {"IsMultipart": body.form is Form.MULTIPART}


def vector(case: Case) -> Vector:
    request, recorder = signed_request(case)
    payload, canonical_request = recorder.hashed
    (string_to_sign,) = recorder.strings_to_sign
    authorization = request.header["Authorization"]
    return {
        "name": case.name,
        "secret_id": case.secret_id,
        "secret_key": case.secret_key,
        "token": case.token,
        "service": case.service,
        "host": request.header["Host"],
        "content_type": request.header["Content-Type"],
        "timestamp": case.timestamp,
        "payload": payload.decode(),
        "signed_headers": signed_headers(canonical_request.decode()),
        "hashed_payload": canonical_request.decode().rpartition("\n")[2],
        "hashed_canonical_request": string_to_sign.rpartition("\n")[2],
        "string_to_sign": string_to_sign,
        "signature": authorization.rpartition("Signature=")[2],
        "authorization": authorization,
    }


def signed_headers(canonical_request: str) -> list[list[str]]:
    """Returns the header lines of a canonical request, between the query and an empty line."""
    _method, _path, _query, *headers, empty, names, _hashed_payload = canonical_request.split("\n")
    pairs = [line.split(":", 1) for line in headers]
    assert empty == "" and names == ";".join(name for name, _ in pairs), canonical_request
    return pairs


def as_text(vectors: list[Vector]) -> str:
    """Formats the vectors as JSON, one a line, so that a diff shows which ones changed."""
    return "[\n" + ",\n".join(map(json.dumps, vectors)) + "\n]\n"


def difference(written: str, made: list[Vector]) -> str | None:
    """Returns the first difference between the file and the SDK, or None."""
    if written == as_text(made):
        return None
    try:
        found: list[Vector] = json.loads(written)
    except ValueError as error:
        return f"it is not JSON: {error}"
    for old, new in zip(found, made, strict=False):
        for field in new:
            if old.get(field) != new[field]:
                return f"vector {new['name']!r}, {field}: the file has {old.get(field)!r}, the SDK makes {new[field]!r}"
    if len(found) != len(made):
        return f"the file has {len(found)} vectors, the SDK makes {len(made)}"
    return "the values are the same, the layout is not"


def check(made: list[Vector]) -> int:
    found = difference(VECTORS.read_text(encoding="ascii"), made) if VECTORS.exists() else "there is no such file"
    if found is None:
        print(f"{VECTORS.name}: {len(made)} vectors, all as the installed SDK makes them")
        return 0
    print(f"{VECTORS.name} differs from what the installed SDK makes: {found}\n"
          f"run `python {Path(__file__).name}` and review the change", file=sys.stderr)
    return 1


def main() -> int:
    parser = argparse.ArgumentParser(description="Signing vectors made by the official SDK.")
    parser.add_argument("--check", action="store_true", help="compare with vectors.json, write nothing")
    arguments = parser.parse_args()
    made = [vector(case) for case in cases()]
    if arguments.check:
        return check(made)
    VECTORS.write_text(as_text(made), encoding="ascii", newline="\n")
    print(f"{VECTORS.name}: {len(made)} vectors")
    return 0


if __name__ == "__main__":
    sys.exit(main())
