//! Changes many files as one step, as far as a file system allows. [`stage`] writes all new texts
//! into a separate folder, and then a journal with the path of each file. [`finish`] moves the
//! files to these paths. If `finish` is interrupted, the next call finds the journal and moves the
//! remaining files. Before the journal exists, no file has changed; from then on, `finish`
//! completes the change.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Changes;

/// The folder of staged files, in the root of the checkout: on the same file system, and ignored by
/// git.
const FOLDER: &str = ".codegen-update";
/// The journal, which is written after all other staged files. It has a line for each file, with
/// `write` or `remove` and the path.
const JOURNAL: &str = "journal";
/// Subfolder of the new texts.
const AFTER: &str = "after";
/// Subfolder of the old texts.
const BEFORE: &str = "before";

/// The reason why files could not be staged or moved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// An I/O error occurred before any file of the checkout was changed.
    #[error("cannot prepare the update: error at {}; nothing was changed", .path.display())]
    Stage {
        /// The file or folder with the error.
        path: PathBuf,
        /// The underlying I/O error.
        source: io::Error,
    },
    /// An I/O error occurred while files were checked or moved.
    #[error(
        "cannot finish the update: error at {}; remove the cause, and the next `cargo codegen` \
         command will continue the update", .path.display()
    )]
    Finish {
        /// The file or folder with the error.
        path: PathBuf,
        /// The underlying I/O error.
        source: io::Error,
    },
    /// A file was changed after the update was interrupted.
    #[error(
        "an update was interrupted, and {} has been changed since: restore the file with `git \
         checkout` to let the update finish; to abandon the update, remove {FOLDER} and restore the \
         files that the update has written", .0.display()
    )]
    Changed(PathBuf),
}

/// Writes the changes into a separate folder, without changing the files of the checkout. First
/// removes the files that an earlier run left in the folder.
///
/// # Errors
///
/// When a file cannot be read or written. The folder is then removed, if possible.
pub fn stage(root: &Path, changes: &Changes) -> Result<(), JournalError> {
    let folder = root.join(FOLDER);
    let removal = remove_folder(&folder).map_err(|source| (folder.clone(), source));
    let result = removal.and_then(|()| write_all(root, &folder, changes));
    result.map_err(|(path, source)| {
        // Without a journal the folder has no effect, and the next run removes it.
        let _ = remove_folder(&folder);
        JournalError::Stage { path, source }
    })
}

/// Removes a folder, which may not exist.
fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Writes the old and the new texts, and then the journal.
fn write_all(root: &Path, folder: &Path, changes: &Changes) -> Result<(), (PathBuf, io::Error)> {
    let mut journal = String::new();
    for (path, text) in changes {
        let current = root.join(path);
        match fs::read(&current) {
            Ok(before) => write(&folder.join(BEFORE).join(path), &before)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err((current, error)),
        }
        match text {
            Some(text) => {
                write(&folder.join(AFTER).join(path), text.as_bytes())?;
                journal.push_str(&format!("write {path}\n"));
            }
            None => journal.push_str(&format!("remove {path}\n")),
        }
    }
    let (temporary_path, path) = (folder.join("unfinished-journal"), folder.join(JOURNAL));
    write(&temporary_path, journal.as_bytes())?;
    fs::rename(&temporary_path, &path).map_err(|error| (path, error))
}

/// Writes a file and flushes it to disk, since the other files must reach the disk before the
/// journal.
fn write(path: &Path, text: &[u8]) -> Result<(), (PathBuf, io::Error)> {
    let write_to_disk = || {
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        let mut file = File::create(path)?;
        file.write_all(text)?;
        file.sync_all()
    };
    write_to_disk().map_err(|error| (path.to_owned(), error))
}

/// Moves the staged files into the checkout, or the remaining ones after an interruption. Returns
/// the number of files in the journal; `None` if nothing is staged.
///
/// # Errors
///
/// When a file cannot be moved, or has been changed since it was staged.
pub fn finish(root: &Path) -> Result<Option<usize>, JournalError> {
    let folder = root.join(FOLDER);
    let path = folder.join(JOURNAL);
    let journal = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        result => result.map_err(|source| JournalError::Finish { path: path.clone(), source })?,
    };
    let lines: Vec<(&str, &str)> = journal.lines().filter_map(|l| l.split_once(' ')).collect();
    for (operation, file) in &lines {
        check_unchanged(root, &folder, operation, file)?;
    }
    for (operation, file) in &lines {
        let target = root.join(file);
        let result = if *operation == "write" {
            move_to(&folder.join(AFTER).join(file), &target)
        } else {
            ignore_not_found(fs::remove_file(&target))
        };
        result.map_err(|source| JournalError::Finish { path: target, source })?;
    }
    // Without the journal the rest of the folder has no effect.
    let removal = ignore_not_found(fs::remove_file(&path)).and_then(|()| remove_folder(&folder));
    removal.map_err(|source| JournalError::Finish { path: folder, source })?;
    Ok(Some(lines.len()))
}

