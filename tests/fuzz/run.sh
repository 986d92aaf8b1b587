#!/usr/bin/env bash
# Builds the fuzzers and runs each for some seconds (60 if none are named); fails at the first input
# that crashes a reader, leaves memory behind, or makes it take more memory than it should.
#   tests/fuzz/run.sh [SECONDS] [FUZZER…]      as in `tests/fuzz/run.sh 600 csv idx`
# What the fuzzers learn is kept in build-fuzz/corpus, finds in build-fuzz/finds.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/app/setup.sh"

seconds=${1:-60}
shift $(($# ? 1 : 0))
names=("$@")
((${#names[@]})) || names=(idx csv safetensors configuration log)

build_preset fuzz fuzzers >&2
corpus=$root/build-fuzz/corpus
finds=$root/build-fuzz/finds
mkdir -p "$finds"
python3 "$root/tests/fuzz/make_seeds.py" "$corpus"

# The sanitizers' memory maps do not get along with much address randomisation.
unrandomised=()
if setarch "$(uname -m)" -R true 2> /dev/null; then unrandomised=(setarch "$(uname -m)" -R); fi

fuzz() {
  local name=$1 log=$finds/$1.log
  # The time limit of one input is by the clock: wide, so that a busy machine is not taken for a hang.
  if "${unrandomised[@]}" "$root/build-fuzz/bin/fuzz_$name" "$corpus/$name" \
    -max_total_time="$seconds" -max_len=4096 -timeout=60 -rss_limit_mb=1024 -malloc_limit_mb=64 \
    -artifact_prefix="$finds/$name-" -print_final_stats=1 > "$log" 2>&1; then
    echo "fuzz_$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $seconds s, nothing found"
  else
    echo "fuzz_$name: FOUND SOMETHING, see $log"
    grep -E -m3 'ERROR:|runtime error:|does not hold:|Test unit written' "$log" || tail -n 5 "$log"
    return 1
  fi
}

# As many at a time as there are processors.
failed=0
for name in "${names[@]}"; do
  while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n || failed=1; done
  fuzz "$name" &
done
while (($(jobs -p | wc -l))); do wait -n || failed=1; done
exit $failed
