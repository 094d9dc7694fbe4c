//! Every decision about names: from the wire's to Rust's, and what to do when two meet.
//!
//! A name depends on the wire's names alone, never on their order, so that the same specs give the
//! same names on every run and a member that moves keeps its own.

use std::collections::{BTreeMap, BTreeSet};

/// Words that cannot be split by case alone, longest first where one begins another.
const WORDS: [(&str, &[&str]); 13] = [
    ("AWSS3", &["aws", "s3"]),
    ("DDoS", &["ddos"]),
    ("DDos", &["ddos"]),
    ("HTTPS", &["https"]),
    ("IPv4", &["ipv4"]),
    ("IPv6", &["ipv6"]),
    ("IPV4", &["ipv4"]),
    ("IPV6", &["ipv6"]),
    ("URLs", &["urls"]),
    ("APIs", &["apis"]),
    ("IPs", &["ips"]),
    ("IDs", &["ids"]),
    ("TLSv", &["tlsv"]),
];

/// Keywords of every edition, and those reserved for later ones.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that cannot be written as raw identifiers either.
const NEVER_RAW: [&str; 4] = ["self", "super", "crate", "_"];

/// What a setter must not be called, since the structure or a common trait has a method of that
/// name, and what generated code calls its own.
const TAKEN: [&str; 18] = [
    "as_ref",
    "borrow",
    "clone",
    "clone_from",
    "default",
    "deserialize",
    "eq",
    "fmt",
    "from",
    "into",
    "ne",
    "new",
    "serialize",
    "set_unknown",
    "to_owned",
    "to_string",
    "unknown",
    "unknown_members",
];

/// What the client has methods of already, or the trait with the others.
const CLIENT: [&str; 4] = ["builder", "call", "client", "from_env"];

/// What the standard library brings into every scope, and generated code uses without a path.
const STANDARD: [&str; 18] = [
    "Box",
    "Clone",
    "Debug",
    "Default",
    "Err",
    "From",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Some",
    "String",
    "ToString",
    "Vec",
];

/// Whether Rust keeps the word for itself, raw or not.
pub(crate) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word) || NEVER_RAW.contains(&word)
}

/// The words of a name, in lower case: `L4ProxyIds` is `l4`, `proxy`, `ids`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut rest = part;
        while !rest.is_empty() {
            if let Some((known, length)) = known_word(rest) {
                words.extend(known.iter().map(|word| (*word).to_owned()));
                rest = &rest[length..];
            } else {
                let length = word_length(rest);
                words.push(rest[..length].to_lowercase());
                rest = &rest[length..];
            }
        }
    }
    words
}

/// A word of the table that stands at the start, if a lower-case letter does not go on after it.
fn known_word(text: &str) -> Option<(&'static [&'static str], usize)> {
    WORDS.iter().find_map(|(word, split)| {
        let after = text.strip_prefix(word)?;
        (!after.starts_with(|c: char| c.is_ascii_lowercase())).then_some((*split, word.len()))
    })
}

/// Length of the word at the start: capitals up to the last one before a small letter, or a capital
/// with the small letters after it; digits go with what is before them.
fn word_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let capitals = bytes.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let starts_lower = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    let mut end = if capitals > 1 && starts_lower(capitals) { capitals - 1 } else { capitals };
    if capitals <= 1 {
        end += bytes[end..].iter().take_while(|b| b.is_ascii_lowercase()).count();
    }
    end += bytes[end..].iter().take_while(|b| b.is_ascii_digit()).count();
    // `V3ray`: small letters after a digit go on with the word.
    end += bytes[end..].iter().take_while(|b| b.is_ascii_lowercase()).count();
    end.max(1)
}

/// `zone_id`, for functions and files.
pub(crate) fn snake(name: &str) -> String {
    words(name).join("_")
}

/// A field and its setter: snake case, out of the way of keywords and of methods.
pub(crate) fn field(name: &str) -> String {
    let snake = snake(name);
    if TAKEN.contains(&snake.as_str()) || NEVER_RAW.contains(&snake.as_str()) || snake.is_empty() {
        return format!("{snake}_");
    }
    if snake.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("_{snake}");
    }
    if KEYWORDS.contains(&snake.as_str()) { format!("r#{snake}") } else { snake }
}

/// A file without its ending; never one that means something to Rust.
pub(crate) fn module(name: &str) -> String {
    let snake = snake(name);
    let special = is_keyword(&snake) || ["lib", "main"].contains(&&*snake);
    if special { format!("{snake}_") } else { snake }
}

