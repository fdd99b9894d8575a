"""Probable cause and first thing to do for each check, in the words of somebody who stands at the meter.

A finding may bring its own (``evidence["cause"]``, ``evidence["action"]``: message ids); these are what is said otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

from ecopark.core.messages import Message, Text, catalogue, known_messages

_CAUSES: dict[str, tuple[str, str, str, str]] = {
    "physical_bounds": (
        "Cảm biến hỏng, dây tín hiệu lỗi hoặc sai đơn vị.",
        "A broken sensor, a faulty signal wire or the wrong unit.",
        "Xem màn hình của thiết bị tại chỗ và so với giá trị ở đây; kiểm tra đơn vị đã khai báo.",
        "Look at the instrument's own display and compare; check the declared unit.",
    ),
    "plausible_range": (
        "Vận hành khác thường, hoặc khoảng hợp lý khai báo quá hẹp.",
        "Unusual operation, or a declared range that is too narrow.",
        "Hỏi người vận hành lúc đó có gì khác; nếu bình thường, sửa khoảng hợp lý.",
        "Ask the operator what was different; if nothing was, widen the declared range.",
    ),
    "rate_of_change": (
        "Đầu đo bị va chạm, bẩn hoặc vừa được vệ sinh; đôi khi là sự cố thật.",
        "The probe was knocked, fouled or just cleaned; now and then a real event.",
        "Xem nhật ký bảo trì giờ đó và các đại lượng khác cùng trạm.",
        "See the maintenance log of that hour and the other properties of the station.",
    ),
    "flat_line": (
        "Thiết bị bị kẹt, mất tín hiệu và gửi lại giá trị cuối, hoặc quá trình đang dừng.",
        "The instrument is stuck, resends its last value after losing the signal, or the process stands still.",
        "Kiểm tra xem quá trình có đang dừng không; nếu không, khởi động lại thiết bị và kiểm tra bằng mẫu chuẩn.",
        "Check whether the process stood still; if not, restart the instrument and test it with a standard.",
    ),
    "spike": (
        "Nhiễu điện, bọt khí hoặc rác qua đầu đo.",
        "Electrical noise, an air bubble or debris at the probe.",
        "Nếu lặp lại: kiểm tra dây, tiếp đất và làm sạch đầu đo.",
        "If it comes back: check cable and earthing and clean the probe.",
    ),
    "zero_for_missing": (
        "Bộ ghi viết số 0 khi không đọc được thiết bị.",
        "The logger writes 0 when it cannot read the instrument.",
        "Đặt bộ ghi gửi “thiếu” hoặc mã lỗi thay cho số 0.",
        "Set the logger to send “missing” or an error code instead of 0.",
    ),
    "placeholder": (
        "Giá trị được điền sẵn, thiết bị chưa đo.",
        "A value that was filled in; nothing is measured yet.",
        "Nối thiết bị thật hoặc gỡ chuỗi này khỏi báo cáo.",
        "Connect the real instrument or take the series out of reports.",
    ),
    "climatology": (
        "Mùa vụ, thời tiết hoặc ca làm việc khác mọi năm; hoặc thiết bị lệch.",
        "A season, weather or shift unlike other years; or the instrument is off.",
        "Hỏi người vận hành điều gì khác mọi năm; nếu là bình thường mới, duyệt lại khoảng thường thấy.",
        "Ask the operator what is unlike other years; if it is the new normal, review the usual bands.",
    ),
    "attenuated": (
        "Đầu đo bị bẩn, bị che hoặc bộ ghi đang làm mượt số liệu.",
        "The probe is fouled or covered, or the logger smooths the values.",
        "Vệ sinh đầu đo, thử bằng mẫu chuẩn, xem cài đặt làm mượt của bộ ghi.",
        "Clean the probe, test it with a standard, look at the logger's averaging.",
    ),
    "level_shift": (
        "Thay thiết bị, đổi cài đặt hoặc thang đo, hoặc quy trình đã đổi.",
        "Another instrument, setting or range, or another process.",
        "Xem nhật ký thay thiết bị và quy trình ngày đó; đo đối chứng tại chỗ.",
        "See the log of that day for changes of instrument and process; take a reading on site.",
    ),
    "neighbour": (
        "Một trong các thiết bị sai; hai thiết bị thì chưa biết cái nào.",
        "One of the instruments is wrong; with two alone it is open which.",
        "Đọc cả hai tại chỗ cùng lúc và so với mẫu chuẩn.",
        "Read both on site at the same time and compare with a standard.",
    ),
    "drift": (
        "Đầu đo già đi hoặc bẩn dần, sắp đến hạn hiệu chuẩn.",
        "The probe ages or fouls slowly; calibration comes due.",
        "Hiệu chuẩn thiết bị và ghi độ lệch trước khi chỉnh.",
        "Calibrate the instrument and note its error before adjusting.",
    ),
    "isolated": (
        "Bộ ghi hoặc đường truyền chập chờn, gửi vài số đo giữa hai lần mất.",
        "Logger or connection comes and goes and sends a few readings in between.",
        "Kiểm tra nguồn và đường truyền của bộ ghi.",
        "Check the logger's power and connection.",
    ),
    "multivariate": (
        "Một thông số của thiết bị sai trong khi các thông số khác đúng, hoặc trạng thái vận hành chưa từng có.",
        "One property of the device is wrong while the others hold, or a state of operation never seen.",
        "So từng thông số với lúc bình thường; lấy mẫu nếu không rõ.",
        "Compare each property with ordinary times; take a sample if it stays unclear.",
    ),
    "clock_shift": (
        "Đồng hồ của bộ ghi sai múi giờ hoặc theo giờ mùa hè.",
        "The logger's clock keeps another zone or daylight saving.",
        "Đặt lại đồng hồ, bật đồng bộ NTP, ghi lại từ lúc nào.",
        "Set the clock, turn NTP on and note since when.",
    ),
    "clock_order": (
        "Bộ ghi gửi lại dữ liệu cũ hoặc đồng hồ bị lùi.",
        "The logger sent old data again or its clock went back.",
        "Kiểm tra đồng hồ của bộ ghi và cách nó gửi lại.",
        "Check the logger's clock and how it resends.",
    ),
    "future_time": (
        "Đồng hồ của thiết bị chạy nhanh hoặc sai ngày.",
        "The device's clock is fast or has the wrong date.",
        "Đặt lại đồng hồ và bật đồng bộ NTP.",
        "Set the clock and turn NTP on.",
    ),
    "off_grid": (
        "Bộ ghi khởi động lại hoặc đổi chu kỳ đo.",
        "The logger restarted or its interval was changed.",
        "Nếu chu kỳ đã đổi, cập nhật khai báo của chuỗi.",
        "If the interval was changed, update the declaration.",
    ),
    "unit_mixup": (
        "Đơn vị hoặc hệ số của thiết bị bị đổi (ví dụ Wh thay cho kWh).",
        "The device's unit or factor was changed (Wh instead of kWh, for example).",
        "So chỉ số tại công tơ với giá trị ở đây trong cùng một giờ rồi sửa hệ số.",
        "Compare the meter's own register with the values here for one hour, then correct the factor.",
    ),
    "counter_reset": (
        "Công tơ được thay hoặc đặt lại.",
        "The meter was replaced or reset.",
        "Ghi biên bản thay công tơ với chỉ số cuối và chỉ số đầu.",
        "File the replacement with last and first register value.",
    ),
    "counter_backward": (
        "Đấu ngược cực, chỉ số bị sửa hoặc công tơ hỏng.",
        "Reversed wiring, an edited register or a broken meter.",
        "Cho người kiểm tra đọc công tơ tại chỗ, chụp ảnh chỉ số và niêm phong.",
        "Have an inspector read the meter on site and photograph register and seal.",
    ),
    "calibrating": (
        "Thiết bị đang được hiệu chuẩn theo lịch.",
        "The instrument was being calibrated as planned.",
        "Không phải làm gì nếu có trong sổ hiệu chuẩn; nếu không, hỏi đơn vị bảo trì.",
        "Nothing, if the calibration register has it; otherwise ask the maintainer.",
    ),
    "device_fault": (
        "Thiết bị tự báo lỗi.",
        "The instrument itself reports a fault.",
        "Gọi bảo trì; trong lúc chờ, lấy mẫu thủ công nếu là điểm phải báo cáo.",
        "Call maintenance; meanwhile sample by hand if the point must be reported.",
    ),
    "outflow_above_inflow": (
        "Một trong hai lưu lượng kế sai, hoặc có nguồn vào chưa đo (nước mưa).",
        "One of the two flow meters is off, or something enters unmeasured (rain).",
        "So hai lưu lượng kế khi trời khô; kiểm tra đường nước mưa.",
        "Compare both flow meters in dry weather; check the storm-water connections.",
    ),
    "total_n_below_ammonium": (
        "Lỗi phân tích hoặc nhập nhầm cột.",
        "A laboratory error or two columns swapped.",
        "Xem lại phiếu kết quả gốc; nếu cần, phân tích lại mẫu lưu.",
        "Look at the original report; have the kept sample analysed again if need be.",
    ),
    "cod_below_bod": (
        "Lỗi phân tích hoặc nhập nhầm cột.",
        "A laboratory error or two columns swapped.",
        "Xem lại phiếu kết quả gốc; nếu cần, phân tích lại mẫu lưu.",
        "Look at the original report; have the kept sample analysed again if need be.",
    ),
    "power_factor_mismatch": (
        "Sai hệ số biến dòng hoặc thứ tự pha của một kênh.",
        "A wrong transformer ratio or phase order of one channel.",
        "Kiểm tra cấu hình công tơ: tỷ số biến dòng, thứ tự pha.",
        "Check the meter's set-up: transformer ratio, phase order.",
    ),
    "submeter_above_parent": (
        "Sai hệ số của một công tơ, hoặc khai báo cây công tơ nhầm.",
        "A wrong factor of one meter, or a mistake in the declared meter tree.",
        "Đọc cả hai công tơ cùng một lúc; kiểm tra cây công tơ.",
        "Read both meters at the same moment; check the meter tree.",
    ),
    "submeters_sum": (
        "Sai hệ số của một công tơ con, hoặc một công tơ con thuộc nhánh khác.",
        "A wrong factor of a sub-meter, or one that belongs to another branch.",
        "Đọc công tơ tổng và các công tơ con cùng một lúc.",
        "Read the main meter and its sub-meters at the same moment.",
    ),
    "generation_in_dark": (
        "Đồng hồ lệch, hoặc công tơ đo cả dòng khác.",
        "A clock that is off, or a meter that also counts something else.",
        "Kiểm tra đồng hồ bộ ghi và sơ đồ đấu nối.",
        "Check the logger's clock and the wiring diagram.",
    ),
    "repeated_row": (
        "Bộ ghi gửi lại lần đo trước khi không đọc được thiết bị.",
        "The logger repeats the last reading when it cannot read the instrument.",
        "Kiểm tra kết nối giữa bộ ghi và thiết bị.",
        "Check the link between logger and instrument.",
    ),
    "low_outlier": (
        "Đầu đo hở ra không khí, hoặc vừa khởi động.",
        "The probe hung in the air, or had just started.",
        "Xem nhật ký bảo trì giờ đó.",
        "See the maintenance log of that hour.",
    ),
    "gap": (
        "Mất mạng, mất điện hoặc bộ ghi dừng.",
        "No network, no power or a stopped logger.",
        "Kiểm tra nguồn và mạng của bộ ghi; nạp lại dữ liệu mà nó còn giữ.",
        "Check the logger's power and network; load what it still keeps.",
    ),
    "profile_shift": (
        "Ca làm việc đổi giờ, hoặc đồng hồ đổi.",
        "Working hours changed, or the clock did.",
        "Hỏi doanh nghiệp về giờ làm việc; nếu không đổi, kiểm tra đồng hồ.",
        "Ask the firm about its hours; if they did not change, check the clock.",
    ),
    "counter_rollover": (
        "Công tơ chạy hết thang và bắt đầu lại: bình thường.",
        "The register reached its end and began again: normal.",
        "Không phải làm gì.",
        "Nothing to do.",
    ),
}

catalogue(
    {f"trust.cause.{name}": Text(said[0], said[1]) for name, said in _CAUSES.items()}
    | {f"trust.action.{name}": Text(said[2], said[3]) for name, said in _CAUSES.items()}
    | {
        "trust.cause.unknown": Text("Chưa rõ nguyên nhân.", "The cause is not known."),
        "trust.action.unknown": Text(
            "Xem số liệu quanh thời điểm đó và hỏi người vận hành.",
            "Look at the readings around that time and ask the operator.",
        ),
    }
)


def cause_of(code: str, evidence: Mapping[str, object]) -> Message:
    """Probable cause of a finding."""
    return _said("cause", code, evidence)


def action_of(code: str, evidence: Mapping[str, object]) -> Message:
    """What to do first about a finding."""
    return _said("action", code, evidence)


def _said(what: str, code: str, evidence: Mapping[str, object]) -> Message:
    own = evidence.get(what)
    if isinstance(own, Mapping):
        params = own.get("params")
        own, given = own.get("id") or own.get("message_id"), dict(params) if isinstance(params, Mapping) else {}
    else:
        given = {}
    if isinstance(own, str) and own in known_messages():
        return Message(own, given)
    general = f"trust.{what}.{code.removeprefix('trust.')}"
    return Message(general if general in known_messages() else f"trust.{what}.unknown")
