//! Collects the emitted files, and formats each one.

use proc_macro2::TokenStream;

use crate::generate::files::{Files, MARK};

/// The reason why a model could not be emitted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmitError {
    /// The path of the runtime is not a Rust path.
    #[error("{0:?} is not a path to teo-api's runtime, such as teo_api::runtime")]
    RuntimePath(String),
    /// The emitted code does not parse, which is a bug in teo-codegen.
    #[error("the code emitted for {file} does not parse: {problem}; this is a bug in teo-codegen")]
    Unparsable {
        /// The file.
        file: String,
        /// The error of the parser.
        problem: String,
    },
}

/// An item of a file.
pub(super) enum Item {
    /// Code that prettyplease formats.
    Tokens(TokenStream),
    /// Code that has its final form.
    Text(String),
}

impl From<TokenStream> for Item {
    fn from(tokens: TokenStream) -> Self {
        Self::Tokens(tokens)
    }
}

/// The files emitted so far.
#[derive(Default)]
pub(super) struct Output {
    pub(super) files: Files,
}

impl Output {
    /// Formats the items, and adds them as a file with an empty line between them.
    pub(super) fn add(
        &mut self,
        path: &str,
        source: &str,
        items: Vec<impl Into<Item>>,
    ) -> Result<(), EmitError> {
        let mut text =
            format!("// {MARK} from {source}. Edit the spec, then run `cargo codegen generate`.\n");
        for item in items {
            let formatted = match item.into() {
                Item::Tokens(tokens) => syn::parse2::<syn::File>(tokens)
                    .map(|parsed| with_blank_lines(&prettyplease::unparse(&parsed))),
                Item::Text(text) => syn::parse_str::<syn::File>(&text).map(|_| text),
            };
            text.push('\n');
            text.push_str(&formatted.map_err(|error| EmitError::Unparsable {
                file: path.to_owned(),
                problem: error.to_string(),
            })?);
        }
        self.files.insert(path.to_owned(), text);
        Ok(())
    }
}

/// Inserts an empty line between the functions of an `impl` or trait.
fn with_blank_lines(text: &str) -> String {
    let mut result = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        result.push_str(line);
        result.push('\n');
        if line == "    }" && lines.peek().is_some_and(|next| *next != "}") {
            result.push('\n');
        }
    }
    result
}
