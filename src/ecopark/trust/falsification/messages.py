"""Texts of the falsification signals: names, explanations, sentences, causes, alternatives, proofs, actions.

No text calls a firm a cheat: a signal says what is unusual, what else would look the same, and what would settle it.
"""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

NAMES = {
    "hugs_limit": Text("giá trị bám sát dưới giới hạn", "values hug the limit"),
    "missing_spread": Text("mất độ dao động", "missing spread"),
    "quiet_station": Text("cả trạm cùng lặng", "all analysers quiet together"),
    "odd_digits": Text("chữ số không theo thiết bị", "digits not of the instrument"),
    "status_at_exceedance": Text("báo hiệu chuẩn hoặc lỗi đúng lúc vượt giới hạn", "calibration or fault at an exceedance"),
    "copied_days": Text("số liệu lặp lại y nguyên", "copied readings"),
    "similar_days": Text("ngày giống hệt một ngày trước", "a day like an earlier one"),
    "agree_against_balance": Text("các đồng hồ khớp nhau, trái cân bằng", "meters agree, balance does not"),
    "flow_without_energy": Text("có lưu lượng, không có điện", "flow without energy"),
    "energy_without_flow": Text("có điện, không có lưu lượng", "energy without flow"),
    "shift_after_change": Text("lệch mức sau khi can thiệp thiết bị", "level shift after a device change"),
    "night_pattern": Text("ban đêm khác thường", "unusual nights"),
    "no_response": Text("không phản ứng theo tải", "no response to the load"),
    "station_monitor": Text("các thông số không còn đi cùng nhau", "properties no longer belong together"),
}

EXPLANATIONS = {
    "hugs_limit": Text(
        "Số đo dồn ngay dưới giới hạn và gần như không có số nào vượt; nước thải tự nhiên không biết giới hạn nằm ở đâu.",
        "Readings pile up just below the limit and hardly any lies above; a process does not know where the limit is.",
    ),
    "missing_spread": Text(
        "Số đo bỗng ít dao động hơn hẳn trước đây trong khi lưu lượng vẫn thay đổi như thường.",
        "Readings have suddenly become much quieter than before while the flow changes as ever.",
    ),
    "quiet_station": Text(
        "Mọi thiết bị phân tích của trạm cùng mất dao động: chúng dùng chung một ống lấy mẫu.",
        "All analysers of the station lost their spread together: they share one sampling tube.",
    ),
    "odd_digits": Text(
        "Thiết bị đo dùng đủ mọi chữ số cuối theo độ phân giải của nó; số gõ tay hoặc do chương trình tạo ra thì không.",
        "An instrument uses all last digits of its resolution; numbers typed or made by a program do not.",
    ),
    "status_at_exceedance": Text(
        "Số đo khi hiệu chuẩn hoặc lỗi không bị xét giới hạn; ở đây trạng thái đó bắt đầu ngay lúc đang vượt.",
        "Readings sent as calibrating or at fault are not judged; here that status begins just when the limit is exceeded.",
    ),
    "copied_days": Text(
        "Một đoạn số đo lặp lại đúng từng chữ số một đoạn cũ, hiếm tới mức khó là ngẫu nhiên.",
        "A run of readings repeats an older one to the digit, too surprising for chance.",
    ),
    "similar_days": Text(
        "Các chi tiết riêng của một ngày trùng với một ngày trước, chỉ khác tỷ lệ và nhiễu.",
        "What is particular to one day is found again in an earlier day, but for scale and noise.",
    ),
    "agree_against_balance": Text(
        "Nhiều đồng hồ cùng đổi một tỷ lệ đúng lúc cân bằng bị hở.",
        "Several meters changed by the same share just when the balance opened.",
    ),
    "flow_without_energy": Text(
        "Nước được bơm hoặc xử lý thì phải tốn điện; ở đây có lưu lượng mà gần như không dùng điện.",
        "Water that is pumped or treated costs electricity; here there is flow and hardly any electricity.",
    ),
    "energy_without_flow": Text(
        "Máy vẫn chạy và dùng điện như thường nhưng lưu lượng báo về gần như bằng không hoặc quá thấp.",
        "Machines run and use electricity as usual but the reported flow is next to nothing or far too low.",
    ),
    "shift_after_change": Text(
        "Mức đo đổi hẳn đúng ngày thiết bị được thay khóa, phần mềm hoặc thiết lập.",
        "The level changed on the very day on which the device got a new key, firmware or settings.",
    ),
    "night_pattern": Text(
        "Tỷ lệ giữa đêm và ngày khác hẳn so với trước đây.",
        "The nights no longer stand to the days as they used to.",
    ),
    "no_response": Text(
        "Tải và giờ trong ngày vẫn thay đổi nhưng nồng độ không còn thay đổi theo: có thể ống lấy mẫu không còn ở dòng thải.",
        "Load and hour vary as ever but the concentration no longer follows: the sampling tube may not be in the stream.",
    ),
    "station_monitor": Text(
        "Xét chung mọi thông số của trạm, số đo không còn giống những gì trạm từng cho thấy.",
        "All properties of the station taken together, the readings do not look like what it has shown so far.",
    ),
}

