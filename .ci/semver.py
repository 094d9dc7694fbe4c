"""Do others see what `cargo codegen diff` says? Each edit of codegen/tests/diff/edits is made to a copy of
the specs beside it; both become a crate on the runtime of teo-api; cargo-semver-checks compares the two, and
the compiler a program that names everything that the crate had before with its type. A verdict of
ours that one of them does not share must be explained in blind-spots.json.

semver.py TEO_CODEGEN [EDIT...]
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EDITS = ROOT / "codegen/tests/diff"
JUDGES = ("semver-checks", "compiler")


def apply(step: dict, specs: Path) -> None:
    """One step of a JSON patch (RFC 6902); the path "" stands for the file itself."""
    file, (parent, _, key) = specs / step["file"], step["path"].rpartition("/")
    if not step["path"]:
        file.unlink() if step["op"] == "remove" else file.write_text(json.dumps(step["value"]))
        return
    spec = json.loads(file.read_text())
    at = spec
    for part in parent.split("/")[1:]:
        at = at[int(part)] if isinstance(at, list) else at[part]
    if isinstance(at, list):
        key = len(at) if key == "-" else int(key)
    if step["op"] == "remove":
        del at[key]
    elif step["op"] == "add" and isinstance(at, list):
        at.insert(key, step["value"])
    else:
        at[key] = step["value"]
    file.write_text(json.dumps(spec))


class Workplace:
    """A crate `shop` that is generated anew for each edit, and a program `caller` that uses it."""

    def __init__(self, place: Path, codegen: str) -> None:
        self.place, self.codegen = place, codegen
        self.package("shop", f'teo-api = {{ path = "{ROOT}/teo-api", default-features = false }}')
        (place / "shop/src/lib.rs").write_text("//! Made from edited specs.\nuse teo_api::runtime;\npub mod api;\n")
        self.package("caller", f'shop = {{ path = "../shop" }}\nteo-api = {{ path = "{ROOT}/teo-api", default-features = false }}')
        (place / "caller/src/main.rs").write_text("fn main() {}\n")
        members = '[workspace]\nresolver = "3"\nmembers = ["shop", "caller"]\n'
        (place / "Cargo.toml").write_text(members)
        shutil.copy(ROOT / "Cargo.lock", place)

    def package(self, name: str, dependencies: str) -> None:
        (self.place / name / "src").mkdir(parents=True)
        head = f'[package]\nname = "{name}"\nversion = "1.0.0"\nedition = "2024"\nlicense = "MIT"\n\n[dependencies]\n'
        (self.place / name / "Cargo.toml").write_text(head + dependencies + "\n")

    def run(self, *command: str) -> subprocess.CompletedProcess:
        # What rustdoc needs for JSON, and for all: with another environment cargo builds all anew.
        env = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
        return subprocess.run(command, cwd=self.place, env=env, capture_output=True, text=True)

    def must(self, *command: str) -> None:
        done = self.run(*command)
        if done.returncode:
            sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")

    def generate(self, specs: Path) -> Path:
        """Makes the crate and its description."""
        out = self.place / "shop/src/api"
        self.must(self.codegen, "generate", "--specs", specs, "--out", out, "--no-client")
        self.must("cargo", "rustdoc", "--quiet", "--package", "shop", "--lib", "--",
                  "-Zunstable-options", "--output-format", "json", "--cap-lints", "allow")
        described = self.place / f"{specs.name}.json"
        shutil.copy(Path(os.environ["CARGO_TARGET_DIR"]) / "doc/shop.json", described)
        return described

    def semver_checks(self, old: Path, new: Path) -> bool:
        """Whether it sees a break, which no minor version may hold."""
        done = self.run("cargo", "semver-checks", "--baseline-rustdoc", old, "--current-rustdoc", new,
                        "--release-type", "minor")
        if "Checked" not in done.stderr:
            sys.exit(f"cargo semver-checks has checked nothing\n{done.stderr}")
        return done.returncode != 0

    def compiler(self) -> bool:
        """Whether the program that suited the first crate compiles no more."""
        done = self.run("cargo", "check", "--quiet", "--package", "caller")
        if "could not compile `shop`" in done.stderr:
            sys.exit(done.stderr)
        return done.returncode != 0


def argument(parameter: str) -> str:
    """Something that the parameter takes and, as far as can be, nothing else does."""
    if parameter.startswith("impl IntoIterator<Item = "):
        return f"[{argument(parameter[len('impl IntoIterator<Item = '):-1])}]"
    into = re.fullmatch(r"impl Into<(\w+)>", parameter)[1]
    return 'Box::<str>::from("a")' if into == "String" else f'{into}::from("a")'


def caller(api: Path) -> str:
    """A program that names each field, constructor and item of a list with its type, each variant and
    each constant."""
    lines = {"fields": [], "variants": [], "constants": [], "constructors": [], "lists": []}
    for file in sorted(api.rglob("*.rs")):
        text = file.read_text()
        for name, body in re.findall(r"pub struct (\w+) \{\n(.*?)\n\}", text, re.S):
            for field, kind in re.findall(r"^    pub ([\w#]+): (.+?),$", body, re.M):
                lines["fields"].append(f"let _: fn(&{name}) -> &{kind} = |whole| &whole.{field};")
        for name, body in re.findall(r"pub enum (\w+) \{\n(.*?)\n\}", text, re.S):
            for variant in re.findall(r"^    (\w+),$", body, re.M):
                lines["variants"].append(f"let _ = {name}::{variant};")
        lists = r"^impl codegen::PagedAction for (\w+) \{\n    type Item = (\w+);.*?&mut (\w+)\) ->"
        for name, item, response in re.findall(lists, text, re.S | re.M):
            kind = f"fn(&mut {response}) -> &mut Vec<{item}>"
            lines["lists"].append(f"let _: {kind} = <{name} as runtime::PagedAction>::items;")
        for constant in re.findall(r"pub const (\w+): &str", text):
            lines["constants"].append(f"let _: &str = error_codes::{constant};")
        for name, body in re.findall(r"^impl (\w+Filter) \{\n(.*?)\n\}", text, re.S | re.M):
            found = re.findall(r"pub fn (\w+)\(\s*(.*?),?\s*\) -> (\w+) \{", body, re.S)
            for function, parameters, kind in found:
                kinds = re.findall(r"\w+: (impl IntoIterator<Item = impl Into<\w+>>|impl Into<\w+>)", parameters)
                arguments = ", ".join(map(argument, kinds))
                lines["constructors"].append(f"let _: {kind} = {name}::{function}({arguments});")
    print("a caller of", ", ".join(f"{len(found)} {what}" for what, found in lines.items()))
    if not all(lines.values()):
        sys.exit("nothing of one of these was found; has what is emitted changed its form?")
    body = "\n    ".join(line for found in lines.values() for line in found)
    return f"#![allow(unused, deprecated)]\nuse shop::api::*;\nuse teo_api::runtime;\n\nfn main() {{\n    {body}\n}}\n"


def main() -> None:
    codegen, *only = sys.argv[1:]
    edits = {file.stem: json.loads(file.read_text()) for file in sorted((EDITS / "edits").glob("*.json"))}
    blind = json.loads((EDITS / "blind-spots.json").read_text())
    wrong = [f"{judge}: there is no edit {name}" for judge in JUDGES for name in blind[judge] if name not in edits]
    with tempfile.TemporaryDirectory() as folder:
        workplace = Workplace(Path(folder), codegen)
        old = workplace.generate(EDITS / "specs")
        (workplace.place / "caller/src/main.rs").write_text(caller(workplace.place / "shop/src/api"))
        if workplace.compiler():
            sys.exit(workplace.run("cargo", "check", "--package", "caller").stderr)
        print(f"{'edit':<22} {'diff':<14} {JUDGES[0]:<14} {JUDGES[1]:<14}")
        for name, edit in edits.items():
            if only and name not in only:
                continue
            specs = workplace.place / "specs" / name
            shutil.copytree(EDITS / "specs", specs)
            for step in edit["patch"]:
                apply(step, specs)
            new = workplace.generate(specs)
            theirs = {"semver-checks": workplace.semver_checks(old, new), "compiler": workplace.compiler()}
            notes = []
            for judge, breaks in theirs.items():
                agrees, reason = breaks == (edit["verdict"] == "breaking"), blind[judge].get(name)
                if agrees and reason:
                    wrong.append(f"{name}: {judge} agrees, so that blind-spots.json need not say why not")
                if not agrees and not reason:
                    wrong.append(f"{name}: {judge} says otherwise, and blind-spots.json does not say why")
                if not agrees:
                    notes.append(f"{judge}: {reason or 'UNEXPLAINED'}")
            words = [("breaking" if breaks else "not breaking") for breaks in theirs.values()]
            print(f"{name:<22} {edit['verdict']:<14} {words[0]:<14} {words[1]:<14} {'; '.join(notes) or 'agree'}", flush=True)
    for line in wrong:
        print(line, file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
