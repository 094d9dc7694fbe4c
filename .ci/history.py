"""What changed between two releases of the vendor's metadata, straight from the two api.json files, and
whether `cargo codegen diff` and `import` have seen the same. Knows nothing of the generator.

history.py facts OLD.whl NEW.whl                     the list, as JSON
history.py compare LIST.json DIFF.json IMPORT.json   exit status 1 if something is missing or too much
"""

import json
import sys
import zipfile

INSIDE = "tccli/services/teo/v20220901/api.json"


def read(wheel: str) -> dict:
    return json.loads(zipfile.ZipFile(wheel).read(INSIDE))


def places(metadata: dict) -> dict[str, str]:
    """Where the members of each object stand in our specs."""
    found = {name: f"structures/{name}.json#/members" for name in metadata["objects"]}
    for name, action in metadata["actions"].items():
        found[action["input"]] = f"actions/{name}.json#/parameters"
        found[action["output"]] = f"actions/{name}.json#/response"
    return found


def reached(metadata: dict, side: str) -> set[str]:
    """The objects that travel that way."""
    open_, seen = [action[side] for action in metadata["actions"].values()], set()
    while open_:
        name = open_.pop()
        if name in metadata["objects"] and name not in seen:
            seen.add(name)
            members = metadata["objects"][name]["members"]
            open_ += [member["member"] for member in members if not member.get("disabled")]
    return seen


def facts(old: dict, new: dict) -> dict:
    found = {key: [] for key in ("members_added", "members_gone", "became_required",
                                 "became_optional", "types_changed", "output_required_changed")}
    at, sent = places(new), reached(new, "input")
    for name, before in old["objects"].items():
        after = new["objects"].get(name, {"members": []})
        was, now = ({m["name"]: m for m in o["members"] if not m.get("disabled")} for o in (before, after))
        place = at.get(name, places(old)[name])
        found["members_added"] += [f"{place}/{m}" for m in now.keys() - was.keys()]
        found["members_gone"] += [f"{place}/{m}" for m in was.keys() - now.keys()]
        for member in was.keys() & now.keys():
            a, b = was[member], now[member]
            here = f"{place}/{member}"
            if (a["type"], a["member"]) != (b["type"], b["member"]):
                found["types_changed"].append(here)
            # In an answer it means nothing.
            if name in sent and bool(a.get("required")) != bool(b.get("required")):
                found["became_required" if b.get("required") else "became_optional"].append(here)
            if bool(a.get("output_required")) != bool(b.get("output_required")):
                # Always returned means that the member may not be null either, and is only received.
                promise = [bool(m.get("output_required") and not m.get("value_allowed_null")) for m in (a, b)]
                moved = name not in sent and promise[0] != promise[1]
                found["output_required_changed"].append({"place": here, "promise_changed": moved})
    found["output_required_changed"].sort(key=lambda change: change["place"])
    lists = {key: sorted(value) if key != "output_required_changed" else value for key, value in found.items()}
    shared = [{n for n, o in m["objects"].items() if o.get("type") != "object"} for m in (old, new)]
    return {
        "actions_added": sorted(new["actions"].keys() - old["actions"].keys()),
        "actions_gone": sorted(old["actions"].keys() - new["actions"].keys()),
        "structures_added": sorted(shared[1] - shared[0]),
        **lists,
    }


def seen(diff: dict, report: dict) -> dict:
    """The same list, by what our own commands say."""
    changes = [(c["kind"], c["file"], c["pointer"]) for c in diff["changes"]]
    name = lambda file: file.split("/")[1].removesuffix(".json")
    files = lambda kind, folder: sorted(name(f) for k, f, p in changes if k == kind and not p and f.startswith(folder))
    members = lambda *kinds: sorted(f"{f}#{p}" for k, f, p in changes if k in kinds and p)
    owner = lambda kind, key: sorted(place.removesuffix(key) for place in members(kind))
    return {
        "actions_added": files("added", "actions/"),
        "actions_gone": files("removed", "actions/"),
        "structures_added": files("added", "structures/"),
        "members_added": members("added"),
        "members_gone": members("removed", "renamed"),
        "became_required": owner("required", "/required"),
        "became_optional": owner("optional", "/required"),
        "types_changed": owner("type", "/type"),
        "promises_changed": sorted(line.split(": ")[0] for line in report["drifted"]),
    }


def compare(facts: dict, diff: dict, report: dict) -> bool:
    ours = seen(diff, report)
    moved = facts.pop("output_required_changed")
    theirs = {**facts, "promises_changed": [c["place"] for c in moved if c["promise_changed"]]}
    for key, value in theirs.items():
        for place in sorted(set(value) ^ set(ours[key])):
            print(f"{key}: {place} is only in {'the list' if place in value else 'what our commands say'}")
        print(f"{key:<24} {len(value):>4}  {'equal' if value == ours[key] else 'DIFFERENT'}")
    print(f"{'output_required_changed':<24} {len(moved):>4}  of which the promises above; in the rest null is allowed, "
          "before and after, so that no promise was made or withdrawn")
    print(f"verdict {diff['verdict']}, {diff['counts']}, {diff['version']['current']} -> {diff['version']['next']}")
    return theirs == ours and diff["verdict"] == "additive"


def main() -> None:
    command, *files = sys.argv[1:]
    if command == "facts":
        print(json.dumps(facts(*map(read, files)), indent=2))
    else:
        parts = [json.load(open(file)) for file in files]
        sys.exit(0 if compare(*parts) else 1)


if __name__ == "__main__":
    main()