FOUND = {
    "hugs_limit": Text(
        "{inside} số đo nằm giữa {low} và {high} {unit}, chỉ {above} số ở ngay phía bên kia giới hạn {limit}; bình thường khoảng {expected}.",
        "{inside} readings lie between {low} and {high} {unit} and only {above} just beyond the limit of {limit}; about {expected} are usual.",
    ),
    "missing_spread": Text(
        "độ dao động nhỏ hơn bình thường {times_smaller} lần (còn {spread} {unit}) trong {count} số đo, trong khi tải vẫn thay đổi.",
        "the spread is {times_smaller} times smaller than usual ({spread} {unit} now) over {count} readings, while the load varies.",
    ),
    "quiet_station": Text(
        "cả {instruments} thiết bị phân tích cùng dao động nhỏ hơn thường lệ {times_smaller} lần trong {count} số đo.",
        "all {instruments} analysers vary {times_smaller} times less than usual together over {count} readings.",
    ),
    "odd_digits": Text(
        "{count} số đo có chữ số không theo thiết bị (bước {step}, thường lệ {usual}).",
        "{count} readings have digits that are not the instrument's (step {step}, usual {usual}).",
    ),
    "status_at_exceedance": Text(
        "{count} trong {periods} lần báo hiệu chuẩn hoặc lỗi bắt đầu ngay khi đang vượt {limit} {unit}, dù chỉ {chance_pct} % thời gian là vượt.",
        "{count} of {periods} calibration or fault periods begin while the value is above {limit} {unit}, which is so {chance_pct} % of the time.",
    ),
    "copied_days": Text(
        "{count} số đo lặp lại đúng từng chữ số đoạn bắt đầu lúc {source} ({days} ngày trước).",
        "{count} readings repeat those from {source} on to the digit ({days} days before).",
    ),
    "similar_days": Text(
        "{count} số đo của ngày này đi theo ngày {source} (tương quan {correlation}), chỉ khác tỷ lệ và nhiễu.",
        "{count} readings of this day follow those of {source} (correlation {correlation}) but for scale and noise.",
    ),
    "agree_against_balance": Text(
        "{count} đồng hồ cùng thay đổi {percent} % đúng lúc cân bằng {balance} hở thêm {opening_pct} %.",
        "{count} meters changed together by {percent} % just when the balance {balance} opened by {opening_pct} %.",
    ),
    "flow_without_energy": Text(
        "{count} ngày lưu lượng bằng {flow_pct} % thường lệ nhưng điện chỉ bằng {energy_pct} %.",
        "{count} days with {flow_pct} % of the usual flow but {energy_pct} % of the usual electricity.",
    ),
    "energy_without_flow": Text(
        "{count} ngày điện bằng {energy_pct} % thường lệ nhưng lưu lượng chỉ bằng {flow_pct} %.",
        "{count} days with {energy_pct} % of the usual electricity but {flow_pct} % of the usual flow.",
    ),
    "shift_after_change": Text(
        "mức đo đổi từ {before} sang {after} {unit} đúng lúc thiết bị bị can thiệp ({what}); chỉ {rarity_pct} % số ngày khác đổi nhiều như vậy.",
        "the level went from {before} to {after} {unit} when the device was touched ({what}); only {rarity_pct} % of other days change as much.",
    ),
    "night_pattern": Text(
        "trong {count} ngày, ban đêm so với ban ngày chỉ còn {percent} % của tỷ lệ thường lệ.",
        "for {count} days the nights, compared with the days, stand at {percent} % of the usual ratio.",
    ),
    "no_response": Text(
        "{count} số đo chỉ còn phản ứng {percent} % so với thường lệ trước thay đổi của tải và giờ trong ngày.",
        "{count} readings answer to load and hour of the day with only {percent} % of the usual response.",
    ),
    "station_monitor": Text(
        "{count} lần đo không khớp với nếp của trạm; thông số này góp {percent} % vào độ lệch.",
        "{count} rows do not fit the station's habit; this property makes up {percent} % of the deviation.",
    ),
}

