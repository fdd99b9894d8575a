"""The registry of checks: one bit each in ``FLAGS.tests``, stable for ever. Never renumber, only add.

A check with a bit flags readings at its level; one without (a gap, a roll-over) makes findings only.
"""

from __future__ import annotations

from dataclasses import dataclass

from ecopark.core.findings import Severity
from ecopark.core.messages import Text
from ecopark.core.terms import Flag


@dataclass(frozen=True, slots=True)
class Check:
    """One check: ``name`` for a list, ``explanation`` one sentence for a person who asks what it means.

    ``code`` is the finding code ``trust.<thing>``; ``bit`` its position in ``FLAGS.tests``.
    """

    code: str
    bit: int | None
    level: Flag
    severity: Severity
    name: Text
    explanation: Text

    @property
    def mask(self) -> int:
        return 0 if self.bit is None else 1 << self.bit

    @property
    def short(self) -> str:
        """``flat_line`` of ``trust.flat_line``: the name of the check in settings."""
        return self.code.removeprefix("trust.")


_I, _A, _S = Severity.INFO, Severity.ATTENTION, Severity.SERIOUS
_D, _B = Flag.DOUBTFUL, Flag.BAD


def _check(code: str, bit: int | None, level: Flag, severity: Severity, vi: str, en: str, why_vi: str, why_en: str) -> Check:
    return Check(f"trust.{code}", bit, level, severity, Text(vi, en), Text(why_vi, why_en))


