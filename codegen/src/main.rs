//! `cargo codegen`: generate the bindings from the specs, or check that they are fresh.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

mod commands;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use self::commands::package::{OwnFiles, PackageArguments};
use anyhow::{Context as _, Result, bail};
use clap::{Args, Parser, Subcommand};
use teo_codegen::import::{Metadata, import, prose, read_service};
use teo_codegen::{ClientMethods, Files, Folder, Options, Package, Stale, count, generate};
use teo_specs::Spec;

/// Generates Rust bindings from API specs.
#[derive(Parser)]
#[command(name = "cargo codegen", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Bring the generated code up to date; files that are fresh are not touched
    Generate(Folders),
    /// Print how much the specs know
    Count {
        /// Folder of one service's version [default: api-specs/teo/2022-09-01]
        #[arg(long, value_name = "FOLDER")]
        specs: Option<PathBuf>,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    Diff(commands::diff::Arguments),
    /// Bring the specs up to the vendor's metadata; what a person wrote is not touched
    Import(Import),
    Update(commands::update::Arguments),
    /// Tell which generated files are not what the specs say; exit status 1 if any
    Check(Folders),
}

#[derive(Args)]
struct Folders {
    /// Folder of one service's version, with its service.json [default: all that is checked in]
    #[arg(long, value_name = "FOLDER")]
    specs: Option<PathBuf>,
    /// Folder for the generated code [default with --specs: teo-api/src/generated]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Without methods of the client and without examples: for code that only its own crate sees
    #[arg(long, requires = "specs")]
    no_client: bool,
    /// With the vendor's own sentences below ours, as `import --with-prose` has kept them. For your own
    /// reading: they are the vendor's, and never to be committed
    #[arg(long)]
    with_prose: bool,
    #[command(flatten)]
    package: PackageArguments,
}

/// What is checked in: specs, their code, and whether the client has methods for it.
const CHECKED_IN: [(&str, &str, bool); 2] = [
    ("api-specs/teo/2022-09-01", "teo-api/src/generated", true),
    ("api-specs/sts/2018-08-13", "teo-api/src/core/credentials/sts/generated", false),
];

#[derive(Args)]
struct Import {
    /// The metadata: a package of the vendor's command-line tool (tccli-….whl) or an api.json
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The same of the international edition (tccli_intl_en-….whl): tells which actions it has
    #[arg(long, value_name = "FILE")]
    international: Option<PathBuf>,
    /// The service, as its folder in the package is called [default: that of the specs]
    #[arg(long)]
    service: Option<String>,
    /// Its version [default: with --service the newest, else that of the specs]
    #[arg(long)]
    version: Option<String>,
    /// Folder of the specs; made if need be [default: api-specs/<service>/<version>, or that of teo]
    #[arg(long, value_name = "FOLDER")]
    specs: Option<PathBuf>,
    /// Keep the vendor's own sentences as well, in a file of this checkout that git ignores
    #[arg(long)]
    with_prose: bool,
    /// Tell what was done as JSON
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    // What `diff` exits with is its verdict, so its failures have a status of their own.
    let is_diff = env::args().nth(1).is_some_and(|command| command == "diff");
    let cli = Cli::try_parse().unwrap_or_else(|error| {
        let _ = error.print();
        let failed = is_diff && error.exit_code() != 0;
        std::process::exit(if failed { commands::diff::FAILED.into() } else { error.exit_code() })
    });
    match run(&cli.command) {
        Ok(code) => code,
        Err(error) => {
            // Display, not Debug: a backtrace tells a spec's author nothing.
            eprintln!("error: {error}");
            error.chain().skip(1).for_each(|cause| eprintln!("{cause}"));
            if is_diff { commands::diff::FAILED.into() } else { ExitCode::FAILURE }
        }
    }
}

