"""Texts of the pages of the register of measures."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.measures.lead": Text(
            "Doanh nghiệp làm gì để dùng ít hơn, và phần nào đã được chứng minh bằng số đo.",
            "What firms do to use less, and how much of it is proved by measurement.",
        ),
        "portal.measures.lead_firm": Text(
            "Giải pháp của doanh nghiệp bạn, và phần nào đã được chứng minh bằng số đo.",
            "Your firm's measures, and how much of them is proved by measurement.",
        ),
        "portal.measures.new": Text("Thêm giải pháp", "Add a measure"),
        "portal.measures.edit": Text("Sửa", "Edit"),
        "portal.measures.edit_title": Text("Sửa giải pháp", "Edit a measure"),
        "portal.measures.save": Text("Lưu", "Save"),
        "portal.measures.projects": Text("Dự án số", "Digital projects"),
        "portal.measures.totals": Text("Mỗi năm tiết kiệm được bao nhiêu", "What is saved per year"),
        "portal.measures.totals_what": Text(
            "Ba cột không cộng lẫn với nhau: đã kiểm chứng là đo được và đã loại trừ thời tiết, lịch làm việc; khai là lời doanh nghiệp; không chứng minh được là đã khai nhưng số đo chưa xác nhận.",
            "The three columns are never added together: verified is measured, weather and calendar taken out; declared is what firms say; not provable was said, but measurement does not bear it out.",
        ),
        "portal.measures.firms": Text("Doanh nghiệp", "Firms"),
        "portal.measures.count": Text("Giải pháp", "Measures"),
        "portal.measures.planned": Text(
            "{count} giải pháp đang dự kiến, chưa tính vào đâu", "{count} measures are planned and count nowhere yet"
        ),
        "portal.measures.verified": Text("Đã kiểm chứng", "Verified"),
        "portal.measures.measured": Text("Đo được", "Measured"),
        "portal.measures.declared": Text("Khai", "Declared"),
        "portal.measures.not_provable": Text("Không chứng minh được", "Not provable"),
        "portal.measures.no_verification": Text("Chưa kiểm chứng", "Not verified yet"),
        "portal.measures.amount": Text("Đại lượng", "Amount"),
        "portal.measures.per_year": Text("mỗi năm", "per year"),
        "portal.measures.interval": Text("90 %: {low} – {high}", "90 %: {low} – {high}"),
        "portal.measures.list": Text("Các giải pháp", "Measures"),
        "portal.measures.none": Text("Chưa có giải pháp nào", "No measure yet"),
        "portal.measures.none_why": Text(
            "Thêm giải pháp đầu tiên, hoặc tải mẫu bảng tính, điền rồi gửi lên.",
            "Add the first one, or take the template sheet, fill it in and send it.",
        ),
        "portal.measures.none_read": Text(
            "Khi doanh nghiệp hoặc ban quản lý thêm giải pháp, chúng hiện ở đây.",
            "Once firms or the management board add measures, they appear here.",
        ),
        "portal.measures.sheet": Text("Nhập từ bảng tính", "Take from a spreadsheet"),
        "portal.measures.sheet_what": Text(
            "Tải mẫu, điền mỗi giải pháp một dòng, rồi gửi lại (XLSX hoặc CSV). Dòng đúng được lưu; dòng sai được chỉ rõ.",
            "Take the template, fill in one measure per row, send it back (XLSX or CSV). Good rows are kept; broken ones are named.",
        ),
        "portal.measures.template": Text("Tải mẫu", "Get the template"),
        "portal.measures.file": Text("Tệp", "File"),
        "portal.measures.send": Text("Gửi", "Send"),
        "portal.measures.sheet_done": Text(
            "Đã lưu {kept} dòng, {unchanged} dòng không đổi, {bad} dòng chưa nhận.",
            "{kept} rows kept, {unchanged} unchanged, {bad} not taken.",
        ),
        "portal.measures.row": Text("Dòng {row}", "Row {row}"),
        "portal.measures.by_year": Text("Theo năm", "By year"),
        "portal.measures.by_sector": Text("Theo ngành", "By sector"),
        "portal.measures.year": Text("Năm", "Year"),
        "portal.measures.sector": Text("Ngành (VSIC)", "Sector (VSIC)"),
        "portal.measures.sector_none": Text("chưa khai ngành", "sector not stated"),
        "portal.measures.new_firms": Text("DN mới", "New firms"),
        "portal.measures.new_measures": Text("Giải pháp mới", "New measures"),
        "portal.measures.table_what": Text(
            "Mỗi ô: đã kiểm chứng / khai / không chứng minh được.", "Each cell: verified / declared / not provable."
        ),
        "portal.measures.form": Text(
            "Số liệu cho mẫu A.4 năm {year} (kết quả năm {before})", "Figures for form A.4 of {year} (results of {before})"
        ),
        "portal.measures.form_what": Text(
            "Các ô của mẫu A.4 (Thông tư 05/2025) mà sổ này điền được. Ô trống nghĩa là chưa ai khai.",
            "Fields of form A.4 (Circular 05/2025) that this register fills. An empty field: nobody has said anything.",
        ),
        "portal.measures.field": Text("Ô", "Field"),
        "portal.measures.status_planned": Text("Dự kiến", "Planned"),
        "portal.measures.status_installed": Text("Đã lắp đặt", "Installed"),
        "portal.measures.status_verified": Text("Đã kiểm chứng", "Verified"),
        "portal.measures.status_rejected": Text("Bị từ chối", "Rejected"),
        "portal.measures.status_withdrawn": Text("Đã rút", "Withdrawn"),
        "portal.measures.kind_energy": Text("Năng lượng", "Energy"),
        "portal.measures.kind_water": Text("Nước", "Water"),
        "portal.measures.kind_material": Text("Nguyên vật liệu", "Materials"),
        "portal.measures.kind_waste": Text("Chất thải", "Waste"),
        "portal.measures.kind_wastewater": Text("Nước thải", "Wastewater"),
        "portal.measures.kind_chemical": Text("Hóa chất", "Chemicals"),
        "portal.measures.kind_other": Text("Khác", "Other"),
        "portal.measures.saved_percent": Text(
            "tiết kiệm {value} % ({low} – {high} %)", "saves {value} % ({low} – {high} %)"
        ),
        "portal.measures.million": Text("{value} triệu đ", "{value} million VND"),
        "portal.measures.waiting": Text("{count} sự kiện chờ quyết định", "{count} events wait for a decision"),
        "portal.measures.of_which": Text("Gồm", "Of which"),
        "portal.measures.sample": Text("bản ghi mẫu", "sample record"),
        "portal.measures.park_itself": Text("Khu (hạ tầng chung)", "The park itself"),
        "portal.nav.measures": Text("Giải pháp tiết kiệm", "Savings measures"),
        "portal.nav.digital_projects": Text("Dự án số", "Digital projects"),
    }
)
