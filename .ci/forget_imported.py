"""Deletes from the specs every key that `cargo codegen import` owns, to see that it brings them back."""

import json
import sys
from pathlib import Path

OWNED = {"type", "required", "always_returned"}


def forget(spec: dict) -> None:
    # Not `withdrawn`: which release was the first without an action, the newest does not tell.
    # Not `deprecated`: a person marks what only the vendor's prose calls so.
    for key in ("sites", "direction", "disabled", "sources"):
        spec.pop(key, None)
    for name in ("parameters", "response", "members"):
        for member in spec.get(name, []):
            for key in OWNED:
                member.pop(key, None)
        # A member of which nothing is left but its name is the importer's altogether.
        if name in spec:
            spec[name] = [member for member in spec[name] if set(member) != {"name"}]


def main() -> None:
    # A person wrote all of the values and the lifecycles.
    written = ("values", "resources")
    files = [path for path in Path(sys.argv[1]).rglob("*.json") if path.parent.name not in written]
    for path in files:
        spec = json.loads(path.read_text())
        forget(spec)
        path.write_text(json.dumps(spec))
    print(f"{len(files)} files without what the importer owns")


if __name__ == "__main__":
    main()
