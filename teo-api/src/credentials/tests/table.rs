//! Checks docs/credentials.md: what each provider reads, from where, in which order. The tables are
//! made from what the providers were observed to read, so they say what happens.

use std::fmt::Write as _;
use std::path::Path;

use super::Machine;
use super::server::Server;
use crate::credentials::default::DefaultCredentials;
use crate::credentials::environment::Environment;
use crate::credentials::{AssumeRoleCredentials, CvmRoleCredentials, TkeOidcCredentials};
use crate::runtime::ProvideCredentials;

const FAR: &str = "4102444800";
const STS: &str = r#"{"Response":{"Credentials":{"Token":"t","TmpSecretId":"i","TmpSecretKey":"k"},"ExpiredTime":4102444800,"Expiration":"","RequestId":"r"}}"#;

/// A row of the table: a machine with credentials in one place only.
struct Row {
    title: &'static str,
    variables: Vec<(&'static str, String)>,
    file: Option<(&'static str, String)>,
    role: bool,
}

/// The servers that the machine reaches.
struct World {
    metadata: Server,
    none: Server,
    sts: Server,
}

impl World {
    fn default_chain(&self, machine: &Machine, row: &Row) -> DefaultCredentials {
        let variables: Vec<(&str, &str)> =
            row.variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let env = machine.env(&variables);
        let metadata = if row.role { &self.metadata } else { &self.none };
        let role = CvmRoleCredentials::with_env(env.clone()).endpoint(&metadata.url);
        let tke = TkeOidcCredentials::with_env(env.clone()).endpoint(&self.sts.url);
        DefaultCredentials::with_env(&env, role, tke)
    }

    /// Replaces the addresses of the test by the real ones.
    fn real(&self, text: &str) -> String {
        text.replace(&self.metadata.url, "http://metadata.tencentyun.com")
            .replace(&self.none.url, "http://metadata.tencentyun.com")
    }

    fn take_reads(&self, machine: &Machine) -> Vec<String> {
        machine.take_reads().iter().map(|what| self.real(what)).collect()
    }
}

fn steps(reads: &[String]) -> String {
    let step = |(index, what): (usize, &String)| {
        let (kind, what) = what.split_once(' ').unwrap_or(("", what));
        format!("{}. {kind} `{what}`", index + 1)
    };
    if reads.is_empty() {
        return "nothing".to_owned();
    }
    reads.iter().enumerate().map(step).collect::<Vec<_>>().join("<br>")
}

#[tokio::test]
async fn the_table_in_docs_says_what_providers_read() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/credentials.md");
    if !docs.parent().and_then(Path::parent).is_some_and(|root| root.join("api-specs").is_dir()) {
        // The published package has no docs.
        return;
    }
    let made = credentials_md().await;
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(docs.parent().unwrap()).unwrap();
        std::fs::write(&docs, &made).unwrap();
    }
    let held = std::fs::read_to_string(&docs).unwrap_or_default();
    assert!(
        held == made,
        "docs/credentials.md is stale; run: UPDATE_GOLDEN=1 cargo test -p teo-api --lib table"
    );
}