/// A type: the vendor's own name where Rust can have it.
pub(crate) fn structure(name: &str) -> String {
    let camel: String = if name.contains('_') || name.starts_with(|c: char| c.is_ascii_lowercase())
    {
        name.split('_').map(capitalised).collect()
    } else {
        name.to_owned()
    };
    if STANDARD.contains(&camel.as_str()) { of_structure(&camel) } else { camel }
}

/// A type of a structure whose own name something else has.
pub(crate) fn of_structure(rust: &str) -> String {
    format!("{rust}Structure")
}

/// A method of the client.
pub(crate) fn method(name: &str) -> String {
    let field = field(name);
    if CLIENT.contains(&field.as_str()) { format!("{field}_") } else { field }
}

/// The trait with the client's methods: the service's name, longer where a type has that.
pub(crate) fn client_trait(service: &str, types: &BTreeSet<&str>) -> String {
    let mut name: String = words(service).iter().map(|word| capitalised(word)).collect();
    while types.contains(name.as_str()) || STANDARD.contains(&name.as_str()) {
        name.push_str("Api");
    }
    name
}

/// A variant of an open enum; `None` if the value has no letter or digit to make one of.
pub(crate) fn variant(value: &str) -> Option<String> {
    let camel: String = words(value).iter().map(|word| capitalised(word)).collect();
    match camel.as_str() {
        "" => None,
        // The catch-all has that name, and `Self` is the enum.
        "Unknown" | "Self" => Some(format!("{camel}Value")),
        _ if camel.starts_with(|c: char| c.is_ascii_digit()) => Some(format!("V{camel}")),
        _ => Some(camel),
    }
}

/// A constant for an error code.
pub(crate) fn constant(code: &str) -> String {
    words(code).join("_").to_uppercase()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}

/// Gives each wire name its Rust name; where two would meet, the one that sorts first keeps it and
/// the next ones are numbered.
pub(crate) fn told_apart<'a>(
    names: impl IntoIterator<Item = &'a str>,
    rust: impl Fn(&str) -> String,
) -> BTreeMap<&'a str, String> {
    let sorted: BTreeSet<&str> = names.into_iter().collect();
    let wanted: BTreeSet<String> = sorted.iter().map(|name| rust(name).to_lowercase()).collect();
    let mut taken = BTreeSet::new();
    let mut given = BTreeMap::new();
    for name in sorted {
        let first = rust(name);
        let mut chosen = first.clone();
        let mut number = 2;
        // Case is not enough to tell files apart on every system.
        while taken.contains(&chosen.to_lowercase())
            || (number > 2 && wanted.contains(&chosen.to_lowercase()))
        {
            chosen = numbered(&first, number);
            number += 1;
        }
        taken.insert(chosen.to_lowercase());
        given.insert(name, chosen);
    }
    given
}