CAUSES = {
    "hugs_limit": Text(
        "Có thể số đo bị cắt dưới giới hạn, hoặc dải đo được đặt lại.",
        "The readings may be cut off below the limit, or the range was set anew.",
    ),
    "missing_spread": Text(
        "Có thể ống lấy mẫu nằm trong chai hoặc xô, hoặc số đo được làm trơn.",
        "The sampling tube may stand in a bottle or bucket, or readings are smoothed.",
    ),
    "quiet_station": Text(
        "Có thể ống lấy mẫu chung nằm trong chai hoặc xô.",
        "The common sampling tube may stand in a bottle or bucket.",
    ),
    "odd_digits": Text(
        "Có thể số được gõ tay, do chương trình tạo ra, hoặc thiết lập của bộ ghi đã đổi.",
        "Numbers may have been typed or made by a program, or the logger's settings were changed.",
    ),
    "status_at_exceedance": Text(
        "Có thể trạng thái được bật để số đo vượt không bị xét.",
        "The status may have been set so that readings above the limit are not judged.",
    ),
    "copied_days": Text("Có thể số liệu cũ được phát lại.", "Older readings may have been sent again."),
    "similar_days": Text(
        "Có thể số liệu cũ được phát lại sau khi nhân tỷ lệ và thêm nhiễu.",
        "Older readings may have been sent again after scaling and added noise.",
    ),
    "agree_against_balance": Text(
        "Có thể các đồng hồ bị chỉnh cùng lúc, hoặc tiêu thụ thay đổi thật và một đồng hồ khác hỏng.",
        "The meters may have been altered together, or use really changed and another meter fails.",
    ),
    "flow_without_energy": Text(
        "Có thể đồng hồ điện hỏng hoặc bị vòng qua, hoặc lưu lượng không thật.",
        "The electricity meter may have failed or been bypassed, or the flow is not true.",
    ),
    "energy_without_flow": Text(
        "Có thể đồng hồ lưu lượng hỏng, hoặc nước đi đường khác không qua đồng hồ.",
        "The flow meter may have failed, or water takes a way around it.",
    ),
    "shift_after_change": Text(
        "Có thể hệ số hoặc dải đo đã bị đổi khi can thiệp thiết bị.",
        "A factor or range may have been changed when the device was touched.",
    ),
    "night_pattern": Text(
        "Có thể số đo ban đêm bị giảm, hoặc xả thải ban đêm, hoặc ca làm việc thay đổi.",
        "Night readings may have been reduced, or there is discharge at night, or shifts changed.",
    ),
    "no_response": Text(
        "Có thể đầu lấy mẫu không còn trong dòng thải (chai mẫu), hoặc điểm lấy mẫu bị pha loãng.",
        "The sampling tube may no longer be in the stream (sample bottle), or the point is diluted.",
    ),
    "station_monitor": Text(
        "Có thể một đầu đo hỏng hoặc bị can thiệp, hoặc quá trình đã thay đổi.",
        "One sensor may have failed or been tampered with, or the process has changed.",
    ),
}

