#!/bin/sh
# team.sh SCRIPT ARGUMENTS...: one training in several processes of one thread each; see Team in training.py.
# PROCESSES says how many (2); PYTHON which interpreter. On a GPU run the script alone instead.
set -eu

export WORLD_SIZE="${PROCESSES:-2}" MASTER_ADDR=127.0.0.1 MASTER_PORT="${MASTER_PORT:-29511}" OMP_NUM_THREADS=1
# Freed memory stays with the process: mapping it anew for every layer costs a fifth of the time.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=100000000000 MALLOC_TOP_PAD_=67108864

members=""
trap 'kill $members 2>/dev/null || true' INT TERM
rank=1
while [ "$rank" -lt "$WORLD_SIZE" ]; do
    RANK=$rank "${PYTHON:-python3}" "$@" &
    members="$members $!"
    rank=$((rank + 1))
done
RANK=0 "${PYTHON:-python3}" "$@" &
leader=$!
members="$members $leader"
status=0
wait "$leader" || status=$?
wait
exit "$status"