CHECKS: tuple[Check, ...] = (
    _check(
        "physical_bounds", 0, _B, _S, "ngoài giới hạn vật lý", "physically impossible",
        "Giá trị nằm ngoài khoảng mà vật lý cho phép đối với đại lượng này.",
        "The value lies outside what physics allows for this property.",
    ),
    _check(
        "plausible_range", 1, _D, _A, "ngoài khoảng hợp lý", "outside the plausible range",
        "Giá trị nằm ngoài khoảng mà vị trí này có thể có theo khai báo.",
        "The value lies outside what this site declared as plausible.",
    ),
    _check(
        "rate_of_change", 2, _D, _A, "thay đổi quá nhanh", "changes too fast",
        "Giá trị thay đổi nhanh hơn mức đại lượng này có thể thay đổi giữa hai lần đo.",
        "The value changes faster than this property can between two readings.",
    ),
    _check(
        "flat_line", 3, _D, _A, "đứng yên bất thường", "flat line",
        "Nhiều số đo liên tiếp giống hệt nhau: thiết bị có thể bị kẹt.",
        "Many readings in a row are identical: the instrument may be stuck.",
    ),
    _check(
        "spike", 4, _D, _A, "đột biến", "spike",
        "Giá trị tách hẳn khỏi các số đo ngay trước và ngay sau nó.",
        "The value stands far away from the readings just before and after it.",
    ),
    _check(
        "zero_for_missing", 5, _B, _A, "số 0 thay cho thiếu số liệu", "zero standing for missing",
        "Số 0 (hoặc gần 0) này không phải là số đo mà thay cho giá trị bị thiếu.",
        "This zero (or next to zero) is no measurement; it stands for a missing value.",
    ),
    _check(
        "placeholder", 6, _B, _A, "giá trị giữ chỗ", "placeholder",
        "Cả chuỗi chỉ có một giá trị duy nhất: đây là giá trị điền sẵn, không phải số đo.",
        "The whole record holds one single value: it was filled in, not measured.",
    ),
    _check(
        "clock_shift", 7, _D, _S, "đồng hồ lệch giờ", "clock shifted",
        "Đồng hồ của bộ ghi lệch trọn giờ so với mặt trời trong một phần thời gian (ví dụ giờ mùa hè).",
        "The logger's clock is whole hours off against the sun for part of the time (for example daylight saving).",
    ),
    _check(
        "clock_order", 8, _B, _A, "thời gian trùng hoặc lùi", "time repeated or backward",
        "Thời điểm của số đo trùng với hoặc sớm hơn số đo trước đó.",
        "The time of the reading repeats or lies before the reading ahead of it.",
    ),
    _check(
        "future_time", 9, _B, _S, "thời gian ở tương lai", "time in the future",
        "Số đo mang thời điểm muộn hơn lúc hệ thống nhận được nó.",
        "The reading is about a time after the moment at which it arrived.",
    ),
    _check(
        "off_grid", 10, _D, _I, "lệch khung thời gian", "off the time grid",
        "Thời điểm không nằm trên khung thời gian đều mà hầu hết các số đo khác tuân theo.",
        "The time does not lie on the regular grid that nearly all other readings keep.",
    ),
    _check(
        "unit_mixup", 11, _B, _S, "nhầm đơn vị (lũy thừa 10)", "unit mix-up (power of ten)",
        "Cả ngày lớn hoặc nhỏ hơn bình thường đúng 10, 100 hoặc 1000 lần: rất có thể nhầm đơn vị.",
        "The whole day is ten, a hundred or a thousand times the usual: most likely another unit.",
    ),
    _check(
        "counter_reset", 12, _D, _A, "chỉ số công tơ về không", "register reset or replaced",
        "Chỉ số công tơ giảm về gần 0: công tơ đã được đặt lại hoặc thay mới.",
        "The register fell back to nearly zero: the meter was reset or replaced.",
    ),
    _check(
        "counter_backward", 13, _B, _S, "chỉ số công tơ chạy lùi", "register runs backward",
        "Chỉ số chỉ có thể tăng nhưng đã giảm, không phải do quay vòng hay đặt lại.",
        "The register can only count up but fell, and neither roll-over nor reset explains it.",
    ),
    _check(
        "calibrating", 14, _B, _I, "thiết bị đang hiệu chuẩn", "instrument calibrating",
        "Thiết bị báo trạng thái 01 (hiệu chuẩn); giá trị không phải của nguồn thải.",
        "The instrument says 01 (calibrating); the value is not that of the process.",
    ),
    _check(
        "device_fault", 15, _B, _A, "thiết bị báo lỗi", "instrument fault",
        "Thiết bị báo trạng thái 02 (lỗi thiết bị) cùng với giá trị này.",
        "The instrument says 02 (fault) with this value.",
    ),
    _check(
        "outflow_above_inflow", 16, _D, _A, "nước ra lớn hơn nước vào", "outflow above inflow",
        "Lưu lượng ra khỏi trạm xử lý lớn hơn lưu lượng vào, vượt quá sai số đo.",
        "More water leaves the works than enters it, beyond the meters' uncertainty.",
    ),
    _check(
        "total_n_below_ammonium", 17, _D, _A, "tổng nitơ nhỏ hơn amoni", "total nitrogen below ammonium",
        "Tổng nitơ bao gồm amoni nên không thể nhỏ hơn amoni trong cùng một mẫu.",
        "Total nitrogen contains ammonium and cannot be below it in the same sample.",
    ),
    _check(
        "cod_below_bod", 18, _D, _A, "COD nhỏ hơn BOD", "COD below BOD",
        "COD bao gồm phần oxy hóa sinh học nên không thể nhỏ hơn BOD trong cùng một mẫu.",
        "COD contains what biology oxidises and cannot be below BOD in the same sample.",
    ),
    _check(
        "power_factor_mismatch", 19, _D, _A, "hệ số công suất không khớp", "power factor contradicts energies",
        "Hệ số công suất không khớp với kWh và kvarh của cùng khoảng thời gian.",
        "The power factor does not follow from kWh and kvarh of the same interval.",
    ),
    _check(
        "submeter_above_parent", 20, _D, _A, "công tơ con lớn hơn công tơ tổng", "sub-meter above its parent",
        "Công tơ con đo được nhiều hơn công tơ tổng ở phía trên nó, vượt quá sai số.",
        "The sub-meter counts more than the meter above it, beyond both classes.",
    ),
    _check(
        "submeters_sum", 21, _D, _A, "tổng công tơ con lớn hơn công tơ tổng", "sub-meters add up to more than the parent",
        "Tổng các công tơ con lớn hơn công tơ tổng, vượt quá sai số.",
        "All sub-meters together count more than the meter above them, beyond their classes.",
    ),
    _check(
        "generation_in_dark", 22, _D, _A, "phát điện mặt trời khi trời tối", "solar generation in the dark",
        "Điện mặt trời lớn hơn 0 khi không có bức xạ.",
        "A solar generator produces while there is no light.",
    ),
    _check(
        "repeated_row", 23, _D, _I, "dòng số liệu lặp lại", "row repeated",
        "Mọi đại lượng của thiết bị lặp lại y hệt lần đo trước.",
        "Every property of the device repeats the reading before, digit by digit.",
    ),
    _check(
        "low_outlier", 24, _D, _A, "thấp bất thường", "implausibly low",
        "Giá trị thấp hơn rất nhiều so với mọi giá trị khác của chuỗi.",
        "The value lies far below everything else in the record.",
    ),
    _check(
        "climatology", 25, _D, _I, "khác thường so với mùa và giờ", "unusual for season and hour",
        "Vào mùa này và giờ này, lịch sử của điểm đo chưa có giá trị như vậy.",
        "At this season and this hour the history of the place has no such value.",
    ),
    _check(
        "attenuated", 26, _D, _A, "tín hiệu yếu đi", "signal attenuated",
        "Giá trị vẫn thay đổi nhưng ít hơn hẳn mức dao động thường thấy: đầu đo có thể bị bẩn, che kín hoặc bị làm mượt.",
        "The value still moves, but far less than it ever does: the probe may be fouled, covered or smoothed.",
    ),
    _check(
        "level_shift", 27, _D, _A, "đổi mức đột ngột", "level shifted",
        "Từ ngày này số đo đứng ở một mức khác hẳn: thiết bị, cài đặt hoặc quy trình đã thay đổi.",
        "Since this day the readings stand on another level: instrument, setting or process changed.",
    ),
    _check(
        "neighbour", 28, _D, _A, "khác hẳn thiết bị lân cận", "apart from its neighbours",
        "Giá trị tách hẳn khỏi các thiết bị lân cận đo cùng một đại lượng.",
        "The value leaves the neighbouring instruments that measure the same thing.",
    ),
    _check(
        "drift", 29, _D, _A, "trôi dần so với lân cận", "drifts from its neighbours",
        "Khoảng cách tới các thiết bị lân cận lớn dần qua nhiều tuần: thiết bị có thể bị trôi, cần hiệu chuẩn.",
        "The distance to the neighbouring instruments grows over weeks: the instrument may drift and needs calibration.",
    ),
    _check(
        "isolated", 30, _D, _I, "số đo lẻ loi", "isolated readings",
        "Chỉ vài số đo nằm giữa hai khoảng im lặng dài: thường không phải số đo bình thường.",
        "Only a few readings stand between two long silences: rarely an ordinary measurement.",
    ),
    _check(
        "multivariate", 31, _D, _A, "tổ hợp giá trị chưa từng có", "never seen together",
        "Từng giá trị đều có thể, nhưng các đại lượng của thiết bị chưa bao giờ cùng có các giá trị như vậy.",
        "Each value is possible, but the properties of the device never had such values together.",
    ),
    _check(
        "gap", None, Flag.UNFLAGGED, _A, "thiếu số liệu", "readings missing",
        "Số đo lẽ ra phải có nhưng không có, hoặc có mà không mang giá trị.",
        "Readings that should be there are absent or carry no value.",
    ),
    _check(
        "profile_shift", None, Flag.UNFLAGGED, _I, "ca làm việc dịch giờ", "working day moved",
        "Từ một ngày nào đó, phụ tải tăng và giảm sớm hoặc muộn hơn khoảng một giờ: giờ làm việc hoặc đồng hồ đã đổi.",
        "Since some day the load rises and falls about an hour earlier or later: working hours or the clock changed.",
    ),
    _check(
        "counter_rollover", None, Flag.UNFLAGGED, _I, "chỉ số công tơ quay vòng", "register rolled over",
        "Chỉ số đã đến giá trị cuối và bắt đầu lại từ 0; lượng tiêu thụ vẫn tính đúng.",
        "The register reached its end and began again at zero; amounts stay whole.",
    ),
)  # fmt: skip

BY_CODE = {check.code: check for check in CHECKS}
BY_SHORT = {check.short: check for check in CHECKS}
BY_BIT = {check.bit: check for check in CHECKS if check.bit is not None}


def checks_of(tests: int) -> tuple[Check, ...]:
    """Return the checks whose bits are set in a ``FLAGS.tests`` value, lowest bit first."""
    return tuple(check for bit, check in sorted(BY_BIT.items()) if tests >> bit & 1)


def level_of(tests: int) -> Flag:
    """Return the flag that a ``FLAGS.tests`` value stands for: the highest level of its checks."""
    return max((check.level for check in checks_of(tests)), default=Flag.GOOD)
