//! Nothing, unless the feature `build-time` asks for bindings made now instead of those checked in.

#[cfg(not(feature = "build-time"))]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}

#[cfg(feature = "build-time")]
#[allow(clippy::print_stderr, reason = "a failed build script talks to people that way")]
fn main() -> std::process::ExitCode {
    const SPECS: &str = "TEO_API_SPECS";
    println!("cargo::rerun-if-env-changed={SPECS}");
    let builder = match std::env::var_os(SPECS).filter(|folder| !folder.is_empty()) {
        Some(folder) => teo_codegen::Builder::folder(folder),
        None => teo_codegen::Builder::embedded("teo", "2022-09-01"),
    };
    match builder.options(teo_codegen::Options::for_teo_api()).build("teo") {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            // Cargo shows a failed build script's errors line by line.
            eprintln!("{SPECS} or the embedded specs: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}
