#!/usr/bin/env bash
# Makes the fonts of the print room anew: Noto Sans with Latin, Cyrillic (all of it: Kazakh and Tajik letters),
# the Uzbek ʻ and ʼ, and the punctuation of our texts. Needs Debian's fonts-noto-core and Python's fonttools.
set -euo pipefail
cd "$(dirname "$0")"
for weight in Regular Bold; do
    SOURCE_DATE_EPOCH=0 pyftsubset "/usr/share/fonts/truetype/noto/NotoSans-$weight.ttf" \
        --unicodes='U+20-7E,U+A0-17F,U+2BB-2BC,U+301,U+400-52F,U+2010-2027,U+2030-203A,U+20AC,U+20B8,U+2116' \
        --layout-features='kern,mark,mkmk,ccmp,locl' --no-hinting --name-IDs='0,1,2,3,4,5,6,13,14' --notdef-outline \
        --output-file="NotoSans-$weight.ttf"
done