fn rows(token_file: &str) -> Vec<Row> {
    let pair = |id: &str| format!("[default]\nsecret_id = {id}\nsecret_key = k\ntoken = t\n");
    let row = |title| Row { title, variables: Vec::new(), file: None, role: false };
    let variables = |pairs: &[(&'static str, &str)]| {
        pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    };
    let cli = format!(r#"{{"secretId":"i","secretKey":"k","token":"t","expiresAt":{FAR}}}"#);
    vec![
        Row {
            variables: variables(&[
                ("TENCENTCLOUD_SECRET_ID", "i"),
                ("TENCENTCLOUD_SECRET_KEY", "k"),
                ("TENCENTCLOUD_SESSION_TOKEN", "t"),
            ]),
            ..row("environment")
        },
        Row {
            file: Some(("home/.tencentcloud/credentials", pair("i"))),
            ..row("profile, in the home folder")
        },
        Row {
            file: Some(("etc/tencentcloud/credentials", pair("i"))),
            ..row("profile, in `/etc`")
        },
        Row { file: Some(("home/.tccli/default.credential", cli)), ..row("CLI profile") },
        Row { role: true, ..row("CVM role") },
        Row {
            variables: variables(&[
                ("TKE_REGION", "ap-singapore"),
                ("TKE_PROVIDER_ID", "p"),
                ("TKE_WEB_IDENTITY_TOKEN_FILE", token_file),
                ("TKE_ROLE_ARN", "qcs::cam::uin/1:roleName/r"),
            ]),
            ..row("TKE OIDC")
        },
    ]
}

async fn credentials_md() -> String {
    let world = World {
        metadata: Server::for_role("role", 4_102_444_800),
        none: Server::start(|_| (404, String::new())),
        sts: Server::start(|_| (200, STS.to_owned())),
    };
    let mut text = String::from(
        "# Where credentials come from\n\n\
        <!-- A test makes this file from what the providers were observed to read. Do not edit it: UPDATE_GOLDEN=1 cargo test -p teo-api --lib table -->\n\n\
        A client without credentials looks for them at its first call, in the places in which the tools\n\
        of the vendor keep them, and in their order. It keeps to the first place that has some. A place\n\
        where something is set up that does not work is an error, and the client does not skip it.\n\n\
        `~` is the home folder. A variable that is empty counts as unset.\n\n\
        ## The default chain\n\n\
        Each row is a machine that has credentials in one place only.\n\n\
        | credentials are in | the first call reads, in this order | the next call reads | they expire |\n\
        |---|---|---|---|\n",
    );
    for row in rows("/var/run/secrets/token") {
        let machine = Machine::new();
        let mut row = row;
        let token = machine.write("token", "jwt");
        for (name, value) in &mut row.variables {
            if *name == "TKE_WEB_IDENTITY_TOKEN_FILE" {
                value.clone_from(&token);
            }
        }
        if let Some((path, text)) = &row.file {
            machine.write(path, text);
        }
        let chain = world.default_chain(&machine, &row);
        let found = chain.provide().await.unwrap_or_else(|error| panic!("{}: {error}", row.title));
        assert_eq!(super::parts(&found).2, Some(if row.role { "role-token" } else { "t" }));
        let first = steps(&world.take_reads(&machine)).replace(&token, "/var/run/secrets/token");
        chain.provide().await.unwrap();
        let next = steps(&world.take_reads(&machine));
        let ends = if found.expires().is_some() { "yes; refreshed before that" } else { "unknown" };
        writeln!(text, "| {} | {first} | {next} | {ends} |", row.title).unwrap();
    }
    text += "\nFiles that the environment names are read before those:\n\n";
    text += "| variable | the provider reads, in this order |\n|---|---|\n";
    for (name, read) in named_files().await {
        writeln!(text, "| `{name}` | {read} |").unwrap();
    }
    text += "\n## Not in the chain\n\n| provider | the first call reads, in this order | the next call reads |\n|---|---|---|\n";
    let (first, next) = assume_role_reads(&world).await;
    writeln!(
        text,
        "| `AssumeRoleCredentials`, with credentials from the environment | {first} | {next} |"
    )
    .unwrap();
    text += "\n`Credentials::new` reads nothing. `ProfileCredentials::profile` and `CliProfileCredentials::profile`\n\
        set the name of the profile, `ProfileCredentials::file` the file.\n\n\
        ## When there are none\n\n```text\n";
    let machine = Machine::new();
    let nothing = Row { title: "", variables: Vec::new(), file: None, role: false };
    let error = world.default_chain(&machine, &nothing).provide().await.unwrap_err().to_string();
    text += &world.real(&machine.shorten(&error, machine.path().to_str().unwrap()));
    text += "\n```\n";
    text
}

async fn named_files() -> Vec<(&'static str, String)> {
    use crate::credentials::{CliProfileCredentials, ProfileCredentials};

    let machine = Machine::new();
    let path = machine.write("home/mine", "[default]\nsecret_id = i\nsecret_key = k\n");
    machine.write("home/.tccli/work.credential", r#"{"secretId":"i","secretKey":"k"}"#);
    let file = machine.env(&[("TENCENTCLOUD_CREDENTIALS_FILE", &path)]);
    ProfileCredentials::with_env(file).provide().await.unwrap();
    let first = steps(&machine.take_reads());
    let profile = machine.env(&[("TCCLI_PROFILE", "work")]);
    CliProfileCredentials::with_env(profile).provide().await.unwrap();
    vec![
        ("TENCENTCLOUD_CREDENTIALS_FILE=~/mine", first),
        ("TCCLI_PROFILE=work", steps(&machine.take_reads())),
    ]
}

async fn assume_role_reads(world: &World) -> (String, String) {
    let machine = Machine::new();
    let pair = [("TENCENTCLOUD_SECRET_ID", "i"), ("TENCENTCLOUD_SECRET_KEY", "k")];
    let base = Environment(machine.env(&pair));
    let provider = AssumeRoleCredentials::new(base, "arn", "session").endpoint(&world.sts.url);
    let before = world.sts.requests().len();
    provider.provide().await.unwrap();
    let mut reads = machine.take_reads();
    let requests = world.sts.requests();
    assert!(requests[before].to_lowercase().contains("x-tc-action: assumerole\r\n"));
    reads.push("POST AssumeRole".to_owned());
    provider.provide().await.unwrap();
    assert_eq!(world.sts.requests().len(), requests.len());
    (steps(&reads), steps(&machine.take_reads()))
}
