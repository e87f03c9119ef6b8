#!/usr/bin/env bash
# The proof on an NVIDIA card, in a few minutes: does it compute right, is its memory clean, how fast is it.
#
#   benchmarks/gpu.sh pack FILE                              where the .NET SDK is: writes an archive that needs neither SDK nor network
#   benchmarks/gpu.sh run FILE [OUT-FOLDER] [--only PARTS]   where a card is, in a checkout of the same commit: unpacks and runs it
#
# PARTS, between commas, all unless told:
#   doctor       easel doctor finds a card that can be used
#   tests        every operation on the card against the processor
#   recordings   recorded runs of the original with --device cuda: --precision full within 1/255, autocast within 30 dB (pocket)
#   sanitizer    compute-sanitizer's memcheck and racecheck over a small picture and some operations
#   timings      operations, networks, pictures with random weights of Stable Diffusion v1's size; first and later starts
#   peers        the same networks in PyTorch, if python3 has it
#
# Each step has a time limit and a log in OUT-FOLDER (gpu-results), and the next begins whatever became of it. A table comes last; the
# exit code is 1 if a step failed, 2 if the words are wrong.
#
# Variables: EASEL_PEER_PARTS (peak,unet,vae,image) and EASEL_PEER_MODES (eager,graph,reduce-overhead) for PyTorch; EASEL_TEST_CARD (0).
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
all_parts=(doctor tests recordings sanitizer timings peers)
projects=(tests/Easel.Cuda.Tests tests/Easel.Parity.Tests benchmarks/Easel.Benchmarks src/Easel.Cli)

# The archive goes where at most 64 MiB go, a checkout among them.
most_bytes=$((34 << 20))

# Of the runtime, what no program here loads.
unused=(
    Microsoft.{ApplicationInsights,CSharp,VisualBasic,VisualBasic.Core}.dll
    System.ComponentModel.{Annotations,TypeConverter}.dll System.Data.{Common,DataSetExtensions}.dll System.Formats.{Asn1,Tar}.dll
    System.Linq.{AsyncEnumerable,Expressions,Parallel}.dll
    System.Net.{Http,HttpListener,Mail,NetworkInformation,Ping,Quic,Requests,Security,WebSockets,WebSockets.Client}.dll
    System.Private.{DataContractSerialization,Xml,Xml.Linq}.dll System.Text.Encoding.CodePages.dll
    System.Threading.Tasks.Dataflow.dll System.Transactions.Local.dll
    lib{clrgc,clrgcexp,coreclrtraceptprovider,mscordaccore,mscordbi}.so libSystem.Net.Security.Native.so createdump)

# Of the recordings, what CardParityTests read of micro-sd. All that they read of tiny-sd would be 15 MB more.
recordings=(bpe_simple_vocab_16e6.txt.gz
    micro-sd/{model.ckpt,v1-micro-inference.yaml,clip,e2e} micro-sd/stages/{text,unet,vae}.safetensors)

die() {
    echo "gpu.sh: error: $1" >&2
    exit "${2:-1}"
}

usage() {
    sed -n '4,5s/^#  *//p' "${BASH_SOURCE[0]}" >&2
    echo "PARTS are of $(IFS=,; echo "${all_parts[*]}")" >&2
    exit 2
}

find_recordings() {
    local folder=$root
    while [[ ! -d $folder/shared/goldens ]]; do
        [[ $folder != / && -n $folder ]] || die "no folder shared/goldens in or above $root: the recordings are in it."
        folder=$(dirname "$folder")
    done
    echo "$folder/shared/goldens"
}

