"""Texts of inspections: what is wrong with what was sent, and what to do."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "trust.field.missing": Text(
            vi="thiếu trường “{field}”. Hãy điền rồi gửi lại.",
            en="the field “{field}” is missing. Fill it and send again.",
        ),
        "trust.field.wrong_kind": Text(
            vi="giá trị ở đây sai kiểu; cần dạng {wanted}. Hãy sửa rồi gửi lại.",
            en="the value here is of the wrong kind; wanted: {wanted}. Correct it and send again.",
        ),
        "trust.field.too_long": Text(
            vi="nội dung dài quá {longest} ký tự. Hãy viết ngắn lại.",
            en="longer than {longest} characters. Make it shorter.",
        ),
        "trust.field.too_many": Text(
            vi="có hơn {most} mục trong danh sách. Hãy chia thành nhiều lần kiểm tra.",
            en="more than {most} items in the list. Split it into several inspections.",
        ),
        "trust.field.not_an_id": Text(
            vi="“{value}” không dùng làm mã được. Mã gồm chữ không dấu, số và . _ : - (tối đa 100 ký tự).",
            en="“{value}” cannot be an id. An id has letters, digits and . _ : - (at most 100).",
        ),
        "trust.field.not_a_hash": Text(
            vi="đây phải là mã SHA-256: 64 chữ số thập lục phân viết thường.",
            en="this must be a SHA-256: 64 hexadecimal digits in small letters.",
        ),
        "trust.field.not_allowed": Text(
            vi="“{value}” không có trong danh sách cho phép: {known}.",
            en="“{value}” is not among the allowed values: {known}.",
        ),
        "trust.field.out_of_range": Text(
            vi="{value} nằm ngoài khoảng cho phép ({low} đến {high}). Hãy kiểm tra số và đơn vị.",
            en="{value} is outside the allowed range ({low} to {high}). Check number and unit.",
        ),
        "trust.field.bad_time": Text(
            vi="“{value}” không phải là thời điểm dùng được. Hãy viết có múi giờ, ví dụ 2026-11-22T09:10:00+07:00.",
            en="“{value}” is no moment that can be used. Write it with a zone, for example 2026-11-22T09:10:00+07:00.",
        ),
        "trust.field.unknown": Text(
            vi="không có trường “{field}”. Các trường dùng được: {known}.",
            en="there is no field “{field}”. Known fields: {known}.",
        ),
        "trust.inspection.unknown_place": Text(
            vi="không có công tơ hay điểm quan trắc “{place}” trong khu. Hãy chọn lại nơi kiểm tra trong danh sách.",
            en="the park has no meter or monitoring point “{place}”. Choose the place from the list again.",
        ),
        "trust.inspection.ends_early": Text(
            vi="giờ kết thúc trước giờ bắt đầu. Hãy sửa một trong hai.",
            en="the end comes before the start. Correct one of them.",
        ),
        "trust.inspection.time_outside": Text(
            vi="thời điểm này cách lần kiểm tra hơn một ngày ({started} đến {ended}). Hãy kiểm tra ngày tháng.",
            en="this moment is more than a day away from the inspection ({started} to {ended}). Check the date.",
        ),
        "trust.inspection.no_location": Text(
            vi="không có vị trí. Hãy gửi vị trí, hoặc ghi lý do không có vị trí (no_location_reason).",
            en="there is no location. Send it, or state why there is none (no_location_reason).",
        ),
        "trust.inspection.paper_number": Text(
            vi="số phiếu giấy cần có khi, và chỉ khi, nhập từ giấy (entered_from: paper).",
            en="a paper number is needed when, and only when, it was entered from paper (entered_from: paper).",
        ),
        "trust.inspection.paper_used": Text(
            vi="phiếu giấy số {number} đã được nhập ở lần kiểm tra {inspection}. Hãy kiểm tra số trên phiếu.",
            en="the paper form {number} was entered already as inspection {inspection}. Check the number on the form.",
        ),
        "trust.inspection.no_sample": Text(
            vi="lần lấy mẫu cần có mẫu (sample), và chỉ lần lấy mẫu mới có mẫu.",
            en="an inspection of kind sample needs a sample, and only that kind has one.",
        ),
        "trust.inspection.sample_used": Text(
            vi="mã mẫu {sample} đã dùng ở lần kiểm tra {inspection}. Mỗi chai mẫu cần một mã riêng; hãy kiểm tra nhãn chai.",
            en="the sample id {sample} was used already in inspection {inspection}. Each bottle needs its own; check the label.",
        ),
        "trust.inspection.other_place": Text(
            vi="chuỗi số liệu “{datastream}” không được đo tại “{place}”. Hãy chọn lại chuỗi số liệu hoặc nơi kiểm tra.",
            en="the datastream “{datastream}” is not measured at “{place}”. Choose another datastream or place.",
        ),
        "trust.inspection.nothing": Text(
            vi="lần kiểm tra này không có số đọc, ảnh, niêm phong, mẫu hay ghi chú nào. Hãy ghi ít nhất một điều đã thấy.",
            en="this inspection holds no reading, photo, seal, sample or note. Write down at least one thing that was seen.",
        ),
        "trust.inspection.other_content": Text(
            vi="mã {id} đã có nội dung khác. Bản đã lưu được giữ nguyên; nếu đây là lần kiểm tra mới, hãy gửi với mã mới.",
            en="the id {id} is known with other content. What is stored stays; if this is another one, send it with a new id.",
        ),
        "trust.inspection.erased": Text(
            vi="nội dung của {id} đã được xóa theo yêu cầu nên không nhận lại. Nếu đây là việc khác, hãy gửi với mã mới.",
            en="the content of {id} was erased on request and is not taken again. If this is another one, send it with a new id.",
        ),
        "trust.inspection.not_readable": Text(
            vi="bản ghi {id} không đọc được: {problem}.",
            en="the record {id} cannot be read: {problem}.",
        ),
        "trust.photo.too_large": Text(
            vi="ảnh lớn hơn {largest} byte. Hãy chụp lại với kích thước nhỏ hơn.",
            en="the photo is larger than {largest} bytes. Take it again in a smaller size.",
        ),
        "trust.photo.type": Text(
            vi="nội dung không phải là ảnh {wanted}. Chỉ nhận ảnh JPEG, PNG hoặc WebP đúng như đã khai.",
            en="the content is no {wanted} picture. Only JPEG, PNG and WebP are taken, as declared.",
        ),
        "trust.photo.hash_differs": Text(
            vi="ảnh nhận được có mã SHA-256 khác với mã đã khai: ảnh hỏng khi truyền hoặc đã bị đổi. Hãy gửi lại ảnh gốc.",
            en="the photo that arrived has another SHA-256 than stated: damaged on the way, or changed. Send the original again.",
        ),
        "trust.photo.not_listed": Text(
            vi="lần kiểm tra {inspection} không khai ảnh này. Hãy gửi ảnh đã khai trong phiếu.",
            en="the inspection {inspection} does not list this photo. Send the photos that the form lists.",
        ),
        "trust.plan.count": Text(
            vi="không rút được {count} nơi từ {places} nơi. Hãy chọn số lần kiểm tra khác.",
            en="{count} places cannot be drawn from {places}. Choose another number of visits.",
        ),
        "trust.plan.random_share": Text(
            vi="phần kiểm tra ngẫu nhiên phải từ {least} đến 1 (đã ghi {given}): không có phần này thì không biết tỷ lệ lỗi thật.",
            en="the random share must lie between {least} and 1 (given: {given}): without it the true rate of faults stays unknown.",
        ),
        "trust.plan.empty": Text(
            vi="kế hoạch cần ít nhất một lần kiểm tra và ngày kết thúc sau ngày bắt đầu.",
            en="a plan needs at least one visit, and an end after its start.",
        ),
        "trust.plan.known": Text(
            vi="đã có kế hoạch “{plan}”. Hãy đặt tên khác.",
            en="there is a plan “{plan}” already. Choose another name.",
        ),
        "trust.plan.other_secret": Text(
            vi="mã bí mật không phải là mã đã cam kết khi lập kế hoạch. Kế hoạch này không rút thăm được nữa; hãy lập kế hoạch mới.",
            en="the secret is not the one that the plan committed to. This plan cannot be drawn any more; begin a new one.",
        ),
        "trust.plan.public_value": Text(
            vi="giá trị công khai cần có khi, và chỉ khi, kế hoạch đã nêu nguồn của nó ({source}).",
            en="a public value is needed when, and only when, the plan named its source ({source}).",
        ),
        "trust.plan.too_early": Text(
            vi="chưa rút thăm được: nhật ký chưa có mục nào từ {not_before}. Hãy thử lại sau thời điểm đó.",
            en="the draw cannot be made yet: the log has no entry from {not_before} on. Try again after that moment.",
        ),
        "trust.plan.do.look": Text(
            vi="Nhìn kỹ nơi đo: đường ống, dây, đầu dò, dấu vết can thiệp.",
            en="Look at the place: pipes, wires, probe, traces of tampering.",
        ),
        "trust.plan.do.seals": Text(vi="Kiểm tra từng niêm phong.", en="Check every seal."),
        "trust.plan.do.take_sample": Text(
            vi="Lấy mẫu tại điểm quan trắc, ghi nhãn, niêm phong chai, giữ lạnh.",
            en="Take a sample at the point, label it, seal the bottle, keep it cold.",
        ),
        "trust.plan.do.check_sensor": Text(
            vi="Đo cùng lúc bằng thiết bị cầm tay hoặc dung dịch chuẩn và ghi số đo.",
            en="Measure at the same time with a handheld instrument or a standard solution, and write down the value.",
        ),
        "trust.plan.do.read_register": Text(
            vi="Đọc chỉ số trên mặt công tơ, ghi đủ chữ số và giờ phút.",
            en="Read the register on the meter's face, all digits, with hour and minute.",
        ),
        "trust.plan.do.read_display": Text(
            vi="Đọc giá trị trên mặt đồng hồ, ghi giờ phút.",
            en="Read the value on the meter's display, with hour and minute.",
        ),
        "trust.plan.do.photo": Text(vi="Chụp ảnh mặt số và niêm phong.", en="Take photos of display and seals."),
        "trust.plan.why.random": Text(
            vi="được rút thăm (mỗi nơi có cơ hội như nhau)",
            en="drawn by lot (every place had the same chance)",
        ),
        "trust.plan.why.highest_score": Text(
            vi="điểm tổng cao nhất trong các nơi còn lại",
            en="the highest total score among the rest",
        ),
        "trust.plan.why.information": Text(
            vi="số đo lớn hoặc lâu chưa đối chiếu: kiểm tra ở đây giảm được nhiều bất định",
            en="a large or long unchecked measurement: a visit here removes much uncertainty",
        ),
        "trust.plan.why.balance": Text(
            vi="cân bằng của khu không thấy được sai số ở đây",
            en="the park's balances cannot see a fault here",
        ),
        "trust.plan.why.findings": Text(
            vi="có phát hiện chưa giải quyết",
            en="there are open findings",
        ),
        "trust.plan.why.tamper": Text(
            vi="ít công tơ cùng sai là đủ để không ai thấy",
            en="few meters suffice to lie together unseen",
        ),
        "trust.plan.why.calibration": Text(
            vi="quá hạn hiệu chuẩn, hoặc không rõ hạn hiệu chuẩn",
            en="calibration is overdue, or its due date is not known",
        ),
        "trust.plan.why.time": Text(
            vi="lâu chưa có ai đến kiểm tra",
            en="nobody has visited for a long time",
        ),
    }
)
