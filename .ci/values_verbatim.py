"""Looks up each value of each enum, or an alias of it, as it is spelled, in the vendor's text of a member or
filter that uses it, or of a member that holds the structure with that member, in either edition.
Usage: values_verbatim.py SPECS WHEEL…"""

import json
import sys
import zipfile
from pathlib import Path

INSIDE = "/services/teo/v20220901/api.json"


def uses(specs: Path) -> dict[str, list[tuple[str, str]]]:
    """For each enum the vendor's objects and members that use it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in specs.glob("actions/*.json"):
        action = json.loads(path.read_text())
        for list_name, suffix in (("parameters", "Request"), ("response", "Response")):
            for member in action[list_name]:
                if "values" in member:
                    found.setdefault(member["values"], []).append((action["name"] + suffix, member["name"]))
        filters = action.get("filters", {})
        for name in filters.get("names", []):
            if "values" in name:
                found.setdefault(name["values"], []).append((action["name"] + "Request", filters["parameter"]))
    for path in specs.glob("structures/*.json"):
        structure = json.loads(path.read_text())
        for member in structure["members"]:
            if "values" in member:
                found.setdefault(member["values"], []).append((structure["name"], member["name"]))
    return found


def texts(wheels: list[str]) -> dict[tuple[str, str], str]:
    """The vendor's text of each member, and of the members that hold its structure."""
    own: dict[tuple[str, str], str] = {}
    holders: dict[str, str] = {}
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as package:
            (path,) = [name for name in package.namelist() if name.endswith(INSIDE)]
            objects = json.loads(package.read(path))["objects"]
        for name, members in objects.items():
            for member in members["members"]:
                text = member.get("document", "") + str(member.get("example", ""))
                own[name, member["name"]] = own.get((name, member["name"]), "") + text
                holders[member["member"]] = holders.get(member["member"], "") + text
    return {place: text + holders.get(place[0], "") for place, text in own.items()}


def main() -> int:
    specs = Path(sys.argv[1])
    vendor = texts(sys.argv[2:])
    found, passed, failed = uses(specs), 0, 0
    for path in sorted(specs.glob("values/*.json")):
        values = json.loads(path.read_text())
        places = found.get(values["name"], [])
        for value in values["values"]:
            spellings = [value["value"], *value.get("aliases", [])]
            if any(word in vendor.get(place, "") for word in spellings for place in places):
                passed += 1
            else:
                failed += 1
                print(f"{values['name']}: {value['value']!r} stands in none of {places}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
