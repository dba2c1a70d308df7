#!/usr/bin/env bash
# Makes docs/preview.png, the picture in the README: the preview on a desktop and on a phone, with a
# typed question and its answer. Needs chromium, chromedriver, curl, and fonts for Cyrillic and emoji:
#   apt-get install chromium chromium-driver curl fonts-noto-core fonts-noto-color-emoji
set -euo pipefail
cd "$(dirname "$0")/.."

question=${1:-"bola tugʻildi, guvohnomani qanday olaman"}
folder=$(mktemp -d)
cleanup() {
    for process in "${program:-}" "${driver:-}"; do
        if [ -n "$process" ]; then kill "$process" 2>/dev/null || true; fi
    done
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap cleanup EXIT

# Waits until a line of a log matches, and prints what the pattern captures.
await() { # log, sed pattern with one group
    local found
    for _ in $(seq 100); do
        found=$(sed -n "s#.*$2.*#\1#p" "$1" | head -n 1)
        if [ -n "$found" ]; then echo "$found"; return; fi
        sleep 0.1
    done
    echo "screenshot.sh: nothing came that looks like '$2'; it said:" >&2
    cat "$1" >&2
    return 1
}

cargo build --locked --quiet
target/debug/huquq preview --listen 127.0.0.1:0 --today 2026-11-23 --data "$folder/data" --mirror none \
    2> "$folder/program.log" &
program=$!
page=$(await "$folder/program.log" 'preview at \(http://[^ ]*\)')

chromedriver --port=0 > "$folder/driver.log" 2>&1 &
driver=$!
base="http://127.0.0.1:$(await "$folder/driver.log" 'successfully on port \([0-9]*\)')"

ask() { # method, path, body
    curl -sS --fail-with-body --noproxy '*' -X "$1" -H 'content-type: application/json' ${3:+--data "$3"} "$base$2"
}

# Opens a window as wide as a screen of that kind; sets $window.
open_window() { # name, width, height, scale, is it a phone
    local arguments
    arguments=$(printf '"%s",' --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
        --disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage \
        --allow-file-access-from-files --hide-scrollbars --accept-lang=uz "--user-data-dir=$folder/$1")
    window=/session/$(ask POST /session "{\"capabilities\":{\"alwaysMatch\":{\"browserName\":\"chrome\",
        \"goog:chromeOptions\":{\"args\":[${arguments%,}]}}}}" | sed -n 's/.*"sessionId":"\([^"]*\)".*/\1/p')
    ask POST "$window/goog/cdp/execute" "{\"cmd\":\"Emulation.setDeviceMetricsOverride\",\"params\":
        {\"width\":$2,\"height\":$3,\"deviceScaleFactor\":$4,\"mobile\":$5}}" > /dev/null
    # Without motion the page is at rest at once.
    ask POST "$window/goog/cdp/execute" "{\"cmd\":\"Emulation.setEmulatedMedia\",\"params\":
        {\"features\":[{\"name\":\"prefers-reduced-motion\",\"value\":\"reduce\"}]}}" > /dev/null
}

run() { ask POST "$window/execute/sync" "{\"script\":\"$1\",\"args\":[]}"; }

shoot() { ask GET "$window/screenshot" | sed 's/.*"value":"//; s/".*//' | base64 -d > "$1"; }

# Types the question and waits for the answer.
talk() {
    ask POST "$window/url" "{\"url\":\"$page\"}" > /dev/null
    run "document.getElementById('words').value = '$question'; document.getElementById('say').requestSubmit();" > /dev/null
    for _ in $(seq 50); do
        if run "return document.querySelectorAll('article').length" | grep -q '"value":3'; then break; fi
        sleep 0.1
    done
    # The picture shows the page at rest: the question above its answer, nothing in focus.
    run "document.activeElement.blur(); document.querySelector('.theirs').scrollIntoView({behavior: 'instant'});" > /dev/null
    sleep 0.3
}

open_window desktop 1120 760 1 false
talk
shoot "$folder/desktop.png"
ask DELETE "$window" > /dev/null

open_window phone 360 760 1 true
talk
shoot "$folder/phone.png"
ask DELETE "$window" > /dev/null

cat > "$folder/both.html" << 'PAGE'
<!doctype html><meta charset="utf-8"><title>preview</title>
<style>
  body { margin: 0; padding: 20px; display: flex; gap: 20px; background: #8d9a95; }
  img { border-radius: 12px; box-shadow: 0 2px 10px #0005; }
</style>
<img src="desktop.png" width="1120" height="760"><img src="phone.png" width="360" height="760">
PAGE
open_window both 1540 800 1 false
ask POST "$window/url" "{\"url\":\"file://$folder/both.html\"}" > /dev/null
shoot docs/preview.png
ask DELETE "$window" > /dev/null
echo "docs/preview.png: $(wc -c < docs/preview.png) bytes"
