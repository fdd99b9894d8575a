"""Texts of the pages of the page of one measure and of its form."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.measure.and_more": Text("… và {count} điều cùng loại", "… and {count} of the same kind"),
        "portal.measure.stands_in_way": Text("Vì sao chưa chứng minh được", "Why it cannot be proved yet"),
        "portal.measure.claimed": Text("Đã khai: {value} %", "Declared: {value} %"),
        "portal.measure.all_pages": Text("Giải pháp tiết kiệm", "Savings measures"),
        "portal.measure.what_next": Text("Việc cần làm tiếp", "What to do next"),
        "portal.measure.next_planned": Text(
            "Khi giải pháp sắp hoạt động: chọn công tơ và chốt đường cơ sở trước ngày bắt đầu. Chốt sau thì không dùng để công bố được.",
            "Before it goes into operation: choose the meter and lock the baseline. Locked later, it cannot carry a claim.",
        ),
        "portal.measure.next_meter": Text(
            "Chọn công tơ thấy được phần tiết kiệm (nút Sửa). Không có công tơ thì số này mãi là số khai.",
            "Choose the meter that sees the saving (Edit). Without a meter the number stays declared.",
        ),
        "portal.measure.next_baseline": Text("Chốt đường cơ sở bên dưới.", "Lock the baseline below."),
        "portal.measure.next_verify": Text("Bấm Kiểm chứng.", "Press Verify."),
        "portal.measure.next_missing": Text(
            "Bổ sung phần còn thiếu nêu bên dưới rồi kiểm chứng lại.",
            "Supply what is missing, see below, then verify again.",
        ),
        "portal.measure.next_wait": Text(
            "Chờ thêm số đo; hệ thống tự kiểm chứng lại khi có số liệu mới.",
            "Wait for more readings; it is verified again by itself when there are new data.",
        ),
        "portal.measure.next_nothing": Text(
            "Không cần làm gì. Kết quả được tính lại khi số liệu đổi.", "Nothing. The result is made anew when data change."
        ),
        "portal.measure.next_rejected": Text(
            "Giải pháp bị từ chối. Bổ sung bằng chứng rồi đặt lại trạng thái “đã lắp đặt”.",
            "The measure was rejected. Supply evidence and set it back to “installed”.",
        ),
        "portal.measure.what": Text("Giải pháp", "The measure"),
        "portal.measure.kind": Text("Loại", "Kind"),
        "portal.measure.firm": Text("Doanh nghiệp", "Firm"),
        "portal.measure.facility": Text("Cơ sở", "Facility"),
        "portal.measure.installed": Text("Ngày hoạt động", "In operation since"),
        "portal.measure.cost": Text("Chi phí", "Cost"),
        "portal.measure.lifetime": Text("Tuổi thọ", "Lifetime"),
        "portal.measure.years": Text("{count} năm", "{count} years"),
        "portal.measure.payback": Text("Hoàn vốn (theo số khai)", "Payback (as declared)"),
        "portal.measure.meters": Text("Công tơ", "Meters"),
        "portal.measure.no_meters": Text("chưa chọn", "none chosen"),
        "portal.measure.entered": Text("Người nhập", "Entered by"),
        "portal.measure.note": Text("Ghi chú", "Note"),
        "portal.measure.evidence": Text("Bằng chứng", "Evidence"),
        "portal.measure.amounts": Text("Đã nói gì, đã chứng minh gì", "What was said, what is proved"),
        "portal.measure.amounts_what": Text("Mỗi năm. Trống: không ai nói.", "Per year. Empty: nobody says."),
        "portal.measure.expected": Text("Dự kiến", "Expected"),
        "portal.measure.differs": Text(
            "Tổng khai ({typed}) khác tổng các phần ({sum}).",
            "The declared total ({typed}) differs from the sum of its parts ({sum}).",
        ),
        "portal.measure.result": Text("Kiểm chứng", "Verification"),
        "portal.measure.result_period": Text(
            "Kỳ báo cáo {period}. Phương án {option} của IPMVP ({option_what}).",
            "Reporting period {period}. IPMVP option {option} ({option_what}).",
        ),
        "portal.measure.option_b": Text("công tơ riêng của thiết bị", "the equipment's own meter"),
        "portal.measure.option_c": Text("công tơ tổng của cơ sở", "the meter of the whole facility"),
        "portal.measure.adjusted": Text("Đã điều chỉnh sự kiện", "Adjusted for events"),
        "portal.measure.unadjusted": Text("Chưa điều chỉnh", "Not adjusted"),
        "portal.measure.avoided": Text("Lượng tránh được trong kỳ", "Avoided in the period"),
        "portal.measure.percent": Text("So với đường cơ sở", "Against the baseline"),
        "portal.measure.normalised": Text("Trong một năm bình thường", "In a normal year"),
        "portal.measure.money": Text("Tiền (trước thuế)", "Money (before tax)"),
        "portal.measure.carbon": Text("CO2 (hệ số lưới, biên kết hợp)", "CO2 (grid factor, combined margin)"),
        "portal.measure.placebo": Text(
            "Phép thử: trên {windows} quãng thời gian không có giải pháp nào, khoảng tin cậy của mô hình đúng {covered} lần ({share}; lý thuyết {level}).",
            "Test: on {windows} stretches without any measure, the interval of the model was right {covered} times ({share}; it should be {level}).",
        ),
        "portal.measure.placebo_none": Text(
            "Chưa đủ dữ liệu để thử mô hình trên quãng không có giải pháp.",
            "Too few data to test the model where there was no measure.",
        ),
        "portal.measure.missing": Text("Còn thiếu", "What is missing"),
        "portal.measure.missing_shrink": Text(
            "Khi có, khoảng tin cậy hẹp từ ± {now} xuống khoảng ± {then}.",
            "With it the interval shrinks from ± {now} to about ± {then}.",
        ),
        "portal.measure.notes": Text("Cần biết", "Good to know"),
        "portal.measure.picture": Text("Đo được so với đường cơ sở", "Measured against the baseline"),
        "portal.measure.line_measured": Text("đo được", "measured"),
        "portal.measure.line_baseline": Text("nếu không có giải pháp", "without the measure"),
        "portal.measure.line_low": Text("dưới 90 %", "lower 90 %"),
        "portal.measure.line_high": Text("trên 90 %", "upper 90 %"),
        "portal.measure.picture_what": Text(
            "Tổng theo tuần, {unit}. Vạch nền: kỳ báo cáo.", "Weekly sums, {unit}. Shaded: the reporting period."
        ),
        "portal.measure.verify": Text("Kiểm chứng ngay", "Verify now"),
        "portal.measure.versions": Text(
            "Làm ngày {when}; dữ liệu bản {lake}, phần mềm {engine}",
            "Made on {when}; data version {lake}, software {engine}",
        ),
        "portal.measure.earlier": Text("{count} lần kiểm chứng trước", "{count} earlier verifications"),
        "portal.measure.none": Text("Chưa kiểm chứng lần nào", "Never verified"),
        "portal.measure.none_why": Text(
            "Cần công tơ và đường cơ sở đã chốt. Cho đến lúc đó, số tiết kiệm chỉ là số khai.",
            "A meter and a locked baseline are needed. Until then the saving is only declared.",
        ),
        "portal.measure.baselines": Text("Đường cơ sở", "Baselines"),
        "portal.measure.baselines_what": Text(
            "Mức dùng nếu không có giải pháp. Chốt trước kỳ báo cáo và không sửa được; bản sau là bản mới, cả hai đều còn.",
            "The use without the measure. Locked before the reporting period and never changed; a later one is a new one, both stay.",
        ),
        "portal.measure.no_baseline": Text("Chưa chốt", "None locked"),
        "portal.measure.no_baseline_why": Text(
            "Chốt khi đã có ít nhất 12 tháng số đo trước ngày hoạt động.",
            "Lock one once there are at least twelve months of readings before it works.",
        ),
        "portal.measure.locked": Text("Chốt lúc {when}", "Locked on {when}"),
        "portal.measure.from_data": Text(
            "dựng từ số đo {period}; xét từ {start}", "made from readings of {period}; judges from {start}"
        ),
        "portal.measure.after_seeing": Text("chọn sau khi thấy kết quả", "chosen after seeing results"),
        "portal.measure.not_for_claim": Text("Không dùng để công bố.", "Not for a claim."),
        "portal.measure.in_force": Text("đang dùng", "in force"),
        "portal.measure.reason": Text("Lý do", "Reason"),
        "portal.measure.lock": Text("Chốt đường cơ sở", "Lock a baseline"),
        "portal.measure.lock_from": Text("Số đo từ ngày", "Readings from"),
        "portal.measure.lock_to": Text("đến ngày (không gồm)", "until (not included)"),
        "portal.measure.lock_start": Text("Kỳ báo cáo bắt đầu", "Reporting period begins"),
        "portal.measure.lock_reason": Text(
            "Lý do (cần cho bản sau hoặc bản chốt muộn)", "Reason (for a later or a late one)"
        ),
        "portal.measure.events": Text("Sự kiện bất thường", "Non-routine events"),
        "portal.measure.events_what": Text(
            "Điều làm lượng dùng đổi mà không phải do giải pháp: dừng máy, thêm dây chuyền. Chỉ được trừ ra khi có bằng chứng và do người khác chấp nhận.",
            "What changed use and is not the measure: a stop, a new line. Taken out only with evidence, accepted by somebody else.",
        ),
        "portal.measure.no_events": Text("Chưa có sự kiện nào", "No event"),
        "portal.measure.no_events_why": Text(
            "Phần mềm đề xuất khi thấy điều lạ; bạn cũng có thể đề xuất.",
            "The software proposes one when it sees something odd; you may propose one too.",
        ),
        "portal.measure.event_proposed": Text("chờ quyết định", "waits for a decision"),
        "portal.measure.event_accepted": Text("được chấp nhận", "accepted"),
        "portal.measure.event_rejected": Text("bị bác", "rejected"),
        "portal.measure.event_by_software": Text("phần mềm đề xuất", "proposed by the software"),
        "portal.measure.event_by_person": Text("{user} đề xuất", "proposed by {user}"),
        "portal.measure.event_decided": Text("{user}: {reason}", "{user}: {reason}"),
        "portal.measure.event_since": Text("từ {start}, kéo dài", "since {start}, for good"),
        "portal.measure.decide": Text("Quyết định", "Decide"),
        "portal.measure.accept": Text("Chấp nhận", "Accept"),
        "portal.measure.reject": Text("Bác", "Reject"),
        "portal.measure.decide_reason": Text("Vì sao", "Why"),
        "portal.measure.decide_evidence": Text("Tệp bằng chứng (cần khi chấp nhận)", "Evidence file (needed to accept)"),
        "portal.measure.decide_inspection": Text("hoặc mã kiểm tra hiện trường", "or the id of an inspection"),
        "portal.measure.not_yours": Text(
            "Bạn là người khai nên không tự quyết định được.", "You claim this, so somebody else decides."
        ),
        "portal.measure.propose": Text("Đề xuất sự kiện", "Propose an event"),
        "portal.measure.event_from": Text("Từ", "From"),
        "portal.measure.event_to": Text("Đến (trống: kéo dài)", "Until (empty: for good)"),
        "portal.measure.event_what": Text("Chuyện gì đã xảy ra", "What happened"),
        "portal.measure.reject_measure": Text("Từ chối giải pháp", "Reject the measure"),
        "portal.measure.reject_what": Text(
            "Dùng khi điều được khai không đứng vững. Lý do được giữ lại.",
            "When what is claimed does not hold. The reason stays.",
        ),
        "portal.measure.done_saved": Text("Đã lưu.", "Saved."),
        "portal.measure.done_locked": Text(
            "Đã chốt đường cơ sở và ghi vào nhật ký bằng chứng.", "The baseline is locked and entered in the evidence log."
        ),
        "portal.measure.done_verified": Text("Đã kiểm chứng.", "Verified."),
        "portal.measure.done_event": Text("Đã ghi sự kiện.", "The event is recorded."),
        "portal.measure.done_rejected": Text("Đã ghi lời từ chối.", "The rejection is recorded."),
        "portal.measure.net": Text(
            "Khi nói ra công chúng, số này còn phải trừ phần điện của chính nền tảng (xem Dự án số).",
            "Said in public, this is still to be netted by the platform's own share (see Digital projects).",
        ),
        "portal.measure.form_name": Text("Tên giải pháp", "Name"),
        "portal.measure.form_name_hint": Text("Ví dụ: Thay đèn LED nhà xưởng", "For example: LED lighting in the hall"),
        "portal.measure.form_what": Text("Làm gì, ở đâu", "What, and where"),
        "portal.measure.form_status": Text("Trạng thái", "Status"),
        "portal.measure.form_installed": Text("Ngày hoạt động (hoặc dự kiến)", "Day it works from (or is planned)"),
        "portal.measure.form_cost": Text("Chi phí (đồng)", "Cost (VND)"),
        "portal.measure.form_lifetime": Text("Tuổi thọ (năm)", "Lifetime (years)"),
        "portal.measure.form_meters": Text("Công tơ thấy được phần tiết kiệm", "Meters that see the saving"),
        "portal.measure.form_meters_hint": Text(
            "Chọn một hoặc nhiều; tất cả cùng một đại lượng. Công tơ riêng của thiết bị tốt hơn công tơ tổng.",
            "One or more of one quantity. The equipment's own meter is better than the main meter.",
        ),
        "portal.measure.form_production": Text("Số liệu sản lượng", "Production data"),
        "portal.measure.form_production_hint": Text(
            "Giúp kiểm chứng chặt hơn nhiều. Chưa có thì nhập sản lượng (tấn) vào một điểm đo “khối lượng sản phẩm”.",
            "They make the verification much sharper. If there are none, send production (t) to a datastream “product mass”.",
        ),
        "portal.measure.form_amounts": Text("Tiết kiệm mỗi năm (số khai)", "Saving per year (declared)"),
        "portal.measure.form_amounts_hint": Text(
            "Chỉ điền điều bạn biết; ô trống là “không nói”, không phải số 0.",
            "Fill in what you know; an empty field means “not said”, not zero.",
        ),
        "portal.measure.form_more": Text("Thêm ô: chi phí và CO2 theo từng nguồn", "More fields: money and CO2 by resource"),
    }
)
