"""Texts of the room ``judge``."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.state.statistic_assumed": Text(
            vi="quy định không nêu thời gian lấy trung bình; đánh giá theo trung bình 24 giờ (hoặc cài đặt), tạm thời.",
            en="the text names no averaging period; judged on the 24-hour mean (or the park's setting), provisional.",
        ),
        "judge.state.rule_provisional": Text(
            vi="quy tắc chưa được người có thẩm quyền đối chiếu với văn bản chính thức: kết quả tạm thời.",
            en="nobody has compared the rule with the official text yet: the result is provisional.",
        ),
        "judge.state.too_few_valid": Text(
            vi="một phần thời gian không đủ số liệu hợp lệ nên không đánh giá. Hãy xem chất lượng số liệu.",
            en="for part of the time too few readings were valid to judge. See the data quality.",
        ),
        "judge.state.no_readings": Text(
            vi="không có số liệu nào trong tháng này. Hãy kiểm tra trạm hoặc đường truyền.",
            en="there are no readings in this month. Check the station or the line.",
        ),
        "judge.state.too_coarse": Text(
            vi="số liệu thưa hơn thời gian trung bình của giới hạn nên không đánh giá được.",
            en="readings come more seldom than the limit's averaging period, so this cannot be judged.",
        ),
        "judge.state.running_mean": Text(
            vi="giới hạn theo trung bình 8 giờ trượt: chưa đánh giá được.",
            en="the limit is on the running 8-hour mean: not judged yet.",
        ),
        "judge.state.year_incomplete": Text(
            vi="giới hạn trung bình năm: chưa có đủ một năm số liệu nên chưa đánh giá.",
            en="the limit is on the yearly mean: there is no whole year of readings yet, so it is not judged.",
        ),
        "judge.state.not_measured": Text(
            vi="giấy phép quy định thông số này nhưng điểm quan trắc không có chuỗi số liệu. Hãy nhập kết quả lấy mẫu.",
            en="the permit limits this parameter but the point has no datastream for it. Enter results of samples.",
        ),
        "judge.state.further_datastreams": Text(
            vi="có nhiều thiết bị đo cùng thông số; đánh giá theo {used}, không dùng {others}.",
            en="several instruments measure this parameter; {used} is judged, {others} are not.",
        ),
        "judge.limits.bad_share": Text(
            vi="tỷ lệ số liệu hợp lệ {share} phải lớn hơn 0 và không quá 1. Hãy sửa cài đặt.",
            en="the required share {share} must be above 0 and at most 1. Correct the setting.",
        ),
        "judge.limits.bad_statistic": Text(
            vi="không đánh giá được theo “{statistic}”. Hãy chọn maximum, mean_1h hoặc mean_24h.",
            en="limits cannot be judged by “{statistic}”. Choose maximum, mean_1h or mean_24h.",
        ),
        "judge.limits.unknown_point": Text(
            vi="giấy phép {number} nêu điểm quan trắc “{point}” không có trong khu. Hãy sửa mã điểm.",
            en="permit {number} names monitoring point “{point}”, which the park does not have. Correct the id.",
        ),
    }
)
