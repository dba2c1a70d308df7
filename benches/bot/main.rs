//! The real program against a Bot API server on this machine, and two floors in the same run.
//!
//! `cargo bench --bench bot` prints throughput, processor time an interaction, answering times at
//! half load, start-up and memory of huquq, of a bare loop over the same HTTP client that does
//! nothing but the same calls, and of bare teloxide with its own dispatcher. Each is a process of
//! its own; the server shares the machine's cores with whoever is measured. `-- --quick` makes it
//! a matter of seconds and the figures a matter of luck.

mod floors;
mod process;
mod server;

use std::time::Duration;

use process::{Measured, Program};
use server::{Act, Server};

/// How much is done.
struct Size {
    interactions: usize,
    half_load: Duration,
    chats_seen: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let named = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1).cloned()
    };
    if let Some(floor) = named("--floor") {
        floors::run(&floor, &named("--api").expect("an address"));
        return;
    }
    // `cargo test --benches` only wants to know that it works.
    let is_quick = arguments.iter().any(|argument| argument == "--quick")
        || !arguments.iter().any(|argument| argument == "--bench");
    let size = if is_quick {
        Size {
            interactions: 300,
            half_load: Duration::from_secs(1),
            chats_seen: 500,
        }
    } else {
        Size {
            interactions: 30_000,
            half_load: Duration::from_secs(10),
            chats_seen: 100_000,
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(measure_all(&size));
}

async fn measure_all(size: &Size) {
    println!(
        "| program | start-up to first poll | interactions/s | processor time each | p50 | p99 at half load | memory |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for program in Program::ALL {
        let measured = measure(program, size).await;
        println!("{}", row(program, &measured));
    }
    flood(size).await;
    chats_seen(size).await;
}

fn row(program: Program, measured: &Measured) -> String {
    let milliseconds = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1_000.0);
    format!(
        "| {} | {} | {:.0} | {:.0} µs | {} | {} | {:.1} MiB |",
        program.name(),
        milliseconds(measured.start_up),
        measured.per_second,
        measured.processor.as_secs_f64() * 1e6,
        milliseconds(measured.p50),
        milliseconds(measured.p99),
        measured.memory_kib as f64 / 1024.0
    )
}

async fn measure(program: Program, size: &Size) -> Measured {
    let server = Server::start().await;
    let running = program.start(&server.url(), &[]);
    let start_up = server.wait_polled().await;
    // Once over everything, so that connections are made and pages are touched.
    server.push_all((0..200).map(|chat| (chat, Act::Press)));
    server.wait_sent(200).await;

    let before = running.processor();
    let began = std::time::Instant::now();
    let count = size.interactions;
    server.push_all((0..count).map(|step| ((step % 1_000) as i64, Act::nth(step))));
    server.wait_sent(200 + count).await;
    let took = began.elapsed();
    let processor = running.processor() - before;
    let per_second = count as f64 / took.as_secs_f64();

    let waits = server
        .push_at(per_second / 2.0, size.half_load, 10_000)
        .await;
    Measured {
        start_up,
        per_second,
        processor: processor / u32::try_from(count).expect("it fits"),
        p50: waits[waits.len() / 2],
        p99: waits[waits.len() * 99 / 100],
        memory_kib: running.memory_kib(),
    }
}

/// What others feel of one chat that sends ten thousand messages.
async fn flood(size: &Size) {
    let limited = [("HUQUQ_MESSAGES_PER_SECOND", "0")];
    let p99 = |waits: Vec<Duration>| waits[waits.len() * 99 / 100].as_secs_f64() * 1_000.0;
    let server = Server::start().await;
    let _running = Program::Huquq.start_as_served(&server.url(), &limited);
    server.wait_polled().await;
    // The first answer to words waits until the texts are learnt.
    server.push_all(std::iter::once((1, Act::Ask)));
    server.wait_sent(1).await;
    let calm = p99(server.push_at(200.0, size.half_load, 1_000_000).await);
    let messages = size.interactions / 3;
    server.push_all((0..messages).map(|_| (999_999_999_999, Act::Flood)));
    let flooded = p99(server.push_at(200.0, size.half_load, 2_000_000).await);
    println!(
        "\nothers' p99 at 200/s: {calm:.1} ms; while one chat sends {messages}: {flooded:.1} ms"
    );
}

/// Memory once so many chats were seen in a week.
async fn chats_seen(size: &Size) {
    let server = Server::start().await;
    let running = Program::Huquq.start(&server.url(), &[]);
    server.wait_polled().await;
    server.push_all((0..size.chats_seen).map(|chat| (chat as i64 + 1, Act::Press)));
    server.wait_sent(size.chats_seen).await;
    println!(
        "memory with {} chats seen: {:.1} MiB",
        size.chats_seen,
        running.memory_kib() as f64 / 1024.0
    );
}
