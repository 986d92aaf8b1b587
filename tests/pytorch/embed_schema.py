"""Puts core/store/schema.sql into resources/python/scalescope_torch.py, which has to stand alone. Run it when the schema
has changed; watch_test.py fails until then."""

import os

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCHEMA = os.path.join(ROOT, "core", "store", "schema.sql")
MODULE = os.path.join(ROOT, "resources", "python", "scalescope_torch.py")
BEGIN, END = "SCHEMA = r'''\n", "'''.lstrip("


def main():
    with open(SCHEMA, encoding="utf-8") as file:
        schema = file.read()
    with open(MODULE, encoding="utf-8") as file:
        before, rest = file.read().split(BEGIN)
    if "'''" in schema:
        raise SystemExit(f"{SCHEMA}: holds three quotes in a row, which end the text in the module")
    with open(MODULE, "w", encoding="utf-8") as file:
        file.write(before + BEGIN + schema + END + rest.split(END, 1)[1])


if __name__ == "__main__":
    main()
