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
    }
)
