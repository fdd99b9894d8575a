"""Texts of the pages of inspections, samples, comparisons, calibrations, investigations and paper forms."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.nav.inspections": Text("Kiểm tra hiện trường", "Inspections"),
        "portal.inspections.tab_visits": Text("Kế hoạch, chuyến đi", "Plan, visits"),
        "portal.inspections.tab_samples": Text("Mẫu", "Samples"),
        "portal.inspections.tab_comparisons": Text("So với cảm biến", "Against sensors"),
        "portal.inspections.tab_calibrations": Text("Hiệu chuẩn", "Calibration"),
        "portal.inspections.tab_investigations": Text("Điều tra", "Investigations"),
        "portal.inspections.tab_paper": Text("In phiếu giấy", "Print paper forms"),
        "portal.inspections.tab_entry": Text("Nhập phiếu giấy", "Enter paper forms"),
        "portal.inspections.lead": Text(
            "Người đi xem tận nơi, đọc mặt công tơ, lấy mẫu, so cảm biến. Mỗi chuyến là một lần đối chứng với số liệu tự động.",
            "People go and look, read the meters, take samples, check sensors. Each visit is a check on the automatic data.",
        ),
        "portal.inspections.open_form": Text("Mở phiếu trên điện thoại", "Open the phone form"),
        "portal.inspections.plan": Text("Đi đâu tiếp theo", "Where to go next"),
        "portal.inspections.plan_what": Text(
            "Một phần rút thăm (ai cũng có thể bị kiểm tra), một phần chọn nơi một chuyến đi cho biết nhiều nhất. Doanh nghiệp không thấy kế hoạch.",
            "Some places are drawn by lot (anybody can be visited), the others are where a visit tells most. Firms do not see the plan.",
        ),
        "portal.inspections.no_plan": Text("Chưa có kế hoạch nào đang chạy", "No plan is in force"),
        "portal.inspections.no_plan_why": Text(
            "Lập một kế hoạch bên dưới. Không có kế hoạch vẫn kiểm tra được.",
            "Make one below. Inspections are possible without one.",
        ),
        "portal.inspections.new_plan": Text("Lập kế hoạch mới", "Make a new plan"),
        "portal.inspections.new_plan_what": Text(
            "Bốn phần mười chuyến được rút thăm, phần còn lại đi nơi một chuyến cho biết nhiều nhất. Ai có nhật ký cũng kiểm tra "
            "lại được lá thăm. Rút ngay thì người lập chọn được thời điểm; muốn chặt hơn, dùng lệnh ecopark inspect plan với "
            "ngày rút và một giá trị công khai nêu trước.",
            "Four tenths of the visits are drawn by lot, the others go where a visit tells most. Anybody with the log can check "
            "the lot. Drawn at once, the maker chooses the moment; for more, use ecopark inspect plan with a day of the draw "
            "and a public value named beforehand.",
        ),
        "portal.inspections.visits": Text("Số chuyến", "Visits"),
        "portal.inspections.first_day": Text("Từ ngày", "From"),
        "portal.inspections.last_day": Text("Đến hết ngày", "To (included)"),
        "portal.inspections.make_plan": Text("Lập và rút thăm", "Make and draw"),
        "portal.inspections.state_open": Text("chưa đi", "to do"),
        "portal.inspections.state_late": Text("quá hạn", "late"),
        "portal.inspections.state_done": Text("đã đi", "done"),
        "portal.inspections.by_lot": Text("rút thăm", "drawn by lot"),
        "portal.inspections.by_risk": Text("chọn theo rủi ro", "chosen by risk"),
        "portal.inspections.until": Text("trước {when}", "before {when}"),
        "portal.inspections.answered": Text("Xem chuyến kiểm tra", "See the inspection"),
        "portal.inspections.why": Text("Vì sao:", "Why:"),
        "portal.inspections.chance": Text("Cơ hội bị chọn: {share}.", "Chance of being chosen: {share}."),
        "portal.inspections.what_to_do": Text("Việc cần làm", "What to do"),
        "portal.inspections.score": Text("Điểm {score} trên 1, gồm những gì", "Score {score} of 1, and what it is made of"),
        "portal.inspections.term_information": Text(
            "Chuyến đi bớt được bao nhiêu điều chưa chắc", "How much doubt a visit removes"
        ),
        "portal.inspections.term_balance": Text("Cân bằng của khu khó thấy lỗi ở đây", "Balances hardly see a fault here"),
        "portal.inspections.term_findings": Text("Phát hiện chưa giải quyết", "Open findings"),
        "portal.inspections.term_tamper": Text("Dễ bị sửa mà không ai thấy", "Easy to tamper with unseen"),
        "portal.inspections.term_calibration": Text("Hiệu chuẩn quá hạn hoặc không rõ", "Calibration overdue or unknown"),
        "portal.inspections.term_time": Text("Lâu chưa có ai đến", "Long since the last visit"),
        "portal.inspections.term_unknown": Text("chưa biết, không tính", "not known, not counted"),
        "portal.inspections.list": Text("Các chuyến kiểm tra", "Inspections made"),
        "portal.inspections.list_what": Text(
            "Mới nhất ở trên. Giờ là giờ tại chỗ, không phải giờ nhập máy.",
            "Newest first. Times are those of the visit, not of typing.",
        ),
        "portal.inspections.where": Text("Nơi kiểm tra", "Place"),
        "portal.inspections.kind": Text("Việc", "What"),
        "portal.inspections.when": Text("Lúc", "When"),
        "portal.inspections.who": Text("Người gửi", "Sent by"),
        "portal.inspections.remarks": Text("Lưu ý", "Remarks"),
        "portal.inspections.broken_seals": Text("{count} niêm phong hỏng hoặc mất", "{count} seals broken or missing"),
        "portal.inspections.came_late": Text("nhập sau {delay}", "entered {delay} later"),
        "portal.inspections.from_paper": Text("phiếu giấy {number}", "paper form {number}"),
        "portal.inspections.no_location": Text("không có vị trí", "no location"),
        "portal.inspections.none": Text("Chưa có chuyến kiểm tra nào", "No inspections yet"),
        "portal.inspections.none_why": Text(
            "Thanh tra viên mở phiếu trên điện thoại, hoặc in phiếu giấy để dùng khi không có mạng.",
            "An inspector opens the form on a phone, or prints paper forms for places without a network.",
        ),
        # one inspection
        "portal.inspections.visit": Text("Chuyến đi", "The visit"),
        "portal.inspections.from_to": Text("Thời gian tại chỗ", "Time on site"),
        "portal.inspections.entered": Text("Nhập từ", "Entered from"),
        "portal.inspections.entered_phone": Text("điện thoại", "a phone"),
        "portal.inspections.entered_paper": Text("phiếu giấy", "a paper form"),
        "portal.inspections.entered_office": Text("văn phòng", "the office"),
        "portal.inspections.recorded": Text("Hệ thống nhận lúc {when}", "Received {when}"),
        "portal.inspections.clock": Text("Đồng hồ điện thoại", "The phone's clock"),
        "portal.inspections.clock_unknown": Text("không so sánh được", "was not compared"),
        "portal.inspections.clock_right": Text("đúng (lệch {seconds} giây)", "right (off by {seconds} s)"),
        "portal.inspections.clock_off": Text(
            "lệch {minutes} phút so với máy chủ", "off by {minutes} minutes from the server's"
        ),
        "portal.inspections.accuracy": Text("sai số khoảng {metres} m", "within about {metres} m"),
        "portal.inspections.planned": Text("Theo kế hoạch", "Planned as"),
        "portal.inspections.record": Text("Mã bản ghi", "Record"),
        "portal.inspections.readings_what": Text(
            "Như người kiểm tra đã ghi; giá trị quy đổi đứng bên dưới.", "As written down; the converted value stands below."
        ),
        "portal.inspections.method_display": Text("mặt công tơ", "display of the meter"),
        "portal.inspections.photos_what": Text(
            "Mỗi ảnh mang mã SHA-256 tính trên điện thoại lúc chụp: ảnh bị đổi sẽ không khớp mã.",
            "Each photo carries the SHA-256 that the phone computed when it was taken: a changed photo no longer fits.",
        ),
        "portal.inspections.photo_missing": Text(
            "Ảnh chưa tới: còn trên điện thoại, hoặc đã mất.", "This photo has not come: still on the phone, or lost."
        ),
        # custody
        "portal.inspections.sample": Text("Mẫu {id}", "Sample {id}"),
        "portal.inspections.to_sample": Text("Mẫu và kết quả", "Sample and results"),
        "portal.inspections.custody": Text("Đường đi của mẫu", "The sample's way"),
        "portal.inspections.custody_what": Text(
            "Ai giữ mẫu, từ lúc nào, niêm phong nào. Chỗ đứt quãng được vẽ nét đứt.",
            "Who had the sample, from when, under which seal. Gaps are drawn broken.",
        ),
        "portal.inspections.custody_broken": Text(
            "Đường đi của mẫu bị đứt: kết quả không dùng để so với cảm biến.",
            "The chain of custody is broken: results are not compared with sensors.",
        ),
        "portal.inspections.custody_incomplete": Text("Chưa đủ.", "Not complete yet."),
        "portal.inspections.custody_intact": Text(
            "Liền mạch từ nơi lấy đến phòng thử nghiệm.", "Unbroken from the place to the laboratory."
        ),
        "portal.inspections.chain_intact": Text("liền mạch", "unbroken"),
        "portal.inspections.chain_broken": Text("bị đứt", "broken"),
        "portal.inspections.chain_incomplete": Text("chưa đủ", "not complete"),
        "portal.inspections.custody_pause": Text("{length}", "{length}"),
        "portal.inspections.custody_gap": Text(
            "{length} không ai nhận trách nhiệm", "{length} with nobody answering for it"
        ),
        "portal.inspections.event_taken": Text("Lấy mẫu", "Taken"),
        "portal.inspections.event_handed_over": Text("Bàn giao", "Handed over"),
        "portal.inspections.event_received": Text("Nhận", "Received"),
        "portal.inspections.event_opened": Text("Mở niêm phong", "Opened"),
        "portal.inspections.seal_is": Text("niêm phong {seal}", "seal {seal}"),
        "portal.inspections.add_event": Text("Ghi thêm một bước", "Add a step"),
        "portal.inspections.event": Text("Việc", "Step"),
        "portal.inspections.by": Text("Ai làm", "By"),
        "portal.inspections.to": Text("Giao cho", "To"),
        "portal.inspections.temperature": Text("Nhiệt độ, °C", "Temperature, °C"),
        "portal.inspections.preserved": Text("Bảo quản", "Preservation"),
        "portal.inspections.save": Text("Lưu", "Save"),
        "portal.inspections.done_custody": Text("Đã ghi bước mới.", "The step was added."),
        "portal.inspections.done_lab": Text(
            "Đã lưu kết quả; hệ thống so với cảm biến ngay khi đủ số liệu.",
            "The result was stored; it is compared with the sensor as soon as the readings are there.",
        ),
        "portal.inspections.done_calibration": Text("Đã lưu lần hiệu chuẩn.", "The calibration was stored."),
        "portal.inspections.done_flag": Text(
            "Đã đặt cờ nghi ngờ cho số liệu.", "The doubtful flag was set on the readings."
        ),
        "portal.inspections.done_closed": Text("Đã đóng điều tra.", "The investigation was closed."),
        # samples and results
        "portal.inspections.samples_lead": Text(
            "Mẫu đã lấy, đường đi của chúng, và kết quả của phòng thử nghiệm.",
            "Samples taken, their way, and what the laboratory found.",
        ),
        "portal.inspections.taken": Text("Lấy lúc", "Taken"),
        "portal.inspections.results": Text("Kết quả", "Results"),
        "portal.inspections.result_count": Text("{count} giá trị", "{count} values"),
        "portal.inspections.no_result": Text("chưa có kết quả", "no result yet"),
        "portal.inspections.no_result_why": Text(
            "Nhập phiếu kết quả khi phòng thử nghiệm trả về.", "Enter the report when the laboratory returns it."
        ),
        "portal.inspections.no_samples": Text("Chưa có mẫu nào", "No samples yet"),
        "portal.inspections.no_samples_why": Text(
            "Mẫu xuất hiện ở đây khi phiếu “Lấy mẫu” được gửi.", "A sample appears here once a form “Sample” is sent."
        ),
        "portal.inspections.results_what": Text(
            "Giá trị kèm sai số của phòng thử nghiệm. Dưới giới hạn phát hiện không phải là 0.",
            "Values with the laboratory's uncertainty. Below detection is not zero.",
        ),
        "portal.inspections.accredited": Text("công nhận {number}", "accreditation {number}"),
        "portal.inspections.reported": Text("báo cáo {when}", "reported {when}"),
        "portal.inspections.uncertainty": Text("Sai số", "Uncertainty"),
        "portal.inspections.uncertainty_k2": Text("Sai số mở rộng (k = 2)", "Expanded uncertainty (k = 2)"),
        "portal.inspections.coverage": Text("k = {k}", "k = {k}"),
        "portal.inspections.not_stated": Text("không ghi", "not stated"),
        "portal.inspections.method": Text("Phương pháp", "Method"),
        "portal.inspections.below": Text("dưới {limit} {unit}", "below {limit} {unit}"),
        "portal.inspections.enter_result": Text("Nhập kết quả", "Enter a result"),
        "portal.inspections.laboratory": Text("Phòng thử nghiệm", "Laboratory"),
        "portal.inspections.accreditation": Text("Số công nhận (VILAS, VIMCERTS)", "Accreditation (VILAS, VIMCERTS)"),
        "portal.inspections.report": Text("Số phiếu kết quả", "Report number"),
        "portal.inspections.reported_at": Text("Ngày giờ báo cáo", "Reported at"),
        "portal.inspections.value_or_below": Text("Giá trị, hoặc <giới hạn", "Value, or <limit"),
        "portal.inspections.result_hint": Text(
            "Dấu phẩy cho phần thập phân. Dưới giới hạn phát hiện thì ghi <0,05.",
            "A comma or point for decimals. Below detection is written <0.05.",
        ),
        # comparisons
        "portal.inspections.comparisons_lead": Text(
            "Cảm biến nói gì vào đúng lúc người hoặc phòng thử nghiệm đo. Lệch nhiều hơn sai số của cả hai là không khớp, và mở điều tra.",
            "What the sensor said at the moment when a person or laboratory measured. More apart than both uncertainties allow: they disagree, and an investigation opens.",
        ),
        "portal.inspections.agree_count": Text("{count} khớp", "{count} agree"),
        "portal.inspections.disagree_count": Text("{count} không khớp", "{count} disagree"),
        "portal.inspections.picture_of": Text(
            "Hiệu giữa cảm biến và đối chứng theo giá trị, {name}", "Difference of sensor and reference by value, {name}"
        ),
        "portal.inspections.picture_how": Text(
            "Mỗi chấm là một lần so. Đường 0: hai bên bằng nhau. Đường liền: lệch trung bình. Hai đường nét đứt: khoảng chứa chừng 95 % các lần. Chấm đỏ nằm ngoài khoảng đó.",
            "Each dot is one comparison. Zero: both the same. Solid line: mean difference. Broken lines: about 95 % lie between them. Red dots lie outside.",
        ),
        "portal.inspections.axis_difference": Text("Cảm biến − đối chứng", "Sensor − reference"),
        "portal.inspections.axis_mean": Text("Trung bình của hai bên", "Mean of both"),
        "portal.inspections.says_high": Text(
            "Cảm biến đọc cao hơn đối chứng trung bình {bias} {unit} (khoảng tin cậy 95 %: {low} đến {high}).",
            "The sensor reads {bias} {unit} above the reference on average (95 % interval {low} to {high}).",
        ),
        "portal.inspections.says_low": Text(
            "Cảm biến đọc thấp hơn đối chứng trung bình {bias} {unit} (khoảng tin cậy 95 %: {low} đến {high}).",
            "The sensor reads {bias} {unit} below the reference on average (95 % interval {low} to {high}).",
        ),
        "portal.inspections.says_open": Text(
            "Không thấy lệch về một phía: trung bình {bias} {unit}, khoảng tin cậy 95 % ({low} đến {high}) chứa 0.",
            "No lean to one side is seen: mean {bias} {unit}, the 95 % interval ({low} to {high}) holds zero.",
        ),
        "portal.inspections.says_grows": Text("Độ lệch thay đổi theo giá trị.", "The difference changes with the value."),
        "portal.inspections.pairs": Text("{count} lần so", "{count} comparisons"),
        "portal.inspections.sensor": Text("Cảm biến", "Sensor"),
        "portal.inspections.reference": Text("Đối chứng", "Reference"),
        "portal.inspections.outcome": Text("Kết luận", "Outcome"),
        "portal.inspections.assumed": Text("giả định", "assumed"),
        "portal.inspections.instrument_display": Text("mặt công tơ", "display of the meter"),
        "portal.inspections.instrument_reference": Text("thiết bị khác", "another instrument"),
        "portal.inspections.instrument_laboratory": Text("phòng thử nghiệm", "laboratory"),
        "portal.inspections.pair_agree": Text("khớp", "agree"),
        "portal.inspections.pair_disagree": Text("không khớp", "disagree"),
        "portal.inspections.pair_waiting": Text("đang chờ", "waiting"),
        "portal.inspections.pair_not_comparable": Text("không so được", "cannot be compared"),
        "portal.inspections.no_comparisons": Text("Chưa so được lần nào", "Nothing to compare yet"),
        "portal.inspections.no_comparisons_why": Text(
            "Cần một số đọc tay hoặc kết quả phòng thử nghiệm, và số liệu cảm biến của cùng lúc đó.",
            "It takes a manual reading or laboratory result, and the sensor's readings of the same moment.",
        ),
        # calibrations
        "portal.inspections.calibrations_lead": Text(
            "Công tơ nào đến hạn, lần trước tìm thấy gì, và nó trôi nhanh đến đâu.",
            "Which meter is due, what was found last time, and how fast it drifts.",
        ),
        "portal.inspections.meter": Text("Công tơ", "Meter"),
        "portal.inspections.due": Text("Hạn", "Due"),
        "portal.inspections.due_overdue": Text("quá hạn", "overdue"),
        "portal.inspections.due_soon": Text("sắp đến hạn", "due soon"),
        "portal.inspections.due_in_date": Text("còn hạn", "in date"),
        "portal.inspections.due_unknown": Text("không rõ hạn", "due date not known"),
        "portal.inspections.last": Text("Lần gần nhất", "Last"),
        "portal.inspections.never": Text("chưa ghi lần nào", "none recorded"),
        "portal.inspections.drift": Text("Trôi mỗi năm", "Drift per year"),
        "portal.inspections.one_step": Text("từ một bước, chưa có khoảng", "from one step, no interval yet"),
        "portal.inspections.history": Text("{count} lần hiệu chuẩn", "{count} calibrations"),
        "portal.inspections.drift_of": Text(
            "Sai số của {name} qua các lần hiệu chuẩn", "Error of {name} over its calibrations"
        ),
        "portal.inspections.drift_how": Text(
            "Vòng rỗng: sai số lúc đến. Chấm đặc: sau khi chỉnh. Đường nối: công tơ trôi giữa hai lần.",
            "Open circles: error as found. Dots: after adjustment. Lines: how it drifted in between.",
        ),
        "portal.inspections.enter_calibration": Text("Nhập một lần hiệu chuẩn", "Enter a calibration"),
        "portal.inspections.calibrated_by": Text("Đơn vị hiệu chuẩn", "Calibrated by"),
        "portal.inspections.certificate": Text("Số giấy chứng nhận", "Certificate"),
        "portal.inspections.standard": Text("Chuẩn đã dùng", "Standard used"),
        "portal.inspections.valid_until": Text("Có giá trị đến hết ngày", "Valid through"),
        "portal.inspections.applied": Text("Giá trị chuẩn", "Applied"),
        "portal.inspections.shown_before": Text("Công tơ chỉ, trước khi chỉnh", "Shown before adjustment"),
        "portal.inspections.shown_after": Text("Sau khi chỉnh", "After adjustment"),
        "portal.inspections.calibration_hint": Text(
            "Không chỉnh thì để trống cột cuối.", "Leave the last column empty where nothing was adjusted."
        ),
        "portal.inspections.no_meters": Text("Không có công tơ", "No meters"),
        "portal.inspections.no_meters_why": Text("Bạn không có công tơ nào trong khu.", "You have no meters in the park."),
        # investigations
        "portal.inspections.investigations_lead": Text(
            "Cảm biến và đối chứng không khớp: mọi con số dựa vào cảm biến bị đánh dấu cho đến khi biết vì sao.",
            "A sensor and a reference disagree: every figure that rests on the sensor is marked until somebody knows why.",
        ),
        "portal.inspections.inv_open": Text("đang mở", "open"),
        "portal.inspections.inv_closed": Text("đã đóng", "closed"),
        "portal.inspections.found": Text("phát hiện {when}", "found {when}"),
        "portal.inspections.doubt_since": Text(
            "nghi ngờ từ {when}, lần cuối cùng còn khớp", "in doubt since {when}, when they last agreed"
        ),
        "portal.inspections.doubt_all": Text(
            "chưa từng khớp: nghi ngờ toàn bộ chuỗi", "they never agreed: the whole datastream is in doubt"
        ),
        "portal.inspections.see_comparison": Text("Xem so sánh", "See the comparison"),
        "portal.inspections.depends_marked": Text(
            "Những gì dựa vào cảm biến này ({count})", "What rests on this sensor ({count})"
        ),
        "portal.inspections.depends_kept": Text("Vẫn bị đánh dấu ({count})", "Still marked ({count})"),
        "portal.inspections.depends_released": Text("Đã bỏ đánh dấu ({count})", "Marks released ({count})"),
        "portal.inspections.row_count": Text("{count} dòng", "{count} rows"),
        "portal.inspections.from": Text("từ {when}", "from {when}"),
        "portal.inspections.withheld": Text(
            "{count} mục khác thuộc doanh nghiệp khác, không hiện ở đây.",
            "{count} more belong to other firms and are not shown here.",
        ),
        "portal.inspections.flag_proposed": Text(
            "Đề nghị đặt cờ “nghi ngờ” cho số liệu của khoảng này; chưa đặt.",
            "A doubtful flag over this time is proposed, not set yet.",
        ),
        "portal.inspections.flag_set": Text("Đã đặt cờ “nghi ngờ”.", "The doubtful flag is set."),
        "portal.inspections.flag_kept": Text("Số liệu mang cờ “xấu”.", "The readings carry the flag bad."),
        "portal.inspections.flag_released": Text("Cờ đã được gỡ.", "The flag was lifted."),
        "portal.inspections.flag_dropped": Text("Không đặt cờ nào.", "No flag was set."),
        "portal.inspections.set_flag": Text("Đặt cờ nghi ngờ", "Set the doubtful flag"),
        "portal.inspections.close": Text("Đóng điều tra", "Close the investigation"),
        "portal.inspections.outcome_within_uncertainty": Text(
            "Nằm trong sai số của phép đo.", "Within the uncertainty of measuring."
        ),
        "portal.inspections.outcome_sample_wrong": Text("Mẫu hoặc đối chứng sai.", "The sample or reference was wrong."),
        "portal.inspections.outcome_sensor_wrong": Text("Cảm biến sai.", "The sensor was wrong."),
        "portal.inspections.wrong_since": Text("Cảm biến sai từ (nếu sai)", "Sensor wrong since (if it was)"),
        "portal.inspections.wrong_until": Text("đến (để trống: tới nay)", "until (empty: up to now)"),
        "portal.inspections.reason": Text("Vì sao kết luận như vậy", "Why"),
        "portal.inspections.no_investigations": Text("Không có điều tra nào", "No investigations"),
        "portal.inspections.no_investigations_why": Text(
            "Một lần so không khớp sẽ tự mở điều tra.", "A comparison that disagrees opens one by itself."
        ),
        "portal.inspections.table_quantities": Text("Lượng theo giờ", "Hourly amounts"),
        "portal.inspections.table_averages": Text("Trung bình theo giờ, ngày", "Hourly and daily means"),
        "portal.inspections.table_exceedances": Text("Các lần vượt giới hạn", "Exceedances"),
        "portal.inspections.table_limit_states": Text("Tình trạng so với giới hạn", "States against limits"),
        "portal.inspections.table_limit_bands": Text("Độ chắc chắn so với giới hạn", "How sure, against limits"),
        "portal.inspections.table_resource_lines": Text("Tài nguyên của doanh nghiệp", "Resources of firms"),
        "portal.inspections.table_park_lines": Text("Tài nguyên của cả khu", "Resources of the park"),
        "portal.inspections.table_inventory_lines": Text("Kiểm kê khí nhà kính", "Greenhouse-gas inventory"),
        "portal.inspections.table_energy_costs": Text("Chi phí điện", "Electricity cost"),
        "portal.inspections.table_imbalances": Text("Mất cân bằng", "Imbalances"),
        "portal.inspections.table_reconciled": Text("Giá trị đã cân bằng", "Reconciled values"),
        # paper
        "portal.inspections.paper_title": Text("In phiếu giấy", "Print paper forms"),
        "portal.inspections.paper_lead": Text(
            "Khi mất điện, mất mạng hay hệ thống hỏng, khu vẫn làm việc trên giấy. In sẵn một bộ và cất ở phòng trực.",
            "Without power, network or system the park works on paper. Print a set beforehand and keep it in the duty room.",
        ),
        "portal.inspections.paper_new": Text("Bộ phiếu mới", "A new set"),
        "portal.inspections.paper_what": Text(
            "Mỗi phiếu một trang A4, có số riêng, mã công tơ, số đọc lần trước và việc cần làm.",
            "One A4 page each, with its own number, meter ids, last readings and what to do.",
        ),
        "portal.inspections.paper_which": Text("Cho những nơi nào", "For which places"),
        "portal.inspections.paper_plan": Text("kế hoạch đang chạy", "the plan in force"),
        "portal.inspections.paper_places": Text("những nơi chọn bên dưới", "the places chosen below"),
        "portal.inspections.paper_all": Text("tất cả các nơi", "all places"),
        "portal.inspections.paper_blanks": Text("Thêm phiếu trắng", "Blank forms besides"),
        "portal.inspections.paper_chosen": Text("Chọn nơi", "Places"),
        "portal.inspections.paper_chosen_hint": Text(
            "Giữ Ctrl để chọn nhiều nơi; chỉ dùng khi ô trên là “những nơi chọn bên dưới”.",
            "Hold Ctrl to choose several; used only with “the places chosen below”.",
        ),
        "portal.inspections.paper_make": Text("Tạo bộ phiếu", "Make the set"),
        "portal.inspections.paper_sets": Text("Các bộ đã tạo", "Sets made"),
        "portal.inspections.paper_sets_what": Text(
            "Mở để in (Ctrl+P), hoặc tải thành một tệp in được cả khi hệ thống hỏng.",
            "Open to print (Ctrl+P), or download one file that prints even when the system is down.",
        ),
        "portal.inspections.paper_set": Text("Bộ", "Set"),
        "portal.inspections.paper_printed": Text("Tạo lúc", "Made"),
        "portal.inspections.paper_back": Text("Đã nhập lại", "Entered"),
        "portal.inspections.paper_of": Text("{back} trên {count}", "{back} of {count}"),
        "portal.inspections.paper_file": Text("Tải tệp", "Download"),
        "portal.inspections.paper_no_sets": Text("Chưa có bộ nào", "No sets yet"),
        "portal.inspections.paper_no_sets_why": Text(
            "Tạo một bộ ở trên, in ra và cất sẵn.", "Make one above, print it and keep it ready."
        ),
        "portal.inspections.entry_title": Text("Nhập phiếu giấy", "Enter paper forms"),
        "portal.inspections.entry_lead": Text(
            "Gõ số phiếu, rồi chép đúng những gì đã viết, với giờ thật lúc đọc. Phím Tab đi tới ô sau.",
            "Type the form's number, then copy what was written, with the true times. Tab goes to the next field.",
        ),
        "portal.inspections.entry_number_hint": Text(
            "Ở góc trên bên phải, ví dụ K7QM-012-X. Gõ liền, không cần gạch nối.",
            "At the top right, for example K7QM-012-X. Dashes are not needed.",
        ),
        "portal.inspections.entry_time_hint": Text("ví dụ 9:10 hoặc 0910", "for example 9:10 or 0910"),
        "portal.inspections.entry_open": Text("Mở phiếu", "Open the form"),
        "portal.inspections.entry_other": Text("Số phiếu khác", "Another number"),
        "portal.inspections.entry_blank": Text(
            "Phiếu trắng: nơi nào được ghi trên phiếu?", "A blank form: which place is written on it?"
        ),
        "portal.inspections.entry_next": Text("Phiếu tiếp theo", "Next form"),
        "portal.inspections.entry_already": Text("Phiếu {number} đã được nhập.", "Form {number} was entered already."),
        "portal.inspections.entry_done": Text(
            "Đã lưu phiếu {number}. Đây là phiếu tiếp theo.", "Form {number} was stored. This is the next one."
        ),
        "portal.inspections.entry_no_location": Text("phiếu giấy, không ghi toạ độ", "paper form, no coordinates written"),
        "portal.inspections.entry_save": Text("Lưu và mở phiếu tiếp theo", "Save and open the next"),
        "portal.inspections.entry_by": Text("Người kiểm tra: {name}.", "Inspector: {name}."),
        "serve.entry.number_unclear": Text(
            "“{text}” có thể hiểu hai cách. Hãy ghi lại không có dấu phân nhóm: {whole} hoặc {decimal}.",
            "“{text}” can mean two numbers. Write it without grouping: {whole} or {decimal}.",
        ),
        "serve.entry.not_a_number": Text(
            "“{text}” không phải là một số. Ví dụ đúng: 1234,5.", "“{text}” is not a number. For example: 1234.5."
        ),
        "serve.entry.bad_time": Text(
            "ngày hoặc giờ “{text}” không đọc được. Hãy ghi lại.",
            "the date or time “{text}” cannot be read. Write it again.",
        ),
    }
)
