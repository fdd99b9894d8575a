"""The command ``erase``: the content of a record, on request."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from ecopark.core.messages import Text, catalogue
from ecopark.core.scope import system_scope
from ecopark.serve.cli.common import common, help_text, park_option
from ecopark.serve.cli.output import ExitCode, Output
from ecopark.trust.log.revisions import REASONS

catalogue(
    {
        "cli.help.erase": Text(
            vi="Xóa vĩnh viễn nội dung của một bản ghi theo yêu cầu (mọi lần sửa). Nhật ký vẫn ghi ai xóa và vì sao.\n\n"
            "KIND là loại (declaration, inspection, flag_note, quarantine, …), ID là mã.\n\n"
            "Ví dụ: ecopark erase flag_note 3f2a… --reason person",
            en="Erase the content of a record for good, on request (every revision). The log keeps who and why.\n\n"
            "KIND is the kind (declaration, inspection, flag_note, quarantine, …), ID the id.\n\n"
            "Example: ecopark erase flag_note 3f2a… --reason person",
        ),
        "cli.help.erase_reason": Text(
            vi="Vì sao: người có tên trong đó yêu cầu (person), doanh nghiệp (firm), pháp luật (law), ghi nhầm (mistake).",
            en="Why: a person named in it asked (person), a firm (firm), the law (law), entered by mistake (mistake).",
        ),
        "cli.help.erase_by": Text(
            vi="Người xóa (mặc định: người đang dùng máy).", en="Who erases (default: who is signed in to the machine)."
        ),
        "cli.erase.done": Text(
            vi="Đã xóa nội dung {revisions} lần sửa của {kind} “{id}” ({actor}, lý do: {reason}). Nhật ký vẫn đúng "
            "và ghi lại việc này. Bản sao lưu, gói đã xuất và tệp gốc đã gửi không bị xóa theo.",
            en="Erased the content of {revisions} revisions of {kind} “{id}” ({actor}, reason: {reason}). The evidence log "
            "stays valid and tells it. Backups, exported bundles and files as they were sent are not touched.",
        ),
    }
)


@click.command(help=help_text("cli.help.erase"))
@click.argument("kind")
@click.argument("record_id", metavar="ID")
@click.option("--reason", type=click.Choice(REASONS), required=True, help=help_text("cli.help.erase_reason"))
@click.option("--by", "person", default=None, help=help_text("cli.help.erase_by"))
@park_option
@common
def erase(out: Output, kind: str, record_id: str, reason: str, person: str | None, folder: Path) -> ExitCode:
    from ecopark.serve.bootstrap import opened

    who = system_scope(f"command-line:{person or getpass.getuser()}")
    with opened(folder, metered=False) as park:
        revisions = park.records.erase(who, kind, record_id, reason)
    told = {"kind": kind, "id": record_id, "reason": reason, "revisions": revisions, "actor": who.user}
    out.say("cli.erase.done", **told)
    out.result(told)
    return ExitCode.OK
