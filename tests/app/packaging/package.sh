#!/usr/bin/env bash
# Makes the Debian packages of a build, looks at them, and installs and starts them on a clean Debian.
#   tests/app/packaging/package.sh BUILD [FOLDER]     FOLDER: where pictures and packages are kept (else nowhere)
# Without mmdebstrap, or where it may not make a root, the packages are unpacked into a folder and started from there.
set -euo pipefail
build=$(cd "$1" && pwd)
source_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
kept=${2:-$work/kept}
mkdir -p "$kept"

say() { printf '== %s\n' "$*"; }
die() {
  printf 'package.sh: %s\n' "$*" >&2
  exit 1
}

say "packing"
(cd "$build" && cpack -B "$work/packages" > "$work/cpack.log" 2>&1) || {
  tail -20 "$work/cpack.log" >&2
  die "cpack failed"
}
packages=("$work"/packages/scalescope*.deb)
cp "${packages[@]}" "$kept"
cli=$(echo "$work"/packages/scalescope-cli_*.deb)
desktop=$(echo "$work"/packages/scalescope_*.deb)
desktop_there=$([[ ! -f $desktop ]] || echo yes)
[[ -f $cli ]] || die "there is no package scalescope-cli"

# Everything that a reader, a shell or a desktop looks for, and nothing of it empty.
holds() {
  local package=$1 path
  shift
  dpkg-deb -c "$package" > "$work/contents"
  for path in "$@"; do
    grep -Eq "^-.* [1-9][0-9]* [0-9-]+ [0-9:]+ \./usr/$path\$" "$work/contents" || die "$package lacks /usr/$path"
  done
}
say "contents"
holds "$cli" bin/scalescope-cli share/man/man1/scalescope-cli.1.gz share/bash-completion/completions/scalescope-cli \
  share/zsh/vendor-completions/_scalescope-cli share/fish/vendor_completions.d/scalescope-cli.fish \
  share/scalescope/lessons/why-loss-scaling/lesson.json share/doc/scalescope/store.md \
  share/scalescope/python/scalescope_torch.py \
  share/doc/scalescope-cli/copyright share/doc/scalescope-cli/changelog.gz
! dpkg-deb -I "$cli" | grep -i '^ Depends:.*qt' || die "scalescope-cli depends on Qt"
if [[ -f $desktop ]]; then
  id=org.scalescope.ScaleScope
  holds "$desktop" bin/scalescope share/man/man1/scalescope.1.gz share/applications/$id.desktop \
    share/metainfo/$id.metainfo.xml share/mime/packages/$id.xml share/icons/hicolor/scalable/apps/$id.svg \
    share/icons/hicolor/symbolic/apps/$id-symbolic.svg share/bash-completion/completions/scalescope \
    share/doc/scalescope/copyright
fi

if command -v lintian > /dev/null; then
  say "lintian"
  # For no archive: nobody filed that they were to be made, and nobody has an address for them.
  none=initial-upload-closes-no-bugs,bogus-mail-host,bogus-mail-host-in-debian-changelog
  lintian --allow-root --fail-on error,warning --suppress-tags "$none" "${packages[@]}"
fi

cat > "$work/tiny.json" << 'JSON'
{"scalescope": 1, "name": "blobs", "dataset": {"kind": "synthetic", "generator": "blobs", "classes": 4, "features": 8, "samples": 640},
 "network": {"input": [8], "layers": [{"type": "linear", "out": 32}, {"type": "relu"}, {"type": "linear", "out": 4}]},
 "batch_size": 16, "steps": 60, "runs": [{"name": "fp32", "precision": "fp32"}, {"name": "fp16", "precision": "fp16-mixed"}]}
JSON

# What a person does first. $1: the folder of the programs with a slash, or nothing where they are on the PATH; $2: a folder
# to work in; $3: the platform of Qt.
cat > "$work/start.sh" << 'SH'
set -euo pipefail
bin=$1 here=$2
export QT_QPA_PLATFORM=$3
export HOME=$here/home OMP_WAIT_POLICY=passive
mkdir -p "$HOME"
cd "$here"
"${bin}scalescope-cli" --version
"${bin}scalescope-cli" lesson | grep why-loss-scaling > /dev/null
"${bin}scalescope-cli" run tiny.json > run.txt
"${bin}scalescope-cli" list | grep fp16
test -f "$HOME/.local/share/scalescope/runs.sqlite"
if command -v "${bin}scalescope" > /dev/null; then
  "${bin}scalescope" --version
  "${bin}scalescope" tiny.json --store window.sqlite --screenshot window.png --after-steps 30 --size 1400x900
  test "$(stat -c %s window.png)" -gt 10000
fi
SH

# inside COMMAND: in the clean root. Debian's packages are brought there as this machine's apt is set up.
inside() { printf -- "--customize-hook=chroot \"\$1\" bash -ec '%s' < /dev/null" "$1"; }
clean_root() {
  # First without an X server, whose libraries would hide what the packages forget to ask for.
  mmdebstrap --quiet --variant=minbase \
    --setup-hook="mkdir -p \"\$1/tmp/packages\" && cp '$work'/packages/*.deb '$work'/tiny.json '$work'/start.sh \"\$1/tmp/packages\"" \
    "$(inside "apt-get install -y -qq --no-install-recommends /tmp/packages/scalescope*.deb > /tmp/apt.log 2>&1 || { tail -20 /tmp/apt.log; exit 1; }")" \
    "$(inside "bash /tmp/packages/start.sh \"\" /tmp/packages offscreen")" \
    ${desktop_there:+"$(inside "apt-get install -y -qq --no-install-recommends xvfb xauth > /tmp/apt.log 2>&1")"} \
    ${desktop_there:+"$(inside "xvfb-run -a -s \"-screen 0 1600x1000x24\" bash /tmp/packages/start.sh \"\" /tmp/packages xcb")"} \
    ${desktop_there:+--customize-hook="cp \"\$1/tmp/packages/window.png\" '$kept'"} \
    "$(inside "apt-get purge -y -qq \"scalescope*\" > /tmp/apt.log 2>&1; ! ls -d /usr/share/scalescope /usr/bin/scalescope* 2> /dev/null")" \
    "$suite" /dev/null
}
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
if command -v mmdebstrap > /dev/null && ((EUID == 0)) && [[ ! ${SCALESCOPE_NO_CHROOT:-} ]]; then
  say "a clean $suite"
  clean_root 2> >(grep -v '^I: running --' >&2)
else
  say "unpacked into a folder"
  for package in "${packages[@]}"; do dpkg-deb -x "$package" "$work/root"; done
  cp "$work/tiny.json" "$work/root"
  bash "$work/start.sh" "$work/root/usr/bin/" "$work/root" offscreen
fi
say "done"
