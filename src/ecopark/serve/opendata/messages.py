"""Texts of open data as it is served."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.statement.wrong": Text(
            vi="Bản tuyên bố không đúng: chữ ký, khóa hoặc nội dung không khớp ({reason}). Đừng tin nó; hãy tải lại từ trang của khu.",
            en="The statement is not right: signature, key or content do not agree ({reason}). Do not trust it; load it again from the park's page.",
        ),
        "serve.open.too_fast": Text(
            vi="Quá nhiều yêu cầu từ địa chỉ này. Hãy đợi {retry_after_s} giây, hoặc tải trọn gói một lần tại /api/v1/open/datapackage.zip.",
            en="Too many requests from this address. Wait {retry_after_s} seconds, or load the whole package once at /api/v1/open/datapackage.zip.",
        ),
        "serve.open.policy_none": Text(
            vi="Khu chưa chia sẻ tổng nào với mọi người. Ban quản lý đặt hub “public” trong settings.sharing của park.yaml.",
            en="The park shares no totals with everybody yet. The board names the hub “public” in settings.sharing of park.yaml.",
        ),
        "serve.open.policy": Text(
            vi="Số của một tháng được công bố {delay} ngày sau khi tháng kết thúc, làm tròn {digits} chữ số có nghĩa; chỉ khi ít nhất {firms} doanh nghiệp đứng sau. Số riêng của doanh nghiệp chỉ có khi chính họ cho phép. Kết quả quan trắc theo luật được công bố ngay.",
            en="A month is published {delay} days after its end, rounded to {digits} significant digits, and only where at least {firms} firms stand behind it. A firm's own figures appear by its own consent only. Results that the law publishes appear at once.",
        ),
    }
)
