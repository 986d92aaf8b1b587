#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test; ends with ctest's summary.
#   tests/run.sh          build and test
#   tests/run.sh --ci     first also: format, clang-tidy, sanitizers, fuzzers, packages; warnings are errors (as when CI is set)
# SCALESCOPE_CHECKS names the checks of --ci to run: format tidy asan tsan fuzz package (default: all).
# Further arguments are handed to ctest, as in `tests/run.sh -R Store`.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/app/setup.sh"

ci=${CI:+yes}
if [[ ${1:-} == --ci ]]; then
  ci=yes
  shift
fi
jobs=$(nproc)
# Two programs train at once on the same cores: a thread that waits at a barrier must leave its core to others.
export OMP_WAIT_POLICY=passive

# The sanitizers' memory maps do not get along with much address randomisation; where a container forbids to
# switch it off, it has to go without.
unrandomised=()
if setarch "$(uname -m)" -R true 2> /dev/null; then unrandomised=(setarch "$(uname -m)" -R); fi

check_format() {
  say "checking the format of the sources"
  (cd "$root" && git ls-files -z '*.cpp' '*.h' | xargs -0 clang-format --dry-run -Werror)
}

# On core alone: the window's headers take many times as long. Files go in batches, for the headers that they share.
check_tidy() {
  say "clang-tidy on core"
  (cd "$root" && cmake --preset tidy > /dev/null &&
    run-clang-tidy -quiet -j "$jobs" -p build-tidy -checks=-bugprone-suspicious-include \
      -header-filter '/(core|ui|app)/.*\.(h|cpp)$' "^$root/(build-tidy/core/.*\.cxx|core/.*\.cpp)$" > build-tidy/clang-tidy.log 2>&1) || {
    grep -E -A4 'error:|warning:' "$root/build-tidy/clang-tidy.log" >&2
    return 1
  }
}

# check_sanitizer PRESET LABEL [TARGET]: core's tests of that label under a sanitizer.
check_sanitizer() {
  "${unrandomised[@]}" bash -c 'root=$1; source "$root/app/setup.sh"; build_preset "${@:2}"' build "$root" "$1" ${3:+"$3"}
  say "tests of $2 under $1"
  # Trainings of the article's network are left out: they tell of numbers, and smaller ones run the same code.
  # OpenMP's barriers are not instrumented: a second thread of its team would look like a race.
  (cd "$root/build-$1" &&
    OMP_NUM_THREADS=$([[ $1 == tsan ]] && echo 1 || echo 2) \
      ASAN_OPTIONS=detect_stack_use_after_return=1 \
      TSAN_OPTIONS="suppressions=$root/tests/tsan.supp" \
      "${unrandomised[@]}" ctest -L "$2" -E ArticleTraining -j "$jobs" --output-on-failure --no-tests=error --timeout 300 --progress)
}

install_packages "${build_packages[@]}" "${test_packages[@]}" ${ci:+"${ci_packages[@]}"}

if [[ $ci ]]; then
  checks=" ${SCALESCOPE_CHECKS:-format tidy asan tsan fuzz package} "
  [[ $checks != *" format "* ]] || check_format
  build_preset ci
  [[ $checks != *" tidy "* ]] || check_tidy
  [[ $checks != *" asan "* ]] || check_sanitizer asan core
  [[ $checks != *" tsan "* ]] || check_sanitizer tsan core_threads thread_tests
  [[ $checks != *" fuzz "* ]] || "$root/tests/fuzz/run.sh"
  [[ $checks != *" package "* ]] || "$root/tests/app/packaging/package.sh" "$root/build"
else
  build_preset dev
fi

# TensorBoard is no package of Debian's: a test opens what is exported with it, where it can be had.
tensorboard=$root/build/tensorboard
if ! "$tensorboard/bin/python3" -c 'import tensorboard' 2> /dev/null; then
  say "installing TensorBoard for a test"
  { python3 -m venv "$tensorboard" && "$tensorboard/bin/pip" install --quiet tensorboard > /dev/null 2>&1; } ||
    say "it cannot be had: what is exported is not opened with it"
fi

# Qt tests draw into memory; desktop_test asks for xcb itself and meets this X server.
say "running the tests"
cd "$root/build"
export QT_QPA_PLATFORM=offscreen
exec xvfb-run -a -s '-screen 0 1600x1000x24' ctest -j "$jobs" --output-on-failure --no-tests=error "$@"
