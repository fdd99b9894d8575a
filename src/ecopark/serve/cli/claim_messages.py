"""Texts of ``ecopark claim`` and ``ecopark ledger``."""

from __future__ import annotations

import ecopark.judge.claims.messages
import ecopark.judge.ledger.messages  # noqa: F401  texts of the room
from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.claim": Text(
            "Lời nói về môi trường: lập, xét, công bố, rút lại.", "Claims: make, judge, publish, withdraw."
        ),
        "cli.help.claim_new": Text(
            "Lập lời nói từ tệp JSON hoặc YAML và xét ngay.\n\nVí dụ:\n  ecopark claim new loi-noi.yaml --park khu",
            "Make a claim from a JSON or YAML file and judge it.\n\nExample:\n  ecopark claim new claim.yaml --park park",
        ),
        "cli.help.claim_revision": Text("Phiên bản của bản nháp được sửa.", "Revision of the draft that is changed."),
        "cli.help.claim_judge": Text(
            "Xét lại một lời nói, hoặc mọi lời nói có đầu vào đã đổi.\n\nVí dụ:\n  ecopark claim judge steel-2025",
            "Judge a claim, or all whose inputs changed.\n\nExample:\n  ecopark claim judge steel-2025",
        ),
        "cli.help.claim_list": Text(
            "Liệt kê lời nói và kết quả.\n\nVí dụ:\n  ecopark claim list --json",
            "List claims.\n\nExample:\n  ecopark claim list --json",
        ),
        "cli.help.claim_publish": Text(
            "Công bố lời nói được bằng chứng đỡ. Người công bố không phải người lập.\n\nVí dụ:\n  ecopark claim publish steel-2025",
            "Publish a claim that is supported. Who publishes did not make it.\n\nExample:\n  ecopark claim publish steel-2025",
        ),
        "cli.help.claim_withdraw": Text(
            'Rút lời nói; nó vẫn hiện kèm lý do.\n\nVí dụ:\n  ecopark claim withdraw steel-2025 --reason "công tơ sai"',
            'Withdraw a claim; it stays in sight with the reason.\n\nExample:\n  ecopark claim withdraw steel-2025 --reason "wrong meter"',
        ),
        "cli.help.claim_reason": Text("Lý do, hiện cùng lời nói.", "The reason, shown beside the claim."),
        "cli.help.claim_words": Text(
            'Đánh dấu từ chung chung trong một đoạn chữ.\n\nVí dụ:\n  ecopark claim check-words "nhà máy xanh"',
            'Flag generic words in a text.\n\nExample:\n  ecopark claim check-words "a green factory"',
        ),
        "cli.help.ledger": Text(
            "Sổ đơn vị thuộc tính: mỗi đơn vị dùng một lần.", "Ledger of attribute units: a unit is used once."
        ),
        "cli.help.ledger_list": Text(
            "Liệt kê đơn vị.\n\nVí dụ:\n  ecopark ledger list", "List units.\n\nExample:\n  ecopark ledger list"
        ),
        "cli.help.ledger_issue": Text(
            "Phát hành đơn vị từ tệp JSON hoặc YAML.\n\nVí dụ:\n  ecopark ledger issue don-vi.yaml",
            "Issue a unit from a JSON or YAML file.\n\nExample:\n  ecopark ledger issue unit.yaml",
        ),
        "cli.help.ledger_split": Text(
            "Chia đơn vị.\n\nVí dụ:\n  ecopark ledger split pv-03 pv-03a=4000 pv-03b=6000",
            "Split a unit.\n\nExample:\n  ecopark ledger split pv-03 pv-03a=4000 pv-03b=6000",
        ),
        "cli.help.ledger_share": Text(
            "Chia lợi ích cộng sinh theo khóa (phần triệu).\n\nVí dụ:\n  ecopark ledger share xi-2025 steel=500000 plating=500000",
            "Share a symbiosis saving out by a key (millionths).\n\nExample:\n  ecopark ledger share slag-2025 steel=500000 plating=500000",
        ),
        "cli.help.ledger_transfer": Text(
            "Chuyển đơn vị; outside:… là bán ra ngoài.\n\nVí dụ:\n  ecopark ledger transfer pv-03 outside:buyer",
            "Hand a unit on; outside:… sells it.\n\nExample:\n  ecopark ledger transfer pv-03 outside:buyer",
        ),
        "cli.help.ledger_model": Text(
            "Mô hình chuỗi hành trình mới (không chặt hơn).", "New chain-of-custody model (never stricter)."
        ),
        "cli.help.ledger_cancel": Text(
            "Dùng đơn vị cho một lời nói.\n\nVí dụ:\n  ecopark ledger cancel pv-03a steel-2025",
            "Use a unit for a claim.\n\nExample:\n  ecopark ledger cancel pv-03a steel-2025",
        ),
        "cli.help.ledger_audit": Text(
            "Kiểm toán toàn bộ lịch sử sổ; mã thoát 5 nếu có lỗi.\n\nVí dụ:\n  ecopark ledger audit",
            "Audit the ledger's whole history; exit code 5 on faults.\n\nExample:\n  ecopark ledger audit",
        ),
        "cli.claim.judged": Text("Đã xét lại {count} lời nói.", "{count} claims were judged again."),
        "cli.claim.none": Text("Chưa có lời nói nào.", "There are no claims yet."),
        "cli.claim.published": Text("Đã công bố {id}.", "{id} is published."),
        "cli.claim.withdrawn": Text("Đã rút {id}.", "{id} is withdrawn."),
        "cli.claim.step": Text(
            "Bước tiếp theo: {what} ({low}–{high} triệu đồng, khoảng {days} ngày)",
            "Next step: {what} ({low}–{high} million VND, about {days} days)",
        ),
        "cli.claim.may_say": Text("Có thể nói ngay: {text}", "You may say now: {text}"),
        "cli.claim.file": Text("không đọc được tệp: {reason}", "the file cannot be read: {reason}"),
        "cli.ledger.none": Text("Sổ chưa có đơn vị nào.", "The ledger has no units yet."),
        "cli.ledger.clean": Text("Không có lỗi: không đơn vị nào dùng hai lần.", "No faults: no unit was used twice."),
        "cli.ledger.amount": Text("hãy viết tên=số, ví dụ pv-03a=4000.", "write name=number, for example pv-03a=4000."),
    }
)
