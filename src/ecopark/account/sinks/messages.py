"""Texts of sinks."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "account.sink.trees_or_area": Text(
            vi="hãy ghi số cây (trees) hoặc diện tích tán lá tính bằng m² (crown_m2), đúng một trong hai.",
            en="say the number of trees (trees) or the area of their crowns in m² (crown_m2), exactly one of both.",
        ),
        "account.sink.sample": Text(
            vi="số cây đã xem (sampled) phải từ 1 trở lên và số cây sống (alive) không được lớn hơn số đó.",
            en="the number looked at (sampled) is at least 1, and the number alive (alive) is not larger than it.",
        ),
        "account.sink.evidence": Text(
            vi="evidence phải là danh sách bằng chứng, mỗi mục có kind và id (ảnh hoặc tài liệu đã nộp).",
            en="evidence is a list of references, each with kind and id (a photo or document that was handed in).",
        ),
        "account.sink.field": Text(
            vi="cần điền ô “{field}” (tối đa 500 ký tự).", en="fill in “{field}” (at most 500 characters)."
        ),
        "account.sink.day": Text(
            vi="“{value}” ở ô “{field}” không phải là ngày. Hãy ghi dạng 2026-06-05.",
            en="“{value}” in “{field}” is not a day. Write it as 2026-06-05.",
        ),
        "account.sink.whole": Text(
            vi="ô “{field}” cần một số nguyên từ {least} đến {most}.",
            en="“{field}” is a whole number from {least} to {most}.",
        ),
        "account.sink.size": Text(
            vi="ô “{field}” cần một số dương, tính bằng m².", en="“{field}” is a number above zero, in m²."
        ),
        "account.sink.unknown_planting": Text(
            vi="không có hồ sơ trồng cây “{id}”, hoặc bạn không được xem. Hãy ghi hồ sơ trồng cây trước.",
            en="there is no planting “{id}”, or you may not see it. Record the planting first.",
        ),
        "account.sink.unknown_firm": Text(
            vi="không có doanh nghiệp “{firm}”, hoặc bạn không được ghi cho doanh nghiệp này.",
            en="there is no firm “{firm}”, or you may not record for it.",
        ),
        "account.sink.same_person": Text(
            vi="người ghi hồ sơ trồng cây không được tự kiểm tra cây sống. Hãy nhờ người khác đi đếm và ghi.",
            en="who recorded the planting does not check its survival. Ask another person to go and count.",
        ),
        "account.sink.future": Text(
            vi="ngày {on} còn ở tương lai. Chỉ ghi những gì đã làm.",
            en="{on} lies in the future. Record only what was done.",
        ),
        "account.sink.no_factor": Text(
            vi="không có hệ số sinh trưởng đang hiệu lực cho cách tính {method}.",
            en="no growth factor is in force for the method {method}.",
        ),
        "account.sink.not_yet": Text(vi="trồng ngày {on}, sau kỳ này.", en="planted on {on}, after this period."),
        "account.sink.grown_up": Text(
            vi="đã qua {years} năm sinh trưởng mạnh: cách tính này không tính thêm nữa.",
            en="the active growth period of {years} years is over: the method counts nothing more.",
        ),
        "account.sink.no_evidence": Text(
            vi="chưa có ảnh hoặc tài liệu về việc trồng. Hãy nộp ảnh hoặc biên bản để được tính.",
            en="there is no photo or document of the planting. Hand one in and it counts.",
        ),
        "account.sink.no_check": Text(
            vi="chưa ai kiểm tra cây còn sống. Hãy nhờ một người khác đếm thử một phần số cây.",
            en="nobody has checked that the trees live. Ask another person to count a sample.",
        ),
        "account.sink.self_checked": Text(
            vi="chỉ có người trồng tự kiểm tra. Cần một người khác đi đếm.",
            en="only the person who recorded the planting has checked it. Another person has to count.",
        ),
        "account.sink.checked_before": Text(
            vi="lần kiểm tra {on} diễn ra trước khi trồng.", en="the check of {on} was before the planting."
        ),
        "account.sink.check_old": Text(
            vi="lần kiểm tra gần nhất ({on}) đã quá hai năm. Hãy đếm lại.",
            en="the latest check ({on}) is older than two years. Count again.",
        ),
    }
)