ALTERNATIVES = {
    "controlled_below_limit": Text(
        "quá trình được điều khiển giữ ngay dưới giới hạn", "a process controlled to stay just below the limit"
    ),
    "range_end": Text("giới hạn trùng với đầu dải đo", "the end of the measuring range lies at the limit"),
    "steady_process": Text(
        "quá trình thật sự ổn định (nghỉ, tuần hoàn, bể lớn)",
        "a process that really is steady (standstill, recirculation, a large tank)",
    ),
    "damping": Text("bộ lọc của thiết bị được đặt mạnh hơn", "a stronger filter set in the instrument"),
    "stuck": Text("đầu đo bẩn hoặc kẹt", "a fouled or stuck sensor"),
    "new_settings": Text(
        "thiết lập, đơn vị hoặc độ phân giải mới được khai báo đúng", "properly declared new settings, unit or resolution"
    ),
    "typed_by_hand": Text("nhập tay trong lúc mất kết nối", "typed by hand while the line was down"),
    "rounding_on_the_way": Text("bị làm tròn trên đường truyền", "rounded on the way"),
    "drift_noticed": Text("người vận hành thấy thiết bị trôi nên hiệu chuẩn", "the operator noticed drift and calibrated"),
    "fault_makes_value": Text("chính lỗi của thiết bị tạo ra giá trị cao", "the fault itself made the high value"),
    "fixed_schedule": Text(
        "lịch hiệu chuẩn cố định tình cờ trùng", "a fixed calibration schedule that happened to coincide"
    ),
    "resent_data": Text("gửi lại số liệu cũ do lỗi của bộ ghi", "old data sent again by a fault of the logger"),
    "same_programme": Text("máy chạy cùng một chương trình", "machines that ran the same programme"),
    "scaled_neighbour": Text("cùng một nguyên nhân bên ngoài (mưa, mất điện)", "one outside cause (rain, power cut)"),
    "real_change_other_meter": Text(
        "tiêu thụ thay đổi thật và một đồng hồ khác của cân bằng hỏng",
        "use really changed and another meter of the balance fails",
    ),
    "leak": Text("rò rỉ bắt đầu cùng lúc", "a leak that began at that time"),
    "unmetered_branch": Text("một nhánh chưa có đồng hồ", "a branch without a meter"),
    "gravity_flow": Text("nước tự chảy, không cần bơm", "flow by gravity, without pumps"),
    "other_supply": Text("điện từ nguồn khác (máy phát, mặt trời)", "electricity from elsewhere (generator, solar)"),
    "meter_failed": Text("đồng hồ hỏng", "a failed meter"),
    "recirculation": Text("nước tuần hoàn trong nhà máy, không xả ra", "water that circulates inside the works"),
    "bypass": Text("nước đi đường tắt có phép (bảo trì)", "a permitted bypass (maintenance)"),
    "repair_was_right": Text("trước đó đo sai, sửa xong mới đúng", "the level before was wrong and the repair right"),
    "process_changed": Text("quá trình sản xuất thay đổi thật", "a real change of the process"),
    "shift_change": Text("ca làm việc thay đổi", "changed shifts"),
    "season": Text("theo mùa hoặc ngày lễ", "season or holidays"),
    "storage_levels_out": Text("bể điều hòa san bằng tải", "an equalisation tank that levels the load out"),
    "one_sensor_failed": Text("một đầu đo hỏng", "one failed sensor"),
}

