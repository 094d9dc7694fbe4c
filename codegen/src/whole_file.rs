//! Writing a file whole or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Into a file beside it, then renamed: whoever reads meanwhile sees the old one or the new one.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".beside-");
    // A temporary file's own permissions are narrower than those of other sources.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut beside = builder.tempfile_in(parent)?;
    beside.write_all(text.as_bytes())?;
    beside.persist(path)?;
    Ok(())
}
