"""Texts of ``ecopark report``."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.report": Text(
            vi="Gửi tệp trạm quan trắc (Thông tư 10/2021) cho cơ quan tiếp nhận.",
            en="Send station files (Circular 10/2021) to the authority's receiver.",
        ),
        "cli.help.report_status": Text(
            vi="Đã gửi gì, gì đang chờ, gì còn thiếu, theo ngày và trạm.\n\nVí dụ: ecopark report status --days 30",
            en="What was sent, what waits, what is missing, by day and station.\n\nExample: ecopark report status --days 30",
        ),
        "cli.help.report_send": Text(
            vi="Gửi ngay những tệp đến hạn (khi khu không chạy; “ecopark run” tự gửi).\n\nVí dụ: ecopark report send --now",
            en="Send the files that are due (for a park that is not running; “ecopark run” sends by "
            "itself).\n\nExample: ecopark report send --now",
        ),
        "cli.help.report_check": Text(
            vi="Kết nối, đăng nhập, ghi và xóa một tệp thử ở mỗi nơi nhận; nói rõ bước nào hỏng.\n\nVí dụ: "
            "ecopark report check",
            en="Connect, sign in, write and remove a probe file at each receiver; says what fails.\n\nExample: "
            "ecopark report check",
        ),
        "cli.help.report_receiver": Text(vi="Chỉ nơi nhận này.", en="This receiver only."),
        "cli.help.report_days": Text(vi="Số ngày của bảng theo dõi.", en="Days of the account."),
        "cli.help.report_now": Text(
            vi="Không đợi các thông số còn thiếu: gửi những gì đang có.",
            en="Do not wait for parameters that have not come: send what is there.",
        ),
        "cli.help.report_again": Text(
            vi="Gửi lại tệp của TRẠM lúc yyyyMMddHHmmss với số liệu hiện tại, thay tệp đã gửi; được ghi lại.",
            en="Send the file of STATION at yyyyMMddHHmmss again as known now, in the place of the sent one; written down.",
        ),
        "cli.report.nothing_yet": Text(
            vi="Khu chưa chạy lần nào nên chưa gửi gì. Thử bằng “ecopark report check”, rồi chạy “ecopark run”.",
            en="The park has never run, so nothing was sent. Try “ecopark report check”, then “ecopark run”.",
        ),
        "cli.report.receiver": Text(vi="Nơi nhận {id}: {address}", en="Receiver {id}: {address}"),
        "cli.report.in_the_clear": Text(
            vi="  FTP không mã hóa: mật khẩu đọc được trên đường truyền. Hãy hỏi cơ quan tiếp nhận về FTPS hoặc SFTP.",
            en="  FTP is not encrypted: the password can be read on the line. Ask the authority for FTPS or SFTP.",
        ),
        "cli.report.delivered": Text(vi="  tệp gần nhất được nhận: {time}", en="  last file delivered: {time}"),
        "cli.report.waiting": Text(
            vi="  {count} tệp đang chờ, cũ nhất {oldest}", en="  {count} files wait, the oldest {oldest}"
        ),
        "cli.report.to_tell": Text(
            vi="  Gián đoạn đã quá 12 giờ: phải thông báo cho cơ quan tiếp nhận.",
            en="  The break has lasted more than 12 hours: the authority must be told.",
        ),
        "cli.report.day": Text(
            vi="  {day}  {station}: {share} ({due} đến hạn, {in_time} đúng giờ, {late} muộn, {waiting} chờ, "
            "{missing} thiếu, {changes} đã đổi)",
            en="  {day}  {station}: {share} ({due} due, {in_time} in time, {late} late, {waiting} waiting, "
            "{missing} missing, {changes} changed)",
        ),
        "cli.report.sent": Text(
            vi="{receiver}: ghi {prepared}, gửi {delivered}, bị từ chối {refused}, còn chờ {waiting}",
            en="{receiver}: {prepared} written, {delivered} sent, {refused} refused, {waiting} waiting",
        ),
        "cli.report.again": Text(
            vi="Đã gửi lại {station} {slot}, SHA-256 {sha256}.", en="Sent again: {station} {slot}, SHA-256 {sha256}."
        ),
        "cli.report.step_sign_in": Text(vi="  ✓ kết nối và đăng nhập", en="  ✓ connected and signed in"),
        "cli.report.step_write": Text(
            vi="  ✓ ghi tệp thử, đổi tên, đúng kích thước", en="  ✓ probe file written, renamed, of the right size"
        ),
        "cli.report.step_remove": Text(vi="  ✓ đã xóa tệp thử", en="  ✓ probe file removed"),
        "cli.report.left": Text(
            vi="  Tệp thử {file} còn ở nơi nhận; có thể bỏ qua.",
            en="  The probe file {file} is still at the receiver; it may be ignored.",
        ),
    }
)
