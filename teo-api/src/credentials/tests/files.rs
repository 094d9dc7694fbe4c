//! The profile file, and the file of the command-line tool.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use super::{Machine, parts, provide_error};
use crate::credentials::env::Env;
use crate::credentials::{CliProfileCredentials, ProfileCredentials};
use crate::runtime::{Credentials, ProvideCredentials};

const PAIR: &str = "[default]\nsecret_id = i\nsecret_key = hidden\n";

#[tokio::test]
async fn a_profile_is_read_from_the_named_file_else_from_home_else_from_etc() {
    let machine = Machine::new();
    let named = machine.write("named", "[default]\nsecret_id = n\nsecret_key = k\ntoken = t\n");
    machine.write("home/.tencentcloud/credentials", PAIR.replace("= i", "= h"));
    machine.write("etc/tencentcloud/credentials", PAIR.replace("= i", "= e"));
    let by_name = machine.env(&[("TENCENTCLOUD_CREDENTIALS_FILE", &named)]);
    let found = ProfileCredentials::with_env(by_name).provide().await.unwrap();
    assert_eq!(parts(&found), ("n", "k", Some("t")));
    let id = async || {
        let found = ProfileCredentials::with_env(machine.env(&[])).provide().await;
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
async fn a_named_profile_of_a_named_file_is_read_once() {
    let machine = Machine::new();
    let path = machine.write("mine", "[default]\n[ Staging ]\nsecret_id=s\nsecret_key=k\n");
    let provider = ProfileCredentials::with_env(machine.env(&[])).file(&path).profile("Staging");
    for _ in 0..3 {
        assert_eq!(parts(&provider.provide().await.unwrap()), ("s", "k", None));
    }
    assert_eq!(machine.take_reads().len(), 1);
}

#[tokio::test]
async fn a_missing_profile_is_absent_and_one_without_a_key_is_broken() {
    let machine = Machine::new();
    machine.write("home/.tencentcloud/credentials", PAIR.replace("_key", "_kee"));
    let provider = || ProfileCredentials::with_env(machine.env(&[]));
    let absent = provide_error(&provider().profile("other")).await;
    assert!(absent.is_not_found() && absent.to_string().ends_with("has no section [other]"));
    let broken = provide_error(&provider()).await;
    assert!(!broken.is_not_found());
    let message = broken.to_string();
    assert!(message.ends_with("credentials has no secret_key in section [default]"), "{message}");
}

#[tokio::test]
async fn a_broken_file_is_reported_with_file_and_line_and_is_not_absent() {
    let machine = Machine::new();
    for (text, told) in [
        (&b"[default]\nhidden\n"[..], ", line 2: neither a [section]"),
        (b"[default]\nsecret_id = \xff\n", " is not UTF-8"),
        (&[b' '; 300_000], " is too large for a file of credentials"),
    ] {
        machine.write("home/.tencentcloud/credentials", text);
        let broken = provide_error(&ProfileCredentials::with_env(machine.env(&[]))).await;
        let message = broken.to_string();
        assert!(!broken.is_not_found() && message.contains("credentials"), "{message}");
        assert!(message.contains(told), "{message}");
    }
    let named = machine.env(&[("TENCENTCLOUD_CREDENTIALS_FILE", "/nowhere/at/all")]);
    let broken = provide_error(&ProfileCredentials::with_env(named)).await;
    assert!(!broken.is_not_found(), "a file that was named must exist");
    let message = broken.to_string();
    assert!(
        message.contains("no /nowhere/at/all, which TENCENTCLOUD_CREDENTIALS_FILE"),
        "{message}"
    );
    let folder = machine.write("folder/file", "");
    let folder = folder.trim_end_matches("/file");
    let broken = provide_error(&ProfileCredentials::with_env(machine.env(&[])).file(folder)).await;
    assert!(broken.to_string().contains("cannot be read"), "{broken}");
}

/// A FIFO that is open for writing, so that a reader would wait until it is dropped.
#[cfg(unix)]
fn open_fifo(path: &std::path::Path) -> std::fs::File {
    let made = std::process::Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
    std::fs::File::options().read(true).write(true).open(path).unwrap()
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_no_file_of_credentials_is_an_error_at_once_that_says_what_it_is() {
    let machine = Machine::new();
    machine.write("home/.tccli/other.credential", "");
    let fifo = machine.path().join("home/.tccli/default.credential");
    let _writer = open_fifo(&fifo);
    let huge = machine.write("huge", "");
    std::fs::File::options().write(true).open(&huge).unwrap().set_len(1 << 33).unwrap();
    let (fifo, folder) = (fifo.to_str().unwrap(), machine.path().to_str().unwrap());
    for (path, told) in [
        (fifo, "it is a FIFO and not a file"),
        ("/dev/zero", "it is a device and not a file"),
        (folder, "it is a folder and not a file"),
        (&huge, "is too large for a file of credentials"),
    ] {
        let variables = [
            ("TENCENTCLOUD_CREDENTIALS_FILE", path),
            ("TKE_REGION", "r"),
            ("TKE_PROVIDER_ID", "p"),
            ("TKE_WEB_IDENTITY_TOKEN_FILE", path),
            ("TKE_ROLE_ARN", "arn"),
        ];
        let mut providers: Vec<Box<dyn ProvideCredentials>> =
            vec![Box::new(ProfileCredentials::with_env(machine.env(&variables)))];
        #[cfg(feature = "sts")]
        providers.push(Box::new(crate::credentials::TkeOidcCredentials::with_env(
            machine.env(&variables),
        )));
        if path == fifo {
            providers.push(Box::new(CliProfileCredentials::with_env(machine.env(&[]))));
        }
        for provider in providers {
            let provided = tokio::time::timeout(Duration::from_secs(1), provider.provide());
            let error = provided.await.expect("it is read").unwrap_err();
            let message = error.to_string();
            assert!(!error.is_not_found() && message.starts_with(path), "{message}");
            assert!(message.contains(told), "{message}");
        }
    }
}

#[tokio::test]
async fn no_file_is_read_on_the_thread_of_the_runtime() {
    let machine = Machine::new();
    machine.write("home/.tencentcloud/credentials", PAIR);
    machine.write("home/.tccli/default.credential", r#"{"secretId":"i","secretKey":"k"}"#);
    let token = machine.write("token", " ");
    let variables = [
        ("TKE_REGION", "r"),
        ("TKE_PROVIDER_ID", "p"),
        ("TKE_WEB_IDENTITY_TOKEN_FILE", token.as_str()),
        ("TKE_ROLE_ARN", "arn"),
    ];
    let threads = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&threads);
    let env = Env::for_test(&variables, machine.path()).observed(move |what| {
        if what.starts_with("file ") {
            noted.lock().unwrap().push(std::thread::current().id());
        }
    });
    ProfileCredentials::with_env(env.clone()).provide().await.unwrap();
    CliProfileCredentials::with_env(env.clone()).provide().await.unwrap();
    assert_eq!(threads.lock().unwrap().len(), 2);
    #[cfg(feature = "sts")]
    {
        let pod = crate::credentials::TkeOidcCredentials::with_env(env);
        assert!(provide_error(&pod).await.to_string().contains("is empty"));
        assert_eq!(threads.lock().unwrap().len(), 3);
    }
    assert!(!threads.lock().unwrap().contains(&std::thread::current().id()));
}

#[tokio::test]
async fn a_corrected_file_is_read_at_the_next_call() {
    let machine = Machine::new();
    let provider = ProfileCredentials::with_env(machine.env(&[]));
    assert!(provide_error(&provider).await.is_not_found());
    machine.write("home/.tencentcloud/credentials", PAIR);
    assert_eq!(provider.provide().await.unwrap().secret_id(), "i");
}

#[tokio::test]
async fn the_profile_of_the_tool_is_named_in_code_else_in_the_environment_else_default() {
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
    let provider =
        |variables: &[(&str, &str)]| CliProfileCredentials::with_env(machine.env(variables));
    assert_eq!(id(provider(&[])).await, "default");
    let work = [("TCCLI_PROFILE", "work")];
    assert_eq!(id(provider(&work)).await, "work");
    assert_eq!(id(provider(&work).profile("code")).await, "code");
}

#[tokio::test]
async fn a_login_is_read_again_before_it_expires() {
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
    let provider = CliProfileCredentials::with_env(machine.env(&[]));
    assert_eq!(parts(&provider.provide().await.unwrap()), ("first", "k", Some("t")));
    login("second", 3600);
    assert_eq!(provider.provide().await.unwrap().secret_id(), "first");
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert_eq!(provider.provide().await.unwrap().secret_id(), "second");
}

#[tokio::test]
async fn a_file_of_the_tool_without_a_key_is_absent_and_half_a_pair_is_broken() {
    let machine = Machine::new();
    let provider = CliProfileCredentials::with_env(machine.env(&[]));
    assert!(provide_error(&provider).await.is_not_found());
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
        let error = provide_error(&provider).await;
        assert_eq!(error.is_not_found(), absent, "{error}");
        assert!(error.to_string().contains(told), "{error}");
    }
    let named = CliProfileCredentials::with_env(machine.env(&[("TCCLI_PROFILE", "gone")]));
    assert!(!provide_error(&named).await.is_not_found());
    let path = CliProfileCredentials::with_env(machine.env(&[("TCCLI_PROFILE", "../x")]));
    assert!(provide_error(&path).await.to_string().contains("takes a name, not a path"));
}