fn run(command: &Command) -> Result<ExitCode> {
    commands::update::finish_interrupted()?;
    match command {
        Command::Generate(folders) => {
            for Prepared { files, out, own } in prepare(folders)? {
                if let Some(own) = own {
                    own.write()?;
                }
                update(&files, &out)?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Count { specs, json } => {
            let specs = or_in_repository(specs.as_ref(), "api-specs/teo/2022-09-01")?;
            let counts = count(&load(&specs)?);
            if *json {
                let counts: serde_json::Map<_, _> =
                    counts.iter().map(|(what, n)| (what.trim().to_owned(), (*n).into())).collect();
                println!("{}", serde_json::to_string_pretty(&counts)?);
            } else {
                counts.iter().for_each(|(what, n)| println!("{what:<28} {n:>6}"));
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Diff(arguments) => commands::diff::run(arguments),
        Command::Import(arguments) => {
            let (service, version) = wanted(arguments)?;
            let read = |path| Metadata::read(path, &service, &version);
            let china = read(&arguments.from)?;
            let read = |path| Metadata::read_or_none(path, &service, &version);
            let international = arguments.international.as_deref().map(read).transpose()?;
            let own = format!("api-specs/{}/{}", china.service(), china.version());
            let specs = or_in_repository(arguments.specs.as_ref(), &own)?;
            let report = import(&specs, &china, international.as_ref())?;
            if arguments.json {
                println!("{}", serde_json::to_string_pretty(&report)?);
            } else {
                println!("{report}");
            }
            if arguments.with_prose {
                let path = prose_file(china.service(), china.version())?;
                std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))
                    .and_then(|()| std::fs::write(&path, serde_json::to_string(&prose(&china))?))
                    .with_context(|| format!("cannot write {}", path.display()))?;
                eprintln!("the vendor's sentences are in {}", path.display());
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Update(arguments) => commands::update::run(arguments),
        Command::Check(folders) => {
            let mut fresh = true;
            for Prepared { files, out, .. } in prepare(folders)? {
                fresh &= check(&files, &out)?;
            }
            Ok(if fresh { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
    }
}

/// Service and version to import: those that were named, else those of the specs that are there.
fn wanted(arguments: &Import) -> Result<(String, String)> {
    if let Some(service) = &arguments.service {
        let newest = || Metadata::newest_version(&arguments.from, service);
        let version = arguments.version.clone().map_or_else(newest, Ok)?;
        return Ok((service.clone(), version));
    }
    let specs = or_in_repository(arguments.specs.as_ref(), CHECKED_IN[0].0)?;
    let service = read_service(&specs).context("name a service with --service")?;
    let named = service.packaged_as.unwrap_or(service.service);
    Ok((named, arguments.version.clone().unwrap_or(service.version)))
}

fn update(files: &Files, out: &Path) -> Result<()> {
    let changes = Folder::new(out).update(files)?;
    for change in &changes {
        match change {
            Stale::Changed(path) | Stale::Missing(path) => println!("wrote    {path}"),
            Stale::LeftOver(path) => println!("removed  {path}"),
        }
    }
    println!("{}: {} of {} files written or removed", out.display(), changes.len(), files.len());
    Ok(())
}

/// Whether all are fresh; those that are not are named.
fn check(files: &Files, out: &Path) -> Result<bool> {
    let stale = Folder::new(out).stale(files)?;
    if stale.is_empty() {
        println!("{}: {} files, all fresh", out.display(), files.len());
        return Ok(true);
    }
    for file in &stale {
        println!("{file}");
    }
    eprintln!(
        "{}: {} of {} files are stale; run `cargo codegen generate`",
        out.display(),
        stale.len(),
        files.len()
    );
    Ok(false)
}

/// What is to be in a folder.
struct Prepared {
    files: Files,
    out: PathBuf,
    own: Option<OwnFiles>,
}

/// Everything that can go wrong goes wrong here, before a file is touched.
fn prepare(folders: &Folders) -> Result<Vec<Prepared>> {
    let given = folders.specs.is_some() || folders.out.is_some();
    let wanted = if given { &CHECKED_IN[..1] } else { &CHECKED_IN[..] };
    let wanted = wanted.iter().map(|(specs, out, client)| {
        let specs = or_in_repository(folders.specs.as_ref(), specs)?;
        let out = or_in_repository(folders.out.as_ref(), out)?;
        let spec = load(&specs)?;
        let package = folders.package.package()?;
        let mut options = match &package {
            Some(package) => package.options(),
            None => options(*client && !folders.no_client),
        };
        if folders.with_prose {
            let path = prose_file(&spec.service.service, &spec.service.version)?;
            let text = std::fs::read_to_string(&path).with_context(|| {
                format!("cannot read {}; `import --with-prose` makes it", path.display())
            })?;
            options.prose = serde_json::from_str(&text)?;
        }
        let files = generate(&spec, &options)?;
        Ok(match package {
            None => Prepared { files, out, own: None },
            Some(package) => {
                let own = OwnFiles::of(&package, &spec, &out)?;
                Prepared { files, out: Package::generated(&out), own }
            }
        })
    });
    wanted.collect()
}

fn options(client: bool) -> Options {
    let options = Options::for_teo_api();
    if client {
        options
    } else {
        Options { public: None, client_methods: ClientMethods::None, ..options }
    }
}

/// Where the vendor's sentences are kept.
fn prose_file(service: &str, version: &str) -> Result<PathBuf> {
    or_in_repository(None, &format!("api-specs/.prose/{service}-{version}.json"))
}

fn load(specs: &Path) -> Result<Spec> {
    Spec::load(specs).with_context(|| format!("the specs in {} cannot be used:", specs.display()))
}

/// The folder that was given, else the repository's own, from wherever in it the command is run.
fn or_in_repository(given: Option<&PathBuf>, own: &str) -> Result<PathBuf> {
    if let Some(given) = given {
        return Ok(given.clone());
    }
    match checkout()? {
        // From the root itself the shorter path reads better.
        Some(root) if root == env::current_dir()? => Ok(PathBuf::from(own)),
        Some(root) => Ok(root.join(own)),
        None => bail!(
            "this is not within a checkout of teo-api; name the folders with --specs and --out"
        ),
    }
}

/// The root of the checkout that the command is run in.
fn checkout() -> Result<Option<PathBuf>> {
    let here = env::current_dir().context("there is no current folder")?;
    let is_root =
        |folder: &&Path| folder.join("api-specs").is_dir() && folder.join("teo-api").is_dir();
    Ok(here.ancestors().find(is_root).map(Path::to_owned))
}