pack() {
    local archive goldens program project
    command -v dotnet > /dev/null || die "dotnet is not on the PATH; packing needs the .NET SDK that global.json names."
    archive=$(realpath -m -- "$1")
    goldens=$(find_recordings)
    temporary=$(mktemp -d)
    trap 'rm -rf -- "$temporary"' EXIT
    program=$temporary/program

    for project in "${projects[@]}"; do
        echo "publishing $project"
        dotnet publish "$root/$project" -c Release -r linux-x64 --self-contained -o "$program" -v quiet -nologo
    done
    # The model and the pictures come from the checkout; messages in other languages are of no use here.
    rm -rf -- "$program"/{models,pictures,Pocket,cs,de,es,fr,it,ja,ko,pl,pt-BR,ru,tr,zh-Hans,zh-Hant}
    find "$program" \( -name '*.pdb' -o -name '*.xml' \) -delete
    (cd "$program" && rm -f -- "${unused[@]}")

    mkdir -p "$program/shared/goldens" "$(dirname "$archive")"
    tar -C "$goldens" --exclude=float.safetensors -cf - "${recordings[@]}" | tar -C "$program/shared/goldens" -xf -
    chmod -R u+w "$program"
    git -C "$root" rev-parse HEAD > "$program/commit" 2> /dev/null || echo unknown > "$program/commit"
    tar -C "$program" -cf - . | xz -T0 -6 > "$archive"

    local bytes
    bytes=$(stat -c %s "$archive")
    echo "$archive: $bytes bytes, $(cat "$program/commit")"
    ((bytes < most_bytes)) || die "the archive must stay below $most_bytes bytes."
}

# note NAME RESULT SECONDS DETAIL: a line of the table.
note() {
    rows+=("$(printf '%-28s %-10s %6s  %s' "$1" "$2" "$3" "$4")")
    echo "${rows[-1]}"
}

# failed NAME SECONDS DETAIL
failed() {
    failures=$((failures + 1))
    note "$1" FAILED "$2" "$3"
}

# What a log of a failure says in short: what was counted, and the first error or else the last line.
said() {
    local counted line
    counted=$(grep -E 'Total: [0-9]+|SUMMARY:' "$1" | tail -n 1 | sed 's/^[ =]*//') || true
    line=$(grep -m1 -E 'error: |Exception : |Error: |Assert\.|: off by|, wanted |, allowed ' "$1" || tail -n 1 "$1")
    line=${line#"${line%%[![:space:]]*}"}
    echo "${counted:+$counted; }${line:0:200}"
}

# step NAME LIMIT COMMAND...: runs it; its log is NAME.log. The function that $accept names, if not none, judges the log of
# what ended well and says what it found.
step() {
    local name=$1 limit=$2 log=$out/$1.log code=0 began=$SECONDS spent detail=""
    shift 2
    printf '$ %s\n' "$*" > "$log"
    timeout --kill-after=10 "$limit" "$@" >> "$log" 2>&1 < /dev/null || code=$?
    spent=$((SECONDS - began))
    case $code in
        0)
            if [[ $accept != none ]] && ! detail=$("$accept" "$log"); then
                failed "$name" "$spent" "$detail"
                return 1
            fi
            note "$name" ok "$spent" "$detail"
            ;;
        124 | 137) failed "$name" "$spent" "not done within $limit s"; return 1 ;;
        *) failed "$name" "$spent" "exit code $code: $(said "$log")"; return 1 ;;
    esac
}

accept_doctor() {
    grep -m1 -B1 'can be used: --device cuda' "$1" | head -n 1 | tr -s ' ' && return
    grep -A1 '^Card' "$1" | tail -n 1 | sed 's/^ *//'
    return 1
}

# Tests passed, and some were run.
accept_tests() {
    local line
    line=$(grep -E 'Total: [0-9]+' "$1" | tail -n 1 | sed 's/^ *//')
    echo "${line:-no test was run}"
    [[ $line =~ Total:\ ([0-9]+).*Skipped:\ ([0-9]+) ]] && ((BASH_REMATCH[1] > BASH_REMATCH[2]))
}

# Every summary counts no error, and there is one.
accept_sanitizer() {
    local lines
    lines=$(grep -E '(ERROR|RACECHECK) SUMMARY:' "$1" | sed 's/^=* *//') || { echo "compute-sanitizer gave no summary"; return 1; }
    echo "$lines" | sort -u | paste -sd ';'
    ! grep -qvE 'SUMMARY: 0 (errors|hazards)' <<< "$lines"
}

# Of a start, how long it took and what the kernels' part was.
accept_start() {
    grep -E "^(from the process|kernels until)" "$1" | tr -s ' ' | paste -sd ';' | cut -c 1-400
    grep -q "^from the process's start to its end" "$1"
}

accept_timing() {
    grep -vE '^(\$|  )' "$1" | tail -n 1 | tr -s ' ' | cut -c 1-160
}

