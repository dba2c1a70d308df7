//! `huquq health`: is the bot that runs here ready? For a supervisor that has no `curl`, as a
//! container on a base without a shell.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::Failure;

/// An answer from this machine takes no longer, unless the bot hangs.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub struct Health {
    /// Where the bot shows how it is
    #[arg(long, env = "HUQUQ_HEALTH_LISTEN", value_name = "ADDRESS")]
    health_listen: SocketAddr,
}

impl Health {
    /// Prints what `/readyz` says; fails unless the bot is ready.
    pub fn run(&self) -> Result<ExitCode, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::Sentence(error.kind().to_string()))?;
        let (is_ready, words) = runtime.block_on(ask(near(self.health_listen)))?;
        say!("{}", words.trim_end());
        Ok(if is_ready {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// Whoever listens everywhere listens here.
fn near(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

async fn ask(address: SocketAddr) -> Result<(bool, String), Failure> {
    let failed = |error: reqwest::Error| {
        let kind = if error.is_timeout() {
            "no answer"
        } else {
            "nobody there"
        };
        Failure::Sentence(format!(
            "no bot shows how it is on {address} ({kind}): start it with --health-listen, or name \
             the address it has"
        ))
    };
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE);
    let client = client.build().map_err(failed)?;
    let answer = client.get(format!("http://{address}/readyz")).send().await;
    let answer = answer.map_err(failed)?;
    let is_ready = answer.status().is_success();
    Ok((is_ready, answer.text().await.map_err(failed)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bot_that_listens_everywhere_is_asked_here() {
        let near = |address: &str| near(address.parse().unwrap()).to_string();
        assert_eq!(near("0.0.0.0:9090"), "127.0.0.1:9090");
        assert_eq!(near("[::]:9090"), "[::1]:9090");
        assert_eq!(near("10.1.2.3:9090"), "10.1.2.3:9090");
    }
}
