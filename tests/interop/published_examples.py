"""Every example request that the vendor publishes passes our client's checks, every structure in an
example response that a request can hold is sent back unchanged and passes, and the simulator accepts
every request where ids are left open. The examples come from the pinned packages of the vendor's
command-line tool, in both editions; they are not part of this repository."""

import argparse
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

# What is refused, and the vendor's own rule, in our words.
REFUSED = {
    "international CreateCustomizeErrorPage#0": "a name has at most 30 characters; the translated one has 35",
    "international ModifyWebSecurityTemplate#0": "a name has at most 32 characters; the translated one has 35",
}
REFUSED_BY_SIMULATOR = dict(REFUSED)


def examples(wheel: Path):
    """Place, action, request and response of every example."""
    edition = "international" if "intl" in wheel.name else "china"
    with zipfile.ZipFile(wheel) as package:
        (path,) = [n for n in package.namelist() if re.search(r"/services/teo/v20220901/examples\.json$", n)]
        actions = json.loads(package.read(path))["actions"]
    for action, listed in sorted(actions.items()):
        for number, example in enumerate(listed):
            _, brace, rest = example["input"].partition("{")
            body = brace + rest or "{}"
            place = f"{edition} {action}#{number}"
            request, response = sound(place, body), sound(place, example["output"])
            yield {"place": place, "action": action, "request": request, "response": (response or {}).get("Response")}


def sound(place: str, text: str):
    """The JSON in the text; None if it is broken, as some of the vendor's is."""
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as fault:
        print(f"passed over, since the vendor's JSON is broken: {place}: {fault}")
        return None


def outcomes(program: str, arguments: list, lines: list) -> list:
    text = "".join(json.dumps(line) + "\n" for line in lines)
    run = subprocess.run([program, *arguments], input=text, capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    return [json.loads(line) for line in run.stdout.splitlines()]


def report(what: str, found: list, expected: dict) -> bool:
    """Prints the counts, and every fault that nobody expects. An expected one that no longer occurs
    is a fault too."""
    faulty = {outcome["place"]: outcome["faults"] for outcome in found if outcome["faults"]}
    for place, faults in faulty.items():
        if place not in expected:
            print(f"FAILED  {what} {place}: {'; '.join(faults)}")
    for place, rule in expected.items():
        print(f"refused: {place}: {rule}" if place in faulty else f"FAILED  {place} is no longer refused")
    passed = len(found) - len(faulty)
    print(f"{what}: {passed} of {len(found) - len(expected)} pass, {len(expected)} exceptions")
    return set(faulty) == set(expected)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="our published-examples")
    parser.add_argument("wheels", nargs=2, type=Path)
    options = parser.parse_args()
    lines = [example for wheel in options.wheels for example in examples(wheel)]
    checked = outcomes(options.program, ["check"], lines)
    passed = report("requests", [o for o in checked if o["what"] == "request"], REFUSED)
    passed &= report("structures sent back", [o for o in checked if o["what"] == "structure"], {})
    sent = outcomes(options.program, ["send"], lines)
    passed &= report("requests at the simulator", sent, REFUSED_BY_SIMULATOR)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
