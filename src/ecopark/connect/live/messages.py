"""Texts of the live doors: devices, quotas, clocks, refused rows; each says what, why and what to do."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

_TEXTS = {
    "connect.quota.exceeded": (
        "thiết bị “{device}” gửi nhanh hơn hạn mức {quota} số đọc mỗi phút. Số liệu chưa mất: hãy gửi lại sau "
        "{retry_after_s} giây, hoặc nhờ ban quản lý nâng hạn mức.",
        "device “{device}” sends faster than its quota of {quota} readings a minute. Nothing is lost: send again after "
        "{retry_after_s} seconds, or ask the management board to raise the quota.",
    ),
    "connect.intake.busy": (
        "hệ thống còn {waiting} số đọc đang chờ xử lý. Số liệu chưa mất: hãy gửi lại sau {retry_after_s} giây.",
        "the platform still has {waiting} readings to work through. Nothing is lost: send again after {retry_after_s} "
        "seconds.",
    ),
    "connect.live.unknown_device": (
        "thiết bị “{device}” chưa được đăng ký hoặc đã bị thu hồi. Hãy đăng ký thiết bị trong mục Nguồn số liệu.",
        "device “{device}” is not registered, or was revoked. Register it under Sources.",
    ),
    "connect.live.unknown_name": (
        "thiết bị “{device}” gửi “{name}”, nhưng tên này không ứng với dòng dữ liệu nào mà thiết bị được gửi. Hãy khai báo "
        "tên này cho thiết bị, hoặc sửa tên trong cấu hình thiết bị; số liệu đã gửi đang chờ ở mục cách ly.",
        "device “{device}” sends “{name}”, which is no datastream that it may write. Declare the name at the device, or "
        "correct it in the device's configuration; what was sent waits in quarantine.",
    ),
    "connect.source.clock": (
        "đồng hồ của “{device}” lệch {offset} so với giờ hệ thống. Hãy chỉnh giờ và múi giờ của thiết bị (bật đồng bộ NTP); "
        "số liệu không bị dịch giờ.",
        "the clock of “{device}” is off by {offset}. Set the time and zone of the device (switch on NTP); nothing was "
        "shifted.",
    ),
    "connect.source.clock_zone": (
        "đồng hồ của “{device}” lệch {offset}, đúng bằng chênh lệch múi giờ Việt Nam với UTC. Thiết bị có lẽ gửi giờ địa "
        "phương như giờ UTC (hoặc ngược lại): hãy sửa múi giờ trong cấu hình; số liệu không bị dịch giờ.",
        "the clock of “{device}” is off by {offset}, the difference between Vietnamese time and UTC. It probably sends "
        "local time as UTC, or the other way round: correct the zone in its configuration; nothing was shifted.",
    ),
    "connect.source.silent": (
        "“{device}” không gửi gì từ {since}, dù lẽ ra gửi mỗi {every_s} giây. Hãy kiểm tra nguồn điện, mạng và thiết bị.",
        "“{device}” has sent nothing since {since}, though it should every {every_s} seconds. Check power, network and "
        "device.",
    ),
    "connect.source.never": (
        "“{device}” đã đăng ký nhưng chưa gửi gì. Hãy gửi một số đọc thử bằng đoạn cấu hình mẫu.",
        "“{device}” is registered and has sent nothing yet. Send a test reading with the sample configuration.",
    ),
    "connect.sources.not_kept": (
        "không ghi được trạng thái các nguồn số liệu: {reason}. Hãy giải phóng ổ đĩa; số đọc không bị ảnh hưởng.",
        "the states of the sources could not be written: {reason}. Make room on the disk; readings are not touched.",
    ),
    "connect.json.time_unit": (
        "thời gian là số nhưng chưa nêu đơn vị. Hãy thêm \"time_unit\": \"s\", \"ms\", \"us\" hoặc \"ns\", hoặc gửi ISO 8601 có "
        "múi giờ.",
        "the times are numbers and their unit is not stated. Add \"time_unit\": \"s\", \"ms\", \"us\" or \"ns\", or send "
        "ISO 8601 with a zone.",
    ),
    "connect.json.no_readings": (
        "nội dung không có số đọc nào. Hãy gửi ít nhất một số đọc.",
        "there are no readings in the body. Send at least one.",
    ),
    "connect.arrow.unreadable": (
        "nội dung không phải luồng Arrow IPC đọc được: {reason}. Hãy ghi bằng định dạng luồng (stream), không phải định dạng "
        "tệp.",
        "the body is no readable Arrow IPC stream: {reason}. Write it in the stream format, not in the file format.",
    ),
    "connect.arrow.column": (
        "luồng Arrow cần cột “{column}” kiểu {wanted}, không có ô trống. Hãy sửa lược đồ rồi gửi lại.",
        "the Arrow stream needs a column “{column}” of type {wanted} without nulls. Correct the schema and send again.",
    ),
    "connect.device.bad_id": (
        "mã thiết bị “{id}” không hợp lệ: cần 1 đến 64 chữ thường không dấu, chữ số, “-”, “_”, “.”, bắt đầu bằng chữ hoặc số.",
        "device id “{id}” is not valid: 1 to 64 small letters, digits, “-”, “_”, “.”, beginning with a letter or digit.",
    ),
    "connect.device.exists": (
        "đã có thiết bị “{id}” (có thể đã bị thu hồi). Hãy chọn mã khác, hoặc đổi mật khẩu của thiết bị đó.",
        "there is a device “{id}” already (perhaps revoked). Choose another id, or rotate that device's secret.",
    ),
    "connect.device.unknown": (
        "không có thiết bị “{id}”, hoặc nó không thuộc về bạn. Hãy kiểm tra mã thiết bị.",
        "there is no device “{id}”, or it is not yours. Check the id.",
    ),
    "connect.device.revoked": (
        "thiết bị “{id}” đã bị thu hồi. Hãy đăng ký thiết bị mới.",
        "device “{id}” was revoked. Register a new device.",
    ),
    "connect.device.changed": (
        "thiết bị “{id}” vừa được người khác sửa. Hãy tải lại rồi thử lại.",
        "device “{id}” was changed by somebody else just now. Load it again, then try again.",
    ),
    "connect.device.unknown_firm": (
        "không có doanh nghiệp “{firm}” trong khu. Hãy chọn trong danh sách doanh nghiệp.",
        "there is no firm “{firm}” in the park. Choose one of the list of firms.",
    ),
    "connect.device.unknown_datastream": (
        "thiết bị không thể gửi dòng dữ liệu “{datastream}”: không có, hoặc không thuộc {firm}. Hãy sửa danh sách.",
        "the device cannot write datastream “{datastream}”: there is none, or it does not belong to {firm}. Correct the list.",
    ),
    "connect.device.bad_number": (
        "{field} của thiết bị phải là số dương, nhiều nhất {most}. Hãy sửa; ban quản lý có thể đặt hạn mức cao hơn.",
        "{field} of a device is a positive number, at most {most}. Correct it; the management board may set higher quotas.",
    ),
}  # fmt: skip
LIVE_TEXTS = catalogue({code: Text(vi=vi, en=en) for code, (vi, en) in _TEXTS.items()})
