#!/usr/bin/env bash
# Translates the kernels to PTX, which is kept beside them and embedded in the program. Needs clang 14 (Debian 12: apt-get install clang-14), not CUDA.
# Beside the PTX it writes SHA256SUMS, the hashes of what it was made of and of what came of it, so that every test run sees whether they still belong together.
# Usage: compile.sh [FOLDER [SOURCE.cu ...]] writes to that folder instead, those sources alone if some are named, so that a test can compare.
set -euo pipefail
cd "$(dirname "$0")"
out=${1:-Ptx}
mkdir -p "$out"
sources=("${@:2}")
[ ${#sources[@]} -gt 0 ] || sources=(*.cu)
for source in "${sources[@]}"; do
    clang-14 -x cuda --cuda-device-only --cuda-gpu-arch=sm_80 -nocudainc -nocudalib -Xclang -target-feature -Xclang +ptx70 \
        -std=c++17 -O3 -Wall -Wextra -Werror -Wno-unused-function -ffp-contract=fast -S "$source" -o "$out/${source%.cu}.ptx"
    case $source in
        # clang 14 does not know Hopper's instructions, and need not: they stand in assembly that it passes on.
        *_90a.cu) sed -i 's/^\.version 7\.0$/.version 8.0/; s/^\.target sm_80$/.target sm_90a/' "$out/${source%.cu}.ptx" ;;
    esac
done
if [ $# -eq 0 ]; then
    LC_ALL=C sha256sum compile.sh *.cu *.cuh Ptx/*.ptx > Ptx/SHA256SUMS
fi