# Lines of measurements that failed are failures, though PyTorch's script goes on.
accept_peer() {
    if grep -q '"failure"' "$1"; then
        grep -m1 '"failure"' "$1" | cut -c 1-160
        return 1
    fi
    echo "$(grep -c '"seconds"' "$1") measurements"
}

run_doctor() {
    accept=accept_doctor step doctor 60 "$program/easel" doctor || true
}

# Tests about the interpreter of kernels, about translations and about the driver's sentences, which need a C compiler, are not about a card.
run_tests() {
    accept=accept_tests step tests 240 "$program/Easel.Cuda.Tests" -noColor -failSkips \
        -namespace- Easel.Cuda.Tests.Tests -namespace- Easel.Cuda.Tests.Driver -namespace- Easel.Cuda.Tests.Translation || true
}

# What was recorded of tiny-sd is skipped, for the archive does not hold it.
run_recordings() {
    accept=accept_tests step recordings 240 "$program/Easel.Parity.Tests" -noColor -diagnostics -class '*.CardParityTests' || true
}

find_sanitizer() {
    command -v compute-sanitizer && return
    local found
    found=$(compgen -G '/usr/local/cuda*/bin/compute-sanitizer' | sort -V | tail -n 1) && [[ -n $found ]] && echo "$found"
}

run_sanitizer() {
    local sanitizer tool
    if ! sanitizer=$(find_sanitizer); then
        note sanitizer skipped 0 "no compute-sanitizer on the PATH or in /usr/local/cuda*/bin"
        return
    fi
    for tool in memcheck racecheck; do
        accept=accept_sanitizer step "$tool-picture" 120 "$sanitizer" --tool "$tool" --error-exitcode 9 --print-limit 20 \
            "$program/easel" txt2img --device "cuda:$EASEL_TEST_CARD" --ckpt pocket --prompt "a red circle" --H 64 --W 64 \
            --ddim_steps 1 --n_samples 1 --n_iter 1 --skip_grid --outdir "$temporary/$tool" || true
        accept=accept_sanitizer step "$tool-operations" 120 "$sanitizer" --tool "$tool" --error-exitcode 9 --print-limit 20 \
            "$program/Easel.Cuda.Tests" -noColor -class '*.TokenTests' -class '*.NetworkTests' || true
    done
}

# timing NAME LIMIT WORDS...: a benchmark of the card.
timing() {
    local name=$1 limit=$2
    shift 2
    accept=accept_timing step "$name" "$limit" "$program/Easel.Benchmarks" gpu "$@" --card "$EASEL_TEST_CARD" || true
}

# start NAME LIMIT WORDS...: the beginning of a picture, with translations of this run's starts alone: those of Easel, and those that the driver keeps.
start() {
    local name=$1 limit=$2
    shift 2
    EASEL_CACHE=$temporary/starts CUDA_CACHE_PATH=$temporary/starts/cuda accept=accept_start \
        step "$name" "$limit" "$program/Easel.Benchmarks" gpu image "$@" --steps 1 --rounds 1 --card "$EASEL_TEST_CARD" || true
}

run_timings() {
    local checkpoint=$temporary/random.ckpt vocabulary=$program/shared/goldens/bpe_simple_vocab_16e6.txt.gz peak=()
    [[ -z $measured_peak ]] || peak=(--peak "$measured_peak")
    timing kernels 120 kernels "${peak[@]}"
    timing unet 90 unet --profile "${peak[@]}"
    timing vae 90 vae --profile "${peak[@]}"
    accept=none step random-checkpoint 180 "$program/easel" dev random-checkpoint "$checkpoint" || return 0

    local model=(--ckpt "$checkpoint" --vocab "$vocabulary")
    mkdir -p "$temporary/starts/cuda"
    start first-start 90 "${model[@]}"
    start later-start 90 "${model[@]}"
    timing image-512 120 image "${model[@]}"
    timing image-512-batch-8 120 image "${model[@]}" --batch 8 --rounds 3
    timing image-768 120 image "${model[@]}" --side 768 --rounds 3
    timing image-1024 120 image "${model[@]}" --side 1024 --rounds 3
    rm -f -- "$checkpoint"
}

