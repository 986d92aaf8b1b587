"""Writes the phrases of core, marked with phrase("…"), as a source that lupdate understands: it would look for the classes
around them, but all are of one context.

    phrases.py SOURCE_FOLDER > phrases.cpp
"""
import pathlib
import re
import sys

STRING = r'"(?:[^"\\\n]|\\.)*"'
MARKED = re.compile(r"\bphrase\(\s*((?:" + STRING + r"\s*)+)\)")


def main():
    folder = pathlib.Path(sys.argv[1])
    found = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".cpp", ".h", ".cu"):
            for literals in MARKED.findall(path.read_text(encoding="utf-8")):
                found.add("".join(part[1:-1] for part in re.findall(STRING, literals)))
    for text in sorted(found):
        print(f'QT_TRANSLATE_NOOP("scalescope", "{text}");')


if __name__ == "__main__":
    main()
