//! Writes a file completely or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes to a temporary file in the same folder and renames it, so that a concurrent reader sees
/// either the old text or the new text.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".beside-");
    // By default, only the owner can read a temporary file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut temporary = builder.tempfile_in(parent)?;
    temporary.write_all(text.as_bytes())?;
    temporary.persist(path)?;
    Ok(())
}