has_torch() {
    command -v python3 > /dev/null && timeout 60 python3 -c 'import torch' > /dev/null 2>&1
}

peer() {
    local name=$1 limit=$2
    shift 2
    accept=accept_peer step "$name" "$limit" python3 "$root/benchmarks/peers/unet_pytorch.py" "$@" || true
}

# Large products in PyTorch come before the timings: shares are of what they reach.
run_peak() {
    [[ ",$EASEL_PEER_PARTS," == *,peak,* ]] || return 0
    peer peers-peak 60 --only peak
    measured_peak=$(sed -n 's/.*"float16".*"gflops": \([0-9.]*\).*/\1/p' "$out/peers-peak.log" | sort -g | tail -n 1)
    [[ -z $measured_peak ]] || measured_peak=$(awk -v gflops="$measured_peak" 'BEGIN { printf "%.0f", gflops / 1000 }')
}

run_peers() {
    peer peers 420 --only "$EASEL_PEER_PARTS" --modes "$EASEL_PEER_MODES" --seconds 60
}

run() {
    local archive=$1 parts=" ${all_parts[*]} " part
    shift
    out=gpu-results
    if (($# > 0)) && [[ $1 != --* ]]; then
        out=$1
        shift
    fi
    if (($# > 0)); then
        [[ $# == 2 && $1 == --only && -n $2 ]] || usage
        parts=" ${2//,/ } "
        for part in $parts; do
            [[ " ${all_parts[*]} " == *" $part "* ]] || usage
        done
        [[ $parts == *[a-z]* ]] || usage
    fi

    [[ -f $archive ]] || die "$archive is no file; 'benchmarks/gpu.sh pack FILE' writes one."
    mkdir -p "$out" || die "$out cannot be made."
    temporary=$(mktemp -d)
    trap 'rm -rf -- "$temporary"' EXIT
    program=$temporary/program
    mkdir "$program"
    xz -dc -- "$archive" | tar -C "$program" -xf - || die "$archive cannot be unpacked."
    local packed here
    packed=$(cat "$program/commit" 2> /dev/null || echo unknown)
    here=$(git -C "$root" rev-parse HEAD 2> /dev/null || echo unknown)
    [[ $packed == "$here" || $packed == unknown || $here == unknown ]] || die "$archive is of commit $packed, this checkout of $here: pack again, or check that commit out."
    mkdir "$program/models" "$program/pictures"
    cp -r "$root/models/pocket" "$program/models/"
    cp "$root"/docs/pictures/*.png "$program/pictures/"
    cp -r "$root/tests/Easel.Parity.Tests/Pocket" "$program/"

    # What is translated, by Easel's order or by the driver's own, is kept with the rest of this run, and goes with it.
    export EASEL_CACHE=$temporary/easel-cache CUDA_CACHE_PATH=$temporary/cuda-cache DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 EASEL_TEST_CARD=${EASEL_TEST_CARD:-0}
    EASEL_PEER_PARTS=${EASEL_PEER_PARTS:-peak,unet,vae,image}
    EASEL_PEER_MODES=${EASEL_PEER_MODES:-eager,graph,reduce-overhead}
    measured_peak=""
    accept=none
    rows=()
    failures=0
    echo "commit $packed"
    [[ $parts != *" doctor "* ]] || run_doctor
    [[ $parts != *" tests "* ]] || run_tests
    [[ $parts != *" recordings "* ]] || run_recordings
    [[ $parts != *" sanitizer "* ]] || run_sanitizer
    local torch=no
    [[ $parts != *" peers "* ]] || ! has_torch || torch=yes
    [[ $torch == no ]] || run_peak
    [[ $parts != *" timings "* ]] || run_timings
    if [[ $torch == yes ]]; then
        run_peers
    elif [[ $parts == *" peers "* ]]; then
        note peers skipped 0 "python3 has no PyTorch"
    fi

    printf '\n%-28s %-10s %6s\n' step result s
    printf '%s\n' "${rows[@]}" | tee "$out/summary.txt"
    echo "logs are in $out"
    ((failures == 0))
}

case ${1:-} in
    pack) (($# == 2)) || usage; pack "$2" ;;
    run) (($# >= 2)) || usage; run "${@:2}" ;;
    *) usage ;;
esac
