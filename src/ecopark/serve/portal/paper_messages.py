"""Texts of the paper forms and of the page where they are entered."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.paper.title": Text("Phiếu kiểm tra hiện trường", "Site inspection form"),
        "portal.paper.number": Text("Số phiếu", "Form number"),
        "portal.paper.place": Text("Vị trí", "Place"),
        "portal.paper.device": Text("Công tơ / thiết bị", "Meter / instrument"),
        "portal.paper.firm": Text("Doanh nghiệp", "Firm"),
        "portal.paper.park_own": Text("của khu", "the park's own"),
        "portal.paper.inspector": Text("Người kiểm tra", "Inspector"),
        "portal.paper.signature": Text("Chữ ký", "Signature"),
        "portal.paper.witness": Text("Đại diện doanh nghiệp", "For the firm"),
        "portal.paper.date": Text("Ngày", "Date"),
        "portal.paper.from": Text("Từ (giờ, phút)", "From (hour, minute)"),
        "portal.paper.until": Text("Đến (giờ, phút)", "Until (hour, minute)"),
        "portal.paper.kind": Text("Việc đã làm", "What was done"),
        "portal.paper.to_do": Text("Cần làm", "To do"),
        "portal.paper.why": Text("Vì sao đến đây", "Why here"),
        "portal.paper.readings": Text("Số đọc", "Readings"),
        "portal.paper.quantity": Text("Đại lượng", "Quantity"),
        "portal.paper.last": Text("Lần trước", "Last"),
        "portal.paper.value": Text("Số đọc, đủ chữ số", "Reading, all digits"),
        "portal.paper.unit": Text("Đơn vị", "Unit"),
        "portal.paper.time": Text("Giờ", "Time"),
        "portal.paper.reference": Text("Đối chứng ±", "Reference ±"),
        "portal.paper.seals": Text("Niêm phong", "Seals"),
        "portal.paper.seal_number": Text("Số niêm phong", "Number"),
        "portal.paper.seal_state": Text(
            "còn nguyên ☐   đứt ☐   không thấy ☐   đã thay ☐ bằng số:",
            "intact ☐   broken ☐   missing ☐   replaced ☐ by number:",
        ),
        "portal.paper.sample": Text("Mẫu", "Sample"),
        "portal.paper.sample_id": Text("Mã mẫu trên chai", "Sample id on the bottle"),
        "portal.paper.sample_bottle": Text("Chai, bảo quản", "Bottle, preservation"),
        "portal.paper.sample_seal": Text("Số niêm phong chai, nhiệt độ °C", "Seal of the bottle, temperature °C"),
        "portal.paper.sample_time": Text("Giờ lấy mẫu", "Taken at"),
        "portal.paper.handed": Text("Giao cho, lúc", "Handed over to, at"),
        "portal.paper.received": Text("Phòng thử nghiệm nhận, lúc, °C", "Received by the laboratory, at, °C"),
        "portal.paper.location": Text("Toạ độ, hoặc vì sao không có", "Coordinates, or why there are none"),
        "portal.paper.photos": Text("Số ảnh đã chụp, máy của ai", "Photos taken, on whose camera"),
        "portal.paper.note": Text("Ghi chú: điều đã thấy", "Note: what was seen"),
        "portal.paper.rules": Text(
            "Viết bằng bút mực. Sai thì gạch ngang một nét và viết lại bên cạnh, không tẩy xoá. Dùng dấu phẩy cho phần thập phân. Giờ thật lúc đọc, không phải giờ về văn phòng.",
            "Write in ink. Cross a mistake out once and write beside it, never erase. The time is that of reading, not of being back in the office.",
        ),
        "portal.paper.set_note": Text(
            "Bộ phiếu {code}, {count} phiếu, in {when}. Khi hệ thống trở lại, nhập từng phiếu ở trang “Nhập phiếu giấy” bằng số phiếu.",
            "Set {code}, {count} forms, printed {when}. Once the system is back, enter each form on the page “Enter paper forms” by its number.",
        ),
    }
)
