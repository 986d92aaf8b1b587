#!/usr/bin/env bash
# Brings the catalogues up to date with the texts in the sources: new texts come in unfinished, to be translated
# (with Qt Linguist, or by hand), and those that are gone go. Of English only plurals are kept.
#   resources/translations/update.sh [FOLDER]    the folder of the catalogues (default: this one)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(cd "${1:-$here}" && pwd)
lupdate=$(command -v lupdate6 || echo /usr/lib/qt6/bin/lupdate)
cd "$here/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 "$here/phrases.py" core >"$scratch/phrases.cpp"
# In ui, too, some are marked with phrase().
update=("$lupdate" -silent -I . -locations none -no-obsolete -disable-heuristic similartext
  -tr-function-alias QT_TR_NOOP+=phrase ui app/desktop "$scratch/phrases.cpp")
"${update[@]}" -source-language en -target-language zh_CN -ts "$folder/scalescope_zh_CN.ts"
"${update[@]}" -source-language en -target-language en -pluralonly -ts "$folder/scalescope_en.ts"
