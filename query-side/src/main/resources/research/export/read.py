"""Reads all tables of this export. In this folder:  from read import study; study["sessions"][0]"""

import csv
import json
import pathlib

CONVERT = {"integer": int, "number": float, "boolean": lambda text: text == "true", "string": str}
here = pathlib.Path(__file__).resolve().parent
study = {}
for resource in json.loads((here / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
    types = {field["name"]: CONVERT[field["type"]] for field in resource["schema"]["fields"]}
    with open(here / resource["path"], encoding="utf-8", newline="") as rows:
        study[pathlib.Path(resource["path"]).stem] = [
            {name: types[name](value) if value != "" else None for name, value in row.items()}
            for row in csv.DictReader(rows)
        ]
