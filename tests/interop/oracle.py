"""Checks that the models of the official SDK read everything that our types write, and the reverse.

Why: our own generator makes our types from the metadata of the vendor, and the generator of the vendor
makes the models of the official SDK. Where one of the two lacks a member, spells it differently or
gives it another type, a value is lost.

    python oracle.py --oracle PATH_OF_oracle

Two ways, for each action's request and response, with every member set:

- ours, through the SDK: our types write it, the model of the SDK reads and writes it, and our types read
  it again; the SDK must know every member, and nothing may be lost;
- the SDK's, through ours: the model of the SDK is filled by the types that its documentation names, and
  writes it; our types must have a field for each value and write it again.

Members and classes that only one side has are listed with the reason. Exits 1 if anything else differs.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from tencentcloud.common.abstract_model import AbstractModel
from tencentcloud.teo.v20220901 import models

ORACLE_SECONDS = 60
SIDES = ("Request", "Response")

# Members that the SDK still has and the metadata of the vendor (3.1.189.1) marks as disabled. They do not
# belong to the public contract, so the specs do not have them.
DISABLED = {
    "Cache": {"IgnoreCacheControl"},
    "CreateL4ProxyRequest": {"DDosProtectionConfig"},
    "CreatePrefetchTaskRequest": {"EncodeUrl"},
    "CreatePurgeTaskRequest": {"EncodeUrl"},
    "CreateZoneRequest": {"AllowDuplicates", "JumpStart"},
    "DescribeTimingL4DataRequest": {"Area"},
    "HostsCertificate": {"ApplyType"},
    "L4Proxy": {"DDosProtectionConfig"},
    "ModifyHostsCertificateRequest": {"ApplyType"},
    "OriginDetail": {"VodeoBucketId", "VodeoDistributionRange", "VodeoSubAppId"},
    "OriginInfo": {"VodeoBucketId", "VodeoDistributionRange", "VodeoSubAppId"},
    "RuleCondition": {"IgnoreNameCase"},
}
# Classes that only disabled members hold.
DISABLED_CLASSES = {"DDosProtectionConfig"}

Model = type[AbstractModel]

# The SDK's models


def classes() -> dict[str, Model]:
    """Returns every model by its name."""
    found = {name: value for name, value in vars(models).items() if isinstance(value, type)}
    return {name: value for name, value in found.items()
            if issubclass(value, AbstractModel) and value is not AbstractModel}


def members(model: Model) -> dict[str, str]:
    """Returns the members of a model and their documented types."""
    documented = re.findall(r"^\s*:type (\w+): (.+?)\s*$", model.__init__.__doc__ or "", re.MULTILINE)
    fields = {name.removeprefix("_") for name in vars(model())}
    assert {name for name, _ in documented} == fields, f"{model.__name__} documents other members than it has"
    return dict(documented)


def is_disabled(model: Model, member: str) -> bool:
    return member in DISABLED.get(model.__name__, set())


def members_in(instance: AbstractModel) -> Iterator[str]:
    """Yields `Class.Member` of every value in an instance, at any depth."""
    for field, value in vars(instance).items():
        if value is not None:
            yield f"{type(instance).__name__}.{field.removeprefix('_')}"
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, AbstractModel):
                yield from members_in(inner)


class Filler:
    """Fills a model by its documented types. Consecutive values differ."""

    def __init__(self) -> None:
        self.count = itertools.count(1)
        self.parents: list[Model] = []

    def filled(self, model: Model) -> AbstractModel:
        instance = model()
        self.parents.append(model)
        for member, documented in members(model).items():
            if not is_disabled(model, member):
                setattr(instance, member, self.value(f"{model.__name__}.{member}", documented))
        self.parents.pop()
        return instance

    def value(self, place: str, documented: str) -> Any:
        if documented.startswith("list of "):
            item = documented.removeprefix("list of ")
            values = [self.value(place, item), self.value(place, item)]
            # The list is empty where a model would hold itself a third time.
            return [value for value in values if value is not None]
        number = next(self.count)
        scalars = {
            "str": (f"{place} {number}", f"\u96ea \u2028 \"\\ {number}", str(number), ""),
            "int": (number, 2**63 - 1, 0, 2**53 + 1),
            "float": (0.1, 1e300, 3.0, 5e-324),
            "bool": (True, False),
        }
        if documented in scalars:
            values = scalars[documented]
            return values[number % len(values)]
        named = re.fullmatch(r":class:`tencentcloud\.teo\.v20220901\.models\.(\w+)`", documented)
        model = classes()[named[1] if named else documented]
        return None if self.parents.count(model) == 2 else self.filled(model)


# The checks


class Tally:
    """The checks, and the reasons of those that failed. A check is one request or response, one way."""

    def __init__(self) -> None:
        self.failed: dict[str, list[str]] = {}
        self.all: set[str] = set()

    def passes(self, *checks: str) -> None:
        self.all.update(checks)

    def fails(self, check: str, reason: str) -> None:
        self.all.add(check)
        self.failed.setdefault(check, []).append(reason)

    def expect_none(self, check: str, found: set[str]) -> None:
        """Adds a check that fails for each of these names."""
        self.passes(check)
        for name in sorted(found):
            self.fails(check, name)


def ours_through_the_sdk(line: dict[str, Any], seen: set[str], tally: Tally) -> dict[str, Any]:
    """Reads what our types wrote with the models of the SDK, and returns what they write."""
    back = {"action": line["action"]}
    for side in SIDES:
        check = f"ours through the SDK: {line['action']} {side.lower()}"
        tally.passes(check)
        try:
            instance = classes()[line["action"] + side]()
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                instance._deserialize(line[side.lower()])
        except Exception as error:
            # The check has failed if the model cannot read it; the others still run.
            tally.fails(check, f"{type(error).__name__}: {error}")
            back[side.lower()] = {}
            continue
        for warning in caught:
            tally.fails(check, str(warning.message))
        seen.update(members_in(instance))
        back[side.lower()] = written(instance, side)
    return back


def the_sdks(action: str, filler: Filler) -> dict[str, Any]:
    """Fills models of the SDK and returns what they write."""
    return {"action": action} | {
        side.lower(): written(filler.filled(classes()[action + side]), side) for side in SIDES
    }


def written(instance: AbstractModel, side: str) -> dict[str, Any]:
    """Returns a request as the SDK sends it, without nulls, or a response as it prints it, with nulls."""
    return instance._serialize() if side == "Request" else json.loads(instance.to_json_string())


def run_oracle(oracle: str, command: str, way: str, lines: list[dict[str, Any]], tally: Tally) -> None:
    """Checks these lines with our types, and adds each difference with its path."""
    text = "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run([oracle, command], input=text, capture_output=True, text=True, encoding="utf-8",
                          timeout=ORACLE_SECONDS)
    tally.passes(*(f"{way}: {line['action']} {side.lower()}" for line in lines for side in SIDES))
    *differences, last = done.stdout.split("\n")[:-1] or [""]
    for difference in differences:
        found = re.fullmatch(r"FAILED  (\w+ \w+): (.*)", difference)
        assert found, f"`oracle {command}` printed {difference!r}"
        tally.fails(f"{way}: {found[1]}", found[2])
    if done.returncode not in (0, 1) or (done.returncode == 1) != bool(differences):
        tally.fails(way, f"`oracle {command}` exited with {done.returncode}: {done.stderr.strip()}")
    print(f"{way}: {last}")


def emitted(oracle: str) -> list[dict[str, Any]]:
    done = subprocess.run([oracle, "emit"], capture_output=True, encoding="utf-8", timeout=ORACLE_SECONDS)
    assert done.returncode == 0, f"`oracle emit` exited with {done.returncode}: {done.stderr.strip()}"
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def compare_names(actions: set[str], seen: set[str], tally: Tally) -> None:
    """Compares the names of actions, classes and members of both sides."""
    theirs = {name.removesuffix("Request") for name in classes() if name.endswith("Request")}
    print(f"actions: {len(actions & theirs)} on both sides, {len(actions ^ theirs)} on one only")
    tally.expect_none("actions that only the SDK has", theirs - actions)
    tally.expect_none("actions that only we have", actions - theirs)

    reached = {member.partition(".")[0] for member in seen}
    unreached = {name for name, model in classes().items() if name not in reached and members(model)}
    print(f"classes: {len(set(classes()) - unreached)} on both sides, {len(unreached)} on one only")
    for name in sorted(unreached & DISABLED_CLASSES):
        print(f"  {name}: the SDK has it, held by disabled members alone")
    tally.expect_none("classes that only the SDK has", unreached - DISABLED_CLASSES)
    tally.expect_none("classes listed as the SDK's alone that are not", DISABLED_CLASSES - unreached)

    every = {f"{name}.{member}" for name in set(classes()) - unreached for member in members(classes()[name])}
    disabled = {f"{name}.{member}" for name, listed in DISABLED.items() for member in listed}
    print(f"members: {len(every & seen)} on both sides, {len(every - seen)} on one only")
    for member in sorted((every - seen) & disabled):
        print(f"  {member}: the SDK has it, disabled in the vendor's metadata")
    tally.expect_none("members that only the SDK has", every - seen - disabled)
    tally.expect_none("members listed as the SDK's alone that are not", disabled - (every - seen))


def main() -> int:
    parser = argparse.ArgumentParser(description="Compares our types with the official SDK's models.")
    parser.add_argument("--oracle", required=True, help="the program `oracle` of teo-tests")
    arguments = parser.parse_args()

    tally, seen, filler = Tally(), set(), Filler()
    lines = emitted(arguments.oracle)
    back = [ours_through_the_sdk(line, seen, tally) for line in lines]
    run_oracle(arguments.oracle, "check", "ours through the SDK", back, tally)
    actions = {line["action"] for line in lines}
    made = [the_sdks(action, filler) for action in sorted(actions) if action + "Request" in classes()]
    run_oracle(arguments.oracle, "read", "the SDK's through ours", made, tally)
    compare_names(actions, seen, tally)

    for check, reasons in sorted(tally.failed.items()):
        for reason in reasons:
            print(f"FAILED  {check}\n        {reason}")
    print(f"{len(tally.all) - len(tally.failed)} passed, {len(tally.failed)} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
