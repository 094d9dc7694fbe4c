use super::*;

const ENDPOINT: &str = "https://teo.intl.tencentcloudapi.com/";

/// The proxy that these variables set for an endpoint, without user info; or the error.
fn proxy_for(endpoint: &str, variables: &[(&str, &str)]) -> Result<Option<String>, String> {
    let read = |name: &str| {
        let variable = variables.iter().find(|(known, _)| *known == name);
        variable.map(|(_, value)| OsString::from(value))
    };
    let proxies = Proxy::Environment.proxies(read).map_err(|error| error.to_string())?;
    let endpoint = endpoint.parse().unwrap();
    proxies.check(&endpoint).map_err(|error| error.to_string())?;
    proxies.for_reqwest().unwrap();
    Ok(proxies.matcher().intercept(&endpoint).map(|proxy| proxy.uri().to_string()))
}

#[test]
fn the_variable_of_the_scheme_precedes_the_one_for_all_and_upper_case_precedes_lower() {
    let all = [
        ("HTTPS_PROXY", "http://a:1"),
        ("https_proxy", "http://b:1"),
        ("ALL_PROXY", "http://c:1"),
        ("all_proxy", "http://d:1"),
        ("HTTP_PROXY", "http://e:1"),
    ];
    for (start, expected) in
        ["http://a:1/", "http://b:1/", "http://c:1/", "http://d:1/"].iter().enumerate()
    {
        assert_eq!(proxy_for(ENDPOINT, &all[start..]), Ok(Some((*expected).to_owned())));
    }
    assert_eq!(proxy_for(ENDPOINT, &all[4..]), Ok(None));
    let http = proxy_for("http://10.0.0.1/", &all);
    assert_eq!(http, Ok(Some("http://e:1/".to_owned())));
    let http = proxy_for("http://10.0.0.1/", &all[..4]);
    assert_eq!(http, Ok(Some("http://c:1/".to_owned())));
}

#[test]
fn an_empty_variable_sets_nothing_and_hides_its_other_spelling() {
    let variables =
        [("HTTPS_PROXY", ""), ("https_proxy", "http://a:1"), ("ALL_PROXY", "http://b:1")];
    assert_eq!(proxy_for(ENDPOINT, &variables), Ok(Some("http://b:1/".to_owned())));
    assert_eq!(proxy_for(ENDPOINT, &variables[..2]), Ok(None));
}

#[test]
fn a_cgi_program_uses_no_proxy_of_the_environment() {
    let variables =
        [("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "evil://"), ("HTTPS_PROXY", "http://a:1")];
    assert_eq!(proxy_for("http://10.0.0.1/", &variables), Ok(None));
    assert_eq!(proxy_for(ENDPOINT, &variables), Ok(None));
}

#[test]
fn what_no_proxy_covers_needs_no_readable_proxy() {
    let proxy_unless =
        |no_proxy| proxy_for(ENDPOINT, &[("HTTPS_PROXY", "htp://a"), ("NO_PROXY", no_proxy)]);
    for covers in
        ["*", "intl.tencentcloudapi.com", ".tencentcloudapi.com", "x, tencentcloudapi.com"]
    {
        assert_eq!(proxy_unless(covers), Ok(None), "{covers}");
    }
    for does_not in ["", "other.com", "cloudapi.com", "10.0.0.0/8"] {
        assert!(proxy_unless(does_not).is_err(), "{does_not}");
    }
    let variables = [("HTTP_PROXY", "htp://a"), ("no_proxy", "10.0.0.0/8")];
    assert_eq!(proxy_for("http://10.1.2.3:80/", &variables), Ok(None));
    assert!(proxy_for("http://11.1.2.3:80/", &variables).is_err());
}

#[test]
fn a_setting_for_another_scheme_is_not_read() {
    assert_eq!(proxy_for(ENDPOINT, &[("HTTP_PROXY", "htp://a")]), Ok(None));
    assert_eq!(proxy_for("http://10.0.0.1/", &[("HTTPS_PROXY", "htp://a")]), Ok(None));
}

#[test]
fn loopback_is_reached_without_the_proxy_of_the_environment() {
    let variables = [("ALL_PROXY", "htp://a"), ("NO_PROXY", "example.com")];
    for host in ["127.0.0.1:80", "127.8.0.1", "[::1]:8000", "localhost", "a.localhost"] {
        for scheme in ["http", "https"] {
            assert_eq!(proxy_for(&format!("{scheme}://{host}/"), &variables), Ok(None), "{host}");
        }
    }
}

#[test]
fn an_unreadable_setting_is_an_error_with_the_variable_and_the_remedy() {
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        // Another proxy in its place would hide the mistake.
        let variables = [(variable, "htp://proxy:3128"), ("all_proxy", "http://other:1")];
        let error = proxy_for(ENDPOINT, &variables).unwrap_err();
        let expected = format!("{variable} (\"htp://proxy:3128\") is not a URL");
        assert!(error.starts_with(&expected), "{error}");
        for part in ["unset it", "`ClientBuilder::no_proxy`", "socks5h"] {
            assert!(error.contains(part), "{part} not in {error}");
        }
    }
}

#[test]
fn user_info_of_a_refused_proxy_is_not_shown() {
    for value in ["htp://user:hunter2@proxy", "http://user:hunter2#@proxy", "user:hunter2/@proxy:1"]
    {
        let errors = [
            proxy_for(ENDPOINT, &[("HTTPS_PROXY", value)]).unwrap_err(),
            Proxy::Url(value.to_owned()).proxies(|_| None).err().unwrap().to_string(),
        ];
        for error in errors {
            assert!(!error.contains("hunter2") && !error.contains("user:"), "{error}");
        }
    }
}

#[test]
fn the_url_of_a_proxy_has_a_known_scheme_a_host_and_nothing_after_its_port() {
    for (text, url) in [
        ("http://proxy:3128", "http://proxy:3128/"),
        ("https://proxy", "https://proxy/"),
        ("proxy:3128", "http://proxy:3128/"),
        ("127.0.0.1:3128", "http://127.0.0.1:3128/"),
        ("user:p%40ss@proxy:3128/", "http://user:p%40ss@proxy:3128/"),
        ("http://[::1]:3128", "http://[::1]:3128/"),
        ("socks5://proxy", "socks5://proxy:1080"),
        ("socks5h://user:pw@proxy:9050", "socks5h://user:pw@proxy:9050"),
        ("socks4a://proxy", "socks4a://proxy:1080"),
    ] {
        assert_eq!(parse(text).unwrap().as_str(), url, "{text}");
    }
    for text in [
        "",
        "http:",
        "http://",
        "ftp://proxy:21",
        "socks://proxy",
        "socks6://proxy",
        "http://pro xy",
        "http://proxy:port",
        "http://proxy:99999",
        "http://proxy:1/path",
        "http://proxy?a",
        "socks5://",
        "http://user:12#3@proxy:1",
    ] {
        assert!(parse(text).is_none(), "{text}");
    }
}
