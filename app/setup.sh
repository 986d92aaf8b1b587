# Shared by app/run.sh and tests/run.sh: what to install, and how to build. To be sourced.
# Needs `root`, the project's folder.

say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }

# What building and running take. Names hold for Debian 12 and Ubuntu 24.04.
build_packages=(
  cmake ninja-build g++ pkg-config ccache
  qt6-base-dev qt6-svg-dev qt6-tools-dev qt6-l10n-tools qt6-qpa-plugins qt6-translations-l10n fonts-dejavu-core
  libqcustomplot-dev libqcustomplot2.1-qt6
  libdnnl-dev libhwy-dev
  libsqlite3-dev libsqlitecpp-dev
  nlohmann-json3-dev libcli11-dev zlib1g-dev libprotobuf-dev protobuf-compiler
  libgtest-dev libgmock-dev libbenchmark-dev
  dataset-fashion-mnist
)

# What the tests take beyond that. Without OpenBLAS, Debian's PyTorch multiplies matrices ten times as slowly.
# Slurm's own services stay down, as they have no configuration; the test starts its daemons by itself.
test_packages=(desktop-file-utils appstream shared-mime-info dpkg-dev lintian groff
  xvfb xauth dbus-daemon fonts-wqy-microhei sqlite3 python3 python3-venv python3-numpy python3-torch libopenblas0-pthread slurm-wlm munge)

# What only continuous integration takes: a clean Debian, shells to complete in, formatter, linter, sanitizer and fuzzer
# run-times.
ci_packages=(mmdebstrap zsh fish
  clang clang-format clang-tidy clang-tools libclang-rt-dev llvm)

# Installs those of the given packages that are missing. Asks apt only if there are any.
install_packages() {
  command -v dpkg-query > /dev/null || {
    say "no dpkg here: install by hand what is the like of: $*"
    return 0
  }
  # A package counts as there if its name is installed, or provided by one that is (as after a rename).
  local have missing=() package
  have=" $(dpkg-query -W -f '${db:Status-Abbrev}${Package} ${Provides}\n' |
    sed -n 's/^.i.//p' | tr ',\n' '  ') "
  for package in "$@"; do
    [[ $have == *" $package "* ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  local as_root=()
  if ((EUID != 0)); then
    command -v sudo > /dev/null || {
      say "these packages are missing, and there is no sudo to install them with: ${missing[*]}"
      return 1
    }
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
}

# build_preset PRESET [TARGET…]: configures and builds; everything if no target is named.
build_preset() {
  local preset=$1
  shift
  say "building (preset $preset)"
  (
    cd "$root"
    cmake --preset "$preset" -Wno-dev --log-level=WARNING
    cmake --build --preset "$preset" ${1:+--target "$@"}
  )
}
