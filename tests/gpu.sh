#!/usr/bin/env bash
# Checks and times the CUDA back end on a machine with an NVIDIA GPU. Needs a C++ compiler, nvcc, cuDNN 9 and CMake;
# nothing is installed. Uses GPU 0, and leaves its settings alone.
#   tests/gpu.sh [FOLDER]   builds in FOLDER (default: build-gpu) and leaves benchmark.jsonl and pytorch.jsonl there
# The suite of operations, training against double precision and the determinism test; the same operations under
# compute-sanitizer, where that is installed; then samples/s, beside PyTorch AMP where PyTorch sees the GPU.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=${1:-$root/build-gpu}

say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }

export PATH=$PATH:/usr/local/cuda/bin
for tool in cmake nvcc; do
  command -v "$tool" > /dev/null || { say "$tool is not installed"; exit 1; }
done
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2> /dev/null || {
  say "skipped: no NVIDIA GPU here"
  exit 77
}

say "building in $out"
generator=()
if command -v ninja > /dev/null; then generator=(-G Ninja); fi
cmake -S "$root/tests/gpu" -B "$out" "${generator[@]}" > "$out.log" 2>&1 || { cat "$out.log" >&2; exit 1; }
cmake --build "$out" --parallel "$(nproc)"

say "suite of operations, training against double precision, determinism"
"$out/gpu_suite"

if command -v compute-sanitizer > /dev/null; then
  for tool in memcheck racecheck; do
    say "operations under compute-sanitizer, $tool"
    compute-sanitizer --tool "$tool" --error-exitcode 1 "$out/gpu_suite" Operations > "$out/$tool.log" ||
      { tail -40 "$out/$tool.log" >&2; exit 1; }
  done
else
  say "compute-sanitizer is not installed: left out"
fi

say "benchmark"
"$out/gpu_benchmark" | tee "$out/benchmark.jsonl"
if python3 -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' 2> /dev/null; then
  python3 "$root/tests/gpu/pytorch_amp.py" | tee "$out/pytorch.jsonl"
  python3 "$root/tests/gpu/compare.py" "$out/benchmark.jsonl" "$out/pytorch.jsonl"
else
  say "PyTorch with CUDA is not installed: no comparison"
fi
say "done"
