//! The profile file and the command-line tool's.

use std::time::{Duration, SystemTime};

use super::{Machine, error, parts};
use crate::core::credentials::{
    CliProfileCredentials, Credentials, ProfileCredentials, ProvideCredentials as _,
};

const PAIR: &str = "[default]\nsecret_id = i\nsecret_key = hidden\n";

#[tokio::test]
async fn the_file_that_the_environment_names_comes_before_home_and_home_before_etc() {
    let machine = Machine::new();
    let named = machine.write("named", "[default]\nsecret_id = n\nsecret_key = k\ntoken = t\n");
    machine.write("home/.tencentcloud/credentials", PAIR.replace("= i", "= h"));
    machine.write("etc/tencentcloud/credentials", PAIR.replace("= i", "= e"));
    let by_name = machine.with(&[("TENCENTCLOUD_CREDENTIALS_FILE", &named)]);
    let found = ProfileCredentials::within(by_name).provide().await.unwrap();
    assert_eq!(parts(&found), ("n", "k", Some("t")));
    let id = async || {
        let found = ProfileCredentials::within(machine.with(&[])).provide().await;
        found.map(|found| found.secret_id().to_owned())
    };
    assert_eq!(id().await.unwrap(), "h");
    std::fs::remove_file(machine.path().join("home/.tencentcloud/credentials")).unwrap();
    assert_eq!(id().await.unwrap(), "e");
    std::fs::remove_file(machine.path().join("etc/tencentcloud/credentials")).unwrap();
    let error = id().await.unwrap_err();
    assert!(error.is_not_found());
    let message = error.to_string();
    let places = ["no TENCENTCLOUD_CREDENTIALS_FILE", "home/.tencentcloud", "etc/tencentcloud"];
    assert!(places.iter().all(|place| message.contains(place)), "{message}");
}

#[tokio::test]
async fn a_named_profile_and_a_named_file_are_taken_and_read_once() {
    let machine = Machine::new();
    let path = machine.write("mine", "[default]\n[ Staging ]\nsecret_id=s\nsecret_key=k\n");
    let provider = ProfileCredentials::within(machine.with(&[])).file(&path).profile("Staging");
    for _ in 0..3 {
        assert_eq!(parts(&provider.provide().await.unwrap()), ("s", "k", None));
    }
    assert_eq!(machine.looked().len(), 1);
}

#[tokio::test]
async fn a_profile_that_is_not_there_is_absent_and_one_without_a_key_is_broken() {
    let machine = Machine::new();
    machine.write("home/.tencentcloud/credentials", PAIR.replace("_key", "_kee"));
    let within = || ProfileCredentials::within(machine.with(&[]));
    let absent = error(&within().profile("other")).await;
    assert!(absent.is_not_found() && absent.to_string().ends_with("has no section [other]"));
    let broken = error(&within()).await;
    assert!(!broken.is_not_found());
    let message = broken.to_string();
    assert!(message.ends_with("credentials has no secret_key in section [default]"), "{message}");
}

#[tokio::test]
async fn faults_of_the_file_name_file_and_line_and_stop_a_chain() {
    let machine = Machine::new();
    for (text, told) in [
        (&b"[default]\nhidden\n"[..], ", line 2: neither a [section]"),
        (b"[default]\nsecret_id = \xff\n", " is not UTF-8"),
        (&[b' '; 300_000], " is too large for a file of credentials"),
    ] {
        machine.write("home/.tencentcloud/credentials", text);
        let broken = error(&ProfileCredentials::within(machine.with(&[]))).await;
        let message = broken.to_string();
        assert!(!broken.is_not_found() && message.contains("credentials"), "{message}");
        assert!(message.contains(told), "{message}");
    }
    let named = machine.with(&[("TENCENTCLOUD_CREDENTIALS_FILE", "/nowhere/at/all")]);
    let broken = error(&ProfileCredentials::within(named)).await;
    assert!(!broken.is_not_found(), "who names a file means it");
    let message = broken.to_string();
    assert!(
        message.contains("no /nowhere/at/all, which TENCENTCLOUD_CREDENTIALS_FILE"),
        "{message}"
    );
    let folder = machine.write("folder/file", "");
    let folder = folder.trim_end_matches("/file");
    let broken = error(&ProfileCredentials::within(machine.with(&[])).file(folder)).await;
    assert!(broken.to_string().contains("cannot be read"), "{broken}");
}

