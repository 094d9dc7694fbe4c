#!/usr/bin/env python3
"""The public API of the four packages as text, one sorted line an item, in `docs/public-api/`, so that
a change of it is a diff to be reviewed. Read from the JSON that `.ci/public-api` made. Also fails if
an enum or a struct could not grow without breaking callers, unless EXHAUSTIVE has the reason.

Usage: public_api.py FOLDER [--check]. Without --check, the files are rewritten. Items that rustdoc
hides are not in them; neither are auto traits and the implementations that every type has. A local
type in a signature has its name alone, one of another crate has the crate's name before it."""

import difflib
import json
import sys
from pathlib import Path

PACKAGES = ["teo-specs", "teo-codegen", "teo-api", "teo-simulator"]
OUT = Path(__file__).parent.parent / "docs/public-api"
REWRITE = "bash .ci/public-api target/public-api && python3 .ci/public_api.py target/public-api"
# Generated: a line a type here, and its methods of the client elsewhere.
BINDINGS = "teo_api::teo"
EXHAUSTIVE = {
    "teo_codegen::Stale": "of two sets of files, there is no fourth case; who writes files must treat all",
    "teo_codegen::diff::Verdict": "the three levels of Semantic Versioning",
    "teo_specs::Constraint": "a generator that passed over a new kind would emit code that does not check it",
    "teo_specs::Direction": "sent, received or both: there is no fourth case",
    "teo_specs::Site": "a generator and a simulator must treat each site that an action names",
    "teo_specs::WireType": "a generator that passed over a new type would leave out its members",
}
# Of the standard library, these names mean several things: the module stands before them.
AMBIGUOUS = {"Error", "Result"}
STANDARD = {"std", "core", "alloc"}
# A crate that others use through the name of another one.
FACADES = {"serde_core": "serde"}