/// `uui_2`, `Http2` with a number of its own as `Http2_2` would not be a type's name: `Http2N2`.
fn numbered(name: &str, number: u32) -> String {
    let plain = name.strip_prefix("r#").unwrap_or(name);
    let camel = plain.starts_with(|c: char| c.is_ascii_uppercase())
        && plain.contains(|c: char| c.is_ascii_lowercase());
    if camel { format!("{plain}N{number}") } else { format!("{plain}_{number}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hard_names_are_split_as_a_person_would() {
        for (wire, rust) in [
            ("ZoneId", "zone_id"),
            ("IPv4", "ipv4"),
            ("Ipv6", "ipv6"),
            ("IPv6Status", "ipv6_status"),
            ("IPs", "ips"),
            ("AllowIPs", "allow_ips"),
            ("IPTotalCount", "ip_total_count"),
            ("HTTP2", "http2"),
            ("Http2", "http2"),
            ("QUIC", "quic"),
            ("URLs", "urls"),
            ("DDoS", "ddos"),
            ("DDosProtectionConfig", "ddos_protection_config"),
            ("DescribeDDoSAttackData", "describe_ddos_attack_data"),
            ("L4ProxyIds", "l4_proxy_ids"),
            ("CreateL7AccRules", "create_l7_acc_rules"),
            ("CNAMEDetail", "cname_detail"),
            ("BindSharedCNAME", "bind_shared_cname"),
            ("OCSPStapling", "ocsp_stapling"),
            ("AWSS3", "aws_s3"),
            ("TCRCEOption", "tcrce_option"),
            ("APIServiceIds", "api_service_ids"),
            ("JITVideoProcess", "jit_video_process"),
            ("JSInjectionRuleIds", "js_injection_rule_ids"),
            ("OriginACL", "origin_acl"),
            ("EdgeKVGet", "edge_kv_get"),
            ("hadAutoFixVul", "had_auto_fix_vul"),
            ("GetWsTokenReq_Label", "get_ws_token_req_label"),
            ("Topic_Simplification", "topic_simplification"),
            ("UUI", "uui"),
            ("Sha256", "sha256"),
            ("ClientIp", "client_ip"),
        ] {
            assert_eq!(snake(wire), rust, "{wire}");
        }
    }

    #[test]
    fn fields_keep_out_of_the_way_of_keywords_and_methods() {
        for (wire, rust) in [
            ("Type", "r#type"),
            ("Match", "r#match"),
            ("Async", "r#async"),
            ("Gen", "r#gen"),
            ("Self", "self_"),
            ("Super", "super_"),
            ("Crate", "crate_"),
            ("New", "new_"),
            ("Default", "default_"),
            ("Clone", "clone_"),
            ("From", "from_"),
            ("Unknown", "unknown_"),
            ("Find", "find"),
            ("Each", "each"),
            ("Slot", "slot"),
            ("View", "view"),
            ("4xx", "_4xx"),
        ] {
            assert_eq!(field(wire), rust, "{wire}");
        }
    }

    #[test]
    fn types_keep_the_vendors_name_unless_rust_has_it() {
        for (wire, rust) in [
            ("Task", "Task"),
            ("Filter", "Filter"),
            ("Error", "Error"),
            ("Option", "OptionStructure"),
            ("Result", "ResultStructure"),
            ("String", "StringStructure"),
            ("Box", "BoxStructure"),
            ("DDoSProtection", "DDoSProtection"),
            ("GetWsTokenReq_Label", "GetWsTokenReqLabel"),
            ("hostInfo", "HostInfo"),
        ] {
            assert_eq!(structure(wire), rust, "{wire}");
        }
    }

    #[test]
    fn the_trait_of_a_service_is_called_after_it_unless_a_type_is() {
        let types = BTreeSet::from(["Tag", "TagApi", "Filter"]);
        for (service, rust) in [
            ("cvm", "Cvm"),
            ("ai3d", "Ai3d"),
            ("tag", "TagApiApi"),
            ("box", "BoxApi"),
            ("a-b", "AB"),
        ] {
            assert_eq!(client_trait(service, &types), rust, "{service}");
        }
    }

    #[test]
    fn a_method_keeps_out_of_the_way_of_the_clients_own() {
        for (wire, rust) in
            [("Call", "call_"), ("Client", "client_"), ("New", "new_"), ("Type", "r#type")]
        {
            assert_eq!(method(wire), rust, "{wire}");
        }
    }

    #[test]
    fn variants_are_made_of_any_value_that_has_letters_or_digits() {
        for (wire, rust) in [
            ("processing", Some("Processing")),
            ("purge_url", Some("PurgeUrl")),
            ("originPullFailed", Some("OriginPullFailed")),
            ("4xx", Some("V4xx")),
            ("TLSv1.2", Some("Tlsv12")),
            ("unknown", Some("UnknownValue")),
            ("self", Some("SelfValue")),
            ("*", None),
        ] {
            assert_eq!(variant(wire).as_deref(), rust, "{wire}");
        }
    }

    #[test]
    fn names_that_meet_are_told_apart_whatever_their_order() {
        for order in [["UUI", "Uui", "Uui2"], ["Uui2", "Uui", "UUI"]] {
            let names = told_apart(order, field);
            assert_eq!(names["UUI"], "uui");
            assert_eq!(names["Uui2"], "uui2");
            assert_eq!(names["Uui"], "uui_2");
        }
        let files = told_apart(["URLPath", "UrlPath"], structure);
        assert_eq!((&*files["URLPath"], &*files["UrlPath"]), ("URLPath", "UrlPathN2"));
    }

    #[test]
    fn files_are_never_called_what_rust_gives_a_meaning() {
        assert_eq!(module("Mod"), "mod_");
        assert_eq!(module("Type"), "type_");
        assert_eq!(module("TaskStatus"), "task_status");
    }
}