#[tokio::test]
async fn a_mended_file_is_read_at_the_next_call() {
    let machine = Machine::new();
    let provider = ProfileCredentials::within(machine.with(&[]));
    assert!(error(&provider).await.is_not_found());
    machine.write("home/.tencentcloud/credentials", PAIR);
    assert_eq!(provider.provide().await.unwrap().secret_id(), "i");
}

#[tokio::test]
async fn the_tools_profile_is_the_one_that_code_or_environment_names_else_the_default() {
    let machine = Machine::new();
    for profile in ["default", "work", "code"] {
        let path = format!("home/.tccli/{profile}.credential");
        machine.write(&path, format!(r#"{{"secretId":"{profile}","secretKey":"k","token":null}}"#));
    }
    let id = async |provider: CliProfileCredentials| {
        let found: Credentials = provider.provide().await.unwrap();
        assert_eq!((found.token(), found.expires()), (None, None));
        found.secret_id().to_owned()
    };
    let within =
        |variables: &[(&str, &str)]| CliProfileCredentials::within(machine.with(variables));
    assert_eq!(id(within(&[])).await, "default");
    let work = [("TCCLI_PROFILE", "work")];
    assert_eq!(id(within(&work)).await, "work");
    assert_eq!(id(within(&work).profile("code")).await, "code");
}

#[tokio::test]
async fn a_login_is_read_again_when_it_comes_near_its_end() {
    let machine = Machine::new();
    let login = |id: &str, seconds: u64| {
        let end = SystemTime::now() + Duration::from_secs(seconds);
        let end = end.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        machine.write(
            "home/.tccli/default.credential",
            format!(
                r#"{{"type":"oauth","secretId":"{id}","secretKey":"k","token":"t","expiresAt":{end},"oauth":{{}}}}"#
            ),
        )
    };
    login("first", 2);
    let provider = CliProfileCredentials::within(machine.with(&[]));
    assert_eq!(parts(&provider.provide().await.unwrap()), ("first", "k", Some("t")));
    login("second", 3600);
    assert_eq!(provider.provide().await.unwrap().secret_id(), "first");
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert_eq!(provider.provide().await.unwrap().secret_id(), "second");
}

#[tokio::test]
async fn what_the_tool_left_behind_without_a_key_is_absent_and_half_a_pair_is_broken() {
    let machine = Machine::new();
    let provider = CliProfileCredentials::within(machine.with(&[]));
    assert!(error(&provider).await.is_not_found());
    for (text, absent, told) in [
        (r#"{"type":"cvm-role"}"#, true, "default.credential holds no key"),
        (r#"{"secretId":"hidden"}"#, false, "default.credential has no secretKey"),
        (r#"{"secretKey":"hidden","secretId":""}"#, false, "default.credential has no secretId"),
        (r#"{"secretKey":"hidden" "#, false, "default.credential is not JSON"),
        (r#"["hidden"]"#, false, "default.credential is not a JSON object"),
        (
            r#"{"secretId":"hidden","secretKey":"hidden","token":"hidden","expiresAt":1}"#,
            false,
            "expired at 1970-01-01T00:00:01Z",
        ),
    ] {
        machine.write("home/.tccli/default.credential", text);
        let error = error(&provider).await;
        assert_eq!(error.is_not_found(), absent, "{error}");
        assert!(error.to_string().contains(told), "{error}");
    }
    let named = CliProfileCredentials::within(machine.with(&[("TCCLI_PROFILE", "gone")]));
    assert!(!error(&named).await.is_not_found());
    let path = CliProfileCredentials::within(machine.with(&[("TCCLI_PROFILE", "../x")]));
    assert!(error(&path).await.to_string().contains("takes a name, not a path"));
}
