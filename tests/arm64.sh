#!/usr/bin/env bash
# Compares operations and pictures on an emulated Arm64 processor with this machine's: every line of digests must be the same.
#
#     tests/arm64.sh [SCENE[:BATCH[:THREADS]]...]      # scenes of Easel.Cli.Digests; all quick ones if none is named: some minutes
#
# It wants an x64 Linux with the .NET SDK, qemu-aarch64 (Debian and Ubuntu: qemu-user), Arm64's system libraries (libc6-arm64-cross,
# libstdc++6-arm64-cross, libgcc-s1-arm64-cross; ARM64_SYSROOT if they are not in /usr/aarch64-linux-gnu), and libssl.so.3 for Arm64, for
# SHA-256, unpacked anywhere; ARM64_LIBRARIES names its folder (below, $PWD/usr/lib/aarch64-linux-gnu). On Debian it is had without changing the system by
#
#     mkdir -p lists/partial cache/archives/partial
#     arm64="-o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State::lists=$PWD/lists -o Dir::Cache=$PWD/cache -o Dir::State::status=/dev/null"
#     apt-get $arm64 update && apt-get $arm64 download libssl3 && dpkg-deb -x libssl3_*_arm64.deb .
#
# Exit codes: 0 the same, 1 different or failed, 3 something that it wants is missing.
set -euo pipefail

cd "$(dirname "$0")/.."
sysroot=${ARM64_SYSROOT:-/usr/aarch64-linux-gnu}
libraries=${ARM64_LIBRARIES:-/usr/lib/aarch64-linux-gnu}

missing() { echo "tests/arm64.sh: $1 (its first lines say from where)" >&2; exit 3; }
command -v qemu-aarch64 > /dev/null || missing "qemu-aarch64 is not here"
[ -e "$sysroot/lib/ld-linux-aarch64.so.1" ] || missing "$sysroot/lib/ld-linux-aarch64.so.1 is not here"
[ -e "$libraries/libssl.so.3" ] || [ -e "$sysroot/lib/libssl.so.3" ] || missing "$libraries/libssl.so.3 is not here"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compare() # project arguments...
{
    local project=$1
    shift
    dotnet build --configuration Release --verbosity quiet --nologo "tests/$project" > "$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
    dotnet publish --configuration Release --runtime linux-arm64 --self-contained --verbosity quiet --nologo "tests/$project" --output "$work/$project" > "$work/build.log" 2>&1 \
        || { cat "$work/build.log" >&2; exit 1; }
    dotnet "artifacts/bin/$project/release/$project.dll" "$@" > "$work/here.txt"
    local began=$SECONDS
    qemu-aarch64 -L "$sysroot" -E "LD_LIBRARY_PATH=$libraries" "$work/$project/$project" "$@" > "$work/arm64.txt"
    if ! diff "$work/here.txt" "$work/arm64.txt"; then
        echo "$project: Arm64 (>) differs from this machine (<)" >&2
        exit 1
    fi

    [ -s "$work/here.txt" ] || { echo "$project: printed nothing" >&2; exit 1; }
    echo "$project: $(wc -l < "$work/here.txt") digests, the same on Arm64 ($((SECONDS - began)) s emulated)"
}

compare Easel.Tensors.Digests --threads 3
compare Easel.Cli.Digests "$@"
