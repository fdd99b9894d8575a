"""Texts of forecasts, targets and gaps."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "account.forecast.nothing": Text(
            vi="kiểm kê chưa có dòng nào để dự báo. Hãy nối công tơ hoặc khai nhiên liệu.",
            en="the inventory has no line to forecast from. Connect a meter or declare fuel.",
        ),
        "account.forecast.too_short": Text(
            vi="lịch sử còn ngắn: {months} tháng đo đủ, cần khoảng {needed} tháng để kiểm tra được dự báo. Hãy chờ hoặc nhập "
            "số liệu cũ.",
            en="the history is too short: {months} whole months; about {needed} are needed before a forecast can be checked. "
            "Wait, or import older data.",
        ),
        "account.forecast.too_uncertain": Text(
            vi="dự báo sai số tới ±{percent} %, không nói lên điều gì. Cần lịch sử dài hơn.",
            en="the forecast would be ±{percent} %, which says nothing. A longer history is needed.",
        ),
        "account.target.years": Text(vi="năm đích phải sau năm gốc.", en="the target year lies after the base year."),
        "account.target.rate_to_zero": Text(
            vi="giảm cùng một phần trăm mỗi năm thì không bao giờ về 0. Hãy ghi phần còn lại lớn hơn 0 hoặc chọn đường thẳng.",
            en="the same per cent every year never reaches zero. State a remainder above 0, or choose the straight line.",
        ),
        "account.target.steps": Text(
            vi="các mốc (steps) phải nằm giữa năm gốc và năm đích và không được tăng, ví dụ 2030: 0.7, 2040: 0.4.",
            en="steps lie between base and target year and never rise, for example 2030: 0.7, 2040: 0.4.",
        ),
        "account.target.number": Text(vi="ô “{field}” chưa đúng.", en="“{field}” is not right."),
        "account.target.share": Text(vi="ô “{field}” là một tỷ lệ từ 0 đến 1.", en="“{field}” is a share between 0 and 1."),
        "account.target.shape": Text(
            vi="không có dạng đường “{value}”. Dùng linear, constant_rate hoặc steps.",
            en="there is no shape “{value}”. Use linear, constant_rate or steps.",
        ),
        "account.target.not_yours": Text(
            vi="bạn không được đặt mục tiêu cho “{firm}”.", en="you may not set a target for “{firm}”."
        ),
        "account.target.base_moved": Text(
            vi="năm gốc hoặc số gốc đã đổi. Đổi gốc phải nói lý do (why), để không ai dời mốc mà không ai biết.",
            en="base year or base amount has changed. Say why (why): a base does not move unnoticed.",
        ),
        "account.target.base_running": Text(
            vi="năm gốc {year} chưa kết thúc. Hãy chọn một năm đã qua hoặc ghi số gốc kèm nguồn.",
            en="the base year {year} is not over. Choose a year that is, or state its amount with a source.",
        ),
        "account.target.base_months": Text(
            vi="năm gốc {year}: có nguồn chỉ được đo {months} tháng. Hãy chọn năm khác hoặc ghi số gốc kèm nguồn.",
            en="base year {year}: some source was measured for only {months} months. Choose another year, or state its amount.",
        ),
        "account.gap.rejected": Text(vi="đã bị bác.", en="it was rejected."),
        "account.gap.withdrawn": Text(vi="đã rút.", en="it was withdrawn."),
        "account.gap.no_saving": Text(
            vi="chưa ghi mức giảm tCO₂e mỗi năm.", en="its saving in tCO₂e per year is not stated."
        ),
        "account.gap.no_date": Text(vi="chưa ghi ngày lắp đặt.", en="its day of installation is not stated."),
        "account.gap.in_the_data": Text(
            vi="đã lắp trước kỳ dự báo: hiệu quả đã nằm trong số đo.",
            en="it was installed before: its effect is in the data.",
        ),
        "account.target.none": Text(
            vi="chưa có mục tiêu. Hãy đặt năm gốc và năm đích, ví dụ phát thải ròng bằng 0 vào 2050.",
            en="there is no target yet. Set a base year and a target year, for example net zero in 2050.",
        ),
    }
)
