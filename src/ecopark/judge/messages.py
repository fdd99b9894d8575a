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
        "judge.state.oxygen_not_measured": Text(
            vi="giới hạn tính ở nồng độ ôxy chuẩn nhưng điểm không đo ôxy nên không đánh giá được. Hãy nối thiết bị đo O2, hoặc "
            "khai báo rằng trạm đã quy đổi (oxygen_basis = reference).",
            en="the limit is at a reference oxygen and the point measures no oxygen, so this cannot be judged. Connect the O2 "
            "instrument, or declare that the station converts already (oxygen_basis = reference).",
        ),
        "judge.state.oxygen_or_too_few": Text(
            vi="một phần thời gian thiếu số liệu hợp lệ, hoặc ôxy gần bằng không khí (20,9 %) nên không quy đổi được.",
            en="for part of the time too few readings were valid, or the gas was too near to air (20.9 % O2) to convert.",
        ),
        "judge.calibration_at_exceedance.during": Text(
            vi="Thiết bị báo hiệu chuẩn (01) {count} lần, {readings} số liệu, ngay trong lúc vượt giới hạn (cao nhất {worst} {unit}, "
            "giới hạn {limit} {unit}).",
            en="The instrument reported calibrating (01) {count} times, {readings} readings, during an exceedance (worst {worst} "
            "{unit}, limit {limit} {unit}).",
        ),
        "judge.calibration_at_exceedance.beside": Text(
            vi="Thiết bị báo hiệu chuẩn (01) {count} lần, {readings} số liệu, trong vòng một ngày trước hoặc sau khi vượt giới hạn "
            "(cao nhất {worst} {unit}, giới hạn {limit} {unit}).",
            en="The instrument reported calibrating (01) {count} times, {readings} readings, within a day of an exceedance (worst "
            "{worst} {unit}, limit {limit} {unit}).",
        ),
        "judge.calibration_at_exceedance.name": Text(
            vi="hiệu chuẩn trong hoặc sát lúc vượt giới hạn", en="calibration during or beside an exceedance"
        ),
        "judge.calibration_at_exceedance.cause": Text(
            vi="Lịch hiệu chuẩn trùng ngẫu nhiên, người vận hành kiểm tra thiết bị vì giá trị cao, hoặc trạng thái 01 được bật để số "
            "liệu không bị đánh giá.",
            en="A calibration that happened to be due, an operator who checked the instrument because values were high, or status "
            "01 switched on so that readings are not judged.",
        ),
        "judge.calibration_at_exceedance.action": Text(
            vi="Đối chiếu sổ hiệu chuẩn và ảnh camera của trạm vào các giờ đó; nếu không có biên bản, lấy mẫu đối chứng.",
            en="Compare the calibration book and the station's camera at these hours; if there is no record, take a check sample.",
        ),
        "judge.calibration_at_exceedance.planned": Text(
            vi="hiệu chuẩn theo lịch đã báo trước", en="a calibration that was planned and announced"
        ),
        "judge.calibration_at_exceedance.checked": Text(
            vi="người vận hành kiểm tra thiết bị vì thấy giá trị cao",
            en="the operator checked the instrument because of the high values",
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
