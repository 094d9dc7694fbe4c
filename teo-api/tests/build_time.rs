//! What the feature `build-time` generates is what the generator makes of the same specs, and of the
//! released ones the same, byte for byte, as what is checked in.
#![cfg(feature = "build-time")]

use std::error::Error;
use std::path::Path;

use teo_codegen::{Folder, Options, Stale, generate};
use teo_specs::Spec;

#[test]
fn checked_in_and_build_time_output_are_equal() -> Result<(), Box<dyn Error>> {
    let made = Folder::new(Path::new(env!("OUT_DIR")).join("teo"));
    let spec = match option_env!("TEO_API_SPECS") {
        Some(folder) if !folder.is_empty() => Spec::load(Path::new(folder))?,
        _ => {
            let spec = Spec::embedded("teo", "2022-09-01")?;
            let files = generate(&spec, &Options::for_teo_api())?;
            let checked_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/generated");
            assert_eq!(Folder::new(checked_in).stale(&files)?, [] as [Stale; 0]);
            spec
        }
    };
    assert_eq!(made.stale(&generate(&spec, &Options::for_teo_api())?)?, [] as [Stale; 0]);
    Ok(())
}
