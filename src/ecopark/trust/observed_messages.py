"""Texts of what a history suggests, and of reviews of it."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "trust.observed.gap": Text(
            vi="{share_pct} % số đo cách nhau {step_s} giây: dùng làm chu kỳ để biết khi nào thiếu số liệu.",
            en="{share_pct} % of the readings come {step_s} s apart: taken as the step that tells when readings are missing.",
        ),
        "trust.observed.no_gap": Text(
            vi="chu kỳ thường gặp nhất ({step_s} giây) chỉ đúng với {share_pct} % số đo: thiết bị không có chu kỳ cố định.",
            en="the most frequent step ({step_s} s) holds for only {share_pct} % of the readings: the device keeps no step.",
        ),
        "trust.observed.plausible_range": Text(
            vi="99,9 % của {readings} số đo nằm trong {low} đến {high}; mở rộng thêm {margin} mỗi phía.",
            en="99.9 % of {readings} readings lie within {low} to {high}; widened by {margin} on each side.",
        ),
        "trust.observed.climatology": Text(
            vi="khoảng thường thấy của {cells} ô (mùa × giờ) từ {days} ngày lịch sử.",
            en="usual bands of {cells} cells (season x hour) from {days} days of history.",
        ),
        "trust.observed.rate_of_change": Text(
            vi="99,99 % thay đổi chậm hơn {usual} mỗi giờ; lấy gấp đôi. Nhanh nhất đã thấy: {fastest}.",
            en="99.99 % of the changes are slower than {usual} per hour; twice that is taken. The fastest seen: {fastest}.",
        ),
        "trust.observed.neighbour_spike": Text(
            vi="99,99 % số đo cách trung bình hai số đo kề dưới {usual}; lấy gấp đôi. Lớn nhất đã thấy: {largest}.",
            en="99.99 % of the readings lie within {usual} of the mean of their two neighbours; twice that is taken. Largest: {largest}.",
        ),
        "trust.observed.flat_line": Text(
            vi="thường đứng yên tối đa {usual} lần đo, lâu nhất {longest}; lấy gấp đôi mức thường. Độ phân giải thấy được: {resolution}.",
            en="it usually stands still for at most {usual} readings, at longest {longest}; twice the usual is taken. Resolution seen: {resolution}.",
        ),
        "trust.observed.attenuated": Text(
            vi="trong {readings} lần đo liên tiếp giá trị luôn dao động ít nhất {usual}; báo khi chưa tới 30 % mức đó.",
            en="within {readings} readings in a row it always spans at least {usual}; told when it is below 30 % of that.",
        ),
        "trust.observed.no_attenuated": Text(
            vi="có lúc tín hiệu bình thường cũng gần như không dao động trong {readings} lần đo: phép thử này không phân biệt được.",
            en="the ordinary signal hardly moves at times within {readings} readings: this check could not tell the difference.",
        ),
        "trust.observed.level_shift": Text(
            vi="lịch sử chưa có lần đổi mức nào (so {days} ngày trước và sau): một lần đổi mức từ {smallest} trở lên (10 % khoảng "
            "thường gặp, và không dưới mức mà cấp chính xác cho phép sau một lần hiệu chuẩn) sẽ đáng xem.",
            en="the history has no shift of level ({days} days before and after compared): one of {smallest} or more (10 % of the "
            "usual span, and not below what the accuracy class allows after a calibration) would be worth a look.",
        ),
        "trust.observed.neighbour": Text(
            vi="thiết bị có cấp chính xác {class_pct} %: ở giá trị {size}, hai thiết bị có thể lệch nhau {smallest} mà cả hai đều "
            "đúng. Dưới mức đó không nghi ngờ; phép thử chỉ báo ít đi.",
            en="the instrument has accuracy class {class_pct} %: at {size}, two instruments may be {smallest} apart while both are "
            "right. Less than that is not doubted; the check can only become quieter.",
        ),
        "trust.observed.drift": Text(
            vi="thiết bị có cấp chính xác {class_pct} %: ở giá trị {size}, trôi dưới {smallest} so với lân cận vẫn nằm trong cấp "
            "của hai thiết bị. Dưới mức đó không nghi ngờ; phép thử chỉ báo ít đi.",
            en="the instrument has accuracy class {class_pct} %: at {size}, a drift of less than {smallest} from its neighbours is "
            "within the class of both. Less than that is not doubted; the check can only become quieter.",
        ),
        "trust.observed.no_level_shift": Text(
            vi="lịch sử đã có lần đổi mức (lớn nhất {largest}): quy trình này vẫn hay đổi mức nên phép thử sẽ báo nhầm.",
            en="the history has shifts of level (the largest {largest}): this process changes its level, the check would speak in vain.",
        ),
        "trust.observed.too_many": Text(
            vi="phép thử này sẽ nghi ngờ {share_pct} % lịch sử, nhiều hơn {most_pct} %: không đề xuất.",
            en="this check would doubt {share_pct} % of the history, more than {most_pct} %: not proposed.",
        ),
        "trust.review.unknown_check": Text(
            vi="không có phép thử “{check}” cho chuỗi này. Các tên được dùng: {known}.",
            en="there is no check “{check}” for this datastream. Names in use: {known}.",
        ),
        "trust.review.not_proposed": Text(
            vi="không có đề xuất cho “{check}” để chấp nhận. Hãy ghi tham số của bạn (change) hoặc bỏ qua mục này.",
            en="nothing is proposed for “{check}” that could be accepted. State parameters of your own (change) or leave it out.",
        ),
        "trust.review.empty": Text(
            vi="chưa có quyết định nào. Với mỗi phép thử, chọn accept (chấp nhận), change (đổi tham số) hoặc refuse (không dùng).",
            en="there is no decision. For each check choose accept, change (other parameters) or refuse.",
        ),
        "trust.review.not_readable": Text(
            vi="thiết lập đã duyệt này không đọc được: {problem}. Hãy duyệt lại chuỗi số liệu này.",
            en="this reviewed setting cannot be read: {problem}. Review the datastream again.",
        ),
    }
)
