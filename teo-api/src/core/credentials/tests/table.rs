//! docs/credentials.md: what each provider reads, from where, in which order. The table is written
//! from what was seen to be read, so that it cannot say anything else than what happens.

use std::fmt::Write as _;
use std::path::Path;

use super::Machine;
use super::server::Server;
use crate::core::credentials::default::DefaultCredentials;
use crate::core::credentials::environment::Environment;
use crate::core::credentials::{
    AssumeRoleCredentials, CvmRoleCredentials, ProvideCredentials, TkeOidcCredentials,
};

const FAR: &str = "4102444800";
const STS: &str = r#"{"Response":{"Credentials":{"Token":"t","TmpSecretId":"i","TmpSecretKey":"k"},"ExpiredTime":4102444800,"Expiration":"","RequestId":"r"}}"#;

/// Where credentials stand in one row of the table, and all that stands elsewhere: nothing.
struct Row {
    title: &'static str,
    variables: Vec<(&'static str, String)>,
    file: Option<(&'static str, String)>,
    role: bool,
}

/// Servers beside the machine.
struct World {
    metadata: Server,
    none: Server,
    sts: Server,
}

impl World {
    fn chain(&self, machine: &Machine, row: &Row) -> DefaultCredentials {
        let variables: Vec<(&str, &str)> =
            row.variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let surroundings = machine.with(&variables);
        let metadata = if row.role { &self.metadata } else { &self.none };
        let role = CvmRoleCredentials::within(surroundings.clone()).endpoint(&metadata.url);
        let tke = TkeOidcCredentials::within(surroundings.clone()).endpoint(&self.sts.url);
        DefaultCredentials::within(&surroundings, role, tke)
    }

    /// Addresses as they are when no test is going on.
    fn real(&self, text: &str) -> String {
        text.replace(&self.metadata.url, "http://metadata.tencentyun.com")
            .replace(&self.none.url, "http://metadata.tencentyun.com")
    }

    fn looked(&self, machine: &Machine) -> Vec<String> {
        machine.looked().iter().map(|what| self.real(what)).collect()
    }
}

fn steps(looked: &[String]) -> String {
    let step = |(index, what): (usize, &String)| {
        let (kind, what) = what.split_once(' ').unwrap_or(("", what));
        format!("{}. {kind} `{what}`", index + 1)
    };
    if looked.is_empty() {
        return "nothing".to_owned();
    }
    looked.iter().enumerate().map(step).collect::<Vec<_>>().join("<br>")
}

#[tokio::test]
async fn the_table_in_docs_is_what_is_read() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/credentials.md");
    if !docs.parent().and_then(Path::parent).is_some_and(|root| root.join("api-specs").is_dir()) {
        // The package by itself, where there are no docs.
        return;
    }
    let made = made().await;
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
    let variables = |of: &[(&'static str, &str)]| {
        of.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
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

async fn made() -> String {
    let world = World {
        metadata: Server::of_role("role", 4_102_444_800),
        none: Server::start(|_| (404, String::new())),
        sts: Server::start(|_| (200, STS.to_owned())),
    };
    let mut text = String::from(
        "# Where credentials come from\n\n\
        <!-- Made by a test from what was seen to be read. Do not edit: UPDATE_GOLDEN=1 cargo test -p teo-api --lib table -->\n\n\
        A client that is given no credentials looks for them at its first call, in the places in which\n\
        the vendor's own tools keep them, and in their order. The first place that has some is asked from\n\
        then on. A place where something is set up that does not work is an error; it is not passed over.\n\n\
        `~` is the home folder. A variable that is empty counts as unset.\n\n\
        ## The default chain\n\n\
        Each row is a machine that has credentials in one place only.\n\n\
        | they are in | the first call reads, in this order | the next call reads | they end |\n\
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
        let chain = world.chain(&machine, &row);
        let found = chain.provide().await.unwrap_or_else(|error| panic!("{}: {error}", row.title));
        assert_eq!(super::parts(&found).2, Some(if row.role { "role-token" } else { "t" }));
        let first = steps(&world.looked(&machine)).replace(&token, "/var/run/secrets/token");
        chain.provide().await.unwrap();
        let next = steps(&world.looked(&machine));
        let ends = if found.expires().is_some() { "yes, and are renewed ahead" } else { "unknown" };
        writeln!(text, "| {} | {first} | {next} | {ends} |", row.title).unwrap();
    }
    text += "\nFiles that the environment names come before those:\n\n";
    text += "| variable | the provider reads, in this order |\n|---|---|\n";
    for (name, read) in named_files().await {
        writeln!(text, "| `{name}` | {read} |").unwrap();
    }
    text += "\n## Not in the chain\n\n| provider | the first call reads, in this order | the next call reads |\n|---|---|---|\n";
    let (first, next) = assume_role(&world).await;
    writeln!(
        text,
        "| `AssumeRoleCredentials`, with the environment's as base | {first} | {next} |"
    )
    .unwrap();
    text += "\n`Credentials::new` reads nothing. `ProfileCredentials::profile` and `CliProfileCredentials::profile`\n\
        take a profile by name, `ProfileCredentials::file` another file.\n\n\
        ## When there are none\n\n```text\n";
    let machine = Machine::new();
    let nothing = Row { title: "", variables: Vec::new(), file: None, role: false };
    let error = world.chain(&machine, &nothing).provide().await.unwrap_err().to_string();
    text += &world.real(&machine.shown(&error, machine.path().to_str().unwrap()));
    text += "\n```\n";
    text
}

async fn named_files() -> Vec<(&'static str, String)> {
    use crate::core::credentials::{CliProfileCredentials, ProfileCredentials};

    let machine = Machine::new();
    let path = machine.write("home/mine", "[default]\nsecret_id = i\nsecret_key = k\n");
    machine.write("home/.tccli/work.credential", r#"{"secretId":"i","secretKey":"k"}"#);
    let file = machine.with(&[("TENCENTCLOUD_CREDENTIALS_FILE", &path)]);
    ProfileCredentials::within(file).provide().await.unwrap();
    let first = steps(&machine.looked());
    let profile = machine.with(&[("TCCLI_PROFILE", "work")]);
    CliProfileCredentials::within(profile).provide().await.unwrap();
    vec![
        ("TENCENTCLOUD_CREDENTIALS_FILE=~/mine", first),
        ("TCCLI_PROFILE=work", steps(&machine.looked())),
    ]
}

async fn assume_role(world: &World) -> (String, String) {
    let machine = Machine::new();
    let pair = [("TENCENTCLOUD_SECRET_ID", "i"), ("TENCENTCLOUD_SECRET_KEY", "k")];
    let base = Environment(machine.with(&pair));
    let provider = AssumeRoleCredentials::new(base, "arn", "session").endpoint(&world.sts.url);
    let before = world.sts.requests().len();
    provider.provide().await.unwrap();
    let mut looked = machine.looked();
    let requests = world.sts.requests();
    assert!(requests[before].to_lowercase().contains("x-tc-action: assumerole\r\n"));
    looked.push("POST AssumeRole".to_owned());
    provider.provide().await.unwrap();
    assert_eq!(world.sts.requests().len(), requests.len());
    (steps(&looked), steps(&machine.looked()))
}
