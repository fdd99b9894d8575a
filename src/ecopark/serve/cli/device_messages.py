"""Texts of the commands for devices, and of the sources in the status."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.device": Text(
            vi="Thiết bị gửi số liệu: thêm, liệt kê, đổi mật khẩu, thu hồi.",
            en="Devices that send readings: add, list, rotate their secret, revoke.",
        ),
        "cli.help.device_add": Text(
            vi="Đăng ký thiết bị; mật khẩu chỉ hiện một lần.\n\nVí dụ: ecopark device add gw-7 --firm steel "
            "--map meter/1=steel.energy --every 60",
            en="Register a device; its secret is shown this once.\n\nExample: ecopark device add gw-7 --firm steel "
            "--map meter/1=steel.energy --every 60",
        ),
        "cli.help.device_firm": Text(
            vi="Doanh nghiệp có dòng dữ liệu mà thiết bị được gửi (không có: của chính khu).",
            en="The firm whose datastreams it may write (none: the park's own).",
        ),
        "cli.help.device_door": Text(vi="Cách thiết bị kết nối.", en="How the device connects."),
        "cli.help.device_datastream": Text(
            vi="Dòng dữ liệu được gửi (lặp lại được; không có: tất cả của doanh nghiệp).",
            en="A datastream that it may write (repeatable; none: all of the firm).",
        ),
        "cli.help.device_map": Text(
            vi="Tên riêng của thiết bị (topic, tag, thanh ghi) cho một dòng dữ liệu (lặp lại được).",
            en="The device's own name (topic, tag, register) for a datastream (repeatable).",
        ),
        "cli.help.device_quota": Text(vi="Hạn mức, số đọc mỗi phút.", en="Quota, readings per minute."),
        "cli.help.device_every": Text(
            vi="Mỗi dòng dữ liệu báo cáo sau bao nhiêu giây; khi đó khoảng trống được theo dõi.",
            en="Seconds between readings of a datastream; then gaps are watched.",
        ),
        "cli.help.device_key": Text(
            vi="Khóa công khai (tên+mã+base64) của thiết bị ký số liệu.",
            en="Public key (name+id+base64) of a device that signs.",
        ),
        "cli.help.device_list": Text(vi="Liệt kê thiết bị.", en="List the devices."),
        "cli.help.device_rotate": Text(
            vi="Cấp mật khẩu mới, chỉ hiện một lần; mật khẩu cũ hết hiệu lực.",
            en="Give a new secret, shown this once; the old one opens nothing any more.",
        ),
        "cli.help.device_revoke": Text(vi="Chặn thiết bị ngay lập tức.", en="Shut a device out at once."),
        "cli.device.added": Text(vi="Đã đăng ký thiết bị {id}.", en="Device {id} is registered."),
        "cli.device.rotated": Text(vi="Thiết bị {id} có mật khẩu mới.", en="Device {id} has a new secret."),
        "cli.device.revoked": Text(vi="Thiết bị {id} đã bị thu hồi.", en="Device {id} is revoked."),
        "cli.device.secret": Text(
            vi="Mật khẩu (chỉ hiện lần này, hãy chép vào thiết bị ngay):",
            en="Its secret (shown this once, copy it into the device now):",
        ),
        "cli.device.bad_name": Text(
            vi="“{word}” không có dạng TÊN=DÒNG_DỮ_LIỆU. Ví dụ: meter/1=steel.energy.",
            en="“{word}” is not of the form NAME=DATASTREAM. Example: meter/1=steel.energy.",
        ),
        "cli.status.sources": Text(vi="Nguồn số liệu: {count}", en="Sources: {count}"),
        "cli.status.source": Text(
            vi="  {id}: lần cuối {last_seen}, {readings}/phút, {hour}/giờ, trễ {lag}, {gaps} khoảng trống, hạn mức {quota}, "
            "đã lưu {stored}, từ chối {refused}",
            en="  {id}: last seen {last_seen}, {readings}/minute, {hour}/hour, lag {lag}, {gaps} gaps, quota {quota}, "
            "stored {stored}, refused {refused}",
        ),
        "cli.status.source_error": Text(
            vi="    ! {text} ({count} lần, gần nhất {last})", en="    ! {text} ({count} times, last {last})"
        ),
    }
)
