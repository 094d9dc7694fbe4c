//! The places that credentials come from: environment, files, the role of a virtual machine, STS, and
//! the chain that looks in all of them. Each provider is one file. All of them reach the environment
//! and the files of the machine through [`env`].

mod chain;
mod cli_profile;
mod client;
mod cvm_role;
mod default;
mod env;
mod environment;
mod ini;
mod message;
mod profile;
mod refreshing;
#[cfg(feature = "sts")]
mod sts;
#[cfg(test)]
mod tests;
mod time;

pub use chain::CredentialsChain;
pub use cli_profile::CliProfileCredentials;
pub use cvm_role::CvmRoleCredentials;
pub use default::DefaultCredentials;
pub use environment::EnvironmentCredentials;
pub use profile::ProfileCredentials;
pub use refreshing::Refreshing;
#[cfg(feature = "sts")]
pub use sts::{AssumeRoleCredentials, TkeOidcCredentials};
