"""Texts of ``ecopark edge``."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.edge": Text(
            vi="Thiết bị biên: đọc công tơ và trạm tại chỗ, giữ số liệu ít nhất 60 ngày khi mất mạng, gửi về khu có ký số.",
            en="Edge box: reads meters and stations on site, keeps readings for at least 60 days without a network, sends them "
            "to the park, signed.",
        ),
        "cli.help.edge_init": Text(
            vi="Đăng ký thiết bị này với khu bằng mã dùng một lần.\n\nVí dụ:\n  ecopark edge init --park https://khu.vn --code "
            "tram-1:ABCDE-…",
            en="Enrol this box at a park with a code that works once.\n\nExample:\n  ecopark edge init --park https://park.vn "
            "--code station-1:ABCDE-…",
        ),
        "cli.help.edge_run": Text(
            vi="Chạy: đọc thiết bị, giữ số liệu, gửi về khu. Dừng bằng Ctrl-C.",
            en="Run: poll devices, keep readings, send them to the park. Stop with Ctrl-C.",
        ),
        "cli.help.edge_status": Text(
            vi="Cho biết còn bao nhiêu số liệu chưa gửi, thiết bị nào không trả lời, vì sao.",
            en="Say how much is not sent yet, which devices do not answer, and why.",
        ),
        "cli.help.edge_rotate": Text(
            vi="Đổi khóa của thiết bị: khóa mới được khóa cũ ký. Có thể chạy lại nếu bị ngắt giữa chừng.",
            en="Change the box's key: the old one signs for the new one. Run it again if it was cut off.",
        ),
        "cli.help.edge_folder": Text(
            vi="Thư mục của thiết bị biên (biến môi trường ECOPARK_EDGE).",
            en="Folder of the edge box (environment variable ECOPARK_EDGE).",
        ),
        "cli.help.edge_park": Text(
            vi="Địa chỉ của khu, ví dụ https://khu.vn", en="Address of the park, such as https://park.vn"
        ),
        "cli.help.edge_ca": Text(
            vi="Tệp chứng thư (PEM) của đơn vị cấp riêng mà https của khu dùng",
            en="Certificates (PEM) of a private authority that the park's https uses",
        ),
        "cli.help.edge_code": Text(vi="Mã đăng ký do ban quản lý cấp", en="Enrolment code from the management board"),
        "cli.edge.not_enrolled": Text(
            vi="thư mục này chưa thuộc về thiết bị biên nào. Hãy xin ban quản lý mã đăng ký, rồi chạy: ecopark edge init --park URL "
            "--code MÃ",
            en="this folder belongs to no edge box. Ask the management board for an enrolment code, then run: ecopark edge init "
            "--park URL --code CODE",
        ),
        "cli.edge.enrolled": Text(
            vi="thư mục này đã thuộc về một thiết bị biên. Hãy chọn thư mục khác bằng --folder, hoặc đổi tên identity.json nếu muốn "
            "đăng ký lại.",
            en="this folder belongs to an edge box already. Choose another one with --folder, or rename identity.json to enrol "
            "again.",
        ),
        "cli.edge.identity_damaged": Text(
            vi="tệp này bị hỏng. Hãy đổi tên tệp rồi đăng ký lại bằng mã mới; số liệu trong bộ đệm vẫn còn.",
            en="this file is damaged. Rename it and enrol again with a new code; the readings in the spool stay.",
        ),
        "cli.edge.code_form": Text(
            vi="mã đăng ký không đúng dạng “thiết-bị:XXXXX-XXXXX-…”. Hãy chép nguyên mã do ban quản lý cấp.",
            en="the enrolment code has not the form “device:XXXXX-XXXXX-…”. Copy the whole code from the management board.",
        ),
        "cli.edge.keep_days": Text(
            vi="spool.keep_days là {days}, nhưng Thông tư 10/2021 yêu cầu lưu ít nhất 60 ngày. Hãy đặt từ 60 trở lên.",
            en="spool.keep_days is {days}, but Circular 10/2021 demands at least 60 days. Set 60 or more.",
        ),
        "cli.edge.running": Text(
            vi="một “ecopark edge run” khác đang dùng thư mục này. Hãy dừng nó trước (systemctl stop ecopark-edge).",
            en="another “ecopark edge run” uses this folder. Stop it first (systemctl stop ecopark-edge).",
        ),
        "cli.edge.url": Text(
            vi="“{url}” không phải địa chỉ http(s). Hãy ghi dạng https://khu.vn.",
            en="“{url}” is no http(s) address. Write it as https://park.vn.",
        ),
        "cli.edge.unreachable": Text(
            vi="chưa kết nối được tới khu: {reason}. Số liệu được giữ lại và tự gửi khi có mạng; hãy kiểm tra mạng và địa chỉ.",
            en="the park cannot be reached now: {reason}. Readings are kept and sent by themselves later; check the network and the "
            "address.",
        ),
        "cli.edge.refused": Text(
            vi="khu từ chối: {reason}",
            en="the park refused: {reason}",
        ),
        "cli.edge.in_the_clear": Text(
            vi="Lưu ý: địa chỉ không dùng https nên người khác trên đường truyền đọc được số liệu (không sửa được vì đã ký). Hãy dùng "
            "https.",
            en="Note: the address has no https, so others on the way can read the readings (not change them: they are signed). Use "
            "https.",
        ),
        "cli.edge.init_done": Text(
            vi="Đã đăng ký thiết bị “{device}” trong {folder}. Khai báo thiết bị hiện trường trong {map}, rồi chạy: ecopark edge run "
            "--folder {folder}",
            en="Enrolled the box “{device}” in {folder}. Declare the field devices in {map}, then run: ecopark edge run --folder "
            "{folder}",
        ),
        "cli.edge.rotated": Text(vi="Đã đổi khóa của “{device}”: {key}", en="Changed the key of “{device}”: {key}"),
        "cli.edge.running_now": Text(
            vi="Thiết bị “{device}” đang chạy, gửi tới {url}. Dừng bằng Ctrl-C.",
            en="The box “{device}” runs and sends to {url}. Stop it with Ctrl-C.",
        ),
        "cli.edge.status_line": Text(
            vi="{device} → {url}: {waiting} số đo chưa gửi (cũ nhất: {oldest}), {sent} lô đã gửi còn lưu, lần gửi gần nhất: {last}; "
            "bộ đệm {used_mb} / {most_mb} MB; bị mất: {lost}",
            en="{device} → {url}: {waiting} readings not sent (oldest: {oldest}), {sent} sent batches kept, last sent: {last}; "
            "spool {used_mb} of {most_mb} MB; given up: {lost}",
        ),
        "cli.edge.status_stopped": Text(
            vi="Chương trình không chạy. Hãy khởi động: systemctl start ecopark-edge",
            en="The agent does not run. Start it: systemctl start ecopark-edge",
        ),
        "cli.edge.status_problem": Text(vi="Vấn đề: {problem}", en="Problem: {problem}"),
        "cli.edge.status_device": Text(
            vi="  {device}: trả lời lần cuối {answered}; {polls} lần đọc; {state}",
            en="  {device}: last answer {answered}; {polls} polls; {state}",
        ),
        "cli.edge.never": Text(vi="chưa có", en="never"),
        "cli.edge.fine": Text(vi="bình thường", en="fine"),
    }
)
