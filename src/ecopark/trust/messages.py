"""Texts of trust's checks: names, explanations, the sentences of findings, and errors of the settings.

Fields of a finding's sentence: ``count`` readings, ``value`` (and ``part``, ``whole``, ``computed``) at the worst of them,
``low`` and ``high`` of all, in ``unit``, and the check's parameters.
"""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue
from ecopark.trust.checks.registry import CHECKS

FOUND = {
    "physical_bounds": Text(
        vi="{count} số đo ngoài giới hạn vật lý ({minimum} đến {maximum} {unit}); xa nhất là {value} {unit}.",
        en="{count} readings outside what physics allows ({minimum} to {maximum} {unit}); the farthest is {value} {unit}.",
    ),
    "plausible_range": Text(
        vi="{count} số đo ngoài khoảng hợp lý đã khai báo ({minimum} đến {maximum} {unit}); xa nhất là {value} {unit}.",
        en="{count} readings outside the declared plausible range ({minimum} to {maximum} {unit}); the farthest is {value} {unit}.",
    ),
    "rate_of_change": Text(
        vi="{count} lần giá trị thay đổi nhanh hơn {per_hour} {unit} mỗi giờ; số đo từ {low} đến {high} {unit}.",
        en="{count} times the value changed by more than {per_hour} {unit} per hour; readings from {low} to {high} {unit}.",
    ),
    "flat_line": Text(
        vi="{count} số đo liên tiếp đứng yên ở {value} {unit}; thiết bị có thể bị kẹt.",
        en="{count} readings stood still at {value} {unit}; the instrument may be stuck.",
    ),
    "spike": Text(
        vi="{count} số đo tách hẳn khỏi các số đo lân cận; xa nhất là {value} {unit}.",
        en="{count} readings stand far away from their neighbours; the farthest is {value} {unit}.",
    ),
    "zero_for_missing": Text(
        vi="{count} số đo bằng hoặc gần 0 (cao nhất {high} {unit}) có vẻ thay cho số liệu bị thiếu.",
        en="{count} readings at or next to zero (at most {high} {unit}) appear to stand for missing values.",
    ),
    "placeholder": Text(
        vi="cả {count} số đo đều là {value} {unit}: giá trị điền sẵn, không phải số đo.",
        en="all {count} readings are {value} {unit}: a filled-in value, not a measurement.",
    ),
    "clock_shift": Text(
        vi="đồng hồ của bộ ghi lệch {shift_hours} giờ ({count} số đo): giữa ngày phát điện dịch {measured_hours} giờ so với mặt trời.",
        en="the logger's clock is {shift_hours} h off ({count} readings): the middle of the productive day moved by {measured_hours} h against the sun.",
    ),
    "clock_order": Text(
        vi="{count} số đo có thời điểm trùng hoặc lùi so với số đo trước.",
        en="{count} readings repeat a time or go back in time.",
    ),
    "future_time": Text(
        vi="{count} số đo mang thời điểm muộn hơn lúc hệ thống nhận được.",
        en="{count} readings are about a time after the moment they arrived.",
    ),
    "off_grid": Text(
        vi="{count} số đo không nằm trên khung {step_s} giây mà các số đo khác tuân theo.",
        en="{count} readings lie off the grid of {step_s} s that the others keep.",
    ),
    "unit_mixup": Text(
        vi="{count} số đo lệch khoảng 10^{exponent} lần so với ngày thường: rất có thể nhầm đơn vị.",
        en="{count} readings are about 10^{exponent} times the usual: most likely another unit.",
    ),
    "counter_reset": Text(
        vi="chỉ số công tơ về gần 0 ({count} lần, còn {value} {unit}): công tơ được đặt lại hoặc thay mới.",
        en="the register fell to nearly zero ({count} times, to {value} {unit}): the meter was reset or replaced.",
    ),
    "counter_backward": Text(
        vi="chỉ số công tơ giảm {count} lần (còn {value} {unit}) mà không phải quay vòng hay đặt lại.",
        en="the register fell {count} times (to {value} {unit}) with neither roll-over nor reset to explain it.",
    ),
    "calibrating": Text(
        vi="{count} số đo được gửi khi thiết bị đang hiệu chuẩn (trạng thái 01).",
        en="{count} readings were sent while the instrument was calibrating (status 01).",
    ),
    "device_fault": Text(
        vi="{count} số đo được gửi khi thiết bị báo lỗi (trạng thái 02).",
        en="{count} readings were sent while the instrument stated a fault (status 02).",
    ),
    "outflow_above_inflow": Text(
        vi="{count} lần lưu lượng ra lớn hơn lưu lượng vào quá {tolerance_pct} %; nhiều nhất: ra {part}, vào {whole} {unit}.",
        en="{count} times the outflow was more than {tolerance_pct} % above the inflow; the worst: {part} out, {whole} in ({unit}).",
    ),
    "total_n_below_ammonium": Text(
        vi="{count} mẫu có tổng nitơ nhỏ hơn amoni; lệch nhất: amoni {part}, tổng nitơ {whole} {unit}.",
        en="{count} samples show total nitrogen below ammonium; the worst: ammonium {part}, total nitrogen {whole} {unit}.",
    ),
    "cod_below_bod": Text(
        vi="{count} mẫu có COD nhỏ hơn BOD; lệch nhất: BOD {part}, COD {whole} {unit}.",
        en="{count} samples show COD below BOD; the worst: BOD {part}, COD {whole} {unit}.",
    ),
    "power_factor_mismatch": Text(
        vi="{count} hệ số công suất không khớp với kWh và kvarh; lệch nhất: ghi {value} %, tính ra {computed} %.",
        en="{count} power factors do not follow from kWh and kvarh; the worst: stated {value} %, computed {computed} %.",
    ),
    "submeter_above_parent": Text(
        vi="{count} lần công tơ con lớn hơn công tơ tổng quá {tolerance_pct} %; nhiều nhất: {part} so với {whole} {unit}.",
        en="{count} times the sub-meter was more than {tolerance_pct} % above its parent; the worst: {part} against {whole} {unit}.",
    ),
    "submeters_sum": Text(
        vi="{count} lần tổng các công tơ con lớn hơn công tơ tổng quá {tolerance_pct} %; nhiều nhất: {part} so với {whole} {unit}.",
        en="{count} times all sub-meters together were more than {tolerance_pct} % above the parent; the worst: {part} against {whole} {unit}.",
    ),
    "generation_in_dark": Text(
        vi="{count} số đo phát điện mặt trời khi không có ánh sáng; cao nhất {value} {unit}.",
        en="{count} readings of solar generation without light; the highest is {value} {unit}.",
    ),
    "repeated_row": Text(
        vi="{count} lần mọi đại lượng của thiết bị lặp lại y hệt lần đo trước.",
        en="{count} times every property of the device repeated the reading before, digit by digit.",
    ),
    "low_outlier": Text(
        vi="{count} số đo thấp bất thường so với toàn chuỗi; thấp nhất {value} {unit}.",
        en="{count} readings lie far below the rest of the record; the lowest is {value} {unit}.",
    ),
    "climatology": Text(
        vi="{count} số đo nằm ngoài khoảng thường thấy của mùa và giờ đó; xa nhất là {value} {unit}.",
        en="{count} readings lie outside what their season and hour usually show; the farthest is {value} {unit}.",
    ),
    "attenuated": Text(
        vi="{count} số đo dao động chưa tới {least} {unit} trong {readings} lần đo liên tiếp; bình thường luôn nhiều hơn.",
        en="{count} readings span less than {least} {unit} within {readings} in a row; ordinarily it is always more.",
    ),
    "level_shift": Text(
        vi="từ ngày này số đo dịch {moved} {unit} sang mức khác ({count} số đo của ngày đầu): thiết bị hoặc quy trình đã đổi.",
        en="since this day the readings stand {moved} {unit} away ({count} readings of its first day): instrument or process changed.",
    ),
    "neighbour": Text(
        vi="{count} số đo tách khỏi thiết bị lân cận; xa nhất {apart} {unit}.",
        en="{count} readings leave the neighbouring instruments; the farthest by {apart} {unit}.",
    ),
    "drift": Text(
        vi="{count} số đo đã trôi khỏi thiết bị lân cận, tới {moved} {unit} tính theo tuần: nên hiệu chuẩn.",
        en="{count} readings have drifted from the neighbouring instruments, by {moved} {unit} over a week: calibrate.",
    ),
    "isolated": Text(
        vi="{count} số đo lẻ loi giữa các khoảng im lặng ít nhất {silence_s} giây.",
        en="{count} readings stand alone between silences of at least {silence_s} s.",
    ),
    "multivariate": Text(
        vi="{count} lần các đại lượng của thiết bị cùng có những giá trị chưa từng gặp (ví dụ {value} {unit}).",
        en="{count} times the properties of the device had values never seen together (for example {value} {unit}).",
    ),
    "gap": Text(
        vi="thiếu {count} số đo trong {gaps} khoảng trống; khoảng dài nhất thiếu {longest}.",
        en="{count} readings are missing in {gaps} gaps; the longest misses {longest}.",
    ),
    "profile_shift": Text(
        vi="từ ngày này ca làm việc dịch {moved_hours} giờ (đầu ca và cuối ca): giờ làm việc hoặc đồng hồ của bộ ghi đã đổi.",
        en="since this day the working day has moved by {moved_hours} h (start and end): working hours or the logger's clock changed.",
    ),
    "counter_rollover": Text(
        vi="chỉ số công tơ quay vòng {count} lần tại {rollover} {unit}; lượng tiêu thụ vẫn tính đúng.",
        en="the register rolled over {count} times at {rollover} {unit}; amounts stay whole.",
    ),
}

