"""Texts of exceedance events and compliance statements."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.event.not_open": Text(
            vi="Sự kiện này đã được xác nhận (trạng thái {state}). Không cần làm lại.",
            en="This event has been acknowledged already (state {state}). There is nothing to do again.",
        ),
        "judge.event.empty": Text(
            vi="Hãy ghi rõ nguyên nhân và biện pháp khắc phục (hoặc lý do đóng) của sự kiện.",
            en="State the cause and the corrective action (or why it is closed) of the event.",
        ),
        "judge.event.closed": Text(
            vi="Sự kiện này đã đóng. Ban quản lý hoặc thanh tra có thể mở lại nếu cần.",
            en="This event is closed. The management board or an inspector can reopen it if needed.",
        ),
        "judge.event.not_closed": Text(
            vi="Sự kiện này chưa đóng nên không thể mở lại.",
            en="This event is not closed, so it cannot be reopened.",
        ),
        "judge.event.not_answered": Text(
            vi="Sự kiện này chưa có nguyên nhân và biện pháp khắc phục nên chưa đóng được. Hãy ghi hai mục đó trước.",
            en="This event has no cause and corrective action yet, so it cannot be closed. State both first.",
        ),
        "judge.event.same_person": Text(
            vi="{user} đã ghi nguyên nhân hoặc biện pháp của sự kiện nên không được tự đóng. Hãy nhờ người khác kiểm tra.",
            en="{user} stated the cause or action of the event and may not close it. Ask another person to check it.",
        ),
        "judge.event.unknown": Text(
            vi="Không có sự kiện này. Hãy xem danh sách sự kiện vượt giới hạn.",
            en="There is no such event. See the list of exceedance events.",
        ),
        "judge.compliance.bad_period": Text(
            vi="Kỳ báo cáo “{period}” phải là tháng (2025-11) hoặc năm (2025). Hãy sửa lại.",
            en="The period “{period}” must be a month (2025-11) or a year (2025). Correct it.",
        ),
        "figure.valid_share": Text(vi="tỷ lệ số liệu hợp lệ", en="share of valid data"),
        "figure.judged_share": Text(vi="tỷ lệ kỳ đánh giá được", en="share of periods that could be judged"),
        "figure.within_share": Text(vi="tỷ lệ kỳ trong giới hạn", en="share of judged periods within the limit"),
        "figure.worst_average": Text(vi="trung bình xấu nhất", en="worst average"),
        "figure.nothing_judged": Text(vi="không có kỳ nào đánh giá được", en="no period could be judged"),
    }
)
