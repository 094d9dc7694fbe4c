//! Problems of a spec: the place of each problem, a message, and a hint.

use std::fmt;

/// One problem of one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Problem {
    /// The path of the file, relative to the folder of the spec.
    pub file: String,
    /// JSON pointer into the file; empty for the file as a whole.
    pub pointer: String,
    /// The message: what is wrong.
    pub message: String,
    /// The hint: how to correct the file.
    pub hint: String,
}

impl Problem {
    /// Returns a problem with its location, its message and its hint.
    #[must_use]
    pub fn new(
        file: impl Into<String>,
        pointer: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            pointer: pointer.into(),
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if !self.pointer.is_empty() {
            write!(f, "#{}", self.pointer)?;
        }
        write!(f, ": {}; {}", self.message, self.hint)
    }
}

/// All problems of all files, in the order of files and pointers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub(crate) Vec<Problem>);

impl From<Vec<Problem>> for Problems {
    fn from(problems: Vec<Problem>) -> Self {
        Self(problems)
    }
}

impl Problems {
    /// Returns the problems. An error of loading has at least one.
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

/// A place in a file, where problems are reported.
#[derive(Clone)]
pub(crate) struct Place {
    file: String,
    pointer: String,
}

impl Place {
    pub(crate) fn for_file(file: &str) -> Self {
        Self { file: file.to_owned(), pointer: String::new() }
    }

    /// Returns the place of a key or of an item below this place.
    pub(crate) fn at(&self, step: impl fmt::Display) -> Self {
        let step = step.to_string().replace('~', "~0").replace('/', "~1");
        Self { file: self.file.clone(), pointer: format!("{}/{step}", self.pointer) }
    }

    pub(crate) fn problem(&self, message: impl Into<String>, hint: impl Into<String>) -> Problem {
        Problem::new(&self.file, &self.pointer, message, hint)
    }
}