catalogue({f"trust.check.{check.short}": check.name for check in CHECKS})
catalogue({f"trust.explanation.{check.short}": check.explanation for check in CHECKS})
catalogue({f"trust.found.{short}": text for short, text in FOUND.items()})
catalogue(
    {
        "trust.settings.unknown_key": Text(
            vi="không có thiết lập “{key}”. Các tên được dùng: {known}. Hãy sửa lỗi chính tả.",
            en="there is no setting “{key}”. Names in use: {known}. Correct the spelling.",
        ),
        "trust.settings.unknown_target": Text(
            vi="thiết lập kiểm tra nhắc đến {thing} “{id}” không tồn tại. Hãy sửa mã hoặc xóa mục này.",
            en="the check settings name the {thing} “{id}”, which does not exist. Correct the id or remove the entry.",
        ),
        "trust.settings.bad_value": Text(
            vi="giá trị “{value}” của “{key}” không phải số hợp lệ. Hãy ghi một số, ví dụ 0.2.",
            en="the value “{value}” of “{key}” is no valid number. Write a number, for example 0.2.",
        ),
        "trust.settings.not_a_mapping": Text(
            vi="“{key}” phải là một nhóm “tên: giá trị”, nhưng là “{value}”. Hãy ghi từng tham số trên một dòng.",
            en="“{key}” must be a group of “name: value” but is “{value}”. Write one parameter per line.",
        ),
        "trust.settings.parameter_missing": Text(
            vi="phép kiểm tra này chưa được đề xuất ở đây nên cần đủ tham số: {needed}. Hãy bổ sung.",
            en="this check is not proposed here, so it needs all of its parameters: {needed}. Add them.",
        ),
        "trust.note.not_readable": Text(
            vi="ghi chú gắn cờ không đọc được: {problem}. Cần datastream, start, end, flag (GOOD, DOUBTFUL, BAD) và reason.",
            en="the flag note cannot be read: {problem}. It needs datastream, start, end, flag (GOOD, DOUBTFUL, BAD) and reason.",
        ),
    }
)
