#!/usr/bin/env bash
# Takes the pictures of the README: the real window while it trains Fashion-MNIST, light and dark.
#   tests/screenshot.sh [FOLDER] [STEPS]     (resources/screenshots, 400)
# Needs a built tree (tests/run.sh or app/run.sh make one) and an X server of its own, which Xvfb is.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=${1:-$root/resources/screenshots}
steps=${2:-400}
program=$root/build/bin/scalescope

if [[ ! -x $program ]]; then
  echo "tests/screenshot.sh: $program is not there; build first" >&2
  exit 1
fi
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Stored runs for the table: a short experiment with FP16 cast all the way down.
QT_QPA_PLATFORM=offscreen "$program" --export-plots "$work/plots" --store "$work/runs.sqlite" \
  --settings "$work/first.ini" "$root/tests/screenshot.json"

picture() {
  local theme=$1 file=$2
  shift 2
  rm -rf "${work:?}/$theme"
  mkdir "$work/$theme"
  cp "$work/runs.sqlite" "$work/$theme/runs.sqlite"
  QT_QPA_PLATFORM=xcb xvfb-run -a -s '-screen 0 1600x1000x24 -dpi 96' "$program" --theme "$theme" --size 1600x1000 \
    --store "$work/$theme/runs.sqlite" --settings "$work/$theme/settings.ini" --screenshot "$folder/$file" --after-steps "$steps" "$@"
  echo "$folder/$file"
}
picture light main-window.png
picture dark main-window-dark.png
picture light inspector.png --show inspector
picture dark breakpoint.png --break-on overflow --show diagnosis

# A page of a lesson, with what it points at.
lesson() {
  local theme=$1 name=$2 page=$3
  QT_QPA_PLATFORM=xcb xvfb-run -a -s '-screen 0 1600x1000x24 -dpi 96' "$program" --theme "$theme" --size 1600x1000 \
    --store "$work/lesson-$name.sqlite" --settings "$work/lesson-$name.ini" --lesson "$name" --page "$page" \
    --screenshot "$folder/lesson-$name.png"
  echo "$folder/lesson-$name.png"
}
lesson light why-loss-scaling 5
lesson dark collapsed-scale 6
