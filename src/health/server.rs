//! `/healthz`, `/readyz` and `/metrics`, on a port of this machine.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use super::{Health, in_lines};

/// Binds the address; nothing is served yet.
///
/// # Errors
///
/// When the address cannot be listened on.
pub async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// Serves until it is dropped.
pub async fn serve(listener: TcpListener, health: Arc<Health>) {
    // Losing this port must not cost anybody an answer.
    let _ = axum::serve(listener, router(health)).await;
}

fn router(health: Arc<Health>) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(health)
}

/// Ready while people are answered; otherwise what is wrong, a line each. What people do not feel
/// is told of, too.
async fn ready(State(health): State<Arc<Health>>) -> Response {
    let faults = health.present();
    let status = if faults.iter().any(|(fault, _)| fault.is_felt()) {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    };
    let lines = in_lines(&faults);
    let body = if lines.is_empty() {
        "ok\n".to_owned()
    } else {
        lines
    };
    (status, body).into_response()
}

async fn metrics(State(health): State<Arc<Health>>) -> Response {
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], health.exposition()).into_response()
}
