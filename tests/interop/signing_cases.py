"""The cases of the signing vectors: 200 requests, each named after its peculiarity.

This file has only the inputs; the official SDK signs them in `make_vectors.py`. All random choices
come from one fixed seed, so the cases are the same on every run.

Hosts and content types are in lower case: the SDK signs them as they are sent, and the published
algorithm converts them to lower case. The vectors agree with both.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from enum import Enum, auto
from typing import Any

COUNT = 200
SEED = 20220901

JSON = "application/json"
JSON_UTF8 = "application/json; charset=utf-8"

CHINA = "teo.tencentcloudapi.com"
INTERNATIONAL = "teo.intl.tencentcloudapi.com"


class Form(Enum):
    """How the SDK gets a body."""

    PARAMETERS = auto()  # a dict that the SDK writes as JSON, non-ASCII characters escaped
    MULTIPART = auto()  # a dict that the SDK writes as multipart/form-data
    OCTETS = auto()  # bytes, sent as application/octet-stream
    VERBATIM = auto()  # text, sent unchanged with the content type of the case


@dataclass(frozen=True)
class Body:
    form: Form
    value: Any
    content_type: str = JSON


@dataclass(frozen=True)
class Case:
    name: str
    body: Body
    secret_id: str = "AKIDEXAMPLE00000000000000000000000"
    secret_key: str = "EXAMPLEKEY0000000000000000000000"
    token: str | None = None
    service: str = "teo"
    host: str = CHINA
    timestamp: int = 1_765_432_100


ONE_TASK = Body(Form.PARAMETERS, {"ZoneId": "zone-2o1example", "Limit": 1})

# The example of the documentation, where its signature begins with 72e494ea too.
PUBLISHED = Case(
    name="the published request to cvm",
    body=Body(
        Form.VERBATIM,
        r'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}',
        JSON_UTF8,
    ),
    secret_id="AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
    secret_key="Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
    service="cvm",
    host="cvm.tencentcloudapi.com",
    timestamp=1_551_113_065,
)

MIDNIGHTS = [
    (1970, 1, 2),
    (2000, 2, 29),
    (2000, 3, 1),
    (2019, 2, 26),
    (2024, 2, 29),
    (2024, 3, 1),
    (2025, 1, 1),
    (2026, 1, 1),
    (2026, 10, 10),
    (2028, 2, 29),
    (2038, 1, 20),
    (2100, 2, 28),
    (2100, 3, 1),
]

HOSTS = [
    ("teo", CHINA),
    ("teo", INTERNATIONAL),
    ("teo", "teo.ap-guangzhou.tencentcloudapi.com"),
    ("teo", "127.0.0.1:8000"),
    ("teo", "127.0.0.1"),
    ("teo", "localhost:80"),
    ("teo", "localhost:65535"),
    ("teo", "[::1]:8000"),
    ("teo", "proxy.internal.example:8443"),
    ("cvm", "cvm.tencentcloudapi.com"),
    ("sts", "sts.tencentcloudapi.com"),
    ("sts", "sts.intl.tencentcloudapi.com"),
    ("cdn", "cdn.tencentcloudapi.com"),
    ("cdn", "127.0.0.1:1"),
]

# HMAC-SHA256 hashes a key that is longer than its block of 64 bytes. The key is "TC3" and the secret
# key, so 61 characters fill the block.
KEYS = [
    ("of one character", "x"),
    ("of 60 characters", "EXAMPLE".ljust(60, "a")),
    ("that fills a block", "EXAMPLE".ljust(61, "b")),
    ("one longer than a block", "EXAMPLE".ljust(62, "c")),
    ("of 128 characters", "EXAMPLE".ljust(128, "d")),
    ("of asterisks", "*" * 32),
    ("with slashes and plus signs", "EXAMPLE/+/+KEY=="),
    ("with quotes", "EXAMPLE\"'`KEY\"'`"),
    ("with backslashes", r"EXAMPLE\n\\KEY\u0041"),
    ("with percent escapes", "EXAMPLE%20%0AKEY%"),
    ("with brackets", "{EXAMPLE}[KEY](<>)"),
    ("with dollar signs", "$EXAMPLE ${KEY} $(KEY)"),
    ("with inner spaces", "EXAMPLE KEY  OF FOUR"),
    ("with a tab inside", "EXAMPLE\tKEY"),
    ("with commas and equal signs", "EXAMPLE, Signature=KEY, SignedHeaders=;"),
    ("with colons and semicolons", "EXAMPLE:KEY;content-type;host"),
    ("with ampersand and hash", "EXAMPLE&KEY#fragment?query"),
    ("with tilde, caret and bar", "~EXAMPLE^KEY|!@"),
    ("that begins with TC3", "TC3EXAMPLEKEY"),
    ("that is the terminator", "tc3_request"),
    ("of digits", "0123456789" * 4),
    ("of every printable character", "".join(map(chr, range(0x21, 0x7F)))),
]

TEXTS = [
    ("Chinese", "缓存预热"),
    ("Japanese", "キャッシュ"),
    ("Korean", "캐시 예열"),
    ("Arabic", "ذاكرة التخزين"),
    ("Hebrew and Latin", "abc מטמון def"),
    ("Cyrillic", "Кэш"),
    ("combining accents", "e\u0301 is not \u00e9"),
    ("emoji of several code points", "👩‍🚀🏳️‍🌈🇨🇳"),
    ("a character outside the first plane", "𝒯eo 𠮷"),
    ("line separators", "a\u2028b\u2029c\u0085d"),
    ("control characters", "\x00\x01\x1f\x7f\t\r\n"),
    ("quotes, slashes and markup", "\"\\/'<script>&amp;%25+"),
]

TYPES = [
    "application/json;charset=utf-8",
    "application/x-www-form-urlencoded",
    "application/x-tar+gzip; q=0.5",
    "text/plain",
    "text/plain; charset=\"utf-8\"",
    "application/vnd.example.teo+json; version=2022-09-01",
]

TOKEN = "EXAMPLETOKEN/+=." + "0123456789abcdef" * 12


def cases() -> list[Case]:
    """Returns all cases in the order of the file: the chosen ones, and random ones up to COUNT."""
    chosen = [
        PUBLISHED,
        replace(PUBLISHED, name="the published credentials for teo", service="teo", host=CHINA,
                body=Body(Form.PARAMETERS, {"Limit": 1})),
        *around_midnight(),
        *each_host(),
        *(Case(f"secret key {kind}", ONE_TASK, secret_key=key) for kind, key in KEYS),
        *each_text(),
        *empty_bodies(),
        *(Case(f"content type {kind}", Body(Form.VERBATIM, '{"Limit":1}', kind)) for kind in TYPES),
        *large_bodies(),
        *multipart_bodies(),
    ]
    rng = random.Random(SEED)
    chosen += [random_case(rng, number) for number in range(1, COUNT - len(chosen) + 1)]
    return chosen


def around_midnight() -> Iterator[Case]:
    """Yields times around midnight, where the UTC date in the scope of the signature changes."""
    for year, month, day in MIDNIGHTS:
        midnight = int(datetime(year, month, day, tzinfo=timezone.utc).timestamp())
        for moment, shift in (("one second before", -1), ("at", 0), ("one second after", 1)):
            name = f"{moment} midnight of {year}-{month:02}-{day:02}"
            yield Case(name, ONE_TASK, timestamp=midnight + shift)


def each_host() -> Iterator[Case]:
    for service, host in HOSTS:
        yield Case(f"{service} at {host}", ONE_TASK, service=service, host=host)
        yield Case(f"{service} at {host} with a token", ONE_TASK, service=service, host=host, token=TOKEN)


def each_text() -> Iterator[Case]:
    """Yields each text escaped by the SDK, as raw UTF-8 in JSON, and as bytes."""
    for kind, text in TEXTS:
        yield Case(f"{kind}, escaped", Body(Form.PARAMETERS, {"Targets": [text]}))
        yield Case(f"{kind}, raw", Body(Form.VERBATIM, f'{{"Targets":["{text}"]}}'), host=INTERNATIONAL)
        yield Case(f"{kind}, as bytes", Body(Form.OCTETS, text))


def empty_bodies() -> Iterator[Case]:
    yield Case("no byte at all", Body(Form.VERBATIM, ""))
    yield Case("no byte at all, charset given", Body(Form.VERBATIM, "", JSON_UTF8))
    yield Case("no byte at all, as bytes", Body(Form.OCTETS, ""))
    yield Case("no byte at all, multipart", Body(Form.MULTIPART, {}))
    yield Case("no parameter", Body(Form.PARAMETERS, {}))
    yield Case("no parameter, charset given", Body(Form.VERBATIM, "{}", JSON_UTF8))
    yield Case("no parameter, as bytes", Body(Form.OCTETS, "{}"))


def large_bodies() -> Iterator[Case]:
    targets = [f"https://www.example.com/videos/{number:04}.ts" for number in range(46)]
    yield Case("2 KB of targets", Body(Form.PARAMETERS, {"Targets": targets}))
    yield Case("2 KB of targets with a token", Body(Form.PARAMETERS, {"Targets": targets}), token=TOKEN)
    yield Case("2 KB of raw UTF-8", Body(Form.VERBATIM, '{"Targets":["' + "é" * 1000 + '"]}', JSON_UTF8))
    yield Case("2 KB of bytes", Body(Form.OCTETS, "teo " * 512))


def multipart_bodies() -> Iterator[Case]:
    for kind, parameters in (
        ("one part", {"ZoneId": "zone-2o1example"}),
        ("two parts", {"ZoneId": "zone-2o1example", "Type": "purge_url"}),
        ("a list as JSON", {"Targets": ["https://www.example.com/a"]}),
        ("a dict as JSON", {"CacheTag": {"Domains": ["www.example.com"]}}),
        ("Unicode", {"Targets": "缓存预热"}),
    ):
        yield Case(f"multipart of {kind}", Body(Form.MULTIPART, parameters))


def random_case(rng: random.Random, number: int) -> Case:
    """Returns a plausible request in which everything is random."""
    service, host = rng.choice(HOSTS)
    if rng.random() < 0.3:
        host = f"127.0.0.1:{rng.randrange(1024, 65536)}"
    return Case(
        name=f"random {number:02}",
        body=Body(Form.PARAMETERS, random_parameters(rng)),
        secret_id="AKIDEXAMPLE" + random_word(rng, 25),
        secret_key="EXAMPLEKEY" + random_word(rng, 22),
        token="EXAMPLETOKEN" + random_word(rng, 60) if rng.random() < 0.5 else None,
        service=service,
        host=host,
        timestamp=rng.randrange(1_500_000_000, 2_200_000_000),
    )


def random_parameters(rng: random.Random) -> dict[str, Any]:
    every = {
        "ZoneId": "zone-" + random_word(rng, 12).lower(),
        "Offset": rng.randrange(1000),
        "Limit": rng.randrange(1, 1001),
        "Targets": [f"https://www.example.com/{random_word(rng, 8)}" for _ in range(rng.randrange(4))],
        "Filters": [{"Name": "target", "Values": [rng.choice(TEXTS)[1]], "Fuzzy": rng.random() < 0.5}],
        "Ratio": rng.randrange(1, 10_000) / 16,
        "Nothing": None,
    }
    names = [name for name in every if rng.random() < 0.6]
    return {name: every[name] for name in names}


def random_word(rng: random.Random, length: int) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz0123456789"
    return "".join(rng.choice(letters) for _ in range(length))
