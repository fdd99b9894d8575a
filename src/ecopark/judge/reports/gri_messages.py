"""Texts of the GRI index and of the inventory report."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.gri.302": Text("GRI 302 (2016): Năng lượng", "GRI 302 (2016): Energy"),
        "judge.gri.303": Text("GRI 303 (2018): Nước và nước thải", "GRI 303 (2018): Water and effluents"),
        "judge.gri.305": Text("GRI 305 (2016): Phát thải", "GRI 305 (2016): Emissions"),
        "judge.gri.306": Text("GRI 306 (2020): Chất thải", "GRI 306 (2020): Waste"),
        "judge.gri.table": Text("Các công bố của GRI {standard}", "Disclosures of GRI {standard}"),
        "judge.gri.302-1.fuel": Text("Nhiên liệu dùng trong tổ chức", "Fuel used within the organisation"),
        "judge.gri.302-2.outside": Text("Năng lượng dùng ngoài tổ chức", "Energy used outside the organisation"),
        "judge.gri.302-3.intensity": Text("Cường độ năng lượng", "Energy intensity"),
        "judge.gri.302-4.energy_saved": Text("Năng lượng tiết kiệm đã kiểm chứng", "Reduction of energy use, verified"),
        "judge.gri.302-5.product_energy": Text("Năng lượng của sản phẩm", "Energy of products"),
        "judge.gri.303-3.stress": Text("Nước lấy từ vùng khan hiếm", "Withdrawal from areas with water stress"),
        "judge.gri.303-4.treatment": Text("Nước thải theo nơi nhận và mức xử lý", "Discharge by destination and treatment"),
        "judge.gri.303-5": Text(
            "303-5 · Nước tiêu hao (lấy vào trừ xả ra)", "303-5 · Water consumption (withdrawal minus discharge)"
        ),
        "judge.gri.305-2.market": Text("Phạm vi 2 theo thị trường", "Scope 2, market-based"),
        "judge.gri.305-3.scope3": Text("Phạm vi 3", "Scope 3"),
        "judge.gri.305-4.intensity": Text("Cường độ phát thải", "Emission intensity"),
        "judge.gri.305-5.emissions_saved": Text("Giảm phát thải đã kiểm chứng", "Reduction of emissions, verified"),
        "judge.gri.305-6.ods": Text("Chất làm suy giảm tầng ô-dôn", "Ozone-depleting substances"),
        "judge.gri.305-7.air": Text("NOx, SOx và khí thải đáng kể khác", "NOx, SOx and other significant air emissions"),
        "judge.gri.306-3.waste": Text("Chất thải phát sinh", "Waste generated"),
        "judge.gri.306-4.diverted": Text("Chất thải không phải tiêu hủy", "Waste diverted from disposal"),
        "judge.gri.306-5.disposed": Text("Chất thải đem tiêu hủy", "Waste directed to disposal"),
        "judge.gri.no_fuel": Text("không có số đo hay bản khai nhiên liệu", "no fuel is metered or declared"),
        "judge.gri.outside": Text(
            "nền tảng chỉ đo trong ranh giới của khu", "the platform measures inside the park's border only"
        ),
        "judge.gri.no_output": Text(
            "không có sản lượng để chia. Hãy khai sản lượng của doanh nghiệp.",
            "there is no output to divide by. Declare the firm's production.",
        ),
        "judge.gri.products": Text(
            "không đo năng lượng khi sản phẩm được sử dụng", "energy in the use of products is not measured"
        ),
        "judge.gri.no_stress": Text(
            "chưa khai báo nguồn nước có thuộc vùng khan hiếm hay không",
            "it is not on file whether the source lies in an area with water stress",
        ),
        "judge.gri.no_destination": Text(
            "chưa ghi nơi nhận và mức xử lý của từng dòng xả",
            "destination and level of treatment of each discharge are not on file",
        ),
        "judge.gri.no_consumption": Text(
            "cần đủ nước vào và nước thải của mọi tháng trong kỳ",
            "withdrawal and discharge of every month of the period are needed",
        ),
        "judge.gri.no_verified": Text(
            "chưa có giải pháp nào được kiểm chứng trong kỳ; dự kiến không được tính",
            "no measure was verified in the period; expectations do not count",
        ),
        "judge.gri.no_market": Text(
            "không có chứng nhận hay hợp đồng điện nào được ghi sổ",
            "no certificate or supply contract is on file",
        ),
        "judge.gri.no_scope3": Text("chưa có số liệu hoạt động của chuỗi giá trị", "no activity data of the value chain"),
        "judge.gri.no_ods": Text("chưa có sổ theo dõi chất làm suy giảm ô-dôn", "no register of such substances is on file"),
        "judge.gri.no_air": Text(
            "nồng độ được đo nhưng khối lượng phát thải chưa được tính",
            "concentrations are measured, masses are not computed",
        ),
        "judge.gri.no_waste": Text("không có bản khai chất thải trong kỳ", "no waste was declared in the period"),
        "judge.gri.no_fate": Text(
            "bản khai chưa nêu nơi đến của chất thải", "the declarations do not say where the waste went"
        ),
        "judge.gri.fate_part": Text(
            "còn {tonnes} t mà bản khai chưa nêu nơi đến: đây là cận dưới.",
            "for {tonnes} t the declarations do not say where it went: a lower bound.",
        ),
        "judge.gri.omissions": Text("Về những chỗ trống", "About what is left out"),
        "judge.gri.omissions_text": Text(
            "Công bố ghi “không có” là chỗ trống có lý do theo GRI 1 (lược bỏ phải nêu lý do). Các chuẩn GRI 102 và 103 mới thay GRI 302 và 305 cho báo cáo từ năm 2027 [theo trí nhớ, cần đối chiếu].",
            "Disclosures marked “not available” are omissions with a reason (GRI 1 asks for one). The new GRI 102 and 103 replace GRI 302 and 305 for reports from 2027 on [from memory, to be checked].",
        ),
        "judge.inventory.boundary": Text("Ranh giới tổ chức", "Organisational boundary"),
        "judge.inventory.boundary_park": Text(
            "Toàn khu, theo quyền kiểm soát vận hành: mọi doanh nghiệp và công trình chung bên trong ranh giới. Mỗi lượng tính một lần, tại nơi nó đi qua ranh giới; phần đi vào khu mà không thuộc doanh nghiệp nào là “phần còn lại”.",
            "The whole park by operational control: all firms and common works inside the border. Each amount counts once, where it crosses the border; what enters the park and stands in no firm's lines is the “remainder”.",
        ),
        "judge.inventory.boundary_firm": Text(
            "Doanh nghiệp và các cơ sở của mình trong khu, theo quyền kiểm soát vận hành.",
            "The firm with its facilities in the park, by operational control.",
        ),
        "judge.inventory.categories": Text("Các loại phát thải được báo cáo", "Categories reported"),
        "judge.inventory.head.iso": Text("Loại", "No."),
        "judge.inventory.head.category": Text("Nội dung (ISO 14064-1)", "Category (ISO 14064-1)"),
        "judge.inventory.head.state": Text("Trong báo cáo", "In this report"),
        "judge.inventory.head.factor": Text("Hệ số", "Factor"),
        "judge.inventory.head.value": Text("Giá trị", "Value"),
        "judge.inventory.head.year": Text("Năm", "Year"),
        "judge.inventory.head.source": Text("Nguồn", "Source"),
        "judge.inventory.iso1": Text("Phát thải trực tiếp", "Direct emissions and removals"),
        "judge.inventory.iso2": Text("Năng lượng mua vào", "Imported energy"),
        "judge.inventory.iso3": Text("Vận chuyển", "Transportation"),
        "judge.inventory.iso4": Text("Sản phẩm tổ chức sử dụng", "Products used by the organisation"),
        "judge.inventory.iso5": Text("Sử dụng sản phẩm của tổ chức", "Use of the organisation's products"),
        "judge.inventory.iso6": Text("Nguồn khác", "Other sources"),
        "judge.inventory.in": Text("có", "yes"),
        "judge.inventory.out": Text("không: chưa có số liệu", "no: no data"),
        "judge.inventory.partly": Text("một phần: còn loại chưa đánh giá", "partly: some categories not assessed"),
        "judge.inventory.not_relevant": Text("không liên quan, có nêu lý do", "not relevant, with the reason"),
        "judge.inventory.quantities": Text("Lượng phát thải", "Quantified emissions"),
        "judge.inventory.market": Text("Phạm vi 2 theo thị trường", "Scope 2, market-based"),
        "judge.inventory.hourly": Text("Phạm vi 2 khớp theo giờ", "Scope 2, hourly matched"),
        "judge.inventory.scope3": Text("Phạm vi 3", "Scope 3"),
        "judge.inventory.sinks": Text("Hấp thụ (cây xanh), không trừ vào tổng", "Sinks (green areas), never subtracted"),
        "judge.inventory.no_market": Text(
            "không có chứng nhận hay hợp đồng điện nào được ghi sổ", "no certificate or supply contract is on file"
        ),
        "judge.inventory.no_hourly": Text(
            "không có chứng nhận theo giờ nào được ghi sổ", "no hourly certificates are on file"
        ),
        "judge.inventory.no_scope3": Text(
            "chưa có số liệu hoạt động của chuỗi giá trị", "no activity data of the value chain"
        ),
        "judge.inventory.no_sinks": Text(
            "chưa có hồ sơ trồng cây và kiểm tra cây sống trong báo cáo này",
            "no planting record with a survival check is part of this report",
        ),
        "judge.inventory.scope3_text": Text(
            "Đủ 15 loại của GHG Protocol. Loại không ai đánh giá được ghi là chưa đánh giá, không phải bằng không. Số này là lời khai và không cộng với phạm vi 1 và 2.",
            "All 15 categories of the GHG Protocol. What nobody assessed is said to be not assessed, which is not zero. The numbers are declared and never added to scopes 1 and 2.",
        ),
        "judge.inventory.scope3_part": Text(
            "mới đánh giá {assessed} loại, {open} loại chưa ai đánh giá: đây là cận dưới.",
            "{assessed} categories are assessed, {open} are not: a lower bound.",
        ),
        "judge.inventory.scope3.assessed": Text("đã đánh giá", "assessed"),
        "judge.inventory.scope3.not_relevant": Text("không liên quan", "not relevant"),
        "judge.inventory.scope3.not_assessed": Text("chưa đánh giá", "not assessed"),
        "judge.inventory.sinks_text": Text(
            "Hấp thụ của cây xanh được ước tính từ hồ sơ trồng và kiểm tra cây sống, ghi ở đây và không trừ vào bất kỳ tổng nào ở trên.",
            "Uptake of trees is estimated from planting records and survival checks. It stands here and is subtracted from no sum above.",
        ),
        "judge.inventory.gas": Text("Theo khí: {gas}", "By gas: {gas}"),
        "judge.inventory.gases": Text(
            "Theo khí, quy đổi bằng GWP 100 năm của {report}", "By gas, converted with 100-year GWP of {report}"
        ),
        "judge.inventory.factors": Text("Hệ số đã dùng", "Factors used"),
        "judge.inventory.factors_text": Text(
            "Mỗi dòng tính = lượng hoạt động × hệ số. Thứ tự ưu tiên của hệ số theo quy định; hệ số của năm khác được ghi rõ.",
            "Each line is activity times factor. Factors are taken in the order of priority of the law; one of another year is marked.",
        ),
        "judge.inventory.uncertainty": Text("Độ không đảm bảo", "Uncertainty"),
        "judge.inventory.uncertainty_text": Text(
            "Lan truyền theo JCGM 100 (GUM). Các dòng dùng chung một hệ số hoặc một công tơ tương quan hoàn toàn, nên sai số của hệ số không tự triệt tiêu khi cộng.",
            "Propagated by JCGM 100 (GUM). Lines that share a factor or a meter are fully correlated, so a factor's error does not average out in a sum.",
        ),
        "judge.inventory.left_out": Text("Phần không tính được", "What could not be computed"),
        "judge.inventory.nothing_left_out": Text(
            "Mọi dòng trong kiểm kê đều tính được.", "Every line of the inventory was computed."
        ),
        "judge.inventory.lines": Text("{count} dòng", "{count} lines"),
        "judge.inventory.base_year": Text("Năm cơ sở và tính lại", "Base year and restatement"),
        "judge.inventory.base_year_text": Text(
            "Chưa chọn năm cơ sở. Mỗi lần tính lại tạo một phiên bản mới; phiên bản cũ còn nguyên và so sánh được.",
            "No base year has been chosen. Each restatement makes a new version; earlier ones stay and can be compared.",
        ),
        "judge.inventory.base_year_public": Text(
            "Bản công khai không nêu năm cơ sở: chỉ những tổng đã được phép công bố mới có ở đây.",
            "The public edition does not show the base year: only totals that were let out stand here.",
        ),
        "judge.inventory.base_year_is": Text(
            "Năm cơ sở là {year}. Tính lại khi các thay đổi cộng lại từ {threshold} % trở lên, không kể dấu.",
            "The base year is {year}. It is recalculated when changes, whatever their sign, add up to {threshold} % or more.",
        ),
        "judge.inventory.base_year_once": Text(
            "Kiểm kê năm {year} mới được công bố một lần: chưa có gì thay đổi.",
            "The inventory of {year} was published once: nothing has changed since.",
        ),
        "judge.inventory.base_year.changes": Text("Thay đổi của năm cơ sở", "Changes of the base year"),
        "judge.inventory.base_year.first": Text("Năm cơ sở, công bố lần đầu", "Base year as first stated"),
        "judge.inventory.base_year.now": Text("Năm cơ sở, tính hiện nay", "Base year as computed now"),
        "judge.inventory.base_year.structure": Text("– do nguồn thêm hoặc bớt", "– sources that came or went"),
        "judge.inventory.base_year.activity": Text("– do lượng hoạt động", "– activity data"),
        "judge.inventory.base_year.factor": Text("– do hệ số phát thải", "– emission factors"),
        "judge.inventory.base_year.gwp": Text("– do tiềm năng nóng lên toàn cầu (GWP)", "– warming potentials (GWP)"),
        "judge.inventory.base_year.rules": Text("– do cách tính khác", "– other rules of computing"),
        "judge.inventory.verification": Text("Thẩm định", "Verification"),
        "judge.inventory.verification_text": Text(
            "Báo cáo này chưa được bên thứ ba thẩm định theo ISO 14064-3. Nhật ký bằng chứng cho phép người thẩm định tính lại từng con số.",
            "No third party has verified this report to ISO 14064-3. The evidence log lets a verifier compute every number again.",
        ),
    }
)
