//! The table of names that are hard to convert.

use super::*;

#[test]
fn names_with_acronyms_and_digits_are_split_into_words() {
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
fn fields_avoid_keywords_and_reserved_methods() {
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
        ("SetUnknown", "set_unknown_"),
        ("UnknownMembers", "unknown_members_"),
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
fn types_keep_the_vendors_name_unless_the_prelude_has_it() {
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
fn client_methods_avoid_the_clients_existing_methods() {
    for (wire, rust) in [
        ("Call", "call_"),
        ("FromEnv", "from_env_"),
        ("New", "new_"),
        ("Type", "r#type"),
        ("Of", "of"),
    ] {
        assert_eq!(method(wire), rust, "{wire}");
    }
}

#[test]
fn a_value_with_letters_or_digits_becomes_a_variant() {
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
fn equal_names_are_numbered_independently_of_their_order() {
    for order in [["UUI", "Uui", "Uui2"], ["Uui2", "Uui", "UUI"]] {
        let names = disambiguate(order, field);
        assert_eq!(names["UUI"], "uui");
        assert_eq!(names["Uui2"], "uui2");
        assert_eq!(names["Uui"], "uui_2");
    }
    let types = disambiguate(["URLPath", "UrlPath"], structure);
    assert_eq!((&*types["URLPath"], &*types["UrlPath"]), ("URLPath", "UrlPathN2"));
}

#[test]
fn modules_avoid_names_with_a_meaning_in_rust() {
    assert_eq!(module("Mod"), "mod_");
    assert_eq!(module("Type"), "type_");
    assert_eq!(module("TaskStatus"), "task_status");
}