class Text:
    """Types, bounds and signatures as Rust writes them."""

    def __init__(self, crate: dict):
        self.paths, self.crates = crate["paths"], crate["external_crates"]

    def name(self, path: dict) -> str:
        summary = self.paths.get(str(path["id"]))
        last = path["path"].rsplit("::", 1)[-1]
        if summary is None or summary["crate_id"] == 0:
            return last
        owner, *inner = summary["path"]
        if owner not in STANDARD:
            return f"{FACADES.get(owner, owner)}::{last}"
        return f"{inner[0]}::{last}" if last in AMBIGUOUS and inner[0] != "result" else last

    def path(self, path: dict) -> str:
        return self.name(path) + self.arguments(path["args"])

    def arguments(self, arguments) -> str:
        if not arguments:
            return ""
        if "parenthesized" in arguments:
            signature = arguments["parenthesized"]
            inputs = ", ".join(map(self.type, signature["inputs"]))
            return f"({inputs}){self.output(signature['output'])}"
        angled = arguments["angle_bracketed"]
        texts = [self.argument(argument) for argument in angled["args"]]
        for constraint in angled["constraints"]:
            binding = constraint["binding"]
            if "equality" in binding:
                texts.append(f"{constraint['name']} = {self.argument(binding['equality'])}")
            else:
                texts.append(f"{constraint['name']}: {self.bounds(binding['constraint'])}")
        return f"<{', '.join(texts)}>" if texts else ""

    def argument(self, argument) -> str:
        if argument == "infer":
            return "_"
        ((kind, value),) = argument.items()
        return self.type(value) if kind == "type" else value if kind == "lifetime" else value["expr"]

    def type(self, kind) -> str:
        ((kind, value),) = kind.items() if isinstance(kind, dict) else ((kind, None),)
        match kind:
            case "resolved_path":
                return self.path(value)
            case "generic" | "primitive":
                return "!" if value == "never" else value
            case "tuple":
                return f"({', '.join(map(self.type, value))}{',' if len(value) == 1 else ''})"
            case "slice":
                return f"[{self.type(value)}]"
            case "array":
                return f"[{self.type(value['type'])}; {value['len']}]"
            case "impl_trait":
                return f"impl {self.bounds(value)}"
            case "infer":
                return "_"
            case "borrowed_ref":
                lifetime = f"{value['lifetime']} " if value["lifetime"] else ""
                mutable = "mut " if value["is_mutable"] else ""
                return f"&{lifetime}{mutable}{self.type(value['type'])}"
            case "raw_pointer":
                return f"*{'mut' if value['is_mutable'] else 'const'} {self.type(value['type'])}"
            case "dyn_trait":
                traits = [self.higher(t["generic_params"]) + self.path(t["trait"]) for t in value["traits"]]
                return "dyn " + " + ".join(traits + [value["lifetime"]] * bool(value["lifetime"]))
            case "function_pointer":
                inputs = ", ".join(self.type(input) for _, input in value["sig"]["inputs"])
                return f"{self.higher(value['generic_params'])}fn({inputs}){self.output(value['sig']['output'])}"
            case "qualified_path":
                owner = self.type(value["self_type"])
                if value["trait"] and value["trait"]["path"]:
                    owner = owner if owner == "Self" else f"<{owner} as {self.path(value['trait'])}>"
                return f"{owner}::{value['name']}{self.arguments(value['args'])}"
        sys.exit(f"public_api.py does not know the type {kind}; look at the format of rustdoc's JSON")

    def output(self, kind) -> str:
        return f" -> {self.type(kind)}" if kind else ""

    def higher(self, parameters: list) -> str:
        return f"for<{', '.join(parameter['name'] for parameter in parameters)}> " if parameters else ""

    def bounds(self, bounds: list) -> str:
        texts = []
        for bound in bounds:
            ((kind, value),) = bound.items()
            if kind == "trait_bound":
                modifier = {"none": "", "maybe": "?", "maybe_const": "~const "}[value["modifier"]]
                texts.append(self.higher(value["generic_params"]) + modifier + self.path(value["trait"]))
            elif kind == "outlives":
                texts.append(value)
            else:
                names = [use if isinstance(use, str) else next(iter(use.values())) for use in value]
                texts.append(f"use<{', '.join(names)}>")
        return " + ".join(texts)

    def parameters(self, generics: dict) -> str:
        texts = []
        for parameter in generics["params"]:
            ((kind, value),) = parameter["kind"].items()
            text = parameter["name"]
            if kind == "lifetime" and value["outlives"]:
                text += f": {' + '.join(value['outlives'])}"
            elif kind == "const":
                text = f"const {text}: {self.type(value['type'])}"
            elif kind == "type":
                if value["is_synthetic"]:
                    continue
                text += f": {self.bounds(value['bounds'])}" if value["bounds"] else ""
                text += f" = {self.type(value['default'])}" if value["default"] else ""
            texts.append(text)
        return f"<{', '.join(texts)}>" if texts else ""

    def where(self, generics: dict) -> str:
        texts = []
        for predicate in generics["where_predicates"]:
            ((kind, value),) = predicate.items()
            if kind == "bound_predicate":
                head = self.higher(value["generic_params"]) + self.type(value["type"])
                texts.append(f"{head}: {self.bounds(value['bounds'])}")
            elif kind == "lifetime_predicate":
                texts.append(f"{value['lifetime']}: {' + '.join(value['outlives'])}")
            else:
                texts.append(f"{self.type(value['lhs'])} = {self.argument(value['rhs'])}")
        return f" where {', '.join(texts)}" if texts else ""

    def input(self, name: str, kind: dict) -> str:
        text = self.type(kind)
        if name == "self" and text.endswith("Self") and text.startswith(("&", "Self")):
            return text.replace("Self", "self")
        return f"{name}: {text}"

    def function(self, path: str, function: dict) -> str:
        header, signature, generics = function["header"], function["sig"], function["generics"]
        words = [word for word in ("const", "async", "unsafe") if header[f"is_{word}"]]
        inputs = ", ".join(self.input(*input) for input in signature["inputs"])
        parameters = self.parameters(generics)
        output = self.output(signature["output"])
        return f"{' '.join([*words, 'fn'])} {path}{parameters}({inputs}){output}{self.where(generics)}"


