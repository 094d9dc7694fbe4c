//! What is believed of something new by its name alone, until a person has looked. Each errs on the
//! safe side: an action that is not known to read is taken to change something, and a value that may
//! be a secret is kept out of Debug.

/// Whether an action changes nothing.
pub(super) fn only_reads(action: &str) -> bool {
    let verbs = ["Describe", "List", "Query", "Search"];
    let after = verbs.iter().find_map(|verb| action.strip_prefix(verb));
    after.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// Whether a text holds a secret. A token does not by name: most turn pages or make calls unique.
pub(super) fn is_secret(member: &str) -> bool {
    let endings = [
        "accesskey",
        "accesstoken",
        "apikey",
        "authtoken",
        "bearertoken",
        "passwd",
        "password",
        "privatekey",
        "pwd",
        "refreshtoken",
        "secret",
        "secretkey",
        "securitytoken",
        "sessiontoken",
    ];
    let name = member.to_lowercase().replace('_', "");
    endings.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_leave_no_doubt_are_taken_to_read() {
        for (action, reads) in [
            ("DescribeGoods", true),
            ("ListGoods", true),
            ("Describer", false),
            ("Listen", false),
            ("CheckGoods", false),
            ("CreateList", false),
        ] {
            assert_eq!(only_reads(action), reads, "{action}");
        }
    }

    #[test]
    fn what_may_be_a_secret_is_taken_for_one() {
        for (member, secret) in [
            ("Password", true),
            ("PassWord", true),
            ("db_pwd", true),
            ("TmpSecretKey", true),
            ("AccessKey", true),
            ("NextToken", false),
            ("SecretKeyId", false),
            ("PasswordRule", false),
        ] {
            assert_eq!(is_secret(member), secret, "{member}");
        }
    }
}
