#!/usr/bin/env bash
# Translates the samples to PTX as the kernels are. With an argument: writes to that folder.
set -euo pipefail
cd "$(dirname "$0")"
kernels=../../../src/Easel.Cuda/Kernels
out=${1:-.}
mkdir -p "$out"
for source in *.cu; do
    clang-14 -x cuda --cuda-device-only --cuda-gpu-arch=sm_80 -nocudainc -nocudalib -Xclang -target-feature -Xclang +ptx70 -I "$kernels" \
        -std=c++17 -O3 -Wall -Wextra -Werror -Wno-unused-function -ffp-contract=fast -S "$source" -o "$out/${source%.cu}.ptx"
done
