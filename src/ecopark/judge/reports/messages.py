"""Texts of reports."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.code.form": Text(
            vi="“{given}” không có dạng của một mã tra cứu. Mã in trong báo cáo có dạng EP-7K3F-09QD; hãy nhập lại.",
            en="“{given}” has not the form of a printed code. Codes look like EP-7K3F-09QD; type it again.",
        ),
        "judge.code.check": Text(
            vi="Mã “{given}” có một ký tự sai hoặc hai ký tự đổi chỗ. Hãy so lại với bản in.",
            en="The code “{given}” has a wrong symbol, or two are swapped. Compare it with the print.",
        ),
        "judge.report.unknown_kind": Text(
            vi="không có loại báo cáo “{kind}”. Chọn một trong: {known}.",
            en="there is no report “{kind}”. Choose one of: {known}.",
        ),
        "judge.report.bad_period": Text(
            vi="“{period}” không phải kỳ của báo cáo này. Năm có dạng 2025; tháng có dạng 2025-11 (chỉ báo cáo tuân thủ).",
            en="“{period}” is no period of this report. A year looks like 2025, a month like 2025-11 (statement of compliance only).",
        ),
        "judge.report.not_begun": Text(
            vi="kỳ {period} chưa bắt đầu. Hãy chọn kỳ đã có số liệu.",
            en="the period {period} has not begun. Choose one that has data.",
        ),
        "judge.difference.figure": Text("con số đã khác", "the figure is another one now"),
        "judge.difference.gone": Text("con số này không còn", "the figure is not there any more"),
        "judge.difference.new": Text("con số mới", "a new figure"),
        "judge.difference.text": Text("phần chữ đã khác", "the text is another one now"),
        # names and titles
        "judge.report.environment.name": Text("Báo cáo môi trường năm", "Yearly environment report"),
        "judge.report.environment.title": Text("Báo cáo môi trường {period}", "Environment report {period}"),
        "judge.report.environment.lead": Text(
            "Khu đã dùng gì, thải gì, có vượt giới hạn không, và số liệu đáng tin đến đâu.",
            "What was used and discharged, whether limits were met, and how far the data can be trusted.",
        ),
        "judge.report.gri.name": Text("Bảng chỉ mục GRI 302, 303, 305, 306", "GRI index 302, 303, 305, 306"),
        "judge.report.gri.title": Text("Chỉ mục GRI {period}", "GRI index {period}"),
        "judge.report.gri.lead": Text(
            "Từng công bố của GRI 302 (năng lượng), 303 (nước), 305 (phát thải), 306 (chất thải): giá trị lấy từ sổ tài khoản của khu, hoặc lý do vì sao không có.",
            "Each disclosure of GRI 302 (energy), 303 (water), 305 (emissions) and 306 (waste): the value from the park's accounts, or why there is none.",
        ),
        "judge.report.inventory.name": Text("Báo cáo kiểm kê khí nhà kính", "Greenhouse-gas inventory report"),
        "judge.report.inventory.title": Text("Báo cáo kiểm kê khí nhà kính {period}", "Greenhouse-gas inventory {period}"),
        "judge.report.inventory.lead": Text(
            "Kiểm kê theo các mục của ISO 14064-1:2018. Mỗi con số kèm khoảng bất định và hệ số đã dùng.",
            "Inventory in the chapters of ISO 14064-1:2018. Each number comes with its interval and the factors used.",
        ),
        "judge.report.compliance.name": Text("Bản tuyên bố tuân thủ", "Statement of compliance"),
        "judge.report.compliance.title": Text("Bản tuyên bố tuân thủ {period}", "Statement of compliance {period}"),
        "judge.report.compliance.lead": Text(
            "Các điểm quan trắc so với giới hạn đang có hiệu lực trong kỳ.",
            "The monitoring points against the limits in force in the period.",
        ),
        "judge.report.measures.name": Text("Phụ lục tiết kiệm và giải pháp", "Annex of measures and savings"),
        "judge.report.measures.title": Text("Giải pháp và tiết kiệm {period}", "Measures and savings {period}"),
        "judge.report.measures.lead": Text(
            "Dự kiến là lời khai; chỉ phần “đã kiểm chứng” được đo và kiểm tra. Hai loại không bao giờ cộng với nhau.",
            "What is expected is declared; only “verified” was measured and checked. The two are never added.",
        ),
        # first section
        "judge.report.basis": Text("Báo cáo này dựa trên gì", "What this report stands on"),
        "judge.report.fact.subject": Text("Đối tượng", "Subject"),
        "judge.report.fact.period": Text("Kỳ báo cáo", "Period"),
        "judge.report.fact.audience": Text("Người đọc", "For whom"),
        "judge.report.fact.made": Text("Lập lúc (UTC)", "Made at (UTC)"),
        "judge.report.fact.as_of": Text("Số liệu tính đến", "Data up to"),
        "judge.report.fact.lake": Text("Phiên bản dữ liệu", "Version of the data"),
        "judge.report.fact.rules": Text("Phiên bản quy tắc", "Version of the rules"),
        "judge.report.fact.engine": Text("Phiên bản phần mềm", "Version of the software"),
        "judge.report.fact.log": Text("Nhật ký bằng chứng (tên · số mục · gốc)", "Evidence log (name · entries · root)"),
        "judge.report.for_all": Text("mọi người (bản công khai)", "everybody (public edition)"),
        "judge.report.for_park": Text("ban quản lý và cơ quan nhà nước", "the management board and authorities"),
        "judge.report.how_to_check": Text(
            "Mỗi con số có một mã. Nhập mã tại trang /check của khu để xem con số, bằng chứng, và kết quả tính lại hôm nay. Khoảng 90 % là khoảng tin cậy hai phía; không ghi khoảng nghĩa là chưa biết, không phải là chính xác tuyệt đối.",
            "Every number has a code. Enter it on the park's page /check to see the number, its evidence and what computing it again gives today. The 90 % interval is two-sided; no interval means that none is known, not that the number is exact.",
        ),
        "judge.report.provisional": Text("tạm thời", "provisional"),
        # limits
        "judge.report.limits": Text("Giới hạn tại các điểm quan trắc", "Limits at the monitoring points"),
        "judge.report.limits.within": Text(
            "Mọi thông số đã đánh giá đều trong giới hạn ở các thời đoạn đủ số liệu.",
            "Everything that was judged lay within its limit in the periods with enough data.",
        ),
        "judge.report.limits.exceeds": Text(
            "Có thời đoạn vượt giới hạn. Chỉ cơ quan có thẩm quyền kết luận vi phạm.",
            "In some periods a limit was exceeded. Only an authority finds a violation.",
        ),
        "judge.report.limits.cannot_judge": Text(
            "Có thông số chưa đánh giá được; lý do ghi ở phần “Điều chưa biết”. Chưa thể nói là trong giới hạn.",
            "Some parameters cannot be judged; the reasons stand under “What is not known”. It cannot be said that limits are met.",
        ),
        "judge.report.limits.no_points": Text(
            "Không có điểm quan trắc nào thuộc phạm vi báo cáo.", "No monitoring point belongs to this report."
        ),
        "judge.report.limits.unlimited": Text(
            "có đo nhưng không có giới hạn để so:", "measured, without a limit to compare with:"
        ),
        "judge.report.limits.none": Text(
            "không có giới hạn nào được đánh giá trong kỳ.", "no limit was judged in the period."
        ),
        "judge.report.limits.table": Text("Kết quả theo điểm và thông số", "Results by point and parameter"),
        "judge.report.limits.exceedances": Text(
            "Các lần vượt giới hạn: {shown} lần gần nhất trong tổng số {count}",
            "Exceedances: the latest {shown} of {count}",
        ),
        "judge.report.limits.head.point": Text("Điểm", "Point"),
        "judge.report.limits.head.property": Text("Thông số", "Parameter"),
        "judge.report.limits.head.limit": Text("Giới hạn", "Limit"),
        "judge.report.limits.head.judged": Text("Thời đoạn đã đánh giá", "Periods judged"),
        "judge.report.limits.head.exceeded": Text("Vượt", "Exceeded"),
        "judge.report.limits.head.not_judged": Text("Không đánh giá được", "Not judged"),
        "judge.report.limits.head.rule": Text("Căn cứ", "Rule"),
        "judge.report.limits.head.start": Text("Từ", "From"),
        "judge.report.limits.head.end": Text("Đến", "To"),
        "judge.report.limits.head.worst": Text("Giá trị xấu nhất", "Worst value"),
        "judge.report.limits.head.cause": Text("Nguyên nhân đã nêu", "Cause as stated"),
        "judge.report.limits.cause_not_said": Text("chưa nêu", "not stated"),
        "judge.report.limits.authority": Text(
            "Đánh giá theo quy tắc có hiệu lực vào từng ngày; giấy phép được ưu tiên. Quy tắc ghi “tạm thời” chưa được người có thẩm quyền đối chiếu với văn bản gốc.",
            "Judged by the rules in force on each day; a permit comes first. Rules marked “provisional” have not been compared with the official text by a person.",
        ),
        "judge.report.compliance.method": Text("Cách đánh giá", "How it is judged"),
        "judge.report.compliance.method_text": Text(
            "Trung bình được tính từ số đo hợp lệ; thời đoạn thiếu số liệu hợp lệ không được đánh giá và không được tính là đạt. Số đo trong lúc hiệu chuẩn hoặc hỏng thiết bị không dùng để đánh giá.",
            "Averages are made of valid readings; periods with too few of them are not judged and do not count as met. Readings during calibration or a fault are not used.",
        ),
        # resources and emissions
        "judge.report.resources": Text("Năng lượng, nước, chất thải", "Energy, water, waste"),
        "judge.report.resources.table": Text("Lượng đi qua ranh giới trong kỳ", "Amounts across the border in the period"),
        "judge.report.emissions": Text("Phát thải khí nhà kính", "Greenhouse gases"),
        "judge.report.emissions.lead": Text(
            "Phạm vi 2 tính theo vị trí (hệ số lưới điện quốc gia). Phát thải tránh được không trừ vào kiểm kê.",
            "Scope 2 is location-based (national grid factor). Avoided emissions are never subtracted from the inventory.",
        ),
        "judge.report.emissions.table": Text("Phát thải theo phạm vi và loại", "Emissions by scope and category"),
        "judge.series.electricity.in": Text("Điện mua vào", "Electricity taken in"),
        "judge.series.electricity.out": Text("Điện đưa ra ngoài", "Electricity given out"),
        "judge.series.electricity.generated": Text("Điện tự phát", "Electricity generated"),
        "judge.series.water.in": Text("Nước cấp vào", "Water taken in"),
        "judge.series.water.out": Text("Nước đưa ra ngoài", "Water given out"),
        "judge.series.wastewater.in": Text("Nước thải nhận vào", "Wastewater taken in"),
        "judge.series.wastewater.out": Text("Nước thải xả ra", "Wastewater discharged"),
        "judge.series.wastewater.generated": Text("Nước thải phát sinh", "Wastewater generated"),
        "judge.series.fuel.in": Text("Nhiên liệu", "Fuel"),
        "judge.series.fuel.out": Text("Nhiên liệu đưa ra ngoài", "Fuel given out"),
        "judge.series.waste.out": Text("Chất thải rắn thông thường đưa đi", "Ordinary waste taken away"),
        "judge.series.waste.in": Text("Chất thải rắn thông thường nhận vào", "Ordinary waste taken in"),
        "judge.series.waste.generated": Text("Chất thải rắn thông thường phát sinh", "Ordinary waste generated"),
        "judge.series.hazardous_waste.out": Text("Chất thải nguy hại đưa đi", "Hazardous waste taken away"),
        "judge.series.hazardous_waste.in": Text("Chất thải nguy hại nhận vào", "Hazardous waste taken in"),
        "judge.series.hazardous_waste.generated": Text("Chất thải nguy hại phát sinh", "Hazardous waste generated"),
        "judge.series.emissions.scope1": Text("Phạm vi 1: phát thải trực tiếp", "Scope 1: direct emissions"),
        "judge.series.emissions.scope2": Text(
            "Phạm vi 2: điện mua vào (theo vị trí)", "Scope 2: purchased electricity (location-based)"
        ),
        "judge.series.emissions.scope12": Text("Phạm vi 1 và 2 cộng lại", "Scopes 1 and 2 together"),
        "judge.series.biogenic": Text("CO2 từ sinh khối (ghi riêng, không cộng)", "Biogenic CO2 (memo, not added)"),
        "judge.category.grid_electricity": Text("điện lưới", "grid electricity"),
        "judge.category.local_supply": Text("điện mua trong khu, không qua lưới", "local supply, not over the grid"),
        "judge.category.own_generation": Text("điện tự phát", "own generation"),
        "judge.category.stationary_combustion": Text("đốt nhiên liệu tại chỗ", "stationary combustion"),
        "judge.category.mobile_combustion": Text("phương tiện vận chuyển", "mobile combustion"),
        "judge.category.process": Text("quá trình công nghiệp", "industrial processes"),
        "judge.category.fugitive": Text("rò rỉ", "fugitive emissions"),
        "judge.category.refrigerant": Text("môi chất lạnh", "refrigerants"),
        "judge.category.wastewater_treatment": Text("xử lý nước thải (CH4, N2O)", "wastewater treatment (CH4, N2O)"),
        "judge.category.park_remainder": Text(
            "phần còn lại của khu (không thuộc doanh nghiệp nào)", "remainder of the park (in no firm's lines)"
        ),
        "judge.amount.no_data": Text(
            "không có số liệu trong kỳ. Hãy kiểm tra công tơ hoặc nộp bản khai.",
            "there are no data in the period. Check the meter or hand in a declaration.",
        ),
        "judge.amount.months_missing": Text(
            "mới đủ {known} trong {wanted} tháng: đây là cận dưới.",
            "{known} of {wanted} months are complete: a lower bound.",
        ),
        # quality, measures, claims, unknown
        "judge.report.quality": Text("Chất lượng số liệu", "Quality of the data"),
        "judge.report.quality.lead": Text(
            "Số đo lẽ ra phải có trong kỳ, và bao nhiêu trong đó dùng được. Giá trị thiếu không bao giờ được điền thay.",
            "Readings that were expected in the period, and how many of them can be used. Nothing missing is ever filled in.",
        ),
        "judge.report.quality.table": Text("Số đo theo tình trạng", "Readings by state"),
        "judge.report.quality.good_share": Text("Tỷ lệ số đo tốt", "Share of good readings"),
        "judge.report.quality.expected": Text("Lẽ ra phải có", "Expected"),
        "judge.report.quality.good": Text("Tốt", "Good"),
        "judge.report.quality.doubtful": Text("Nghi ngờ", "Doubtful"),
        "judge.report.quality.bad": Text("Sai", "Bad"),
        "judge.report.quality.missing": Text("Thiếu", "Missing"),
        "judge.report.measures": Text("Giải pháp và tiết kiệm", "Measures and savings"),
        "judge.report.measures.none": Text(
            "Chưa có giải pháp nào trong sổ đăng ký. Doanh nghiệp có thể thêm tại trang Giải pháp.",
            "The register has no measure yet. Firms add them on the page Measures.",
        ),
        "judge.report.measures.table": Text("Từng giải pháp", "Measure by measure"),
        "judge.measure.avoided": Text("mức sử dụng tránh được", "use avoided"),
        "judge.measure.avoided_unadjusted": Text("tránh được, chưa điều chỉnh", "use avoided, unadjusted"),
        "judge.measure.normalised": Text("tiết kiệm chuẩn hóa", "normalised saving"),
        "judge.measure.percent": Text("tỷ lệ tiết kiệm", "saving in per cent"),
        "judge.measure.expected.electricity_kwh": Text("dự kiến, điện", "expected, electricity"),
        "judge.measure.expected.fuel_gj": Text("dự kiến, nhiên liệu", "expected, fuel"),
        "judge.measure.expected.water_m3": Text("dự kiến, nước", "expected, water"),
        "judge.measure.expected.wastewater_m3": Text("dự kiến, nước thải", "expected, wastewater"),
        "judge.measure.expected.material_t": Text("dự kiến, nguyên liệu", "expected, material"),
        "judge.measure.expected.waste_t": Text("dự kiến, chất thải", "expected, waste"),
        "judge.measure.expected.vnd": Text("dự kiến, tiền", "expected, money"),
        "judge.measure.expected.tco2e": Text("dự kiến, phát thải", "expected, emissions"),
        "judge.report.claims": Text("Các tuyên bố và kết luận", "Claims and verdicts"),
        "judge.claim.supported": Text("có căn cứ", "supported"),
        "judge.claim.not_supported": Text("không có căn cứ", "not supported"),
        "judge.claim.insufficient": Text("chưa đủ bằng chứng", "insufficient evidence"),
        "judge.claim.not_judged": Text("chưa được đánh giá", "not judged yet"),
        "judge.claim.state.published": Text("đang công bố", "published"),
        "judge.claim.state.withdrawn": Text("đã rút lại", "withdrawn"),
        "judge.claim.state.expired": Text("đã hết hạn", "expired"),
        "judge.report.unknown": Text("Điều chưa biết", "What is not known"),
        "judge.report.unknown.always": Text(
            "Nhật ký chứng minh thứ tự và tính nguyên vẹn của số liệu, không chứng minh cảm biến nói thật. Dòng không có công tơ thì không có trong báo cáo này.",
            "The log proves order and integrity of the data, not that a sensor told the truth. What no meter sees is not in this report.",
        ),
    }
)
