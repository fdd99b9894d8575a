"""Texts of making and checking reports."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.report.own_only": Text(
            vi="Doanh nghiệp chỉ lập được báo cáo của chính mình, không công khai. Hãy nêu doanh nghiệp của bạn.",
            en="A firm makes reports of itself only, not public ones. Name your firm.",
        ),
        "judge.report.no_public_firm": Text(
            vi="Bản công khai chỉ có cho toàn khu: số liệu của một doanh nghiệp không được công bố qua báo cáo.",
            en="The public edition is made of the whole park only: no report publishes one firm's figures.",
        ),
        "judge.report.no_tag": Text(
            vi="Không còn mã báo cáo trống cho nội dung này. Hãy thử lại sau một giây.",
            en="No free report code for this content. Try again in a second.",
        ),
        "report.check.same": Text(
            vi="Con số này được in như vậy, và tính lại hôm nay từ cùng số liệu cho đúng kết quả đó.",
            en="This is what was printed, and computing it again today from the same data gives the same.",
        ),
        "report.check.changed": Text(
            vi="Con số này được in như vậy và tính lại từ số liệu lúc đó cho đúng kết quả. Số liệu đã được bổ sung hoặc sửa sau đó: giá trị hôm nay khác.",
            en="This is what was printed, and the data of then give it again. The data have been completed or corrected since: today's value is another one.",
        ),
        "report.check.differs": Text(
            vi="Tính lại từ số liệu lúc đó cho kết quả khác bản in. Hãy hỏi ban quản lý và xem phần khác biệt.",
            en="Computing it again from the data of then gives something else than was printed. Ask the board, and look at the difference.",
        ),
    }
)