/// Checks that a file has its old or its new text, since the update would overwrite any other text.
/// A file whose staged text was already moved is not checked.
fn check_unchanged(
    root: &Path,
    folder: &Path,
    operation: &str,
    file: &str,
) -> Result<(), JournalError> {
    let target = root.join(file);
    let [current, before, after] =
        [target.clone(), folder.join(BEFORE).join(file), folder.join(AFTER).join(file)]
            .map(|path| fs::read(path).ok());
    let was_moved = operation == "write" && after.is_none();
    if current.is_none() || current == before || current == after || was_moved {
        Ok(())
    } else {
        Err(JournalError::Changed(target))
    }
}

/// Moves a staged file to its target, unless an earlier run has moved it.
fn move_to(staged: &Path, target: &Path) -> io::Result<()> {
    if !staged.exists() {
        return Ok(());
    }
    fs::create_dir_all(target.parent().unwrap_or(Path::new(".")))?;
    ignore_not_found(fs::rename(staged, target))
}

/// Treats a missing file as success, since an earlier run has moved or removed the file.
fn ignore_not_found(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: [(&str, Option<&str>); 4] = [
        ("a/same.txt", Some("same")),
        ("a/changed.txt", Some("old")),
        ("a/gone.txt", Some("old")),
        ("b/c/new.txt", None),
    ];
    const NEW: [(&str, Option<&str>); 4] = [
        ("a/same.txt", Some("same")),
        ("a/changed.txt", Some("new")),
        ("a/gone.txt", None),
        ("b/c/new.txt", Some("new")),
    ];

    fn new_checkout() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("a")).unwrap();
        for (path, text) in OLD {
            if let Some(text) = text {
                fs::write(root.path().join(path), text).unwrap();
            }
        }
        root
    }

    fn changes() -> Changes {
        NEW[1..].iter().map(|(p, text)| ((*p).to_owned(), text.map(str::to_owned))).collect()
    }

    fn has_files(root: &Path, files: [(&str, Option<&str>); 4]) -> bool {
        files
            .iter()
            .all(|(path, text)| fs::read_to_string(root.join(path)).ok().as_deref() == *text)
    }

    #[test]
    fn staged_changes_take_effect_when_they_are_finished() {
        let root = new_checkout();
        stage(root.path(), &changes()).unwrap();
        assert!(has_files(root.path(), OLD));
        assert_eq!(finish(root.path()).unwrap(), Some(3));
        assert!(has_files(root.path(), NEW));
        assert!(!root.path().join(FOLDER).exists());
        assert_eq!(finish(root.path()).unwrap(), None);
    }

    #[test]
    fn the_next_run_finishes_an_update_interrupted_at_any_file() {
        for count in 0..=3 {
            let root = new_checkout();
            stage(root.path(), &changes()).unwrap();
            for (path, text) in changes().iter().take(count) {
                match text {
                    Some(_) => move_to(
                        &root.path().join(FOLDER).join(AFTER).join(path),
                        &root.path().join(path),
                    )
                    .unwrap(),
                    None => fs::remove_file(root.path().join(path)).unwrap(),
                }
            }
            assert_eq!(finish(root.path()).unwrap(), Some(3), "after {count} files");
            assert!(has_files(root.path(), NEW), "after {count} files");
        }
    }

    #[test]
    fn staged_files_without_a_journal_have_no_effect() {
        let root = new_checkout();
        stage(root.path(), &changes()).unwrap();
        fs::remove_file(root.path().join(FOLDER).join(JOURNAL)).unwrap();
        assert_eq!(finish(root.path()).unwrap(), None);
        assert!(has_files(root.path(), OLD));
        stage(root.path(), &changes()).unwrap();
        finish(root.path()).unwrap();
        assert!(has_files(root.path(), NEW));
    }

    #[test]
    fn a_file_changed_since_the_interruption_is_not_overwritten() {
        for path in ["a/changed.txt", "a/gone.txt", "b/c/new.txt"] {
            let root = new_checkout();
            stage(root.path(), &changes()).unwrap();
            fs::create_dir_all(root.path().join("b/c")).unwrap();
            fs::write(root.path().join(path), "mine").unwrap();
            let error = finish(root.path()).unwrap_err().to_string();
            assert!(error.contains(path) && error.contains("has been changed since"), "{error}");
            assert_eq!(fs::read_to_string(root.path().join(path)).unwrap(), "mine");
        }
    }

    #[test]
    fn a_failed_staging_leaves_no_files() {
        let root = new_checkout();
        // Staging reads the old file, which fails for a folder.
        fs::remove_file(root.path().join("a/changed.txt")).unwrap();
        fs::create_dir(root.path().join("a/changed.txt")).unwrap();
        let error = stage(root.path(), &changes()).unwrap_err().to_string();
        assert!(error.ends_with("nothing was changed"), "{error}");
        assert!(!root.path().join(FOLDER).exists());
    }
}
