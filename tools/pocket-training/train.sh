#!/bin/sh
# The pocket model from nothing to models/pocket and its recordings, with one command:
#
#     tools/pocket-training/train.sh [RUN_FOLDER]
#
# Every part continues where it was interrupted: run the same command again. What can be set, with its usual value:
#     PYTHON=python3  PROCESSES=2 (on a CPU)  AUTOENCODER_MINUTES=70  DIFFUSION_MINUTES=99  JUDGE_EPOCHS=3
#     RENDER=FILE (the renderer, published for a machine without the .NET SDK)
#     SIZES=128x128:26000,96x160:5000,160x96:5000  SEED=1  JUDGE_TRAINING_PICTURES=14000 (beside the data set's)  JUDGE_PICTURES=3000 (to test it)
#     MODEL=models/pocket  RECORDINGS=tests/Easel.Parity.Tests/Pocket  JUDGE=tools/Pocket/judge.safetensors (what is written)
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

render() { ${RENDER:-dotnet run -c Release --project tools/Pocket --} render --vocabulary "$merges" "$@"; }

cd "$root"
if [ ! -e "$run/data/dataset.json" ]; then
    render --out "$run/data" --seed "$seed" --sizes "${SIZES:-128x128:26000,96x160:5000,160x96:5000}"
fi
if [ ! -e "$run/autoencoder.safetensors" ]; then
    train "$tools/train_autoencoder.py" --data "$run/data" --out "$run" --seed "$seed" \
        --minutes "${AUTOENCODER_MINUTES:-70}"
fi
if [ ! -e "$run/latents.done" ]; then
    train "$tools/encode_latents.py" --data "$run/data" --out "$run"
    touch "$run/latents.done"
fi
if [ ! -e "$run/diffusion.safetensors" ]; then
    train "$tools/train_diffusion.py" --data "$run/data" --out "$run" --merges "$merges" --seed "$seed" \
        --minutes "${DIFFUSION_MINUTES:-99}"
fi
if [ ! -e "$run/heldout/dataset.json" ]; then
    render --out "$run/heldout" --seed 77 --held-out --sizes "128x128:${JUDGE_PICTURES:-3000}"
fi
if [ ! -e "$run/heldout-training/dataset.json" ]; then
    render --out "$run/heldout-training" --seed 78 --held-out --sizes "128x128:${JUDGE_TRAINING_PICTURES:-14000}"
fi
if [ ! -e "$run/judge.safetensors" ]; then
    train "$tools/train_judge.py" --data "$run/data" "$run/heldout-training" --test "$run/heldout" --out "$run/judge.safetensors" --epochs "${JUDGE_EPOCHS:-3}"
fi
"$python" "$tools/export.py" --run "$run" --merges "$merges" --out "${MODEL:-models/pocket}"
"$python" "$tools/record.py" --model "${MODEL:-models/pocket}" --data "$run/data" --out "${RECORDINGS:-tests/Easel.Parity.Tests/Pocket}"
cp "$run/judge.safetensors" "${JUDGE:-tools/Pocket/judge.safetensors}"
echo "What it paints right: dotnet run -c Release --project tools/Pocket -- test"
