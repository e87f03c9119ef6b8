#!/usr/bin/env bash
# Fuzzes all readers of foreign bytes, or the targets that are named, each so many seconds:
#   tests/Easel.Fuzzing/fuzz.sh SECONDS [TARGET...]
# A copy of the program is instrumented; the ordinary build stays as it is. Corpora, counts and findings are kept in artifacts/fuzzing.
# EXECUTIONS and SEED may be set: of so many executions, the same changes are made each time.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:?seconds for each target}
shift
work=artifacts/fuzzing
mkdir -p "$work/run"

nice dotnet build -c Release -v q -nologo ${BUILD:-} tests/Easel.Fuzzing
[ -x "$work/tool/sharpfuzz" ] || dotnet tool install --tool-path "$work/tool" SharpFuzz.CommandLine --version 2.3.0

rm -rf "$work/program"
cp -r artifacts/bin/Easel.Fuzzing/release "$work/program"
for assembly in Checkpoints Diffusion Downloads Imaging Models Provenance Tensors; do
  "$work/tool/sharpfuzz" "$work/program/Easel.$assembly.dll"
done
"$work/tool/sharpfuzz" "$work/program/easel.dll"
"$work/tool/sharpfuzz" "$work/program/YamlDotNet.dll"
"$work/tool/sharpfuzz" "$work/program/System.Formats.Cbor.dll"

dotnet "$work/program/Easel.Fuzzing.dll" run "$work/run" "$seconds" "${EXECUTIONS:-9223372036854775807}" "${SEED:-1}" "$@"
dotnet "$work/program/Easel.Fuzzing.dll" table "$work/run"
