//! Generates the bindings of the two actions that this program needs.

fn main() -> Result<(), teo_codegen::BuildError> {
    teo_codegen::Builder::embedded("teo", "2022-09-01")
        .actions(["CreatePrefetchTask", "DescribePrefetchTasks"])
        .build("edgeone")
}
