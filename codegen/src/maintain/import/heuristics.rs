//! Guesses properties of new actions and members from their names, until a person reviews them. The
//! guesses are on the safe side: an action counts as mutating unless its name is clear, and a value
//! that may be a secret is hidden from Debug, and a list counts as paged only if nothing else is
//! possible.

mod paging;

pub(super) use self::paging::paging;

/// Guesses whether an action is read-only.
pub(super) fn is_read_only(action: &str) -> bool {
    let verbs = ["Describe", "List", "Query", "Search"];
    let without_verb = verbs.iter().find_map(|verb| action.strip_prefix(verb));
    without_verb.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// Guesses whether the value of a text member is a secret. The ending `token` alone does not count,
/// since most such tokens are for paging or idempotency.
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
    fn only_actions_with_a_read_only_verb_are_read_only() {
        for (action, read_only) in [
            ("DescribeGoods", true),
            ("ListGoods", true),
            ("Describer", false),
            ("Listen", false),
            ("CheckGoods", false),
            ("CreateList", false),
        ] {
            assert_eq!(is_read_only(action), read_only, "{action}");
        }
    }

    #[test]
    fn members_named_like_secrets_are_secret() {
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
