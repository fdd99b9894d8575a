"""Texts of measured savings."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "account.savings.step": Text(
            vi="bước thời gian {step_s} s không dùng được. Hãy đưa số liệu theo giờ (3600 s) hoặc theo ngày (86400 s).",
            en="a step of {step_s} s cannot be used. Give hourly (3600 s) or daily (86400 s) data.",
        ),
        "account.savings.lengths": Text(
            vi="chuỗi số liệu trống hoặc các cột dài khác nhau ({rows} dòng). Hãy kiểm tra kỳ và công tơ đã chọn.",
            en="the series is empty or its columns differ in length ({rows} rows). Check the period and the meters chosen.",
        ),
        "account.savings.order": Text(
            vi="thời điểm không tăng dần. Hãy sắp xếp theo thời gian và bỏ dòng trùng.",
            en="the times do not ascend. Sort by time and drop double rows.",
        ),
        "account.savings.units": Text(
            vi="các công tơ dùng nhiều đơn vị khác nhau ({units}). Mỗi giải pháp chỉ cộng các công tơ cùng đơn vị.",
            en="the meters have different units ({units}). Add up only meters of one unit per measure.",
        ),
        "account.savings.other_step": Text(
            vi="đường cơ sở tính theo bước {expected} s nhưng số liệu có bước {found} s. Hãy đưa số liệu cùng bước.",
            en="the baseline has steps of {expected} s, the data {found} s. Give data of the same step.",
        ),
        "account.savings.other_unit": Text(
            vi="đường cơ sở dùng đơn vị “{expected}” nhưng số liệu dùng “{found}”. Hãy đổi về cùng đơn vị.",
            en="the baseline is in “{expected}”, the data in “{found}”. Convert them to the same unit.",
        ),
        "account.savings.covariate_absent": Text(
            vi="đường cơ sở cần biến giải thích “{name}” nhưng số liệu không có. Hãy bổ sung chuỗi này cho cả kỳ báo cáo.",
            en="the baseline needs the covariate “{name}”, which the data lack. Add this series for the whole period.",
        ),
        "account.savings.format": Text(
            vi="nội dung không phải đường cơ sở dạng {expected} (đọc được: {found}). Hãy dùng đúng bản ghi đường cơ sở.",
            en="this is no baseline of format {expected} (found: {found}). Use the record of a baseline.",
        ),
        "account.savings.too_short": Text(
            vi="kỳ cơ sở quá ngắn: cần ít nhất {days} ngày có số đo để kiểm chứng mô hình, và nên đủ 12 tháng.",
            en="the baseline is too short: at least {days} days with readings are needed to test a model, better 12 months.",
        ),
        "account.savings.too_sparse": Text(
            vi="số đo quá thưa: chưa có đủ các tuần liền nhau với ít nhất bốn ngày số đo để tính khoảng tin cậy. Hãy bổ sung số liệu.",
            en="the readings are too sparse: too few neighbouring weeks have four days of readings to make an interval. Bring more data.",
        ),
        "account.savings.nothing_varies": Text(
            vi="số đo không thay đổi trong suốt kỳ cơ sở; không thể lập mô hình. Hãy kiểm tra công tơ.",
            en="the readings never change in the whole baseline; no model can be made. Check the meter.",
        ),
        "account.savings.overlap": Text(
            vi="kỳ báo cáo bắt đầu {start}, trước khi kỳ cơ sở kết thúc ({end}). Hãy chọn kỳ báo cáo sau kỳ cơ sở.",
            en="the reporting period begins {start}, before the baseline has ended ({end}). Choose a later reporting period.",
        ),
        "account.savings.nothing_expected": Text(
            vi="không có giờ nào vừa có số đo vừa có đủ biến giải thích, nên không tính được mức tiết kiệm. Hãy bổ sung số liệu.",
            en="no step has both a reading and all covariates, so no saving can be computed. Bring the data.",
        ),
        "account.savings.not_told_from_nothing": Text(
            vi="chưa phân biệt được với không tiết kiệm: khoảng 90 % chứa số 0.",
            en="cannot be told from no saving: the 90 % interval holds zero.",
        ),
        "account.savings.claim_not_reached": Text(
            vi="chưa chứng minh được mức {claimed} %: khoảng 90 % còn chứa giá trị thấp hơn.",
            en="{claimed} % is not proved: the 90 % interval still holds lower values.",
        ),
        "account.savings.normal_needs": Text(
            vi="chưa quy đổi được về năm bình thường: cần ít nhất {days} ngày báo cáo, mới có {found}.",
            en="not yet carried over to a normal year: at least {days} reported days are needed, there are {found}.",
        ),
        "account.savings.extrapolated": Text(
            vi="{percent} % số giờ báo cáo nằm ngoài phạm vi sản lượng hoặc nhiệt độ của kỳ cơ sở (cho phép 5 %). Hãy dùng kỳ cơ sở có "
            "đủ các mức sản lượng này.",
            en="{percent} % of the reported hours lie outside the production or temperature seen in the baseline (5 % are allowed). "
            "Use a baseline that has seen such production.",
        ),
        "account.savings.holidays_unknown": Text(
            vi="lịch ngày lễ chưa có đủ các năm của kỳ báo cáo; các ngày lễ được coi như ngày thường.",
            en="the calendar lacks years of the reporting period; holidays there count as ordinary days.",
        ),
        "account.savings.month_coverage": Text(
            vi="tháng {month} chỉ có {percent} % số đo hợp lệ (cần 90 %). Hãy tìm và nộp số liệu còn thiếu.",
            en="month {month} has only {percent} % of its readings (90 % are needed). Find and hand in what is missing.",
        ),
        "account.savings.gap": Text(
            vi="thiếu số đo {days} ngày liền, từ {from} (cho phép 14 ngày). Hãy tìm số liệu hoặc chọn kỳ khác.",
            en="{days} days without readings in a row, from {from} (14 are allowed). Find the data or choose another period.",
        ),
        "account.savings.baseline_short": Text(
            vi="kỳ cơ sở chỉ dài {days} ngày, chưa đủ 12 tháng hay một chu kỳ sản xuất. Hãy kéo dài kỳ cơ sở về trước.",
            en="the baseline has only {days} days, less than 12 months or a full production cycle. Extend it into the past.",
        ),
        "account.savings.placebo_fails": Text(
            vi="khi thử trên các tuần không có giải pháp nào, khoảng tin cậy chỉ đúng {covered} trong {windows} lần; kết quả chưa đáng tin.",
            en="tried on weeks in which nothing was saved, the interval held only {covered} of {windows} times; do not rely on it.",
        ),
        "account.savings.no_production": Text(
            vi="không chứng minh được vì thiếu số liệu sản lượng: chỉ từ tổng điện, mức tiết kiệm nằm đâu đó từ {low} % đến {high} %, nên "
            "không thể khẳng định {claimed} %. Hãy nộp sản lượng hoặc chế độ vận hành theo ngày.",
            en="not provable because production data are missing: from the total alone the saving lies anywhere from {low} % to {high} %, "
            "so {claimed} % cannot be said. Hand in production or operating mode by day.",
        ),
        "account.savings.no_production_any": Text(
            vi="không phân biệt được với không tiết kiệm vì thiếu số liệu sản lượng: chỉ từ tổng, mức tiết kiệm nằm đâu đó từ {low} % đến "
            "{high} %. Hãy nộp sản lượng hoặc chế độ vận hành theo ngày.",
            en="cannot be told from no saving because production data are missing: from the total alone it lies anywhere from {low} % to "
            "{high} %. Hand in production or operating mode by day.",
        ),
        "account.savings.too_wide_any": Text(
            vi="không phân biệt được với không tiết kiệm: khoảng 90 % là từ {low} % đến {high} %. Hãy đo thêm thời gian hoặc lắp công tơ nhánh.",
            en="cannot be told from no saving: the 90 % interval is {low} % to {high} %. Measure longer or sub-meter the equipment.",
        ),
        "account.savings.too_wide": Text(
            vi="khoảng 90 % từ {low} % đến {high} % còn quá rộng để khẳng định {claimed} %. Hãy đo thêm thời gian hoặc lắp công tơ nhánh.",
            en="the 90 % interval from {low} % to {high} % is too wide to say {claimed} %. Measure longer or sub-meter the equipment.",
        ),
        "account.savings.claim_excluded": Text(
            vi="số đo cho thấy ít hơn {claimed} %: khoảng 90 % là từ {low} % đến {high} %.",
            en="the readings speak for less than {claimed} %: the 90 % interval is {low} % to {high} %.",
        ),
        "account.savings.want_production": Text(
            vi="sản lượng hoặc chế độ vận hành theo giờ hay theo ngày, cho cả kỳ cơ sở và kỳ báo cáo",
            en="production or operating mode by hour or day, for the baseline and the reporting period",
        ),
        "account.savings.want_temperature": Text(
            vi="nhiệt độ ngoài trời theo giờ hay theo ngày, cho cả hai kỳ",
            en="outdoor temperature by hour or day, for both periods",
        ),
        "account.savings.want_year": Text(
            vi="số đo của đủ 12 tháng trước giải pháp",
            en="readings of a full 12 months before the measure",
        ),
        "account.savings.how_running": Text(
            vi="ước tính: chính công tơ cho biết ca nào xưởng chạy; số ca chạy giải thích {percent} % sai lệch theo tuần (kiểm tra trên các "
            "khối tuần để riêng). Giả định số liệu thật giải thích được từ một nửa đến toàn bộ mức đó.",
            en="estimate: the meter itself shows in which shifts the works ran; they explain {percent} % of the weekly errors (tested on weeks "
            "held out). Real records are taken to explain between half of that and all of it.",
        ),
        "account.savings.how_unknown": Text(
            vi="chưa có căn cứ để ước tính khoảng sẽ hẹp lại bao nhiêu.",
            en="nothing at hand to estimate how much narrower the interval would be.",
        ),
    }
)

catalogue(
    {
        "account.savings.event_more": Text(
            vi="từ {start} đến {end}, mức sử dụng cao hơn dự kiến {percent} % so với phần còn lại của kỳ",
            en="from {start} to {end} the use was {percent} % higher than expected, compared with the rest of the period",
        ),
        "account.savings.event_less": Text(
            vi="từ {start} đến {end}, mức sử dụng thấp hơn dự kiến {percent} % so với phần còn lại của kỳ",
            en="from {start} to {end} the use was {percent} % lower than expected, compared with the rest of the period",
        ),
        "account.savings.event_more_lasting": Text(
            vi="từ {start} trở đi, mức sử dụng cao hơn dự kiến {percent} % so với trước đó",
            en="since {start} the use has been {percent} % higher than expected, compared with before",
        ),
        "account.savings.event_less_lasting": Text(
            vi="từ {start} trở đi, mức sử dụng thấp hơn dự kiến {percent} % so với trước đó",
            en="since {start} the use has been {percent} % lower than expected, compared with before",
        ),
        "account.savings.event_shape": Text(
            vi="từ {start} trở đi, mức sử dụng chuyển từ khoảng {from} giờ sang khoảng {to} giờ",
            en="since {start} use has moved from about {from}:00 to about {to}:00",
        ),
        "account.savings.event_cause_more": Text(
            vi="có thể thêm máy, thêm ca, thêm khách thuê hoặc sản lượng tăng",
            en="perhaps new equipment, another shift, a new tenant or more production",
        ),
        "account.savings.event_cause_less": Text(
            vi="có thể ngừng máy, bớt ca, đóng một xưởng hoặc sản lượng giảm",
            en="perhaps a stoppage, a shift less, a hall closed or less production",
        ),
        "account.savings.event_cause_shape": Text(
            vi="có thể đổi giờ làm hoặc dời tải sang giờ thấp điểm",
            en="perhaps other working hours, or load moved to off-peak hours",
        ),
        "account.savings.event_is_meter": Text(
            vi="công tơ hoặc biến dòng bị thay hay cài đặt lại",
            en="the meter or its current transformer was replaced or set anew",
        ),
        "account.savings.event_is_measure": Text(
            vi="chính giải pháp được hoàn thành từng bước", en="the measure itself, completed step by step"
        ),
        "account.savings.event_is_measure_fading": Text(
            vi="hiệu quả của chính giải pháp giảm dần", en="the effect of the measure itself is wearing off"
        ),
        "account.savings.event_is_clock": Text(vi="đồng hồ của công tơ bị lệch", en="the clock of the meter was moved"),
        "account.savings.event_proof": Text(
            vi="sổ ca, lệnh sản xuất hoặc biên bản nghiệm thu thiết bị của đúng những ngày đó",
            en="shift book, production orders or the hand-over record of equipment for just these days",
        ),
        "account.savings.event_action": Text(
            vi="hỏi doanh nghiệp chuyện gì đã xảy ra; chỉ chấp nhận khi có bằng chứng, và do người khác người đề nghị quyết định",
            en="ask the firm what happened; accept only with evidence, decided by somebody other than the claimant",
        ),
        "account.savings.rate_unknown": Text(
            vi="chưa có thống kê về việc này", en="nothing has been counted about this yet"
        ),
    }
)

_CARRIERS = {
    "electricity": ("điện", "electricity"),
    "fuel": ("nhiên liệu", "fuel"),
    "heat": ("nhiệt", "heat"),
    "water": ("nước", "water"),
    "wastewater": ("nước thải", "wastewater"),
    "material": ("nguyên vật liệu", "material"),
    "waste": ("chất thải", "waste"),
}
_WHAT = {
    "saved": ("tiết kiệm", "saved"),
    "saved_unadjusted": ("tiết kiệm, chưa hiệu chỉnh sự kiện bất thường", "saved, not adjusted for events"),
    "saved_normal_year": ("tiết kiệm trong năm bình thường", "saved in a normal year"),
}

catalogue(
    {
        f"figure.{carrier}_{what}{ending}": Text(
            vi=f"{name_vi} {what_vi}{share_vi}",
            en=f"{name_en} {what_en}{share_en}",
        )
        for carrier, (name_vi, name_en) in _CARRIERS.items()
        for what, (what_vi, what_en) in _WHAT.items()
        for ending, share_vi, share_en in (("", "", ""), ("_percent", " (phần trăm)", " (percent)"))
    }
)
