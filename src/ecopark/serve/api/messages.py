"""Texts of the API."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "serve.query.bad_time": Text(
            vi="“{value}” không phải là thời điểm dùng được. Hãy viết 2025-03-01 hoặc 2025-03-01T07:30:00+07:00 (có múi giờ).",
            en="“{value}” is no moment that can be used. Write 2025-03-01 or 2025-03-01T07:30:00+07:00 (with a zone).",
        ),
        "serve.query.empty_interval": Text(
            vi="Khoảng thời gian rỗng: end phải sau start. Hãy sửa hai tham số này.",
            en="The interval is empty: end must be after start. Correct the two parameters.",
        ),
        "serve.query.bad_cursor": Text(
            vi="Con trỏ trang không đọc được. Hãy dùng nguyên giá trị next của trang trước, hoặc bỏ tham số cursor.",
            en="The cursor cannot be read. Use the value next of the page before as it is, or leave cursor out.",
        ),
        "serve.live.content_type": Text(
            vi="Không nhận kiểu nội dung “{given}” ở đây. Hãy gửi một trong các kiểu: {known}.",
            en="The content type “{given}” is not taken here. Send one of: {known}.",
        ),
        "serve.live.not_checked": Text(
            vi="Giá trị mới nhất, chưa qua kiểm tra chất lượng.",
            en="Newest values, not yet checked.",
        ),
        "serve.query.no_format": Text(
            vi="Không có định dạng {wanted}. Hãy dùng application/json, text/csv hoặc application/vnd.apache.arrow.stream.",
            en="There is no format {wanted}. Use application/json, text/csv or application/vnd.apache.arrow.stream.",
        ),
        "serve.upload.key_needed": Text(
            vi="Thiếu tiêu đề Idempotency-Key (1 đến 200 ký tự). Hãy gửi một mã riêng cho mỗi lần tải lên, và giữ nguyên mã đó "
            "khi gửi lại.",
            en="The header Idempotency-Key (1 to 200 characters) is missing. Send a key of its own with each upload, and the "
            "same key when you repeat it.",
        ),
        "serve.upload.json_needed": Text(
            vi="Địa chỉ này chỉ nhận JSON. Hãy gửi với Content-Type: application/json; tệp thì gửi tới /api/v1/files.",
            en="This address takes JSON only. Send it as Content-Type: application/json; files go to /api/v1/files.",
        ),
        "serve.upload.key_reused": Text(
            vi="Mã Idempotency-Key này đã dùng cho nội dung khác. Hãy dùng mã mới cho nội dung mới.",
            en="This Idempotency-Key was used with other content. Use a new key for new content.",
        ),
        "serve.upload.in_progress": Text(
            vi="Yêu cầu cùng mã đang được xử lý. Hãy đợi vài giây rồi gửi lại với cùng mã.",
            en="A request with the same key is being worked on. Wait some seconds and send it again with the same key.",
        ),
        "serve.declaration.other_firm": Text(
            vi="Cơ sở “{facility}” không thuộc doanh nghiệp “{firm}”. Hãy chọn cơ sở của doanh nghiệp này.",
            en="The facility “{facility}” does not belong to the firm “{firm}”. Choose a facility of this firm.",
        ),
        "serve.triage.snooze_without_until": Text(
            vi="Hoãn đến ngày nào? Hãy thêm ngày (until), ví dụ 2026-01-31.",
            en="Snoozed until which day? Add it as until, for example 2026-01-31.",
        ),
        "serve.triage.until_without_snooze": Text(
            vi="Chỉ khi hoãn (snoozed) mới có ngày (until). Hãy bỏ ngày hoặc chọn hoãn.",
            en="Only a snooze (snoozed) has a day (until). Leave it out or choose snoozed.",
        ),
        "serve.triage.until_out_of_range": Text(
            vi="“{text}” không nằm trong {days} ngày tới. Hãy chọn một ngày sau hôm nay và trong vòng một năm.",
            en="“{text}” does not lie within the next {days} days. Choose a day after today and within a year.",
        ),
        "serve.record.erased": Text(
            vi="Nội dung của bản ghi này đã được xóa theo yêu cầu và không lấy lại được. Nhật ký bằng chứng vẫn ghi là đã có nó, "
            "ai xóa, khi nào và vì sao.",
            en="The content of this record was erased on request and cannot be had again. The evidence log still says that it "
            "was there, and who erased it, when and why.",
        ),
        "serve.totals.too_few": Text(
            vi="Có ít hơn {least} doanh nghiệp trong tổng này nên không công bố, để không lộ số liệu riêng.",
            en="Fewer than {least} firms stand behind this total; it is withheld so that no firm's figure shows.",
        ),
    }
)
