#!/usr/bin/env python3
"""No old word where people see it: as an identifier in the public API of the four packages (by
rustdoc's JSON), as a key of a spec, or as a phrase in documents, rustdoc and messages. The table
says what is written instead. Usage: words.py FOLDER, with the JSON that `.ci/public-api` made."""

import json
import re
import sys
from pathlib import Path

IDENTIFIERS = {
    "core": "runtime",
    "Place": "Field",
    "PlaceMut": "FieldMut",
    "View": "ValueRef",
    "view": "value",
    "Slot": "ValueMut",
    "slot": "value_mut",
    "ListView": "ListRef",
    "ListSlot": "ListMut",
    "Reach": "Access",
    "Fill": "Insert",
    "Look": "Get",
    "Word": "StringScalar",
    "Described": "Schema",
    "facts": "schema",
    "FACTS": "SCHEMA",
    "StructureFacts": "StructureSchema",
    "ActionFacts": "ActionSchema",
    "ServiceFacts": "ServiceSchema",
    "ErrorFacts": "ErrorSchema",
    "promised": "always_returned",
    "plain": "non_optional",
    "cure": "hint",
    "is_passing": "transient",
    "is_passing_fault": "transient",
    "is_worth_another": "should_retry",
    "repeat_effects": "retry_mutating",
    "RateLimited": "QueueTimeout",
    "Renewing": "Refreshing",
    "reads_only": "read_only",
}
KEYS = {"cure": "hint", "promised": "always_returned", "reads_only": "read_only"}
PHRASES = {
    r"answer(s|ed|ing)?": "response, returned",
    r"cures?": "hint",
    r"promised|promises nothing": "always returned",
    r"(failed|fails?) in passing": "transient",
    r"passes with time": "transient",
    r"worth another": "retried",
    r"change[sd]? something": "mutating",
    r"only reads?|reads only": "read-only",
    r"renew(s|ed|ing|als?)?": "refresh",
    r"carried out|carry out": "executed",
    r"told apart|tells? of|come of it|be it|is had": "subject, verb, object",
}
PACKAGES = ["teo_api", "teo_codegen", "teo_simulator", "teo_specs"]
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/*.md", "*/README.md"]
SOURCES = ["teo-api/src", "codegen/src", "simulator/src", "api-specs/src"]
# The generator's own words in generated documentation; the rest of it comes from the specs.
EMITTED = re.compile(r"is answered with\.|[Ss]ent by .*answered by|; changes something|; only reads|Passes with time")
# Texts that no person reads, or whose word means something else.
EXCEPTIONS = {
    ("simulator/src", "answer"): "a label that a seed is mixed with: another one changes every example",
}
WORD = re.compile(r"(?i)(?<![\w-])(?:" + "|".join(f"(?P<p{n}>{p})" for n, p in enumerate(PHRASES)) + r")(?![\w-])")
STRING = re.compile(r'r#"((?:.|\n)*?)"#|"((?:\\.|[^"\\])*)"')


def phrases(text: str) -> list:
    found = []
    for match in WORD.finditer(text):
        pattern = next(n for n, value in enumerate(match.groupdict().values()) if value)
        around = " ".join(text[max(0, match.start() - 40) : match.end() + 30].split())
        found.append((match[0], list(PHRASES.values())[pattern], around))
    return found


def keys(value) -> set:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys(inner)}
    return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()


def api(folder: Path):
    """Every public item of the four packages: package, name, file, documentation."""
    for package in PACKAGES:
        for item in json.loads((folder / f"{package}.json").read_text())["index"].values():
            span = item["span"] or {"filename": "", "begin": [0]}
            if item["crate_id"] == 0:
                yield package, item["name"], span["filename"], span["begin"][0], item["docs"] or ""


def messages(folder: str):
    for path in sorted(Path(folder).rglob("*.rs")):
        if "generated" in path.parts or "tests" in str(path):
            continue
        text = re.sub(r"^\s*//.*$", "", path.read_text().split("#[cfg(test)]\nmod tests {")[0], flags=re.M)
        for match in STRING.finditer(text):
            literal = match[1] or match[2] or ""
            if " " in literal or (folder, literal) not in EXCEPTIONS:
                yield path, literal


def main() -> int:
    faults = []
    for package, name, file, line, docs in api(Path(sys.argv[1])):
        if name in IDENTIFIERS and "/generated/" not in file:
            faults.append(f"{package}: `{name}` in {file}:{line}; write `{IDENTIFIERS[name]}`")
        if "/generated/" in file:
            faults += [f"{file}:{line}: rustdoc says «{match[0]}»" for match in EMITTED.finditer(docs)]
            continue
        faults += [f"{file}:{line}: rustdoc says «{around}»; write {new}" for _, new, around in phrases(docs)]
    for path in Path("api-specs").rglob("*.json"):
        for key in sorted(keys(json.loads(path.read_text())) & set(KEYS)):
            faults.append(f"{path}: the key `{key}`; write `{KEYS[key]}`")
    documents = [path for pattern in DOCUMENTS for path in sorted(Path(".").glob(pattern))]
    for path in documents:
        faults += [f"{path}: «{around}»; write {new}" for _, new, around in phrases(path.read_text())]
    for folder in SOURCES:
        for path, literal in messages(folder):
            faults += [f"{path}: a message says «{around}»; write {new}" for _, new, around in phrases(literal)]
    print("\n".join(faults))
    print(f"{len(faults)} old words in the public API, the keys of specs, {len(documents)} documents and messages")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
