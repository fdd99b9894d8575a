"""What ``inspect paper`` does: one HTML file with numbered forms, which prints without server and network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ecopark.core.scope import system_scope
from ecopark.serve.bootstrap import opened
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.serve.portal.paper import own_style, paper_page, print_set, sheets_of, wanted_forms
from ecopark.serve.portal.rendering import Renderer
from ecopark.serve.portal.statics import Statics

SCOPE = system_scope("command-line")


def write_paper(out: Output, folder: Path, file: Path, which: str, places: Sequence[str], blanks: int) -> ExitCode:
    """Number a set of forms, keep its list with the park, and write the file."""
    statics = Statics()
    with opened(folder, metered=False) as park:
        code, forms = print_set(park, SCOPE, wanted_forms(park, SCOPE, which, places, blanks))
        sheets = sheets_of(park, SCOPE, forms)
        text = paper_page(park, Renderer(statics), sheets, code, park.clock(), own_style(statics))
    file.write_text(text, encoding="utf-8")
    out.say("cli.inspect.paper_written", file=str(file), count=len(forms), first=forms[0].number, last=forms[-1].number)
    out.result({"file": str(file), "set": code, "forms": [form.number for form in forms]})
    return ExitCode.OK
