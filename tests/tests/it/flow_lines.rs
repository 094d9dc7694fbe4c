//! How many lines a flow takes: the documentation of each workflow says it in a heading, `# In 3 lines`,
//! and the example below it has so many. Hidden lines, and lines of braces alone, do not count.
#![allow(clippy::print_stdout, reason = "a run of the test shows the lines of each flow")]

use std::fs;
use std::path::{Path, PathBuf};

/// The workflows, and how many lines a flow of each may take.
const AT_MOST: [(&str, usize); 5] =
    [("certificates", 5), ("content", 4), ("dns", 3), ("settings", 10), ("zones", 1)];

fn workflows() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../teo-api/src/workflows")
}

/// The number that each such heading says, and the number of lines in the example below it.
fn said_and_counted(source: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> =
        source.lines().filter_map(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let said = |line: &str| -> Option<usize> {
        let (number, unit) = line.strip_prefix("# In ")?.split_once(' ')?;
        unit.starts_with("line").then(|| number.parse().unwrap())
    };
    let headings = lines.iter().enumerate().filter_map(|(at, line)| Some((at, said(line)?)));
    headings.map(|(at, said)| (said, example_lines(&lines[at..]))).collect()
}

/// The lines of the first example that a reader sees.
fn example_lines(lines: &[&str]) -> usize {
    let mut blocks = lines.split(|line| line.starts_with("```"));
    let example = blocks.nth(1).expect("an example follows the heading");
    let is_code = |line: &&&str| {
        let is_hidden = **line == "#" || line.starts_with("# ");
        let is_braces = line.chars().all(|letter| "{}()[];,?".contains(letter));
        !is_hidden && !is_braces && !line.starts_with("//")
    };
    example.iter().filter(is_code).count()
}

#[test]
fn each_flow_takes_as_many_lines_as_its_documentation_says() {
    for (workflow, at_most) in AT_MOST {
        let file = workflows().join(workflow).with_extension("rs");
        let source = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
        let counted = said_and_counted(&source);
        assert!(!counted.is_empty(), "workflows::{workflow} does not say how many lines it takes");
        for (said, lines) in counted {
            println!("{workflow}: {lines} lines");
            assert_eq!(said, lines, "workflows::{workflow}");
            assert!(lines <= at_most, "workflows::{workflow}: {lines} lines, of at most {at_most}");
        }
    }
}

#[test]
fn hidden_lines_and_braces_do_not_count() {
    let source = "//! # In 2 lines\n//!\n//! ```no_run\n//! # hidden();\n//! for a in b {\n//!     a();\n\
                  //! }\n//! # Ok(())\n//! ```\n";
    assert_eq!(said_and_counted(source), [(2, 2)]);
}
