#!/usr/bin/env bash
# Installs what is missing, builds ScaleScope and opens its window with the default experiment ready.
# Without a display it trains that experiment here and leaves its plots as PNG files in ./scalescope-plots.
# Arguments are handed to the program.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$root/app/setup.sh"

install_packages "${build_packages[@]}" ${WAYLAND_DISPLAY:+qt6-wayland}
build_preset dev scalescope scalescope-cli >&2

if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
  say "opening the window"
  exec "$root/build/bin/scalescope" "$@"
fi
plots=$PWD/scalescope-plots
say "no display: training the default experiment here, its plots go to $plots"
QT_QPA_PLATFORM=offscreen "$root/build/bin/scalescope" --export-plots "$plots" "$@"
say "plots:"
ls -1 "$plots"/*.png
