//! Arguments in, exit code out.

fn main() -> std::process::ExitCode {
    huquq::commands::run()
}