class Api:
    """Every public item of a package that a path leads to."""

    def __init__(self, crate: dict):
        self.index, self.text = crate["index"], Text(crate)
        # Path, whether it is an implementation, which comes after the item itself, and line.
        self.lines: set[tuple[str, bool, str]] = set()
        # What callers could name in full, so that it cannot grow.
        self.exhaustive: set[str] = set()
        root = self.item(crate["root"])
        found: dict[int, list[str]] = {}
        self.walk(root, root["name"], found, [])
        self.homes = {id: min(paths, key=lambda path: (path.count("::"), path)) for id, paths in found.items()}
        for id, paths in found.items():
            for path in set(paths) - {self.homes[id]}:
                self.add(path, f"pub use {self.homes[id]} as {path}")
            self.print(self.item(id), self.homes[id])
        for item in self.index.values():
            if "impl" in item["inner"]:
                self.implementation(item["inner"]["impl"])

    def item(self, id: int) -> dict:
        return self.index.get(str(id))

    def add(self, path: str, line: str) -> None:
        self.lines.add((path, line.startswith("impl"), line))

    def walk(self, module: dict, path: str, found: dict, above: list) -> None:
        """Collects the paths of each item below a module, through re-exports too."""
        for id in module["inner"]["module"]["items"]:
            item, name = self.item(id), None
            while item and "use" in item["inner"]:
                use = item["inner"]["use"]
                name = name or use["name"]
                target = self.item(use["id"]) if use["id"] is not None else None
                if target is None:
                    self.add(f"{path}::{name}", f"pub use {use['source']} as {path}::{name}")
                elif use["is_glob"]:
                    if use["id"] not in above:
                        self.walk(target, path, found, [*above, use["id"]])
                    target = None
                item = target
            if item is None or item["visibility"] not in ("public", "default"):
                continue
            here = f"{path}::{name or item['name']}"
            found.setdefault(item["id"], []).append(here)
            if "module" in item["inner"] and item["id"] not in above:
                self.walk(item, here, found, [*above, item["id"]])

    def print(self, item: dict, path: str) -> None:
        ((kind, inner),) = item["inner"].items()
        text = self.text
        marks = "#[non_exhaustive] " if "non_exhaustive" in item["attrs"] else ""
        parameters = text.parameters(inner["generics"]) if "generics" in inner else ""
        match kind:
            case "module":
                self.add(path, f"mod {path}")
            case "function":
                self.add(path, text.function(path, inner))
            case "constant":
                self.add(path, f"const {path}: {text.type(inner['type'])}")
            case "static":
                self.add(path, f"static {path}: {text.type(inner['type'])}")
            case "type_alias":
                self.add(path, f"type {path}{parameters} = {text.type(inner['type'])}")
            case "macro":
                self.add(path, f"macro {path}!")
            case "proc_macro":
                self.add(path, f"{inner['kind']} macro {path}")
            case "struct":
                self.structure(path, f"{marks}struct {path}{parameters}", inner, is_open=bool(marks))
            case "enum":
                self.add(path, f"{marks}enum {path}{parameters}{text.where(inner['generics'])}")
                # One without variants, such as the filters of an action, has no value to match.
                if not marks and inner["variants"]:
                    self.exhaustive.add(path)
                if not is_binding(path):
                    for variant in map(self.item, inner["variants"]):
                        self.variant(f"{path}::{variant['name']}", variant)
            case "trait":
                self.trait(path, f"trait {path}{parameters}", inner)
            case _:
                sys.exit(f"public_api.py does not know a {kind}, which {path} is; teach it")

    def structure(self, path: str, head: str, inner: dict, is_open: bool) -> None:
        kind, where = inner["kind"], self.text.where(inner["generics"])
        if kind == "unit":
            fields, has_private, shape = [], False, ";"
        elif "tuple" in kind:
            fields, has_private = kind["tuple"], None in kind["tuple"]
            types = ["_" if id is None else f"pub {self.field(id)}" for id in fields]
            shape = f"({', '.join(types)});"
        else:
            fields, has_private = kind["plain"]["fields"], kind["plain"]["has_stripped_fields"]
            shape = " { … }" if has_private else ""
        if not is_open and not has_private:
            self.exhaustive.add(path)
        self.add(path, head + ("" if is_binding(path) else where + shape))
        if isinstance(kind, dict) and "plain" in kind and not is_binding(path):
            for field in map(self.item, fields):
                self.add(f"{path}::{field['name']}", f"field {path}::{field['name']}: {self.field(field['id'])}")

    def field(self, id: int) -> str:
        return self.text.type(self.item(id)["inner"]["struct_field"])

    def variant(self, path: str, item: dict) -> None:
        kind = item["inner"]["variant"]["kind"]
        marks = "#[non_exhaustive] " if "non_exhaustive" in item["attrs"] else ""
        if kind == "plain":
            shape = ""
        elif "tuple" in kind:
            shape = f"({', '.join('_' if id is None else self.field(id) for id in kind['tuple'])})"
        else:
            fields = map(self.item, kind["struct"]["fields"])
            shape = " { " + ", ".join(f"{field['name']}: {self.field(field['id'])}" for field in fields) + " }"
        self.add(path, f"{marks}variant {path}{shape}")

    def trait(self, path: str, head: str, inner: dict) -> None:
        bounds = f": {self.text.bounds(inner['bounds'])}" if inner["bounds"] else ""
        self.add(path, f"{head}{bounds}{self.text.where(inner['generics'])}")
        self.members(path, inner["items"])

    def members(self, path: str, ids: list) -> None:
        """Items of a trait or of an `impl` block."""
        for item in map(self.item, ids):
            ((kind, inner),) = item["inner"].items()
            here = f"{path}::{item['name']}"
            if kind == "function":
                # A provided method, which an implementation may leave out, ends like this.
                end = " { … }" if inner["has_body"] and item["visibility"] == "default" else ""
                self.add(here, self.text.function(here, inner) + end)
            elif kind == "assoc_const":
                value = f" = {inner['value']}" if inner["value"] else ""
                self.add(here, f"const {here}: {self.text.type(inner['type'])}{value}")
            else:
                bounds = f": {self.text.bounds(inner['bounds'])}" if inner["bounds"] else ""
                default = f" = {self.text.type(inner['type'])}" if inner["type"] else ""
                self.add(here, f"type {here}{bounds}{default}")

    def implementation(self, inner: dict) -> None:
        target, trait, text = inner["for"], inner["trait"], self.text
        id = target["resolved_path"]["id"] if "resolved_path" in target else None
        home = self.homes.get(id)
        if trait is None:
            if home and is_binding(home):
                return
            if home:
                self.members(home, inner["items"])
            return
        hidden = self.item(id) is not None and home is None
        generic = inner["is_synthetic"] or inner["blanket_impl"]
        hidden_trait = self.item(trait["id"]) is not None and trait["id"] not in self.homes
        if generic or hidden or hidden_trait or (home and is_binding(home)) or "Structural" in trait["path"]:
            return
        items = map(self.item, inner["items"])
        types = [(item["name"], item["inner"]["assoc_type"]) for item in items if "assoc_type" in item["inner"]]
        types = "; ".join(f"type {name} = {text.type(inner['type'])}" for name, inner in types)
        types = f" {{ {types} }}" if types else ""
        for_type = text.type(target)
        if home:
            for_type = home + for_type[len(text.name(target["resolved_path"])) :]
        head = f"impl{text.parameters(inner['generics'])} {'!' if inner['is_negative'] else ''}"
        # Beside the type, or beside the trait if the type is of another crate.
        beside = home or self.homes[trait["id"]] if home or trait["id"] in self.homes else for_type
        self.add(beside, f"{head}{text.path(trait)} for {for_type}{text.where(inner['generics'])}{types}")


