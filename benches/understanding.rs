//! How long it takes to learn the catalogue and to understand one text, and what it takes in memory.
//!
//! `cargo bench --bench understanding`; another folder of content by `HUQUQ_CONTENT`.

use std::path::PathBuf;

use divan::Bencher;
use huquq::content::{self, Catalog};
use huquq::memory::Memory;
use huquq::understanding::{Understanding, UserText};

/// As in the program: what is freed is overwritten, which takes time.
#[global_allocator]
static MEMORY: Memory = Memory;

fn main() {
    let learnt = Understanding::learn(&catalog());
    println!(
        "index: {:.1} MB for {} topics",
        learnt.bytes() as f64 / 1e6,
        catalog().topics().len()
    );
    divan::main();
}

fn catalog() -> Catalog {
    let folder = std::env::var("HUQUQ_CONTENT").unwrap_or_else(|_| "content".to_owned());
    content::load(&PathBuf::from(folder)).expect("content that loads")
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn learn(bencher: Bencher) {
    let catalog = catalog();
    bencher.bench_local(|| Understanding::learn(&catalog));
}

/// Every text of the evaluation set once, a language at a time.
#[divan::bench(args = ["kk", "ru", "tg", "uz"])]
fn understand_a_set(bencher: Bencher, language: &str) {
    let understanding = Understanding::learn(&catalog());
    let file = format!("tests/evaluation/{language}.tsv");
    let rows = std::fs::read_to_string(file).expect("the evaluation set");
    let texts: Vec<UserText> = rows
        .lines()
        .skip(1)
        .filter_map(|row| Some(UserText::new(row.split('\t').nth(3)?.to_owned())))
        .collect();
    bencher
        .counter(divan::counter::ItemsCount::new(texts.len()))
        .bench_local(|| {
            for text in &texts {
                divan::black_box(understanding.understand(text));
            }
        });
}

/// The longest text Telegram lets a person send.
#[divan::bench]
fn understand_4096_letters(bencher: Bencher) {
    let understanding = Understanding::learn(&catalog());
    let text = UserText::new("балани мактабга бермокчиман ".repeat(147));
    bencher.bench_local(|| understanding.understand(&text));
}
