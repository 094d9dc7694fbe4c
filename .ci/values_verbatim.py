"""Looks up each value of each enum, as it is spelled, in the vendor's text of a member or filter that uses it."""

import json
import sys
import zipfile
from pathlib import Path

INSIDE = "tccli/services/teo/v20220901/api.json"


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


def main() -> int:
    specs, wheel = Path(sys.argv[1]), sys.argv[2]
    objects = json.loads(zipfile.ZipFile(wheel).read(INSIDE))["objects"]
    texts = {
        (name, member["name"]): member.get("document", "") + str(member.get("example", ""))
        for name, members in objects.items()
        for member in members["members"]
    }
    found, passed, failed = uses(specs), 0, 0
    for path in sorted(specs.glob("values/*.json")):
        values = json.loads(path.read_text())
        places = found.get(values["name"], [])
        for value in values["values"]:
            if any(value["value"] in texts.get(place, "") for place in places):
                passed += 1
            else:
                failed += 1
                print(f"{values['name']}: {value['value']!r} stands in none of {places}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
