"""Texts of the portal: path to the target, sinks, products."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.nav.carbon_path": Text("Lộ trình giảm phát thải", "Path to the target"),
        "portal.path.lead": Text(
            "Năm nay sẽ hết bao nhiêu, mục tiêu cho phép bao nhiêu, và còn thiếu gì.",
            "What the year will end with, what the target allows, and what is still open.",
        ),
        "portal.path.whose": Text("Của ai", "Whose"),
        "portal.path.park": Text("Cả khu công nghiệp", "The whole park"),
        "portal.path.show": Text("Xem", "Show"),
        "portal.path.done": Text("Đã lưu.", "It is saved."),
        "portal.path.answer_none": Text("Chưa dự báo được năm {year}", "{year} cannot be forecast yet"),
        "portal.path.answer_no_target": Text("Chưa có mục tiêu để so", "There is no target to compare with"),
        "portal.path.answer_no_base": Text("Chưa có năm gốc để vẽ lộ trình", "The path has no base year yet"),
        "portal.path.answer_on_path": Text("Năm {year} đang đúng lộ trình", "{year} is on the path"),
        "portal.path.answer_on_path_what": Text(
            "Nếu không có gì thay đổi, năm nay ở dưới mức mục tiêu cho phép. Xem các năm sau ở bảng dưới.",
            "If nothing changes, the year stays below what the target allows. See the later years below.",
        ),
        "portal.path.answer_unclear": Text(
            "Năm {year}: chưa kết luận được (khoảng sai số chứa mức của lộ trình)",
            "{year}: it cannot be told yet (the interval holds the path)",
        ),
        "portal.path.answer_unclear_what": Text(
            "Con số ở giữa cao hay thấp hơn lộ trình xem ở bảng dưới. Khoảng sai số hẹp lại khi có thêm tháng đo và hệ số chắc hơn.",
            "See below whether the middle lies above or below the path. The interval narrows with more months and better factors.",
        ),
        "portal.path.answer_open": Text(
            "Năm {year} vượt lộ trình khoảng {open} tCO₂e", "{year} is about {open} tCO₂e above the path"
        ),
        "portal.path.answer_open_what": Text(
            "Hãy xem những giải pháp nào lấp được khoảng này, và bổ sung giải pháp mới. Cây xanh và tín chỉ không được trừ vào đây.",
            "See which measures close it, and add new ones. Trees and credits are not deducted here.",
        ),
        "portal.path.so_far": Text("Đến nay trong {year}", "So far in {year}"),
        "portal.path.expected": Text("Dự kiến cả năm {year}", "Expected for {year}"),
        "portal.path.too_short": Text("lịch sử còn ngắn", "history too short"),
        "portal.path.allowed": Text("Lộ trình cho phép {year}", "The path allows in {year}"),
        "portal.path.no_path": Text("chưa có", "not set"),
        "portal.path.open_end": Text("Còn thiếu đến {year}", "Still open for {year}"),
        "portal.path.open_end_what": Text(
            "mỗi năm, sau khi trừ các giải pháp đã lên kế hoạch", "per year, after planned measures"
        ),
        "portal.path.range": Text("khoảng 90 %: {low} – {high}", "90 % interval: {low} – {high}"),
        "portal.path.title": Text("Lộ trình đến mục tiêu", "The path to the target"),
        "portal.path.target_line": Text(
            "Gốc {base_year}, đến {year} còn lại {share} phát thải gộp.",
            "Base {base_year}; in {year} {share} of gross emissions may remain.",
        ),
        "portal.path.no_offsets": Text(
            "Không trừ cây xanh, chứng chỉ hay tín chỉ.", "No trees, certificates or credits are deducted."
        ),
        "portal.path.shape_linear": Text("Giảm đều số tấn mỗi năm", "The same tonnes less each year"),
        "portal.path.shape_constant_rate": Text("Giảm đều phần trăm mỗi năm", "The same per cent less each year"),
        "portal.path.shape_steps": Text("Theo các mốc đã đặt", "By stated steps"),
        "portal.path.picture": Text(
            "Đường mục tiêu, phát thải nếu giữ như hiện nay, và phát thải sau các giải pháp đã lên kế hoạch",
            "Target path, emissions as today, and emissions after planned measures",
        ),
        "portal.path.key_today": Text("Nếu như hiện nay", "As today"),
        "portal.path.key_after": Text("Sau các giải pháp", "After measures"),
        "portal.path.key_target": Text("Lộ trình", "Path"),
        "portal.path.year": Text("Năm", "Year"),
        "portal.path.measures_save": Text("Giải pháp giảm", "Measures save"),
        "portal.path.open_after": Text("Còn thiếu", "Still open"),
        "portal.path.no_path_yet": Text("Chưa vẽ được lộ trình", "No path can be drawn yet"),
        "portal.path.set_target": Text("Đặt hoặc đổi mục tiêu", "Set or change the target"),
        "portal.path.base_year": Text("Năm gốc", "Base year"),
        "portal.path.base_amount": Text(
            "Số gốc, tCO₂e (để trống: lấy từ kiểm kê)", "Base amount, tCO₂e (empty: from the inventory)"
        ),
        "portal.path.target_year": Text("Năm đích", "Target year"),
        "portal.path.remaining": Text("Còn lại, % so với gốc", "Remaining, % of base"),
        "portal.path.shape": Text("Cách giảm", "Shape"),
        "portal.path.why": Text("Lý do, nguồn của số gốc", "Reason, source of the base amount"),
        "portal.path.base_hint": Text(
            "Đổi năm gốc phải nói lý do. Phát thải ròng bằng 0 nghĩa là còn lại 0 %, trừ khi bạn ghi rõ phần không thể giảm.",
            "Changing the base needs a reason. Net zero means 0 % remaining, unless you state what cannot be avoided.",
        ),
        "portal.path.save": Text("Lưu mục tiêu", "Save the target"),
        "portal.path.forecast": Text("Dự báo năm {year} theo nguồn", "Forecast of {year} by source"),
        "portal.path.forecast_what": Text(
            "Tháng đã đo cộng {months} tháng chưa tới. Mỗi cách dự báo được thử trên những tháng đã biết trước khi dùng.",
            "Measured months plus {months} to come. Each method was tried on months already known before it is used.",
        ),
        "portal.path.category": Text("Nguồn", "Source"),
        "portal.path.so_far_short": Text("Đến nay", "So far"),
        "portal.path.year_value": Text("Cả năm, tCO₂e", "Year, tCO₂e"),
        "portal.path.checked": Text("Đã thử thế nào", "How it was checked"),
        "portal.path.short": Text("{count} tháng đo thiếu", "{count} months less measured"),
        "portal.path.method_level": Text("trung bình 6 tháng gần nhất", "mean of the last 6 months"),
        "portal.path.method_seasonal_naive": Text("cùng tháng năm trước", "same month last year"),
        "portal.path.method_blend": Text("trung bình của hai cách", "mean of both methods"),
        "portal.path.error": Text("sai trung bình {error} ({count} lần thử)", "mean error {error} ({count} trials)"),
        "portal.path.naive": Text("lấy cùng tháng năm trước thì sai {error}", "the same month last year would err {error}"),
        "portal.path.naive_none": Text(
            "chưa đủ dài để so với cùng tháng năm trước", "too short to compare with the same month last year"
        ),
        "portal.path.unchecked": Text(
            "trung bình các tháng đã có; chưa đủ dài để thử, nên khoảng sai số rộng",
            "mean of the months there are; too short to be tried, so the interval is wide",
        ),
        "portal.path.next_year": Text("Năm {year}, nếu không có gì thay đổi:", "{year}, if nothing changes:"),
        "portal.path.nothing": Text("Chưa có phát thải nào để dự báo", "There is nothing to forecast yet"),
        "portal.path.measures": Text("Giải pháp lấp khoảng thiếu", "Measures that close the gap"),
        "portal.path.measures_what": Text(
            "Lấy từ sổ giải pháp. Con số khai báo chưa được kiểm chứng; chỉ tính giải pháp lắp sau các tháng đã đo.",
            "From the register of measures. Declared savings are not verified; only measures after the measured months count.",
        ),
        "portal.path.measure": Text("Giải pháp", "Measure"),
        "portal.path.from": Text("Từ ngày", "From"),
        "portal.path.saves": Text("Giảm mỗi năm", "Saves per year"),
        "portal.path.standing": Text("Chắc đến đâu", "How sure"),
        "portal.path.standing_verified": Text("đã kiểm chứng", "verified"),
        "portal.path.standing_declared": Text("khai báo", "declared"),
        "portal.path.not_counted": Text("Không tính:", "Not counted:"),
        "portal.path.no_measures": Text("Chưa có giải pháp nào", "No measures yet"),
        "portal.path.no_measures_why": Text(
            "Ghi các giải pháp đã lên kế hoạch với mức giảm và ngày lắp để thấy chúng lấp được bao nhiêu.",
            "Enter planned measures with their saving and day of installation to see how much they close.",
        ),
        "portal.path.to_measures": Text("Mở sổ giải pháp", "Open the register"),
        "portal.sinks.title": Text("Cây xanh, năm {year}: đứng riêng", "Trees, {year}: beside it"),
        "portal.sinks.apart": Text(
            "Ước tính với khoảng rộng, không phải số đo. Không bao giờ trừ vào phát thải ở trên. Chỉ tính cây có hồ sơ trồng, có bằng chứng và được người khác kiểm tra còn sống.",
            "An estimate with a wide range, not a measurement. It is never deducted from the emissions above. Only trees with a planting record, evidence and a survival check by another person count.",
        ),
        "portal.sinks.estimate": Text("ước tính", "estimate"),
        "portal.sinks.middle": Text("ở giữa: {value}", "middle: {value}"),
        "portal.sinks.what": Text("Trồng gì, ở đâu", "What and where"),
        "portal.sinks.size": Text("Bao nhiêu", "How much"),
        "portal.sinks.alive": Text("Còn sống", "Alive"),
        "portal.sinks.uptake": Text("Hấp thụ trong năm", "Uptake in the year"),
        "portal.sinks.evidence": Text("{count} bằng chứng", "{count} pieces of evidence"),
        "portal.sinks.trees": Text("{count} cây", "{count} trees"),
        "portal.sinks.crown": Text("{area} m² tán lá", "{area} m² of crowns"),
        "portal.sinks.sample": Text("{alive} trên {sampled} đã xem", "{alive} of {sampled} looked at"),
        "portal.sinks.not_counted": Text("chưa tính", "does not count"),
        "portal.sinks.none": Text("Chưa ghi cây nào", "No trees recorded"),
        "portal.sinks.none_why": Text(
            "Ghi cây đã trồng kèm ảnh, rồi nhờ người khác đi đếm cây sống.",
            "Record what was planted with a photo, then ask another person to count what lives.",
        ),
        "portal.sinks.add": Text("Ghi cây đã trồng", "Record a planting"),
        "portal.sinks.what_label": Text("Cây gì", "What was planted"),
        "portal.sinks.place": Text("Ở đâu", "Where"),
        "portal.sinks.planted_on": Text("Ngày trồng", "Planted on"),
        "portal.sinks.number": Text("Số cây", "Number of trees"),
        "portal.sinks.crown_label": Text("hoặc tán lá, m²", "or crown area, m²"),
        "portal.sinks.photo": Text("Ảnh hoặc tài liệu", "Photo or document"),
        "portal.sinks.save": Text("Lưu hồ sơ trồng", "Save the planting"),
        "portal.sinks.check": Text("Ghi kết quả kiểm tra cây sống", "Record a survival check"),
        "portal.sinks.which": Text("Hồ sơ trồng", "Planting"),
        "portal.sinks.on": Text("Ngày kiểm tra", "Checked on"),
        "portal.sinks.by": Text("Người kiểm tra", "Checked by"),
        "portal.sinks.sampled": Text("Đã xem", "Looked at"),
        "portal.sinks.alive_label": Text("Còn sống", "Alive"),
        "portal.sinks.other_person": Text(
            "Người ghi hồ sơ trồng không tự kiểm tra được.", "Who recorded the planting cannot check it."
        ),
        "portal.sinks.save_check": Text("Lưu kết quả", "Save the check"),
    }
)
