"""Texts of the sender of station files."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "connect.report.no_host_key": Text(
            vi="thiếu host_key của máy chủ {host}: không có vân tay thì không biết đang gửi cho ai. Hãy hỏi nơi nhận vân tay khóa, hoặc chạy “ssh-keyscan {host} | ssh-keygen -lf -” rồi đối chiếu, và ghi host_key: SHA256:…",
            en="host_key of the server {host} is missing: without its fingerprint nobody knows who gets the files. Ask the receiver for it, or run “ssh-keyscan {host} | ssh-keygen -lf -”, compare, and write host_key: SHA256:…",
        ),
        "connect.report.no_secret": Text(
            vi="thiếu {field}. Hãy ghi đường dẫn tới tệp chứa mật khẩu hoặc khóa; mật khẩu không được viết trong park.yaml.",
            en="{field} is missing. Give the path of the file with the password or key; a password does not belong in park.yaml.",
        ),
        "connect.report.not_for": Text(
            vi="{field} không dùng với {protocol}. Hãy xóa khóa này hoặc đổi protocol.",
            en="{field} means nothing with {protocol}. Remove it, or choose another protocol.",
        ),
        "connect.report.folder_place": Text(
            vi="{place} không có trong mẫu thư mục. Các chỗ điền: {known}.",
            en="{place} is no place of a folder pattern. The places: {known}.",
        ),
        "connect.report.folder": Text(
            vi="thư mục “{folder}” không hợp lệ: không dùng “..”, ngoặc lẻ hay ký tự điều khiển.",
            en="the folder “{folder}” is not valid: no “..”, no single brace, no control character.",
        ),
        "connect.report.bad_number": Text(
            vi="grace_min phải từ 0, files_per_minute từ 1, port từ 0 đến 65535. Hãy sửa giá trị.",
            en="grace_min is 0 or more, files_per_minute 1 or more, port 0 to 65535. Correct the value.",
        ),
        "connect.report.no_code": Text(
            vi="điểm quan trắc “{point}” không có mã trạm dùng được (“{given}”). Hãy điền code, hoặc cột station của điểm.",
            en="the monitoring point “{point}” has no usable station code (“{given}”). Give code, or fill the point's column station.",
        ),
        "connect.report.code_parts": Text(
            vi="mã trạm “{given}” không đủ ba phần tỉnh_cơ-sở_trạm mà mẫu thư mục cần. Hãy ghi code: TỈNH_CƠSỞ_TRẠM, hoặc đổi folder.",
            en="the station code “{given}” lacks the three parts province_facility_station that the folder pattern needs. Give code: PROVINCE_FACILITY_STATION, or change folder.",
        ),
        "connect.report.twice": Text(
            vi="“{thing}” dùng hai lần. Mỗi trạm của một nơi nhận và mỗi ký hiệu của một trạm chỉ có một; hãy xóa một dòng.",
            en="“{thing}” stands twice. A receiver has each station, and a station each symbol, only once; remove one.",
        ),
        "connect.report.no_parameters": Text(
            vi="điểm “{point}” không có chuỗi số liệu nào có ký hiệu trong Bảng 34, Thông tư 10/2021. Hãy khai báo parameters.",
            en="the point “{point}” has no datastream with a symbol in Table 34 of Circular 10/2021. Declare parameters.",
        ),
        "connect.report.symbol": Text(
            vi="“{datastream}”: ký hiệu “{symbol}” không có trong Bảng 34, Thông tư 10/2021. Các ký hiệu: {known}.",
            en="“{datastream}”: the symbol “{symbol}” is not in Table 34 of Circular 10/2021. The symbols: {known}.",
        ),
        "connect.report.secret_open": Text(
            vi="người khác trên máy này đọc được tệp bí mật. Hãy chạy: chmod 600 rồi thử lại.",
            en="others on this machine may read the secret. Run chmod 600 on the file and try again.",
        ),
        "connect.report.secret_missing": Text(
            vi="không đọc được mật khẩu hoặc khóa: {reason}. Mật khẩu là dòng đầu của tệp; hãy tạo tệp với quyền 600.",
            en="the password or key cannot be read: {reason}. The password is the file's first line; make the file with mode 600.",
        ),
        "connect.report.no_sftp": Text(
            vi="thiếu thư viện SFTP. Hãy cài phần mở rộng: pip install “ecopark[sftp]”.",
            en="the SFTP library is not installed. Install the extra: pip install “ecopark[sftp]”.",
        ),
        "connect.report.unreachable": Text(
            vi="không kết nối được: {reason}. Tệp vẫn chờ và được gửi lại; hãy kiểm tra mạng, tường lửa, tên máy và cổng.",
            en="cannot be reached: {reason}. Files wait and are sent again; check network, firewall, host name and port.",
        ),
        "connect.report.login_refused": Text(
            vi="nơi nhận từ chối tài khoản “{user}”: {reason}. Hãy kiểm tra tên, mật khẩu hoặc khóa với cơ quan tiếp nhận.",
            en="the receiver refuses the account “{user}”: {reason}. Check name, password or key with the authority.",
        ),
        "connect.report.certificate": Text(
            vi="không tin được chứng chỉ TLS của nơi nhận: {reason}. Nếu họ dùng CA riêng, hãy xin tệp CA và ghi ca_file; host phải đúng tên trong chứng chỉ.",
            en="the receiver's TLS certificate cannot be trusted: {reason}. If it has a CA of its own, ask for the CA file and set ca_file; host must be the name in the certificate.",
        ),
        "connect.report.ca_file": Text(
            vi="không đọc được tệp CA: {reason}. Hãy kiểm tra đường dẫn ca_file (định dạng PEM).",
            en="the CA file cannot be read: {reason}. Check the path ca_file (PEM format).",
        ),
        "connect.report.no_tls": Text(
            vi="nơi nhận không có TLS trên cổng này: {reason}. Không gửi mật khẩu không mã hóa; hãy hỏi cơ quan tiếp nhận, hoặc chọn protocol khác.",
            en="the receiver offers no TLS on this port: {reason}. No password is sent in the clear; ask the authority, or choose another protocol.",
        ),
        "connect.report.host_key": Text(
            vi="máy chủ đưa khóa {shown}, không phải {expected}. Có thể khóa đã đổi hoặc có kẻ giả mạo: hãy hỏi cơ quan tiếp nhận trước khi sửa host_key.",
            en="the server shows the key {shown}, not {expected}. It may have been changed, or somebody poses as it: ask the authority before you change host_key.",
        ),
        "connect.report.broken": Text(
            vi="mất kết nối giữa chừng: {reason}. Tệp dở dang mang đuôi .part và không được tính; tệp được gửi lại.",
            en="the connection broke: {reason}. A half file carries the ending .part and does not count; the file is sent again.",
        ),
        "connect.report.no_room": Text(
            vi="nơi nhận báo hết chỗ: {reason}. Tệp vẫn chờ và được gửi lại; hãy báo cơ quan tiếp nhận.",
            en="the receiver says that it is full: {reason}. Files wait and are sent again; tell the authority.",
        ),
        "connect.report.refused": Text(
            vi="nơi nhận không nhận tệp: {reason}. Hãy kiểm tra quyền ghi và mẫu thư mục folder với cơ quan tiếp nhận.",
            en="the receiver does not take the file: {reason}. Check the right to write and the pattern folder with the authority.",
        ),
        "connect.report.other_content": Text(
            vi="nơi nhận đã có tệp cùng tên nhưng nội dung khác; không ghi đè. Hãy đối chiếu, rồi quyết định: ecopark report send --again TRẠM THỜI-ĐIỂM, hoặc nhờ xóa tệp cũ.",
            en="the receiver has a file of this name with another content; nothing is overwritten. Compare, then decide: ecopark report send --again STATION TIME, or have the old file removed.",
        ),
        "connect.report.size": Text(
            vi="đã gửi {sent} byte nhưng nơi nhận có {there}; tệp chưa được đổi tên và sẽ được gửi lại.",
            en="{sent} bytes were sent but the receiver has {there}; the file was not renamed and is sent again.",
        ),
        "connect.report.outbox": Text(
            vi="không ghi được vào hộp thư đi: {reason}. Hãy giải phóng chỗ hoặc sửa quyền của data/report.",
            en="the outbox cannot be written: {reason}. Free room, or correct the rights of data/report.",
        ),
        "connect.report.nothing_sent": Text(
            vi="trạm “{station}” không có tệp lúc {slot} đã gửi hoặc đang chờ, hoặc không có số liệu. Hãy xem: ecopark report status.",
            en="the station “{station}” has no file of {slot} that was sent or waits, or no readings. Look at: ecopark report status.",
        ),
        "connect.report.unknown_receiver": Text(
            vi="không có nơi nhận “{id}”. Các nơi nhận trong settings.report: {known}.",
            en="there is no receiver “{id}”. The receivers of settings.report: {known}.",
        ),
        "connect.report.none": Text(
            vi="park.yaml chưa khai báo nơi nhận nào. Hãy thêm settings.report.receivers (xem docs/howto/gui-so-lieu-tram.md).",
            en="park.yaml names no receiver. Add settings.report.receivers (see docs/howto/send-station-files.md).",
        ),
    }
)