def is_binding(path: str) -> bool:
    return path.startswith(f"{BINDINGS}::")


def main() -> int:
    folder, check = Path(sys.argv[1]), "--check" in sys.argv[2:]
    faults, exhaustive, lines = [], set(), 0
    for package in PACKAGES:
        api = Api(json.loads((folder / f"{package.replace('-', '_')}.json").read_text()))
        new = [f"{line}\n" for *_, line in sorted(api.lines)]
        exhaustive |= api.exhaustive
        lines += len(new)
        path = OUT / f"{package}.txt"
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(new))
            continue
        old = path.read_text().splitlines(keepends=True) if path.exists() else []
        changes = [line.rstrip("\n") for line in difflib.unified_diff(old, new, n=0) if line[0] in "+-"][2:]
        if changes:
            faults += [f"{path.relative_to(OUT.parent.parent)} is not the public API of {package}:", *changes]
    if faults:
        faults.append(f"If this change is meant, rewrite the files and commit them: {REWRITE}")
    for path in sorted(exhaustive - set(EXHAUSTIVE)):
        faults.append(f"{path} cannot grow: write #[non_exhaustive], or its reason into EXHAUSTIVE")
    for path in sorted(set(EXHAUSTIVE) - exhaustive):
        faults.append(f"{path} is not exhaustive, or is gone: remove it from EXHAUSTIVE")
    print("\n".join(faults + [f"{lines} lines of public API, {len(exhaustive)} types that cannot grow"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
