//! What is wrong with a spec: where, what, and how to mend it.

use std::fmt;

/// One fault of one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, relative to the folder of the service.
    pub file: String,
    /// JSON pointer into the file; empty for the file as a whole.
    pub pointer: String,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub cure: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if !self.pointer.is_empty() {
            write!(f, "#{}", self.pointer)?;
        }
        write!(f, ": {}; {}", self.what, self.cure)
    }
}

/// All faults of all files, in the order of files and places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub(crate) Vec<Problem>);

impl From<Vec<Problem>> for Problems {
    fn from(problems: Vec<Problem>) -> Self {
        Self(problems)
    }
}

impl Problems {
    /// The faults one by one; never empty.
    #[must_use]
    pub fn as_slice(&self) -> &[Problem] {
        &self.0
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// A place in a file under which problems are reported.
#[derive(Clone)]
pub(crate) struct Place {
    file: String,
    pointer: String,
}

impl Place {
    pub(crate) fn file(file: &str) -> Self {
        Self { file: file.to_owned(), pointer: String::new() }
    }

    /// The place of a key or of an item below this one.
    pub(crate) fn at(&self, step: impl fmt::Display) -> Self {
        let step = step.to_string().replace('~', "~0").replace('/', "~1");
        Self { file: self.file.clone(), pointer: format!("{}/{step}", self.pointer) }
    }

    pub(crate) fn problem(&self, what: impl Into<String>, cure: impl Into<String>) -> Problem {
        Problem {
            file: self.file.clone(),
            pointer: self.pointer.clone(),
            what: what.into(),
            cure: cure.into(),
        }
    }
}
