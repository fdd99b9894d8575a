"""Texts of the greenhouse-gas page, its figures and its forms."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "figure.ghg_total": Text("Phát thải phạm vi 1 và 2 (theo vị trí)", "Emissions of scopes 1 and 2 (location-based)"),
        "figure.ghg_scope1": Text("Phát thải phạm vi 1", "Scope 1 emissions"),
        "figure.ghg_scope2_location": Text("Phạm vi 2 theo vị trí", "Scope 2, location-based"),
        "figure.ghg_scope2_market": Text("Phạm vi 2 theo thị trường", "Scope 2, market-based"),
        "figure.ghg_scope2_hourly": Text("Phạm vi 2 khớp từng giờ", "Scope 2, hourly-matched"),
        "figure.ghg_biogenic": Text("CO₂ sinh học (ghi nhớ)", "Biogenic CO₂ (memo)"),
        "figure.ghg_apart": Text("Khí theo Nghị định thư Montreal (ghi riêng)", "Montreal Protocol gases (shown apart)"),
        "figure.note.lower_bound": Text(
            "là mức thấp nhất: {lines} dòng chưa tính được", "a lower bound: {lines} lines could not be computed"
        ),
        "portal.nav.carbon": Text("Khí nhà kính", "Greenhouse gases"),
        "portal.carbon.lead": Text(
            "Kiểm kê cả năm theo ISO 14064-1 và GHG Protocol. Mỗi con số có khoảng bất định và nguồn.",
            "The year's inventory to ISO 14064-1 and the GHG Protocol. Every number has its interval and its source.",
        ),
        "portal.carbon.year": Text("Năm", "Year"),
        "portal.carbon.year_before": Text("Năm trước", "Year before"),
        "portal.carbon.year_after": Text("Năm sau", "Year after"),
        "portal.carbon.firm": Text("Doanh nghiệp", "Firm"),
        "portal.carbon.all_firms": Text("Cả khu", "Whole park"),
        "portal.carbon.show": Text("Xem", "Show"),
        "portal.carbon.nothing": Text("chưa có số liệu", "no data yet"),
        "portal.carbon.none": Text("Chưa có dòng kiểm kê nào trong năm {year}", "No inventory line in {year}"),
        "portal.carbon.none_why": Text(
            "Nhập số đọc điện hoặc nhiên liệu, hoặc gửi số liệu hoạt động ở cuối trang này.",
            "Import readings of electricity or fuel, or send activity data at the end of this page.",
        ),
        "portal.carbon.total": Text("Tổng phạm vi 1 và 2, {year}", "Scopes 1 and 2 together, {year}"),
        "portal.carbon.total_what": Text(
            "Phạm vi 2 ở đây tính theo vị trí. Phát thải tránh được, cây xanh và tín chỉ không bị trừ vào.",
            "Scope 2 is location-based here. Avoided emissions, trees and credits are not subtracted.",
        ),
        "portal.carbon.means_largest": Text(
            "Nguồn lớn nhất là {category}: {share} của tổng. Bắt đầu giảm từ đây.",
            "The largest source is {category}: {share} of the total. Start cutting there.",
        ),
        "portal.carbon.means_missing": Text(
            "{count} dòng chưa tính được, nên tổng là mức thấp nhất. Lý do ở dưới.",
            "{count} lines could not be computed, so the total is a lower bound. The reasons stand below.",
        ),
        "portal.carbon.means_complete": Text("Mọi dòng đều tính được.", "Every line could be computed."),
        "portal.carbon.by_draws": Text(
            "Khoảng tìm bằng mô phỏng: hệ số lệch một phía.", "The interval was found by drawing: some factors are skewed."
        ),
        "portal.carbon.by_law": Text(
            "Khoảng tính theo luật lan truyền; mô phỏng cho cùng kết quả.",
            "The interval follows the law of propagation; drawing agrees.",
        ),
        "portal.carbon.scope_1_means": Text("đốt nhiên liệu, xe, khí rò rỉ, quá trình", "fuel, vehicles, leaks, processes"),
        "portal.carbon.scope_2_means": Text("điện và nhiệt mua vào", "electricity and heat bought"),
        "portal.carbon.scope2": Text("Phạm vi 2 theo ba cách", "Scope 2, three ways"),
        "portal.carbon.scope2_what": Text(
            "Ba con số trả lời ba câu hỏi khác nhau. Không cộng, không chọn con số đẹp nhất: hãy báo cáo cùng nhau.",
            "Three numbers answer three questions. Never add them, never pick the nicest: report them together.",
        ),
        "portal.carbon.method_location": Text("Theo vị trí", "Location-based"),
        "portal.carbon.method_location_means": Text(
            "Lưới điện nơi bạn đứng thải bao nhiêu cho lượng điện bạn dùng?",
            "What does the grid you stand on emit for the electricity you use?",
        ),
        "portal.carbon.method_market": Text("Theo thị trường", "Market-based"),
        "portal.carbon.method_market_means": Text(
            "Trừ phần điện có chứng chỉ đã huỷ cho bạn, còn lại bao nhiêu?",
            "What is left after the electricity whose certificates were cancelled for you?",
        ),
        "portal.carbon.method_hourly": Text("Khớp từng giờ", "Hourly-matched"),
        "portal.carbon.method_hourly_means": Text(
            "Điện sạch có được phát đúng vào giờ bạn dùng không?",
            "Was the clean electricity generated in the very hour you used it?",
        ),
        "portal.carbon.matched": Text("khớp {share} của {kwh} kWh", "{share} of {kwh} kWh matched"),
        "portal.carbon.units_used": Text("{count} đơn vị trong sổ", "{count} units of the ledger"),
        "portal.carbon.categories": Text("Theo nguồn phát thải", "By source"),
        "portal.carbon.category": Text("Nguồn", "Source"),
        "portal.carbon.iso": Text("ISO 14064-1", "ISO 14064-1"),
        "portal.carbon.iso_number": Text("loại {number}", "category {number}"),
        "portal.carbon.share": Text("Tỷ trọng", "Share"),
        "portal.carbon.not_computed": Text("{count} dòng chưa tính được", "{count} lines not computed"),
        "portal.carbon.lines_link": Text("Xem từng dòng của tháng", "See the lines of a month"),
        "portal.carbon.why_missing": Text("Chưa tính được vì", "Not computed because"),
        "portal.carbon.lines_count": Text("{count} dòng", "{count} lines"),
        "portal.carbon.uncertainty": Text("Điều gì làm con số kém chắc chắn", "What makes the number uncertain"),
        "portal.carbon.uncertainty_what": Text(
            "Sửa nguồn đứng đầu sẽ thu hẹp khoảng nhiều nhất.", "Mending the first one narrows the interval most."
        ),
        "portal.carbon.source_meter": Text("công tơ {name}", "meter {name}"),
        "portal.carbon.source_factor": Text("hệ số {name}", "factor {name}"),
        "portal.carbon.source_declaration": Text("bản khai {name}", "declaration {name}"),
        "portal.carbon.source_density": Text("khối lượng riêng trong bản khai {name}", "density in declaration {name}"),
        "portal.carbon.assumed": Text("giả định", "assumed"),
        "portal.carbon.levels": Text("Hệ số dùng ở bậc nào", "Which level of factors was used"),
        "portal.carbon.levels_what": Text(
            "Thứ tự theo Điều 18 Thông tư 38/2023/TT-BCT: hệ số riêng được chấp nhận, danh mục quốc gia, rồi IPCC.",
            "Order of article 18, Circular 38/2023/TT-BCT: own approved factor, national list, then IPCC.",
        ),
        "portal.carbon.level_own": Text("Hệ số riêng được chấp nhận", "Own, approved"),
        "portal.carbon.level_national": Text("Công bố quốc gia", "National"),
        "portal.carbon.level_ipcc": Text("IPCC", "IPCC"),
        "portal.carbon.slot": Text(
            "{document}: danh mục có hiệu lực nhưng chưa được nhập vào bộ quy tắc, nên IPCC trả lời thay.",
            "{document}: the list is in force but nobody has entered it, so the IPCC answers instead.",
        ),
        "portal.carbon.own_factors": Text("Hệ số riêng đã nộp", "Own factors handed in"),
        "portal.carbon.state_proposed": Text("chờ quyết định", "waiting for a decision"),
        "portal.carbon.state_accepted": Text("đã chấp nhận", "accepted"),
        "portal.carbon.state_rejected": Text("không chấp nhận", "rejected"),
        "portal.carbon.accept": Text("Chấp nhận", "Accept"),
        "portal.carbon.reject": Text("Không chấp nhận", "Reject"),
        "portal.carbon.reason": Text("Lý do (khi không chấp nhận)", "Reason (when rejecting)"),
        "portal.carbon.memos": Text("Ghi riêng, không cộng vào tổng", "Shown apart, not in the total"),
        "portal.carbon.biogenic": Text("CO₂ từ sinh khối", "CO₂ of biomass"),
        "portal.carbon.biogenic_means": Text(
            "CH₄ và N₂O của sinh khối vẫn được tính trong phạm vi 1.", "CH₄ and N₂O of biomass do count in scope 1."
        ),
        "portal.carbon.apart": Text("Môi chất theo Nghị định thư Montreal", "Gases of the Montreal Protocol"),
        "portal.carbon.variants": Text("CH₄ và N₂O của nước thải theo hướng dẫn", "CH₄ and N₂O of wastewater by guideline"),
        "portal.carbon.guideline": Text("IPCC {year}", "IPCC {year}"),
        "portal.carbon.chosen": Text("đang dùng", "in use"),
        "portal.carbon.scope3": Text("Phạm vi 3", "Scope 3"),
        "portal.carbon.scope3_what": Text(
            "15 loại của GHG Protocol. “Chưa đánh giá” không phải là không; phạm vi 3 không cộng vào tổng ở trên.",
            "The 15 categories of the GHG Protocol. “Not assessed” is not zero; scope 3 is not in the total above.",
        ),
        "portal.carbon.scope3_done": Text("đã đánh giá {count} trên 15", "{count} of 15 assessed"),
        "portal.carbon.state": Text("Tình trạng", "State"),
        "portal.carbon.scope3_assessed": Text("đã đánh giá", "assessed"),
        "portal.carbon.scope3_not_relevant": Text("không liên quan", "not relevant"),
        "portal.carbon.scope3_not_assessed": Text("chưa đánh giá", "not assessed"),
        "portal.carbon.quality_screening": Text("sàng lọc", "screening"),
        "portal.carbon.quality_calculated": Text("tính từ hoạt động", "calculated from activities"),
        "portal.carbon.base": Text("Năm cơ sở và tính lại", "Base year and recalculation"),
        "portal.carbon.base_what": Text(
            "Năm cơ sở {year}; tính lại khi thay đổi đạt {threshold}.",
            "Base year {year}; recalculated when changes reach {threshold}.",
        ),
        "portal.carbon.base_not_set": Text("Chưa chọn năm cơ sở", "No base year chosen"),
        "portal.carbon.base_not_set_why": Text(
            "Điền base_year dưới settings, inventory trong park.yaml để so các năm với một mốc.",
            "Fill in base_year under settings, inventory in park.yaml to compare years with one mark.",
        ),
        "portal.carbon.base_unchanged": Text(
            "Năm cơ sở mới được công bố một lần, chưa có gì để so.",
            "The base year has been published once; there is nothing to compare yet.",
        ),
        "portal.carbon.base_due": Text("phải tính lại", "recalculation due"),
        "portal.carbon.base_not_due": Text("không phải tính lại", "no recalculation due"),
        "portal.carbon.cause": Text("Nguyên nhân", "Cause"),
        "portal.carbon.change": Text("Thay đổi", "Change"),
        "portal.carbon.restated_link": Text(
            "Xem khác biệt từng dòng giữa hai phiên bản", "See the differences line by line"
        ),
        "portal.carbon.send": Text("Gửi số liệu hoạt động", "Send activity data"),
        "portal.carbon.send_what": Text(
            "Xe, môi chất lạnh, khí rò rỉ, quá trình: một tệp CSV hoặc JSON, mọi dòng hoặc không dòng nào.",
            "Vehicles, refrigerants, leaks, processes: one CSV or JSON file, all rows or none.",
        ),
        "portal.carbon.send_columns": Text("Các cột: {columns}", "Columns: {columns}"),
        "portal.carbon.file": Text("Tệp", "File"),
        "portal.carbon.send_button": Text("Gửi", "Send"),
        "portal.carbon.kept": Text(
            "Đã lưu {count} dòng. Kiểm kê sẽ tính chúng ở lần chạy tới.",
            "{count} rows are kept. The inventory takes them in at its next run.",
        ),
        "portal.category.mobile_combustion": Text("Xe và máy di động", "Vehicles and mobile machines"),
        "portal.category.process": Text("Quá trình công nghiệp", "Industrial process"),
        "portal.category.fugitive": Text("Khí rò rỉ", "Fugitive gas"),
        "portal.category.refrigerant": Text("Môi chất lạnh nạp bù", "Refrigerant recharged"),
        "portal.category.refrigerant_screening": Text("Môi chất lạnh, ước tính", "Refrigerant, screening"),
        "portal.category.purchased_heat": Text("Hơi, nhiệt mua ngoài", "Purchased steam and heat"),
        "portal.category.vehicle_fuel": Text("Nhiên liệu cho xe", "Fuel of vehicles"),
        "portal.category.gas_release": Text("Khí thoát ra (cân được)", "Gas released (weighed)"),
        "portal.category.refrigerant_recharge": Text("Môi chất lạnh nạp bù", "Refrigerant recharged"),
        "portal.category.refrigerant_charge": Text("Môi chất lạnh trong máy", "Refrigerant in machines"),
        "portal.category.wastewater_cod": Text("COD vào xử lý riêng", "COD into an own treatment"),
        "portal.category.wastewater_n": Text("Nitơ vào xử lý riêng", "Nitrogen into an own treatment"),
        "portal.category.heat": Text("Hơi, nhiệt mua ngoài", "Purchased steam and heat"),
        "portal.resource.vehicle_fuel": Text("Nhiên liệu cho xe", "Fuel of vehicles"),
        "portal.resource.process": Text("Quá trình công nghiệp", "Industrial process"),
        "portal.resource.gas_release": Text("Khí thoát ra (cân được)", "Gas released (weighed)"),
        "portal.resource.refrigerant_recharge": Text("Môi chất lạnh nạp bù", "Refrigerant recharged"),
        "portal.resource.refrigerant_charge": Text("Môi chất lạnh trong máy", "Refrigerant in machines"),
        "portal.resource.wastewater_cod": Text("COD vào xử lý riêng", "COD into an own treatment"),
        "portal.resource.wastewater_n": Text("Nitơ vào xử lý riêng", "Nitrogen into an own treatment"),
        "portal.resource.heat": Text("Hơi, nhiệt mua ngoài", "Purchased steam and heat"),
    }
)
