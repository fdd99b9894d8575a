"""Texts of the phone form for inspections; all of them travel with the form, in both languages."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

FORM_TEXTS = catalogue(
    {
        "portal.inspect.title": Text("Phiếu kiểm tra hiện trường", "Site inspections"),
        "portal.inspect.portal": Text("‹ Cổng", "‹ Portal"),
        "portal.inspect.no_script": Text(
            "Phiếu trên điện thoại cần JavaScript. Nếu không bật được, hãy dùng phiếu giấy in từ cổng thông tin.",
            "The phone form needs JavaScript. If it cannot be switched on, use a paper form printed from the portal.",
        ),
        "portal.inspect.online": Text("Có mạng", "Network"),
        "portal.inspect.offline": Text("Không có mạng", "No network"),
        "portal.inspect.insecure": Text(
            "Trang này mở qua kết nối không mã hoá (http). Phiếu vẫn được giữ trên máy, nhưng chỉ mở được khi có mạng và không lấy được vị trí. Dùng ngoại tuyến cần HTTPS (hoặc localhost): hãy hỏi người quản trị.",
            "This page came over an unencrypted connection (http). Forms are still kept on the phone, but the page opens only with a network and cannot ask for the location. Working offline needs HTTPS (or localhost): ask the administrator.",
        ),
        "portal.inspect.phone_trouble": Text(
            "Điện thoại báo lỗi khi lưu ({reason}). Hãy giải phóng bộ nhớ rồi mở lại trang; đừng xoá dữ liệu trình duyệt.",
            "The phone reported a problem while keeping data ({reason}). Free some storage and open the page again; do not clear the browser's data.",
        ),
        # first view
        "portal.inspect.waiting_count": Text("{count} phiếu chờ gửi.", "{count} waiting to be sent."),
        "portal.inspect.waiting_none": Text("Không có phiếu nào chờ gửi.", "Nothing waits to be sent."),
        "portal.inspect.sending_sending": Text("Đang gửi…", "Sending…"),
        "portal.inspect.sending_offline": Text(
            "Chưa tới được máy chủ: phiếu nằm an toàn trên máy và tự gửi khi có mạng.",
            "The server cannot be reached: forms are safe on this phone and are sent once there is a network.",
        ),
        "portal.inspect.sending_trouble": Text(
            "Máy chủ đang bận hoặc gặp lỗi: phiếu vẫn nằm trên máy, sẽ thử lại.",
            "The server is busy or has a problem: forms stay on the phone and are tried again.",
        ),
        "portal.inspect.sending_busy": Text("Một cửa sổ khác đang gửi.", "Another window is sending."),
        "portal.inspect.sending_sign_in": Text(
            "Phiên đăng nhập đã hết: đăng nhập lại để gửi, không mất gì.",
            "The session has ended: sign in again to send, nothing is lost.",
        ),
        "portal.inspect.sending_not_allowed": Text(
            "Tài khoản đang đăng nhập không được gửi phiếu kiểm tra. Hãy đăng nhập bằng tài khoản thanh tra hoặc ban quản lý.",
            "The account that is signed in may not send inspections. Sign in as an inspector or the park manager.",
        ),
        "portal.inspect.sending_other_person": Text(
            "Còn phiếu do người khác viết trên máy này: người đó cần đăng nhập để gửi.",
            "Some forms on this phone were written by somebody else, who has to sign in to send them.",
        ),
        "portal.inspect.send_now": Text("Gửi ngay", "Send now"),
        "portal.inspect.new": Text("Phiếu mới", "New form"),
        "portal.inspect.refused": Text("Bị từ chối, cần sửa", "Refused, to be corrected"),
        "portal.inspect.drafts": Text("Đang viết dở", "Being written"),
        "portal.inspect.waiting": Text("Chờ gửi", "Waiting"),
        "portal.inspect.sent": Text("Đã gửi", "Sent"),
        "portal.inspect.plan": Text("Kế hoạch", "Plan"),
        "portal.inspect.plan_none": Text("Chưa có kế hoạch nào được tải về.", "No plan has been loaded."),
        "portal.inspect.plan_begun": Text("đã có {count} phiếu trên máy này", "forms on this phone: {count}"),
        "portal.inspect.to_do": Text("Việc cần làm ở đây", "What to do here"),
        "portal.inspect.due": Text("hạn {day}", "due {day}"),
        "portal.inspect.fetched": Text(
            "Kế hoạch và danh mục {count} vị trí tải lúc {when}.", "Plan and names of {count} places loaded {when}."
        ),
        "portal.inspect.fetched_never": Text(
            "Chưa tải danh mục vị trí: hãy mở trang này một lần khi có mạng và đã đăng nhập.",
            "The names of places are not loaded yet: open this page once with a network, signed in.",
        ),
        "portal.inspect.state_draft": Text("đang viết", "being written"),
        "portal.inspect.state_waiting": Text("chờ gửi", "waiting"),
        "portal.inspect.state_stored": Text("đã nhận phiếu, còn ảnh chờ gửi", "form received, photos still waiting"),
        "portal.inspect.state_sent": Text("đã gửi", "sent"),
        "portal.inspect.state_refused": Text("bị từ chối", "refused"),
        "portal.inspect.no_kind": Text("Chưa chọn việc", "Nothing chosen yet"),
        "portal.inspect.photo_count": Text("{count} ảnh", "{count} photos"),
        "portal.inspect.photo_lost": Text(
            "Ảnh không còn trên máy: trình duyệt đã xoá. Phiếu vẫn được gửi.",
            "A photo is no longer on the phone: the browser removed it. The form itself was sent.",
        ),
        "portal.inspect.go_on": Text("Viết tiếp", "Go on"),
        "portal.inspect.correct": Text("Sửa", "Correct"),
        "portal.inspect.as_new": Text("Gửi thành phiếu mới", "Send as a new form"),
        "portal.inspect.conflict": Text(
            "Máy chủ đã có một phiếu cùng mã nhưng nội dung khác. Phiếu cũ không bị ghi đè; nếu phiếu này đúng, hãy gửi thành phiếu mới.",
            "The server already has a form under this id with other content. It is not overwritten; if this one is right, send it as a new form.",
        ),
        "portal.inspect.sign_in_title": Text("Đăng nhập", "Sign in"),
        "portal.inspect.sign_in_why": Text("Phiếu vẫn nằm trên máy trong khi chờ.", "Forms stay on the phone meanwhile."),
        "portal.inspect.user": Text("Tên đăng nhập", "User name"),
        "portal.inspect.password": Text("Mật khẩu", "Password"),
        "portal.inspect.sign_in": Text("Đăng nhập", "Sign in"),
        "portal.inspect.offline_sign_in": Text("Cần có mạng để đăng nhập.", "Signing in needs a network."),
        "portal.inspect.trouble": Text("Máy chủ không trả lời được.", "The server could not answer."),
        # the form
        "portal.inspect.form_title": Text("Phiếu kiểm tra", "Inspection"),
        "portal.inspect.what": Text("Việc gì?", "What?"),
        "portal.inspect.where": Text("Ở đâu?", "Where?"),
        "portal.inspect.kind_meter_reading": Text("Đọc công tơ", "Meter reading"),
        "portal.inspect.kind_sample": Text("Lấy mẫu", "Sample"),
        "portal.inspect.kind_sensor_check": Text("So cảm biến", "Sensor check"),
        "portal.inspect.kind_seal": Text("Niêm phong", "Seal"),
        "portal.inspect.kind_site_visit": Text("Xem hiện trường", "Site visit"),
        "portal.inspect.which": Text("Đọc đại lượng nào?", "What was read?"),
        "portal.inspect.search_place": Text("Tìm tên hoặc mã vị trí", "Search a name or id"),
        "portal.inspect.more_places": Text(
            "và {count} vị trí nữa: gõ thêm để thu hẹp", "and {count} more: type to narrow down"
        ),
        "portal.inspect.other_place": Text("Dùng mã “{id}” như đã gõ", "Use the id “{id}” as typed"),
        "portal.inspect.change": Text("Đổi", "Change"),
        "portal.inspect.photos": Text("Ảnh", "Photos"),
        "portal.inspect.take_photo": Text("Chụp ảnh", "Take a photo"),
        "portal.inspect.photo_number": Text("Ảnh {number}", "Photo {number}"),
        "portal.inspect.remove": Text("Bỏ", "Remove"),
        "portal.inspect.photo_unreadable": Text(
            "Không đọc được ảnh này. Hãy chụp lại bằng máy ảnh của điện thoại (dạng JPEG).",
            "This photo cannot be read. Take it again with the phone's camera (as JPEG).",
        ),
        "portal.inspect.photo_full": Text(
            "Điện thoại hết chỗ cho ảnh. Hãy gửi các phiếu đang chờ hoặc giải phóng bộ nhớ.",
            "The phone has no room for the photo. Send the waiting forms or free some storage.",
        ),
        "portal.inspect.location": Text("Vị trí", "Location"),
        "portal.inspect.located": Text(
            "{latitude}; {longitude}, sai số khoảng {accuracy} m", "{latitude}; {longitude}, within about {accuracy} m"
        ),
        "portal.inspect.locate": Text("Lấy vị trí", "Find the location"),
        "portal.inspect.locate_again": Text("Lấy lại", "Again"),
        "portal.inspect.no_location": Text("Vì sao không có vị trí?", "Why is there no location?"),
        "portal.inspect.location_insecure": Text(
            "trang không mã hoá, trình duyệt không cho lấy vị trí", "page not encrypted, the browser gives no location"
        ),
        "portal.inspect.location_denied": Text(
            "điện thoại không cho phép lấy vị trí", "the phone does not permit the location"
        ),
        "portal.inspect.location_none": Text("điện thoại không xác định được vị trí", "the phone cannot find its location"),
        "portal.inspect.location_slow": Text("không bắt được tín hiệu trong 20 giây", "no signal within 20 seconds"),
        "portal.inspect.note": Text("Ghi chú", "Note"),
        "portal.inspect.started": Text("Bắt đầu {when} theo giờ điện thoại", "Begun {when} by the phone's clock"),
        "portal.inspect.discard": Text("Xoá phiếu này", "Delete this form"),
        "portal.inspect.discard_sure": Text(
            "Xoá hẳn phiếu này và ảnh của nó khỏi điện thoại?", "Delete this form and its photos from the phone?"
        ),
        "portal.inspect.later": Text("Để sau", "Later"),
        "portal.inspect.done": Text("Xong", "Done"),
        # fields
        "portal.inspect.last_value": Text("Lần trước: {value} ({when})", "Last: {value} ({when})"),
        "portal.inspect.number_understood": Text("Hiểu là {value}", "Understood as {value}"),
        "portal.inspect.number_choose": Text(
            "Số này có thể hiểu hai cách. Chọn một:", "This can mean two numbers. Choose one:"
        ),
        "portal.inspect.number_fault": Text(
            "Đây không phải là một số. Ví dụ đúng: 1234,5", "This is not a number. For example: 1234.5"
        ),
        "portal.inspect.number_far": Text(
            "Số này khác thường: xem lại rồi xác nhận ở trên.", "This number is unusual: look again, then confirm above."
        ),
        "portal.inspect.number_far_range": Text(
            "Xa khoảng thường gặp ({low} đến {high} {unit}). Đọc đúng chưa?",
            "Far from what is usual ({low} to {high} {unit}). Is it right?",
        ),
        "portal.inspect.number_below_last": Text(
            "Nhỏ hơn lần trước ({last}) hoặc khác thường. Đọc đúng chưa?",
            "Below the last one ({last}) or unusual. Is it right?",
        ),
        "portal.inspect.number_yes": Text("Đúng, tôi đã xem lại", "Yes, I have looked again"),
        "portal.inspect.number_confirmed": Text("Khác thường, đã xác nhận.", "Unusual, confirmed."),
        "portal.inspect.method": Text("Đo bằng", "Measured with"),
        "portal.inspect.method_handheld": Text("máy đo cầm tay", "hand-held instrument"),
        "portal.inspect.method_standard_solution": Text("dung dịch chuẩn", "standard solution"),
        "portal.inspect.method_volumetric": Text("đo thể tích (xô, đồng hồ bấm giây)", "volume and stop watch"),
        "portal.inspect.method_other": Text("cách khác (ghi ở ghi chú)", "other (say in the note)"),
        "portal.inspect.reference_value": Text("Giá trị đối chứng: {name}", "Reference value: {name}"),
        "portal.inspect.uncertainty": Text("Sai số của máy đối chứng", "Uncertainty of the reference"),
        "portal.inspect.uncertainty_of": Text("± {unit}", "± {unit}"),
        "portal.inspect.sample_id": Text("Mã mẫu ghi trên chai", "Sample id on the bottle"),
        "portal.inspect.matrix": Text("Loại mẫu", "Matrix"),
        "portal.inspect.matrix_wastewater": Text("nước thải", "wastewater"),
        "portal.inspect.matrix_surface_water": Text("nước mặt", "surface water"),
        "portal.inspect.matrix_groundwater": Text("nước dưới đất", "groundwater"),
        "portal.inspect.matrix_sludge": Text("bùn", "sludge"),
        "portal.inspect.matrix_air": Text("khí", "air"),
        "portal.inspect.matrix_other": Text("khác", "other"),
        "portal.inspect.bottle": Text("Chai, dung tích", "Bottle, volume"),
        "portal.inspect.preservation": Text("Bảo quản (ví dụ: 4 °C, axit)", "Preservation (for example 4 °C, acid)"),
        "portal.inspect.sample_seal": Text("Số niêm phong chai", "Seal of the bottle"),
        "portal.inspect.temperature": Text("Nhiệt độ mẫu, °C", "Temperature of the sample, °C"),
        "portal.inspect.handed_to": Text("Giao mẫu cho (nếu đã giao)", "Handed over to (if it was)"),
        "portal.inspect.seal_number": Text("Niêm phong {number}", "Seal {number}"),
        "portal.inspect.seal_id": Text("Số niêm phong", "Number of the seal"),
        "portal.inspect.seal_state": Text("Tình trạng", "State"),
        "portal.inspect.seal_intact": Text("Còn nguyên", "Intact"),
        "portal.inspect.seal_broken": Text("Bị đứt", "Broken"),
        "portal.inspect.seal_missing": Text("Không thấy", "Missing"),
        "portal.inspect.seal_replaced": Text("Đã thay", "Replaced"),
        "portal.inspect.seal_new": Text("Số niêm phong mới", "Number of the new seal"),
        "portal.inspect.seal_more": Text("Thêm niêm phong", "Another seal"),
        # what is missing
        "portal.inspect.need_kind": Text("Chọn việc đã làm.", "Choose what was done."),
        "portal.inspect.need_place": Text("Chọn vị trí.", "Choose the place."),
        "portal.inspect.need_number": Text("Cần ít nhất một số đọc.", "At least one number is needed."),
        "portal.inspect.need_seal": Text("Ghi số niêm phong.", "Give the number of the seal."),
        "portal.inspect.need_new_seal": Text("Ghi số niêm phong mới.", "Give the number of the new seal."),
        "portal.inspect.need_sample": Text("Ghi mã mẫu trên chai.", "Give the sample id on the bottle."),
        "portal.inspect.need_note": Text("Ghi lại điều đã thấy.", "Write down what was seen."),
        "portal.inspect.need_location": Text(
            "Lấy vị trí, hoặc ghi vì sao không có.", "Find the location, or say why there is none."
        ),
    }
)
