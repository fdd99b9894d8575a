"""Texts of the pages of compliance and duties."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.nav.compliance": Text("Tuân thủ giới hạn", "Compliance"),
        "portal.nav.duties": Text("Nghĩa vụ báo cáo", "Duties"),
        "portal.compliance.lead": Text(
            "Việc cần làm trước, rồi tới kết quả của tháng và cả năm. Chỉ cơ quan nhà nước mới kết luận là vi phạm.",
            "What to do first, then the month and the whole year. Only an authority finds a violation.",
        ),
        "portal.compliance.answer_exceeded": Text("Có giới hạn bị vượt", "A limit was exceeded"),
        "portal.compliance.answer_within": Text(
            "Mọi thứ phải đánh giá đều trong giới hạn", "All that was due is within its limits"
        ),
        "portal.compliance.answer_partly_judged": Text(
            "Trong giới hạn ở phần đánh giá được", "Within its limits as far as it could be judged"
        ),
        "portal.compliance.answer_not_judged": Text("Không đánh giá được", "Nothing could be judged"),
        "portal.compliance.answer_not_due": Text("chưa đến kỳ", "not due yet"),
        "portal.compliance.do_exceeded": Text(
            "Hãy xử lý các sự kiện bên dưới: xác nhận, nêu nguyên nhân và biện pháp, rồi nhờ người khác kiểm tra và đóng.",
            "Deal with the events below: acknowledge, state cause and action, and let another person check and close.",
        ),
        "portal.compliance.do_closed": Text(
            "Mọi sự kiện của kỳ này đã được người khác kiểm tra và đóng.",
            "Every event of this period was checked and closed by another person.",
        ),
        "portal.compliance.do_public": Text(
            "Chi tiết ở bảng bên dưới. Bên vận hành phải nêu nguyên nhân và biện pháp.",
            "See the table below. The operator must state cause and action.",
        ),
        "portal.compliance.do_within": Text(
            "Không cần làm gì thêm cho kỳ này.", "Nothing more is to be done for this period."
        ),
        "portal.compliance.do_partly_judged": Text(
            "Xem mục “Chưa đánh giá được và vì sao” và bổ sung phần còn thiếu.",
            "See “Not judged, and why” and add what is missing.",
        ),
        "portal.compliance.do_not_judged": Text(
            "Hãy kiểm tra trạm, đường truyền hoặc khai báo còn thiếu ở mục bên dưới.",
            "Check the station, the line, or the statements that are missing below.",
        ),
        "portal.compliance.counts": Text(
            "{judged} kỳ được đánh giá, {exceeded} kỳ vượt, {not_judged} kỳ không đánh giá được, tại {points} điểm.",
            "{judged} periods judged, {exceeded} exceeded, {not_judged} could not be judged, at {points} points.",
        ),
        "portal.compliance.incomplete": Text("kỳ chưa kết thúc", "the period is not over"),
        "portal.compliance.synthetic": Text(
            "Có số liệu tổng hợp để minh họa: không chứng minh được sự tuân thủ.",
            "Some data are synthetic, made for the sample: this proves no compliance.",
        ),
        "portal.compliance.provisional": Text(
            "Có quy định chưa được đối chiếu với văn bản chính thức: kết quả tạm thời.",
            "Some rules have not been compared with the official text: provisional.",
        ),
        "portal.compliance.events": Text("Sự kiện cần xử lý", "Events to act on"),
        "portal.compliance.events_what": Text(
            "Mỗi lần vượt giới hạn cần người chịu trách nhiệm. Người nêu nguyên nhân hoặc biện pháp không được tự đóng. "
            "Thời hạn là quy ước của khu: xác nhận 1 ngày, trả lời 7 ngày, đóng 30 ngày.",
            "Every exceedance needs somebody to answer for it. Who states cause or action may not close it. The days are the "
            "park's own rule: acknowledge in 1, answer in 7, close in 30.",
        ),
        "portal.compliance.no_events": Text("Không có sự kiện nào chờ xử lý", "No event is waiting"),
        "portal.compliance.no_events_why": Text(
            "Khi một giới hạn bị vượt trọn một kỳ, sự kiện sẽ tự mở ở đây.",
            "When a limit is exceeded over a whole period, an event opens here by itself.",
        ),
        "portal.compliance.closed_events": Text("Đã đóng ({count})", "Closed ({count})"),
        "portal.compliance.beyond": Text("{worst} {unit}, giới hạn {limit} {unit}", "{worst} {unit}, limit {limit} {unit}"),
        "portal.compliance.state_open": Text("chưa ai xác nhận", "nobody has acknowledged it"),
        "portal.compliance.state_acknowledged": Text("đã xác nhận", "acknowledged"),
        "portal.compliance.state_answered": Text(
            "đã nêu nguyên nhân, chờ người khác đóng", "answered, another person is to close"
        ),
        "portal.compliance.state_closed": Text("đã đóng", "closed"),
        "portal.compliance.overdue": Text("quá hạn từ {day}", "overdue since {day}"),
        "portal.compliance.due": Text("hạn {day}", "due {day}"),
        "portal.compliance.behind_changed": Text(
            "Số liệu hoặc quy định phía sau đã thay đổi sau khi sự kiện mở.",
            "The data or rules behind it have changed since.",
        ),
        "portal.compliance.behind_gone": Text(
            "Số liệu phía sau đã thay đổi: theo số liệu hiện nay không còn lần vượt này. Sự kiện vẫn được giữ.",
            "The data behind it have changed: by today's data there is no such exceedance. The event is kept.",
        ),
        "portal.compliance.behind_longer": Text(
            "Lần vượt kéo dài hơn khi mở sự kiện.", "It has gone on since it was opened."
        ),
        "portal.compliance.acknowledge": Text("Tôi đã xem", "I have seen it"),
        "portal.compliance.acknowledge_what": Text(
            "Chỉ xác nhận đã biết, không thừa nhận vi phạm.", "It only says that you know; it admits nothing."
        ),
        "portal.compliance.answer": Text("Nêu nguyên nhân và biện pháp", "State cause and action"),
        "portal.compliance.evidence": Text(
            "Mã tài liệu hoặc lần kiểm tra (document:…, inspection:…)", "Documents or inspections (document:…, inspection:…)"
        ),
        "portal.compliance.file": Text("Hoặc đính kèm tệp (ảnh, PDF)", "Or attach a file (photo, PDF)"),
        "portal.compliance.close": Text("Đã kiểm tra, đóng sự kiện", "I have checked, close it"),
        "portal.compliance.closing_note": Text("Đã kiểm tra gì", "What was checked"),
        "portal.compliance.other_person": Text(
            "Bạn đã nêu nguyên nhân hoặc biện pháp nên người khác phải kiểm tra và đóng.",
            "You stated cause or action, so another person must check and close it.",
        ),
        "portal.compliance.evidence_list": Text("Bằng chứng", "Evidence"),
        "portal.compliance.limits": Text("Từng giới hạn", "Limit by limit"),
        "portal.compliance.limits_what": Text(
            "Quyết định theo luật so giá trị với giới hạn. Bên cạnh là mức chắc chắn khi tính sai số đo (dải bảo vệ, k = 2, JCGM 106).",
            "By law the value alone is compared. Beside it: how sure that is with the measurement's uncertainty (guard band, k = 2, JCGM 106).",
        ),
        "portal.compliance.worst": Text("Trung bình xấu nhất", "Worst average"),
        "portal.compliance.periods": Text("Kỳ đánh giá", "Periods"),
        "portal.compliance.sure": Text("Mức chắc chắn", "How sure"),
        "portal.compliance.sure_within": Text("chắc chắn trong giới hạn", "surely within"),
        "portal.compliance.sure_exceeded": Text("{count} kỳ chắc chắn vượt", "{count} surely exceeded"),
        "portal.compliance.in_band": Text(
            "{count} kỳ trong dải sai số: không kết luận được", "{count} inside the guard band: cannot be told"
        ),
        "portal.compliance.sure_unknown": Text("chưa biết sai số đo", "uncertainty not known"),
        "portal.compliance.interval": Text("khoảng 90 %: {low} – {high}", "90 % interval: {low} – {high}"),
        "portal.compliance.source_tolerance": Text(
            "sai số theo dung sai thiết bị của Thông tư 10/2021", "uncertainty: instrument tolerance of Circular 10/2021"
        ),
        "portal.compliance.source_laboratory": Text(
            "sai số do phòng thí nghiệm nêu", "uncertainty stated by the laboratory"
        ),
        "portal.compliance.source_calibration": Text("sai số theo hiệu chuẩn {name}", "uncertainty from calibration {name}"),
        "portal.compliance.valid_of": Text("{share} % hợp lệ", "{share} % valid"),
        "portal.compliance.not_judged": Text("Chưa đánh giá được và vì sao", "Not judged, and why"),
        "portal.compliance.not_judged_none": Text(
            "Mọi thứ đến hạn đều đã được đánh giá.", "Everything that was due was judged."
        ),
        "portal.compliance.not_judged_periods": Text("{count} kỳ", "{count} periods"),
        "portal.compliance.year": Text("Năm {year} theo tháng", "The year {year}, month by month"),
        "portal.compliance.year_what": Text(
            "V: có kỳ vượt · ✓: trong giới hạn · ~: chỉ đánh giá được một phần · –: không đánh giá được",
            "V: exceeded · ✓: within · ~: judged in part · –: not judged",
        ),
        "portal.compliance.statement": Text("Tuyên bố tuân thủ {period}", "Statement of compliance {period}"),
        "portal.compliance.open_statement": Text("Tuyên bố của điểm này", "This point's statement"),
        "portal.compliance.month": Text("Theo tháng", "By month"),
        "portal.compliance.whole_year": Text("Cả năm {year}", "Whole year {year}"),
        "portal.compliance.print": Text(
            "Để in hoặc lưu PDF, dùng lệnh In của trình duyệt.", "To print or save as PDF, use the browser's Print."
        ),
        "portal.compliance.rules": Text("Quy định đã dùng", "Rules used"),
        "portal.compliance.rules_none": Text("Không có quy định nào được áp dụng.", "No rule applied."),
        "portal.compliance.proof": Text("Để làm lại đúng tuyên bố này", "To make this very statement again"),
        "portal.compliance.proof_what": Text(
            "Cùng phiên bản dữ liệu, hồ sơ và quy định sẽ cho cùng mã băm.",
            "The same versions of data, records and rules give the same hash.",
        ),
        "portal.compliance.lake": Text("Phiên bản dữ liệu", "Version of the data"),
        "portal.compliance.records": Text("Hồ sơ tính đến", "Records as of"),
        "portal.compliance.ruleset": Text("Bộ quy định", "Rule set"),
        "portal.compliance.json": Text("Dạng JSON", "As JSON"),
        "portal.compliance.exceedances": Text("Các lần vượt trong kỳ", "Exceedances in the period"),
        "portal.compliance.calibration": Text(
            "hiệu chuẩn (01) trong hoặc sát lúc vượt", "calibrating (01) during or beside it"
        ),
        "portal.compliance.no_points": Text("Chưa có điểm nào được đánh giá", "No point is judged yet"),
        "portal.compliance.no_points_why": Text(
            "Khai báo điểm quan trắc với môi trường (nước thải, khí thải, không khí) và nạp số liệu.",
            "Describe monitoring points with their medium (wastewater, stack, ambient) and import readings.",
        ),
        "portal.duties.lead": Text(
            "Ai phải báo cáo gì, cho ai, hạn nào. Đây không phải tư vấn pháp lý; mỗi dòng nêu điều luật và nguồn.",
            "Who must report what, to whom, by when. This is no legal advice; each line names the article and where we read it.",
        ),
        "portal.duties.next": Text("Sắp đến hạn", "Coming up"),
        "portal.duties.next_none": Text("Không có hạn nào đã biết", "No deadline is known"),
        "portal.duties.next_none_why": Text(
            "Hãy nêu các dữ kiện ở mục dưới: lịch sẽ hiện những gì áp dụng.",
            "State the facts below: the calendar then shows what applies.",
        ),
        "portal.duties.overdue": Text("đã qua hạn, chưa đánh dấu", "past, not marked as done"),
        "portal.duties.soon": Text("trong 60 ngày", "within 60 days"),
        "portal.duties.later": Text("sau này", "later"),
        "portal.duties.done_state": Text("đã làm", "done"),
        "portal.duties.no_date": Text("không rõ ngày trong văn bản", "no day found in the text"),
        "portal.duties.event": Text("khi có việc", "when it happens"),
        "portal.duties.for_years": Text("cho năm {years}", "for {years}"),
        "portal.duties.to": Text("Gửi", "To"),
        "portal.duties.law": Text("Căn cứ", "Law"),
        "portal.duties.form": Text("Mẫu", "Form"),
        "portal.duties.source": Text("Nguồn", "Read in"),
        "portal.duties.mark": Text("Đánh dấu đã làm", "Mark as done"),
        "portal.duties.mark_save": Text("Lưu", "Save"),
        "portal.duties.document": Text("Tài liệu chứng minh (PDF, ảnh)", "Document that shows it (PDF, photo)"),
        "portal.duties.reference": Text(
            "hoặc mã tài liệu đã nộp (document:…)", "or a document handed in before (document:…)"
        ),
        "portal.duties.developer": Text("Chủ đầu tư hạ tầng khu", "Developer of the park"),
        "portal.duties.facts": Text("Cần nêu rõ trước", "To be stated first"),
        "portal.duties.facts_what": Text(
            "Không ai nói giúp được những điều này. Nêu một lần, lịch sẽ tự tính.",
            "Nobody can guess these. State them once and the calendar follows.",
        ),
        "portal.duties.waiting": Text("{count} nghĩa vụ chờ dữ kiện", "{count} duties wait for facts"),
        "portal.duties.not_said": Text("chưa nêu", "not stated"),
        "portal.duties.fact_ghg_listed": Text(
            "Có trong danh mục phải kiểm kê khí nhà kính (QĐ 42/2026)?",
            "On the list for greenhouse-gas inventories (Decision 42/2026)?",
        ),
        "portal.duties.fact_allowance": Text("Được phân bổ hạn ngạch phát thải?", "Given emission allowances?"),
        "portal.duties.fact_environmental_standing": Text("Hồ sơ môi trường", "Environmental papers"),
        "portal.duties.fact_eip": Text("Khu/doanh nghiệp sinh thái", "Eco-industrial status"),
        "portal.duties.fact_sector": Text("Ngành", "Sector"),
        "portal.duties.word_yes": Text("có", "yes"),
        "portal.duties.word_no": Text("không", "no"),
        "portal.duties.word_permit": Text("giấy phép môi trường", "environmental permit"),
        "portal.duties.word_registration": Text("đăng ký môi trường", "registration"),
        "portal.duties.word_exempt": Text("được miễn", "exempt"),
        "portal.duties.word_registered": Text("đã đăng ký", "registered"),
        "portal.duties.word_certified": Text("đã chứng nhận", "certified"),
        "portal.duties.word_industry": Text("công nghiệp", "industry"),
        "portal.duties.word_thermal_power": Text("nhiệt điện", "thermal power"),
        "portal.duties.word_steel": Text("sắt thép", "iron and steel"),
        "portal.duties.word_cement": Text("xi măng", "cement"),
        "portal.duties.word_freight": Text("vận tải hàng hóa", "freight transport"),
        "portal.duties.word_building": Text("tòa nhà thương mại", "commercial building"),
        "portal.duties.word_waste": Text("xử lý chất thải rắn", "solid waste treatment"),
        "portal.duties.saved_done": Text("Đã lưu. Dấu “đã làm” đã vào nhật ký.", "Saved. The mark is in the log."),
        "portal.duties.saved_facts": Text("Đã lưu dữ kiện. Lịch đã tính lại.", "Facts saved. The calendar follows."),
        "portal.duties.undated": Text("Thường xuyên và chưa rõ ngày", "Standing, and without a known day"),
        "portal.duties.done_list": Text("Đã làm ({count})", "Done ({count})"),
        "portal.duties.thresholds": Text(
            "Có phải kiểm kê khí nhà kính? ({year})", "Must they make a greenhouse-gas inventory? ({year})"
        ),
        "portal.duties.thresholds_what": Text(
            "So phát thải và năng lượng đo được, kèm khoảng sai số, với Nghị định 06/2022 Điều 6. Danh mục của Thủ tướng mới là quyết định.",
            "Measured emissions and energy with their interval against Decree 06/2022, article 6. The Prime Minister's list decides.",
        ),
        "portal.duties.falls_must": Text("đạt ngưỡng", "reaches the threshold"),
        "portal.duties.falls_need_not": Text("dưới ngưỡng", "below the threshold"),
        "portal.duties.falls_cannot_tell": Text("chưa kết luận được", "cannot be told"),
        "portal.duties.quantity_emissions": Text("Phát thải", "Emissions"),
        "portal.duties.quantity_energy": Text("Năng lượng", "Energy"),
        "portal.duties.quantity_freight_fuel": Text("Nhiên liệu vận tải", "Freight fuel"),
        "portal.duties.quantity_building_energy": Text("Năng lượng tòa nhà", "Building energy"),
        "portal.duties.quantity_waste_treated": Text("Chất thải xử lý", "Waste treated"),
    }
)
