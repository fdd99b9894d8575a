"""Texts of the portal: sources and devices."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.nav.sources": Text("Nguồn số liệu", "Sources"),
        "portal.sources.title": Text("Nguồn số liệu", "Sources"),
        "portal.sources.lead": Text(
            "Thiết bị và tệp nào đang gửi số liệu, có đều không, và việc cần làm khi có lỗi.",
            "Which devices and files send readings, how well, and what to do about errors.",
        ),
        "portal.sources.all": Text("{count} nguồn đã gửi số liệu", "{count} sources have sent"),
        "portal.sources.all_what": Text(
            "Một số đọc chỉ được xác nhận với thiết bị khi đã nằm chắc trên đĩa.",
            "A reading is acknowledged to its device only once it is safely on the disk.",
        ),
        "portal.sources.source": Text("Nguồn", "Source"),
        "portal.sources.seen": Text("Lần cuối", "Last seen"),
        "portal.sources.never": Text("Chưa gửi lần nào", "Has not sent yet"),
        "portal.sources.rate": Text("Số đọc mỗi phút", "Readings a minute"),
        "portal.sources.hour": Text("{count} trong một giờ", "{count} in an hour"),
        "portal.sources.lag": Text("Độ trễ", "Lag"),
        "portal.sources.gaps": Text("Khoảng trống", "Gaps"),
        "portal.sources.not_stated": Text("chưa khai chu kỳ", "step not stated"),
        "portal.sources.quota": Text("Hạn mức", "Quota"),
        "portal.sources.per_minute": Text("{count} số đọc mỗi phút", "{count} readings a minute"),
        "portal.sources.errors": Text("Lỗi và cách xử lý", "Errors and what to do"),
        "portal.sources.errors_what": Text("Lỗi mới nhất đứng trước.", "The newest first."),
        "portal.sources.error_count": Text("{count} lần", "{count} times"),
        "portal.sources.more_errors": Text("và {count} loại lỗi khác", "and {count} more kinds"),
        "portal.sources.no_errors": Text("Không có lỗi", "No errors"),
        "portal.sources.no_errors_why": Text(
            "Mọi thứ nguồn này gửi đều đã được hiểu và lưu.", "Everything that this source sent was understood and stored."
        ),
        "portal.sources.none": Text("Chưa có nguồn nào gửi số liệu", "Nothing has sent readings yet"),
        "portal.sources.none_why": Text(
            "Thêm một thiết bị, hoặc thả tệp vào thư mục nhận của khu.",
            "Add a device, or drop a file into the park's inbox.",
        ),
        "portal.sources.silent": Text("{count} thiết bị chưa gửi lần nào", "{count} devices have not sent yet"),
        "portal.sources.silent_what": Text(
            "Mở thiết bị để lấy đoạn cấu hình và thử một bản tin.", "Open a device for its snippet and to try a message."
        ),
        "portal.sources.revoked": Text("đã thu hồi", "shut out"),
        "portal.sources.add": Text("Thêm thiết bị", "Add a device"),
        "portal.sources.add_what": Text(
            "Trang sẽ tạo mật khẩu riêng cho thiết bị và đoạn cấu hình để dán vào gateway.",
            "You get a secret for this device alone and a snippet to paste into its gateway.",
        ),
        "portal.sources.name": Text("Tên để mọi người gọi", "Name for people"),
        "portal.sources.name_hint": Text(
            "Ví dụ: Gateway trạm xử lý nước thải", "For example: gateway of the wastewater works"
        ),
        "portal.sources.id": Text("Mã thiết bị", "Id of the device"),
        "portal.sources.id_hint": Text(
            "Chữ thường không dấu, số, dấu chấm, gạch ngang; cũng là tên đăng nhập của thiết bị. Ví dụ: gw-nt-1",
            "Lower-case letters, digits, dots, hyphens; also its user name. For example: gw-works-1",
        ),
        "portal.sources.firm": Text("Thuộc về", "Belongs to"),
        "portal.sources.door": Text("Cách gửi", "How it sends"),
        "portal.sources.door_hint": Text(
            "HTTP đi qua hầu hết tường lửa; MQTT hợp với gateway gửi từng số đọc.",
            "HTTP passes most firewalls; MQTT suits gateways that send reading by reading.",
        ),
        "portal.sources.every": Text("Chu kỳ gửi, giây", "Sends every … seconds"),
        "portal.sources.every_hint": Text(
            "Để trống nếu không đều. Có chu kỳ thì hệ thống báo được khoảng trống.",
            "Leave empty if irregular. With it, gaps are noticed.",
        ),
        "portal.sources.datastreams": Text("Chuỗi dữ liệu được phép ghi", "Datastreams that it may write"),
        "portal.sources.datastreams_hint": Text(
            "Không chọn gì: mọi chuỗi dữ liệu của đơn vị đã chọn.", "None chosen: all of the owner chosen above."
        ),
        "portal.sources.make": Text("Tạo thiết bị", "Add the device"),
        "portal.sources.secret": Text("Mật khẩu của thiết bị", "The device's secret"),
        "portal.sources.secret_what": Text(
            "Chỉ hiện lần này; hệ thống chỉ giữ mã băm. Mất thì tạo mật khẩu mới.",
            "Shown this once; only its hash is kept. If it is lost, make a new one.",
        ),
        "portal.sources.state": Text("Tình trạng", "State"),
        "portal.sources.stored": Text("Đã lưu", "Stored"),
        "portal.sources.refused": Text("Bị giữ lại chờ xử lý", "Refused, in quarantine"),
        "portal.sources.live": Text("Số đọc vừa nhận", "Newest readings"),
        "portal.sources.live_what": Text(
            "Đã lưu chắc chắn, chưa qua kiểm tra chất lượng.", "Safely stored, not yet checked for quality."
        ),
        "portal.sources.waiting": Text("Đang chờ số đọc đầu tiên…", "Waiting for the first reading…"),
        "portal.sources.no_script": Text(
            "Không có JavaScript thì trang không tự cập nhật: hãy tải lại trang.",
            "Without JavaScript the page does not update itself: load it again.",
        ),
        "portal.sources.its_name": Text("Tên mà thiết bị gửi", "Name as the device says it"),
        "portal.sources.more_streams": Text("và {count} chuỗi dữ liệu khác", "and {count} more datastreams"),
        "portal.sources.test": Text("Thử một bản tin", "Try a message"),
        "portal.sources.test_what": Text(
            "Dán một bản tin mà thiết bị sẽ gửi: trang cho biết nó được hiểu thế nào. Không lưu gì.",
            "Paste a message that the device would send: you see how it is understood. Nothing is stored.",
        ),
        "portal.sources.message": Text("Bản tin", "Message"),
        "portal.sources.message_hint": Text(
            "JSON, hoặc dòng InfluxDB như: meter,datastream=ct-a.kwh value=12.5",
            "JSON, or an InfluxDB line such as: meter,datastream=ct-a.kwh value=12.5",
        ),
        "portal.sources.try": Text("Thử", "Try"),
        "portal.sources.outcome": Text("Kết quả", "Outcome"),
        "portal.sources.would_take": Text("sẽ được lưu", "would be stored"),
        "portal.sources.would_refuse": Text("sẽ bị giữ lại", "would be refused"),
        "portal.sources.snippets": Text("Dán vào gateway", "Paste into the gateway"),
        "portal.sources.snippets_what": Text(
            "Mật khẩu đã có sẵn trong đoạn cấu hình.", "The secret stands in the snippets already."
        ),
        "portal.sources.snippets_placeholder": Text(
            "Thay SECRET bằng mật khẩu của thiết bị.", "Put the device's secret in the place of SECRET."
        ),
        "portal.sources.where_shell": Text("Trong cửa sổ lệnh của máy gửi.", "In a shell of the sending machine."),
        "portal.sources.where_python": Text(
            "Chạy với Python 3 bất kỳ, không cần cài thêm.", "Runs with any Python 3, nothing to install."
        ),
        "portal.sources.where_telegraf": Text("Trong telegraf.conf.", "In telegraf.conf."),
        "portal.sources.where_node_red": Text(
            "Node-RED: Menu › Import, dán vào rồi Deploy.", "Node-RED: menu, Import, paste, Deploy."
        ),
        "portal.sources.copy": Text("Chép", "Copy"),
        "portal.sources.copied": Text("Đã chép", "Copied"),
        "portal.sources.keys": Text("Mật khẩu và quyền gửi", "Secret and right to send"),
        "portal.sources.keys_what": Text(
            "Mật khẩu cũ mất hiệu lực ngay. Thiết bị đã thu hồi không gửi được nữa; số liệu cũ vẫn giữ nguyên.",
            "The old secret is void at once. A device that is shut out sends no more; what it sent stays.",
        ),
        "portal.sources.rotate": Text("Tạo mật khẩu mới", "New secret"),
        "portal.sources.revoke": Text("Thu hồi thiết bị", "Shut the device out"),
    }
)
