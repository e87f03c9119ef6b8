#!/usr/bin/env bash
# Translates the samples to PTX as the kernels are.
# Usage: compile.sh [FOLDER [SOURCE.cu ...]] writes to that folder instead, those sources alone if some are named, so that a test can compare.
set -euo pipefail
cd "$(dirname "$0")"
kernels=../../../src/Easel.Cuda/Kernels
out=${1:-.}
mkdir -p "$out"
sources=("${@:2}")
[ ${#sources[@]} -gt 0 ] || sources=(*.cu)
for source in "${sources[@]}"; do
    clang-14 -x cuda --cuda-device-only --cuda-gpu-arch=sm_80 -nocudainc -nocudalib -Xclang -target-feature -Xclang +ptx70 -I "$kernels" \
        -std=c++17 -O3 -Wall -Wextra -Werror -Wno-unused-function -ffp-contract=fast -S "$source" -o "$out/${source%.cu}.ptx"
done
