//! Many files changed as one step, as far as a file system lets one: all new texts are written beside
//! the checkout's files first, then a journal that says where each belongs, then they are moved.
//! Whoever finds the journal moves what is left. So at any moment the files are as before, or one
//! `finish` away from being as they should.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::Changes;

/// Everything on its way, in the root of the checkout: on the same file system, and ignored by git.
const FOLDER: &str = ".codegen-update";
/// What is there once everything else is: a line for each file, `write` or `remove` and its path.
const JOURNAL: &str = "journal";
const AFTER: &str = "after";
const BEFORE: &str = "before";

/// Why files could not be prepared or moved.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The system refused before any file of the checkout was touched.
    #[error("cannot prepare the update in {}; nothing was changed", .path.display())]
    Stage {
        /// The file or folder that could not be written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system refused on the way.
    #[error(
        "cannot finish the update at {}; mend that, and the next `cargo codegen` command \
         goes on where this one stopped", .path.display()
    )]
    Finish {
        /// The file that could not be moved or removed.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Someone has changed a file since the update stopped.
    #[error(
        "an update was interrupted, and {} has been changed since: put it back as it was \
         (`git checkout`) to let the update finish, or remove {FOLDER} and undo with git what the \
         update has written to give it up", .0.display()
    )]
    Changed(PathBuf),
}

/// Writes the changes down beside the files of the checkout, none of which it touches. What an
/// earlier run has left without a journal is removed.
///
/// # Errors
///
/// When something cannot be written, a full disk for one. Nothing is left then.
pub fn stage(root: &Path, changes: &Changes) -> Result<(), JournalError> {
    let folder = root.join(FOLDER);
    let staged = remove(&folder).map_err(|source| (folder.clone(), source));
    let staged = staged.and_then(|()| write_all(root, &folder, changes));
    staged.map_err(|(path, source)| {
        // It is not complete and so means nothing; what cannot be removed the next run removes.
        let _ = remove(&folder);
        JournalError::Stage { path, source }
    })
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn write_all(root: &Path, folder: &Path, changes: &Changes) -> Result<(), (PathBuf, io::Error)> {
    let mut journal = String::new();
    for (path, text) in changes {
        let held = root.join(path);
        match fs::read(&held) {
            Ok(before) => write(&folder.join(BEFORE).join(path), &before)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err((held, error)),
        }
        match text {
            Some(text) => {
                write(&folder.join(AFTER).join(path), text.as_bytes())?;
                journal.push_str(&format!("write {path}\n"));
            }
            None => journal.push_str(&format!("remove {path}\n")),
        }
    }
    let (unnamed, named) = (folder.join("journal-to-be"), folder.join(JOURNAL));
    write(&unnamed, journal.as_bytes())?;
    fs::rename(&unnamed, &named).map_err(|error| (named, error))
}

/// Not only handed over to the system but on the disk: the journal must not be there before them.
fn write(path: &Path, text: &[u8]) -> Result<(), (PathBuf, io::Error)> {
    let written = || {
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        let mut file = File::create(path)?;
        file.write_all(text)?;
        file.sync_all()
    };
    written().map_err(|error| (path.to_owned(), error))
}

/// Moves what has been staged to where it belongs, be it for the first time or after an
/// interruption. Tells how many files that were; `None` if nothing was staged.
///
/// # Errors
///
/// When a file cannot be moved, or was changed by someone else since it was staged.
pub fn finish(root: &Path) -> Result<Option<usize>, JournalError> {
    let folder = root.join(FOLDER);
    let path = folder.join(JOURNAL);
    let journal = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => read.map_err(|source| JournalError::Finish { path: path.clone(), source })?,
    };
    let lines: Vec<(&str, &str)> = journal.lines().filter_map(|l| l.split_once(' ')).collect();
    for (what, place) in &lines {
        unchanged(root, &folder, what, place)?;
    }
    for (what, place) in &lines {
        let target = root.join(place);
        let moved = if *what == "write" {
            move_to(&folder.join(AFTER).join(place), &target)
        } else {
            gone_is_well(fs::remove_file(&target))
        };
        moved.map_err(|source| JournalError::Finish { path: target, source })?;
    }
    // Without the journal the rest of the folder means nothing.
    let ended = gone_is_well(fs::remove_file(&path)).and_then(|()| remove(&folder));
    ended.map_err(|source| JournalError::Finish { path: folder, source })?;
    Ok(Some(lines.len()))
}

