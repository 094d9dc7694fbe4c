//! Quotes texts for a POSIX shell.

/// Returns a word of the shell that stands for the text, whatever is in it but a NUL.
pub(super) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use proptest::prelude::*;

    use super::quote;

    /// What a real shell makes of a word.
    fn read_by_shell(word: &str) -> String {
        let output = Command::new("sh").arg("-c").arg(format!("printf '%s' {word}")).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    }

    #[test]
    fn a_shell_reads_marks_of_its_own_as_they_are() {
        for text in
            ["", "'", "''", "it's", "$HOME `id` $(id) \\ \" ! * ~ # ; & | <>", "a\nb\t\r c "]
        {
            assert_eq!(read_by_shell(&quote(text)), text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn a_shell_reads_any_text_as_it_is(text in "[^\0]{0,40}|['\"\\\\$`!\n a]{0,20}") {
            prop_assert_eq!(read_by_shell(&quote(&text)), text);
        }
    }
}
