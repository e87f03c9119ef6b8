#!/bin/sh
# The pocket model from nothing to models/pocket and its recordings, with one command:
#
#     tools/pocket-training/train.sh [RUN_FOLDER]
#
# Every part continues where it was interrupted: run the same command again. What can be set, with its usual value:
#     PYTHON=python3  PROCESSES=2 (on a CPU)  AUTOENCODER_MINUTES=70  DIFFUSION_MINUTES=85
#     RENDER=FILE (the renderer, published for a machine without the .NET SDK)  PICTURES=16000 (latents)
#     SIZES=128x128:26000,96x160:5000,160x96:5000  SEED=1
set -eu

tools=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$tools/../.." && pwd)
run=$(mkdir -p "${1:-$root/artifacts/pocket}" && cd "${1:-$root/artifacts/pocket}" && pwd)
merges="$root/models/pocket/merges.txt"
python="${PYTHON:-python3}"
seed="${SEED:-1}"

# A GPU takes one process, a CPU a team of them.
if "$python" -c 'import sys, torch; sys.exit(not torch.cuda.is_available())'; then
    train() { "$python" "$@"; }
else
    train() { PYTHON="$python" "$tools/team.sh" "$@"; }
fi

cd "$root"
if [ ! -e "$run/data/dataset.json" ]; then
    ${RENDER:-dotnet run -c Release --project tools/Pocket --} render --out "$run/data" --seed "$seed" --vocabulary "$merges" \
        --sizes "${SIZES:-128x128:26000,96x160:5000,160x96:5000}"
fi
if [ ! -e "$run/autoencoder.safetensors" ]; then
    train "$tools/train_autoencoder.py" --data "$run/data" --out "$run" --seed "$seed" \
        --minutes "${AUTOENCODER_MINUTES:-70}"
fi
if [ ! -e "$run/latents.done" ]; then
    train "$tools/encode_latents.py" --data "$run/data" --out "$run" --count "${PICTURES:-16000}"
    touch "$run/latents.done"
fi
if [ ! -e "$run/diffusion.safetensors" ]; then
    train "$tools/train_diffusion.py" --data "$run/data" --out "$run" --merges "$merges" --seed "$seed" \
        --minutes "${DIFFUSION_MINUTES:-85}"
fi
"$python" "$tools/export.py" --run "$run" --merges "$merges" --out models/pocket
"$python" "$tools/record.py" --model models/pocket --data "$run/data" --out tests/Easel.Parity.Tests/Pocket
