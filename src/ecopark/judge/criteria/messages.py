"""Texts of criteria, answers and the ladder."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.answer.unknown": Text(
            vi="Bộ tiêu chí “{pack}” không có mục “{item}”. Xem danh mục tại /criteria.",
            en="The pack “{pack}” has no item “{item}”. See the list at /criteria.",
        ),
        "judge.answer.other_subject": Text(
            vi="Mục “{item}” hỏi đối tượng khác: mục của khu thì trả lời cho “park”, mục của doanh nghiệp thì ghi mã doanh "
            "nghiệp.",
            en="The item “{item}” asks somebody else: answer for “park” where it asks the park, for a firm's id where it asks "
            "firms.",
        ),
        "judge.answer.year": Text(
            vi="Năm {year} không hợp lệ. Hãy ghi năm báo cáo, ví dụ 2026.",
            en="The year {year} is not valid. Give the reporting year, for example 2026.",
        ),
        "judge.answer.too_many": Text(
            vi="Nhiều hơn {most} bằng chứng cho một câu trả lời. Hãy gộp tài liệu.",
            en="More than {most} pieces of evidence for one answer. Put documents together.",
        ),
        "judge.answer.no_evidence": Text(
            vi="Không có bằng chứng “{ref}”, hoặc bạn không được xem. Hãy nộp tài liệu trước rồi ghi mã của nó.",
            en="There is no evidence “{ref}”, or you may not see it. Hand in the document first, then give its id.",
        ),
        "judge.answer.not_yes_no": Text(
            vi="Mục này trả lời có hoặc không (true/false).", en="This item is answered yes or no (true/false)."
        ),
        "judge.answer.not_number": Text(
            vi="Mục này cần một số. Hãy ghi số, dùng dấu phẩy hoặc chấm cho phần lẻ.",
            en="This item needs a number. Write digits, with a point for decimals.",
        ),
        "judge.answer.not_count": Text(
            vi="Mục này là số đếm: số nguyên từ 0.", en="This item is a count: a whole number from 0."
        ),
        "judge.answer.out_of_range": Text(
            vi="Giá trị phải từ {low} đến {high}, như biểu mẫu quy định. Hãy kiểm tra đơn vị.",
            en="The value must lie between {low} and {high}, as the form says. Check the unit.",
        ),
        "judge.answer.not_text": Text(
            vi="Mục này cần chữ, từ 1 đến {most} ký tự.", en="This item needs text of 1 to {most} characters."
        ),
        "judge.answer.not_listed": Text(
            vi="Giá trị không có trong danh mục. Chọn một trong: {known}.",
            en="The value is not on the list. Choose one of: {known}.",
        ),
        "judge.answer.not_date": Text(
            vi="Mục này cần ngày dạng năm-tháng-ngày, ví dụ 2026-03-31.",
            en="This item needs a day as year-month-day, for example 2026-03-31.",
        ),
        "judge.answer.nobody_types": Text(
            vi="Mục “{item}” không ai được tự khai: kết quả suy ra từ số liệu và các câu trả lời khác.",
            en="Nobody types the item “{item}”: it follows from data and other answers.",
        ),
        "judge.dossier.unknown": Text(
            vi="Hồ sơ không có bộ số {number}. Hồ sơ gồm 6 bộ, đánh số 1 đến 6.",
            en="The dossier has no set {number}. It has six, numbered 1 to 6.",
        ),
        "judge.dossier.nothing": Text(
            vi="Bộ này chưa có gì để xác nhận. Hãy đưa tài liệu vào trước.",
            en="There is nothing to confirm in this set. Put documents into it first.",
        ),
        "judge.dossier.same_person": Text(
            vi="Người đưa tài liệu vào bộ hồ sơ không tự xác nhận được. Hãy nhờ người khác có quyền.",
            en="Who filled the set does not confirm it. Ask another person who may.",
        ),
        "judge.dossier.holidays": Text(
            vi="Chưa nhập ngày nghỉ lễ năm {year}, nên mới trừ thứ bảy và chủ nhật; hạn thật có thể muộn hơn.",
            en="Public holidays of {year} are not entered: only weekends are left out, the true day may be later.",
        ),
        "judge.form.bad_formula": Text(
            vi="Công thức của biểu mẫu chỉ gồm mã mục, số nguyên và + - * /. Hãy sửa gói quy tắc.",
            en="A formula of a form holds codes of fields, whole numbers and + - * / only. Correct the rule pack.",
        ),
        "judge.form.unknown": Text(
            vi="Không có biểu “{form}”. Các biểu: {known}.", en="There is no form “{form}”. Forms: {known}."
        ),
        "judge.form.other_subject": Text(
            vi="Biểu {form}: Biểu B.4 lập cho một doanh nghiệp, các biểu khác lập cho cả khu. Hãy chọn lại đối tượng.",
            en="Form {form}: B.4 is made for one firm, the others for the park. Choose the subject again.",
        ),
        "judge.criteria.reuse.not_metered": Text(
            vi="Không có đường nước nào đưa nước đã xử lý trở lại sử dụng được đo trong khu",
            en="No pipe that brings treated water back into use is metered in the park",
        ),
        "judge.criteria.reuse.no_wastewater": Text(
            vi="Chưa có nước thải của doanh nghiệp được đo trong năm", en="No firm's wastewater is metered in the year"
        ),
        "judge.criteria.reuse.blind": Text(
            vi="Chưa có số đo cho: {edges}. Hãy lắp đồng hồ hoặc nhập số liệu.",
            en="No amounts for: {edges}. Meter them, or import data.",
        ),
        "judge.criteria.unanswered": Text(vi="Chưa ai trả lời", en="Nobody has answered"),
        "judge.criteria.no_evidence": Text(
            vi="Đã trả lời nhưng chưa có bằng chứng, nên chưa được tính là đạt",
            en="Answered, but without evidence: it does not count as met",
        ),
        "judge.criteria.said_no": Text(vi="Câu trả lời là “không”", en="The answer is “no”"),
        "judge.criteria.firm_said_no": Text(vi="Doanh nghiệp {firm} trả lời “không”", en="The firm {firm} answered “no”"),
        "judge.criteria.shown": Text(vi="Có câu trả lời kèm bằng chứng", en="Answered, with evidence"),
        "judge.criteria.holds": Text(
            vi="Có bằng chứng và đạt ngưỡng {bound} {unit}",
            en="Shown by evidence, and the threshold of {bound} {unit} is kept",
        ),
        "judge.criteria.misses": Text(
            vi="Giá trị {value} {unit} không đạt ngưỡng {bound} {unit}",
            en="The value of {value} {unit} misses the threshold of {bound} {unit}",
        ),
        "judge.criteria.straddles": Text(
            vi="Khoảng tin cậy nằm hai phía của ngưỡng {bound} {unit}: chưa thể kết luận",
            en="The interval lies on both sides of the threshold of {bound} {unit}: it cannot be told",
        ),
        "judge.criteria.synthetic": Text(
            vi="Số liệu là tổng hợp (mô phỏng), không dùng để kết luận đạt",
            en="The data are synthetic: nothing is found met on them",
        ),
        "judge.criteria.slot": Text(
            vi="Chưa tìm được yêu cầu cụ thể của {document}; chỗ này để trống và không được coi là đạt",
            en="The requirement of {document} was not found; this place stays empty and never counts as met",
        ),
        "judge.criteria.too_early": Text(
            vi="Ngày ghi trước khi văn bản có hiệu lực ({day})", en="The day lies before the text took effect ({day})"
        ),
        "judge.criteria.not_measured": Text(
            vi="Khu chưa có đồng hồ đo đại lượng này", en="The park has no meter for this quantity"
        ),
        "judge.criteria.typed_only": Text(
            vi="Số khai bằng tay kèm tài liệu chưa đủ cho ngưỡng này: cần số đo",
            en="A typed number with a document does not decide this threshold: it needs a measurement",
        ),
        "judge.criteria.nobody": Text(
            vi="Không có doanh nghiệp nào thuộc nhóm được xét ({population})",
            en="No firm belongs to those who are counted ({population})",
        ),
        "judge.criteria.share_holds": Text(
            vi="Phần chắc chắn đã đạt {bound} {unit} của {population}",
            en="The part that is certain reaches {bound} {unit} of {population}",
        ),
        "judge.criteria.share_misses": Text(
            vi="Dù các doanh nghiệp còn lại đều có, cũng không đạt {bound} {unit} của {population}",
            en="Even if all others had it, {bound} {unit} of {population} is out of reach",
        ),
        "judge.criteria.share_open": Text(
            vi="Hiện chắc chắn {low}%, có thể tới {high}% của {population}; ngưỡng là {bound} {unit}",
            en="{low} % is certain and {high} % possible of {population}; the threshold is {bound} {unit}",
        ),
        "judge.criteria.population.all_firms": Text(vi="tất cả doanh nghiệp trong khu", en="all firms of the park"),
        "judge.criteria.population.firms_over_100_workers": Text(
            vi="doanh nghiệp có trên 100 lao động", en="firms with more than 100 workers"
        ),
        "judge.criteria.population.firms_over_250_employees": Text(
            vi="doanh nghiệp có trên 250 lao động", en="firms with more than 250 employees"
        ),
        "judge.criteria.violations": Text(
            vi="Năm {year} có {count} kết luận vi phạm của cơ quan nhà nước ({subject})",
            en="In {year} an authority found {count} violations ({subject})",
        ),
        "judge.criteria.no_violations": Text(
            vi="Các năm được xét đều có bằng chứng không vi phạm", en="Each year looked at is shown to be without violation"
        ),
        "judge.criteria.years_open": Text(
            vi="Có năm chưa trả lời hoặc chưa có văn bản xác nhận", en="Some year has no answer or no confirmation"
        ),
        "judge.criteria.nobody_takes_part": Text(
            vi="Chưa doanh nghiệp nào ghi là tham gia liên kết cộng sinh", en="No firm takes part in a symbiosis link yet"
        ),
        "judge.criteria.all_firms": Text(
            vi="Cả {count} doanh nghiệp tham gia đều có bằng chứng", en="All {count} firms that take part have shown it"
        ),
        "judge.criteria.link_shown": Text(
            vi="Có liên kết cộng sinh được đo hoặc có hợp đồng",
            en="A symbiosis link is metered, or its agreement was handed in",
        ),
        "judge.criteria.no_link": Text(vi="Khu khai chưa có liên kết nào", en="The park says that there is no link"),
        "judge.criteria.link_open": Text(
            vi="Chưa thấy dòng vật chất đo được giữa hai doanh nghiệp, cũng chưa có hợp đồng",
            en="No metered flow between two firms, and no agreement yet",
        ),
        "judge.criteria.link_synthetic": Text(
            vi="Liên kết đo được chỉ là số liệu mô phỏng", en="The only metered link is of synthetic data"
        ),
        "judge.criteria.land_open": Text(vi="Thiếu diện tích đất của Biểu A.4", en="Areas of Form A.4 are missing"),
        "judge.criteria.measure_shown": Text(
            vi="Có {count} giải pháp đã lắp đặt và chứng minh được", en="{count} installed measures are shown by evidence"
        ),
        "judge.criteria.exceeded": Text(
            vi="Vượt giới hạn {count} lần (kể cả sự kiện chưa đóng) tại: {points}",
            en="A limit was exceeded {count} times (open events included) at: {points}",
        ),
        "judge.criteria.points_open": Text(
            vi="Có điểm quan trắc chưa thể đánh giá đủ", en="Some monitoring point cannot be judged fully"
        ),
        "judge.criteria.within": Text(
            vi="Cả {count} điểm quan trắc đều trong giới hạn suốt thời gian xét",
            en="All {count} monitoring points kept their limits over the period",
        ),
        "judge.criteria.connected": Text(
            vi="Toàn bộ nước thải đấu nối vào trạm tập trung, có hợp đồng",
            en="All wastewater goes to the central works, with the contract",
        ),
        "judge.criteria.no_point": Text(
            vi="Không có điểm quan trắc nào, cũng chưa có hợp đồng đấu nối: không thể biết có vượt giới hạn hay không",
            en="No monitoring point and no connection contract: whether a limit was exceeded cannot be told",
        ),
        "judge.criteria.need.answer": Text(vi="Trả lời mục {code}", en="Answer item {code}"),
        "judge.criteria.need.evidence": Text(
            vi="Đính kèm tài liệu chứng minh cho mục {code}", en="Attach a document that shows item {code}"
        ),
        "judge.criteria.need.firm": Text(
            vi="Doanh nghiệp {firm}: trả lời mục {code} kèm tài liệu", en="Firm {firm}: answer item {code} with a document"
        ),
        "judge.criteria.need.workers": Text(
            vi="Doanh nghiệp {firm}: ghi số lao động", en="Firm {firm}: enter the number of workers"
        ),
        "judge.criteria.need.violations": Text(
            vi="Ghi số kết luận vi phạm năm {year} kèm văn bản xác nhận ({subject})",
            en="Enter the violations of {year} with the confirmation ({subject})",
        ),
        "judge.criteria.need.link": Text(
            vi="Đính kèm hợp đồng cộng sinh, hoặc lắp đồng hồ cho dòng trao đổi",
            en="Attach a symbiosis agreement, or meter the exchange",
        ),
        "judge.criteria.need.measure_evidence": Text(
            vi="Đính kèm hóa đơn hoặc ảnh lắp đặt cho một trong {count} giải pháp đã ghi",
            en="Attach the invoice or a photo of one of the {count} measures that are entered",
        ),
        "judge.criteria.need.months": Text(
            vi="{point}: còn {months} tháng chưa đủ số liệu hoặc chưa có giới hạn để đánh giá",
            en="{point}: {months} months lack data, or a limit to be judged by",
        ),
        "judge.criteria.need.point": Text(
            vi="{subject}: nộp hợp đồng đấu nối nước thải, hoặc khai báo điểm quan trắc",
            en="{subject}: hand in the connection contract, or declare the monitoring point",
        ),
        "judge.criteria.need.verification": Text(
            vi="Kiểm chứng một giải pháp tiết kiệm năng lượng bằng số đo trước và sau",
            en="Have one energy measure verified by metered data before and after",
        ),
        "judge.criteria.need.footprint": Text(
            vi="Tính dấu chân carbon của một sản phẩm, hoặc nhập phát thải chuỗi cung ứng (phạm vi 3)",
            en="Make the footprint of one product, or enter emissions of the supply chain (scope 3)",
        ),
        "judge.criteria.need.loop": Text(
            vi="Đo lượng nước thải hoặc chất thải được dùng lại",
            en="Meter the wastewater or waste that is used again",
        ),
        "judge.criteria.rung.verified": Text(
            vi="Có {count} mức tiết kiệm đã được kiểm chứng", en="{count} savings are verified"
        ),
        "judge.criteria.rung.not_verified": Text(
            vi="Chưa có mức tiết kiệm nào được kiểm chứng bằng số đo", en="No saving is verified by measurement yet"
        ),
        "judge.criteria.rung.footprint": Text(
            vi="Có {count} hồ sơ vòng đời (dấu chân sản phẩm hoặc phạm vi 3)",
            en="{count} life-cycle records (product footprints or scope 3) are at hand",
        ),
        "judge.criteria.rung.no_footprint": Text(
            vi="Chưa có dấu chân sản phẩm hay số liệu phạm vi 3", en="No product footprint and no scope 3 data yet"
        ),
        "judge.criteria.rung.reuse": Text(vi="Nước thải tái sử dụng được đo", en="Wastewater that is used again is metered"),
        "judge.criteria.rung.loop": Text(
            vi="Có {count} giải pháp tái sử dụng chất thải, nước thải được chứng minh",
            en="{count} measures of reuse are shown by evidence",
        ),
        "judge.criteria.rung.no_loop": Text(
            vi="Chưa thấy vòng khép kín nào được đo hoặc chứng minh", en="No closed loop is metered or shown yet"
        ),
        "judge.criteria.green.blocked": Text(
            vi="Không được công nhận: {reason}. Công nghệ đã lắp không thay đổi được điều này.",
            en="Not recognised: {reason}. No technology that was installed changes this.",
        ),
        "judge.criteria.green.met": Text(vi="Đủ điều kiện công nhận", en="The conditions are met"),
        "judge.criteria.green.insufficient": Text(
            vi="Chưa thể công nhận: {reason}", en="Cannot be recognised yet: {reason}"
        ),
        "judge.criteria.green.not_met": Text(vi="Không được công nhận: {reason}", en="Not recognised: {reason}"),
        "judge.criteria.step.yes_no": Text(
            vi="Trả lời và đính kèm quyết định, kế hoạch hoặc báo cáo cho thấy điều đó.",
            en="Answer, and attach the decision, plan or report that shows it.",
        ),
        "judge.criteria.step.number": Text(
            vi="Nối đồng hồ đo đại lượng này, hoặc nhập số kèm tài liệu.",
            en="Connect a meter for it, or enter the number with a document.",
        ),
        "judge.criteria.step.count": Text(
            vi="Nhập số lượng và đính kèm danh sách hoặc hợp đồng.", en="Enter the count and attach the list or contracts."
        ),
        "judge.criteria.step.share": Text(
            vi="Mời từng doanh nghiệp trả lời có hoặc không kèm tài liệu và số lao động.",
            en="Ask each firm for yes or no with a document, and for its number of workers.",
        ),
        "judge.criteria.step.text": Text(vi="Điền và đính kèm tài liệu.", en="Fill it in and attach a document."),
        "judge.criteria.step.choice": Text(vi="Chọn và đính kèm tài liệu.", en="Choose and attach a document."),
        "judge.criteria.step.date": Text(vi="Ghi ngày và đính kèm tài liệu.", en="Enter the day and attach the document."),
        "judge.criteria.step.derived": Text(
            vi="Bổ sung những gì ghi ở phần còn thiếu.", en="Add what is listed as missing."
        ),
        "judge.criteria.step.slot": Text(
            vi="Nhập yêu cầu của văn bản từ Công báo trước.", en="Enter the requirement of the text from the gazette first."
        ),
        "judge.criteria.unit.none": Text(vi="đơn vị", en="units"),
        "judge.criteria.unit.count": Text(vi="(số lượng)", en="(count)"),
        "judge.criteria.unit.people": Text(vi="người", en="people"),
        "judge.criteria.unit.months": Text(vi="tháng", en="months"),
        "judge.criteria.unit.ratio": Text(vi="lần", en="times"),
        "judge.criteria.unit.t": Text(vi="tấn", en="t"),
        "judge.criteria.unit.t_co2": Text(vi="tấn CO2", en="t CO2"),
        "judge.criteria.unit.million_vnd": Text(vi="triệu đồng", en="million VND"),
        "judge.criteria.unit.as_stated": Text(vi="đơn vị tự ghi", en="unit as stated"),
        "judge.criteria.status.met": Text(vi="Đạt", en="Met"),
        "judge.criteria.status.not_met": Text(vi="Chưa đạt", en="Not met"),
        "judge.criteria.status.insufficient": Text(vi="Chưa đủ căn cứ", en="Insufficient"),
        "judge.criteria.pack.vn-decree-35": Text(
            vi="Khu công nghiệp sinh thái – Nghị định 35/2022, Điều 37",
            en="Eco-industrial park – Decree 35/2022, article 37",
        ),
        "judge.criteria.pack.vn-form-a5": Text(
            vi="Biểu A.5 – 18 chỉ tiêu của khu", en="Form A.5 – 18 indicators of the park"
        ),
        "judge.criteria.pack.vn-form-b5": Text(vi="Biểu B5 – tỷ lệ doanh nghiệp", en="Form B5 – shares of firms"),
        "judge.criteria.pack.eip-framework-v2": Text(
            vi="Khung quốc tế về khu công nghiệp sinh thái v2.0 (tạm thời)",
            en="International EIP Framework v2.0 (provisional)",
        ),
        "judge.criteria.pack.green-taxonomy": Text(
            vi="Phân loại xanh, tín dụng xanh – Quyết định 21/2025", en="Green taxonomy and green credit – Decision 21/2025"
        ),
        "judge.criteria.pack.green-firm": Text(vi="Công nhận doanh nghiệp xanh", en="Recognition as a green firm"),
        "judge.criteria.pack.facts": Text(vi="Thông tin nền cho các tiêu chí", en="Facts that the criteria ask for"),
    }
)
