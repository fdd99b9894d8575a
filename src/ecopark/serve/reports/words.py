"""What PDF and XLSX print around the content: heads of columns, foot of pages, names of standings and origins."""

from __future__ import annotations

from ecopark.core.messages import Lang, Message, Text, catalogue

catalogue(
    {
        "report.head.what": Text("Chỉ tiêu", "What"),
        "report.head.value": Text("Giá trị", "Value"),
        "report.head.unit": Text("Đơn vị", "Unit"),
        "report.head.low": Text("Cận dưới (90 %)", "Low (90 %)"),
        "report.head.high": Text("Cận trên (90 %)", "High (90 %)"),
        "report.head.interval": Text("Khoảng 90 %", "90 % interval"),
        "report.head.standing": Text("Căn cứ", "Standing"),
        "report.head.origin": Text("Nguồn gốc", "Origin"),
        "report.head.code": Text("Mã tra cứu", "Code"),
        "report.head.start": Text("Từ", "From"),
        "report.head.end": Text("Đến trước", "To (excluded)"),
        "report.head.evidence": Text("Bằng chứng", "Evidence"),
        "report.head.reason": Text("Ghi chú, lý do", "Note, reason"),
        "serve.report.none": Text("không có", "not available"),
        "serve.report.provisional": Text("tạm thời", "provisional"),
        "serve.report.page": Text("Trang {page}/{pages}", "Page {page} of {pages}"),
        "serve.report.id": Text("Báo cáo EP-{id} · kiểm tra: /check/MÃ", "Report EP-{id} · check at /check/CODE"),
        "report.sheet.numbers": Text("Số liệu", "Numbers"),
        "report.sheet.about": Text("Báo cáo", "Report"),
        "report.standing.verified": Text("đã kiểm chứng", "verified"),
        "report.standing.measured": Text("đo được", "measured"),
        "report.standing.declared": Text("tự khai", "declared"),
        "report.standing.not_provable": Text("chưa chứng minh được", "not provable"),
        "report.origin.measured": Text("số đo", "readings"),
        "report.origin.modelled": Text("mô hình", "modelled"),
        "report.origin.declared": Text("bản khai", "declared"),
        "report.origin.synthetic": Text("số liệu giả lập", "synthetic"),
    }
)


def word(lang: Lang, message_id: str, **params: object) -> str:
    return Message(message_id, params).render(lang)