/// A file is as it was before, or as it is to be: nothing that someone else wrote gets lost.
fn unchanged(root: &Path, folder: &Path, what: &str, place: &str) -> Result<(), JournalError> {
    let target = root.join(place);
    let [held, before, after] =
        [target.clone(), folder.join(BEFORE).join(place), folder.join(AFTER).join(place)]
            .map(|path| fs::read(path).ok());
    let moved = what == "write" && after.is_none();
    if held.is_none() || held == before || held == after || moved {
        Ok(())
    } else {
        Err(JournalError::Changed(target))
    }
}

fn move_to(staged: &Path, target: &Path) -> io::Result<()> {
    if !staged.exists() {
        return Ok(());
    }
    fs::create_dir_all(target.parent().unwrap_or(Path::new(".")))?;
    gone_is_well(fs::rename(staged, target))
}

/// Someone else has done it already.
fn gone_is_well(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
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

    fn checkout() -> tempfile::TempDir {
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

    fn holds(root: &Path, files: [(&str, Option<&str>); 4]) -> bool {
        files
            .iter()
            .all(|(path, text)| fs::read_to_string(root.join(path)).ok().as_deref() == *text)
    }

    #[test]
    fn what_is_staged_is_nowhere_until_it_is_finished_and_then_everywhere() {
        let root = checkout();
        stage(root.path(), &changes()).unwrap();
        assert!(holds(root.path(), OLD));
        assert_eq!(finish(root.path()).unwrap(), Some(3));
        assert!(holds(root.path(), NEW));
        assert!(!root.path().join(FOLDER).exists());
        assert_eq!(finish(root.path()).unwrap(), None);
    }

    #[test]
    fn wherever_it_was_interrupted_the_next_run_finishes_it() {
        for done in 0..=3 {
            let root = checkout();
            stage(root.path(), &changes()).unwrap();
            for (path, text) in changes().iter().take(done) {
                match text {
                    Some(_) => move_to(
                        &root.path().join(FOLDER).join(AFTER).join(path),
                        &root.path().join(path),
                    )
                    .unwrap(),
                    None => fs::remove_file(root.path().join(path)).unwrap(),
                }
            }
            assert_eq!(finish(root.path()).unwrap(), Some(3), "after {done}");
            assert!(holds(root.path(), NEW), "after {done}");
        }
    }

    #[test]
    fn what_was_not_staged_whole_is_as_if_it_had_never_been() {
        let root = checkout();
        stage(root.path(), &changes()).unwrap();
        fs::remove_file(root.path().join(FOLDER).join(JOURNAL)).unwrap();
        assert_eq!(finish(root.path()).unwrap(), None);
        assert!(holds(root.path(), OLD));
        stage(root.path(), &changes()).unwrap();
        finish(root.path()).unwrap();
        assert!(holds(root.path(), NEW));
    }

    #[test]
    fn what_someone_has_written_since_is_not_overwritten() {
        for path in ["a/changed.txt", "a/gone.txt", "b/c/new.txt"] {
            let root = checkout();
            stage(root.path(), &changes()).unwrap();
            fs::create_dir_all(root.path().join("b/c")).unwrap();
            fs::write(root.path().join(path), "mine").unwrap();
            let error = finish(root.path()).unwrap_err().to_string();
            assert!(error.contains(path) && error.contains("has been changed since"), "{error}");
            assert_eq!(fs::read_to_string(root.path().join(path)).unwrap(), "mine");
        }
    }

    #[test]
    fn what_cannot_be_staged_leaves_nothing() {
        let root = checkout();
        // A folder where a file is to be read.
        fs::remove_file(root.path().join("a/changed.txt")).unwrap();
        fs::create_dir(root.path().join("a/changed.txt")).unwrap();
        let error = stage(root.path(), &changes()).unwrap_err().to_string();
        assert!(error.ends_with("nothing was changed"), "{error}");
        assert!(!root.path().join(FOLDER).exists());
    }
}