PROOFS = {
    "sample": (
        Text("Lấy mẫu đột xuất tại {place}, ngay ở dòng thải, và so với số trạm cùng phút.",
             "Take an unannounced sample at {place}, in the stream itself, and compare it with the station's reading of that minute."),
        Text("Cử người lấy mẫu đột xuất và xem đầu ống lấy mẫu nằm ở đâu.",
             "Send somebody for an unannounced sample and to see where the sampling tube ends."),
    ),
    "read_meter": (
        Text("Đọc đồng hồ tại {place} hai lần cách nhau vài giờ và so với số gửi về.",
             "Read the meter at {place} twice some hours apart and compare with what was sent."),
        Text("Đọc đồng hồ tại chỗ và xem niêm phong.", "Read the meter on site and look at its seal."),
    ),
    "logger": (
        Text("So bộ nhớ của thiết bị phân tích tại {place} với số của bộ ghi trong cùng khoảng.",
             "Compare the analyser's own memory at {place} with the logger's for the same period."),
        Text("Xem bộ nhớ 60 ngày của bộ ghi và bộ nhớ của thiết bị phân tích.",
             "Look at the logger's 60 days and at the analyser's memory."),
    ),
    "calibration_book": (
        Text("Xem sổ hiệu chuẩn, bảo trì của {place} cho các thời điểm này và giá trị chất chuẩn.",
             "See the calibration and maintenance book of {place} for these times, and the standards used."),
        Text("Yêu cầu sổ hiệu chuẩn và biên bản sửa chữa.", "Ask for the calibration book and the repair report."),
    ),
    "site": (
        Text("Đến {place} ban đêm, không báo trước, đọc đồng hồ và xem máy nào đang chạy.",
             "Visit {place} at night, unannounced, read the meter and see which machines run."),
        Text("Kiểm tra ban đêm không báo trước.", "Make an unannounced visit at night."),
    ),
}  # fmt: skip

NEEDED = {
    "same_hands": Text(
        "Tại {place} mọi thông số đi qua cùng một thiết bị: nếu đầu lấy mẫu nằm trong chai thì không số liệu nào cho thấy. Cần lấy mẫu đột xuất.",
        "At {place} everything passes through one device: if its tube stands in a bottle, no data show it. Only unannounced samples do.",
    ),
    "no_outside_meter": Text(
        "Mọi đồng hồ của cân bằng tại {place} do cùng một doanh nghiệp giữ: chúng có thể cùng sai mà cân bằng vẫn khớp. Cần một đồng hồ của khu hoặc đọc đồng hồ đột xuất.",
        "All meters of the balance at {place} are in one firm's hands: they can be wrong together and still balance. A meter of the park, or unannounced readings, would show it.",
    ),
}

catalogue({f"trust.check.{k}": text for k, text in NAMES.items()})
catalogue({f"trust.explanation.{k}": text for k, text in EXPLANATIONS.items()})
catalogue({f"trust.found.{k}": text for k, text in FOUND.items()})
catalogue({f"trust.cause.{k}": text for k, text in CAUSES.items()})
catalogue({f"trust.alternative.{k}": text for k, text in ALTERNATIVES.items()})
catalogue({f"trust.proof.{k}": texts[0] for k, texts in PROOFS.items()})
catalogue({f"trust.action.{k}": texts[1] for k, texts in PROOFS.items()})
catalogue({f"trust.inspect.{k}": text for k, text in NEEDED.items()})
catalogue({f"trust.inspect.{k}": EXPLANATIONS[k] for k in EXPLANATIONS})
catalogue(
    {
        "trust.rate.uncounted": Text(
            "chưa ai đếm: chưa có kết quả thanh tra nào được ghi nhận",
            "nobody has counted it: no result of an inspection is on record yet",
        )
    }
)
