"""Texts of the portal: the queue of findings, and whether a number can be believed."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.nav.queue": Text("Việc cần xem", "To settle"),
        "portal.nav.believe": Text("Có tin được không?", "Can I believe it?"),
        "portal.queue.lead": Text(
            "Những điều số liệu cho thấy là bất thường, việc gấp trước. Mỗi việc có nguyên nhân thường gặp và việc nên "
            "làm đầu tiên. Quyết định của bạn làm hàng đợi này yên hơn.",
            "What the data show to be unusual, the urgent first. Each has its usual cause and the first thing to do. "
            "Your decisions make this queue quieter.",
        ),
        "portal.queue.open": Text("Đang chờ quyết định: {count}", "Waiting for a decision: {count}"),
        "portal.queue.none": Text("Không có việc nào chờ", "Nothing is waiting"),
        "portal.queue.none_why": Text(
            "Mọi phát hiện đã có người quyết định, hoặc không có phát hiện nào.",
            "Somebody has decided on every finding, or there are none.",
        ),
        "portal.queue.waiting": Text("Đang hoãn: {count}", "Put off: {count}"),
        "portal.queue.waiting_what": Text(
            "Tự quay lại khi hết hạn. Phát hiện nghiêm trọng mới không bị hoãn theo.",
            "They come back by themselves. A new serious finding is not put off with them.",
        ),
        "portal.queue.quieted": Text("Được gấp lại: {count}", "Folded away: {count}"),
        "portal.queue.quieted_what": Text(
            "Phép kiểm tra này đã báo nhầm ít nhất hai lần ở chuỗi này và chưa đúng lần nào. Không có gì bị xóa; "
            "xác nhận một việc là phép kiểm tra lên tiếng trở lại.",
            "This check was wrong here at least twice and never right. Nothing is deleted; confirm one and the check "
            "speaks up again.",
        ),
        "portal.queue.settled": Text("Đã quyết định: {count}", "Decided: {count}"),
        "portal.queue.settled_what": Text(
            "Quyết định mới nhất trước; đổi ý lúc nào cũng được.", "You may change your mind at any time."
        ),
        "portal.queue.show": Text("Xem", "Show"),
        "portal.queue.times": Text("{count} lần", "{count} times"),
        "portal.queue.range": Text("từ {low} đến {high} {unit}", "from {low} to {high} {unit}"),
        "portal.queue.line_inflow": Text("vào", "in"),
        "portal.queue.line_outflow": Text("ra", "out"),
        "portal.queue.line_reconciled": Text("đã cân bằng", "reconciled"),
        "portal.queue.line_expected": Text("dự kiến", "expected"),
        "portal.queue.line_limit": Text("giới hạn", "limit"),
        "portal.queue.line_value": Text("số đo", "reading"),
        "portal.queue.line_earlier": Text("đoạn cũ", "earlier run"),
        "portal.queue.line_status": Text("trạng thái thiết bị", "device status"),
        "portal.queue.line_index": Text("chỉ số khác thường", "index of oddity"),
        "portal.queue.line_daily_mean": Text("trung bình ngày", "daily mean"),
        "portal.queue.line_night_over_day": Text("đêm so với ngày", "night over day"),
        "portal.queue.line_flow_share": Text("lưu lượng so với thường lệ", "flow over usual"),
        "portal.queue.line_energy_share": Text("điện so với thường lệ", "electricity over usual"),
        "portal.queue.line_imbalance_share": Text("mất cân bằng so với lượng vào", "imbalance over inflow"),
        "portal.queue.line_members_over_usual": Text("các đồng hồ nghi vấn so với thường lệ", "suspected meters over usual"),
        "portal.queue.cause": Text("Thường là do", "Usual cause"),
        "portal.queue.action": Text("Nên làm trước", "Do first"),
        "portal.queue.group": Text("Cũng có thể là", "It may also be"),
        "portal.queue.group_what": Text(
            "Số liệu không phân biệt được; không nêu tên một bên khi chưa có bằng chứng thêm.",
            "The data cannot tell them apart; none is named before there is more proof.",
        ),
        "portal.queue.alternatives": Text("Trông giống hệt", "Would look the same"),
        "portal.queue.next_proof": Text("Cách chứng minh rẻ nhất", "Cheapest next proof"),
        "portal.queue.wrong_rate": Text("Báo nhầm", "Wrong so far"),
        "portal.queue.of_hundred": Text("khoảng {count} trong 100 lần", "about {count} times in 100"),
        "portal.queue.experience": Text("Kinh nghiệm ở đây", "Experience here"),
        "portal.queue.experience_here": Text(
            "đúng {right} lần, nhầm {wrong} lần", "right {right} times, wrong {wrong} times"
        ),
        "portal.queue.decided": Text("Quyết định", "Decision"),
        "portal.queue.until": Text("đến {day}", "until {day}"),
        "portal.queue.question": Text("Bạn thấy thế nào?", "What did you find?"),
        "portal.queue.means_acknowledged": Text("tôi đang xem, việc vẫn ở đây", "I am at it; it stays here"),
        "portal.queue.means_confirmed": Text("đúng là lỗi, chưa sửa xong", "there is a fault, not repaired yet"),
        "portal.queue.means_explained": Text(
            "lạ nhưng đúng: quá trình thật như vậy", "unusual but true: the process was like that"
        ),
        "portal.queue.means_resolved": Text("đúng là lỗi và đã sửa", "there was a fault and it is repaired"),
        "portal.queue.means_dismissed": Text("báo nhầm: không có gì bất thường", "false alarm: nothing was unusual"),
        "portal.queue.means_snoozed": Text("nhắc lại sau, với lý do", "remind me later, with a reason"),
        "portal.queue.why": Text("Vì sao?", "Why?"),
        "portal.queue.days": Text("Nếu hoãn: bao lâu", "If put off: how long"),
        "portal.queue.for_days": Text("{days} ngày", "{days} days"),
        "portal.queue.whole_case": Text(
            "Quyết định này áp dụng cho cả {count} lần chưa ai quyết định.",
            "The decision holds for all {count} that nobody has decided on.",
        ),
        "portal.queue.done": Text("Đã ghi: {state}.", "Noted: {state}."),
        "portal.triage.confirmed": Text("đúng là lỗi", "a fault"),
        "portal.triage.dismissed": Text("báo nhầm", "false alarm"),
        "portal.triage.snoozed": Text("hoãn", "put off"),
    }
)
