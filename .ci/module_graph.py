#!/usr/bin/env python3
"""The modules of teo-api, teo-codegen and teo-simulator, and which of them use which: read from the
paths in their source. Fails if modules at the top of a package use each other in a circle, or if
teo-api has more than twelve of them.

A path such as `crate::runtime::Client` that a module re-exports counts as a use of the module that
defines the item. Tests and comments do not count."""

import re
import sys
from pathlib import Path

# Package, and the modules whose children are at the top beside those of the crate root itself.
PACKAGES = {"teo-api": ["runtime"], "codegen": [], "simulator": []}
MOST_AT_THE_TOP = {"teo-api": 12}
# What a generator writes uses one module alone, which `check_generated` holds.
GENERATED = "generated"
TREE = re.compile(r"\b(crate|super|self)(?=\s*::)((?:::\s*(?:r#)?\w+)*)(::\s*\{)?")
IDENTIFIER = re.compile(r"(?:r#)?\w+")


def source(path: Path) -> str:
    """The file without comments, texts and test modules."""
    text = re.sub(r'r#"(?:.|\n)*?"#|"(?:\\.|[^"\\])*"', '""', re.sub(r"//[^\n]*", "", path.read_text()))
    return re.sub(r"#\[cfg\(test\)\]\s*(pub(\(\w+\))? )?mod \w+ \{(.|\n)*\Z", "", text)


def is_binary(path: Path) -> bool:
    return path.parts[0] in ("main.rs", "commands.rs", "commands")


def is_test(path: Path) -> bool:
    parts = [part.removesuffix(".rs") for part in path.parts]
    return "tests" in parts or parts[-1].startswith("test_")


def module_of(path: Path) -> tuple:
    parts = list(path.with_suffix("").parts)
    return () if parts in (["lib"], ["main"]) else tuple(p for p in parts if p != "mod")


def close(text: str, start: int) -> int:
    depth = 0
    for index in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if depth == 0:
            return index
    return len(text)


def branches(text: str) -> list:
    """`a::{b, c::d}` as [(a, b), (a, c, d)]."""
    found, depth, start = [], 0, 0
    for index, letter in enumerate(text + ","):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            branch = text[start:index].strip()
            start = index + 1
            if not branch:
                continue
            head, brace, rest = branch.partition("{")
            head = tuple(name for name in IDENTIFIER.findall(head.split(" as ")[0]) if name != "self")
            if brace:
                found += [head + tail for tail in branches(rest.rsplit("}", 1)[0])]
            else:
                found.append(head)
    return found


def paths(text: str, module: tuple) -> list:
    """Absolute paths that the text of a module names."""
    found = []
    for match in TREE.finditer(text):
        base = {"crate": (), "self": module, "super": module[:-1]}[match[1]]
        names = IDENTIFIER.findall(match[2])
        while names and names[0] == "super":
            base, names = base[:-1], names[1:]
        head = base + tuple(names)
        if match[3]:
            brace = match.end() - 1
            found += [head + tail for tail in branches(text[brace + 1 : close(text, brace)])]
        else:
            found.append(head)
    # A `use` that begins with a child module.
    for match in re.finditer(r"^\s*(?:pub(?:\(\w+\))? )?use ((?!crate|super|self|std)\w[^;]*);", text, re.M):
        found += [module + branch for branch in branches(match[1])]
    return found


class Package:
    def __init__(self, name: str, opened: list):
        self.name, self.opened = name, opened
        root = Path(name, "src")
        files = {path.relative_to(root): path for path in sorted(root.rglob("*.rs"))}
        self.files = {
            short: source(path)
            for short, path in files.items()
            if GENERATED not in short.parts and not is_test(short) and not is_binary(short)
        }
        self.modules = {module_of(short) for short in self.files}
        self.modules |= {module[:n] for module in self.modules for n in range(len(module))}
        self.exports = {}
        for short, text in self.files.items():
            module = module_of(short)
            for use in re.finditer(r"\bpub(?:\([\w ]+\))? use ([^;]+);", text):
                for branch in branches(use[1]):
                    branch = self.absolute(branch, module)
                    if branch:
                        self.exports[module + (branch[-1],)] = branch

    def absolute(self, branch: tuple, module: tuple) -> tuple:
        if branch and branch[0] == "crate":
            return branch[1:]
        if branch and branch[0] == "super":
            return module[:-1] + branch[1:]
        return module + branch if module + branch[:1] in self.modules else ()

    def home(self, path: tuple) -> tuple:
        """The module that defines what a path leads to."""
        for _ in range(8):
            export = next((path[:n] for n in range(len(path), 0, -1) if path[:n] in self.exports and path[:n] not in self.modules), None)
            if export is None:
                break
            path = self.exports[export] + path[len(export) :]
        return next((path[:n] for n in range(len(path), -1, -1) if path[:n] in self.modules), ())

    def top(self, module: tuple) -> str:
        if not module:
            return "lib"
        opened = module[0] in self.opened and len(module) > 1
        return "::".join(module[: 2 if opened else 1])

    def edges(self) -> dict:
        edges = {}
        for short, text in self.files.items():
            module = module_of(short)
            if not module or (len(module) == 1 and module[0] in self.opened):
                continue  # It declares and re-exports.
            user = self.top(module)
            for path in paths(text, module):
                used = self.top(self.home(path))
                if used != user and used not in self.opened:
                    edges.setdefault(user, set()).add(used)
            edges.setdefault(user, set())
        return edges


def circles(edges: dict) -> list:
    """The strongly connected sets of more than one module."""
    def reach(start):
        seen, todo = set(), [start]
        while todo:
            for following in edges.get(todo.pop(), ()):
                if following not in seen:
                    seen.add(following)
                    todo.append(following)
        return seen
    reached = {module: reach(module) for module in edges}
    found = {frozenset(other for other in edges if other in reached[module] and module in reached[other]) for module in edges if module in reached[module]}
    return sorted(sorted(circle) for circle in found)


def check_generated() -> bool:
    """Generated files of teo-api name nothing of it but `runtime::codegen`."""
    sound = True
    for path in sorted(Path("teo-api/src").rglob(f"{GENERATED}/**/*.rs")):
        for match in re.finditer(r"^use crate::(?!runtime::codegen;).*", path.read_text(), re.M):
            print(f"{path}: {match[0]}")
            sound = False
    return sound


def main() -> int:
    sound = check_generated()
    for name, opened in PACKAGES.items():
        package = Package(name, opened)
        edges = package.edges()
        uses = sum(len(used) for used in edges.values())
        print(f"{name}: {len(edges)} modules at the top, {uses} uses between them")
        for module, used in sorted(edges.items()):
            print(f"  {module:<21} -> {', '.join(sorted(used)) or '-'}")
        if len(edges) > MOST_AT_THE_TOP.get(name, len(edges)):
            print(f"{name} has more than {MOST_AT_THE_TOP[name]} modules at the top")
            sound = False
        for circle in circles(edges):
            print(f"{name}: these use each other: {', '.join(circle)}")
            sound = False
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
