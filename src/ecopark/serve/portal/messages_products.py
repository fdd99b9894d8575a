"""Texts of the portal: products, footprints, CBAM."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.nav.products": Text("Dấu chân sản phẩm", "Product footprints"),
        "portal.products.lead": Text(
            "Khách hàng hỏi một tấn hàng thải bao nhiêu CO₂? Trả lời từ số đo và sản lượng, có khoảng sai số, và chỉ gửi cho ai doanh nghiệp đồng ý.",
            "Customers ask how much CO₂ a tonne of goods carries. The answer comes from meters and produced quantities, with its interval, and only those get it whom the firm allows.",
        ),
        "portal.products.done": Text("Đã lưu.", "It is saved."),
        "portal.products.none": Text("Chưa có sản phẩm nào", "No products yet"),
        "portal.products.none_why": Text(
            "Thêm một sản phẩm và sản lượng từng tháng; phát thải lấy từ kiểm kê của doanh nghiệp.",
            "Add a product and what was made each month; the emissions come from the firm's inventory.",
        ),
        "portal.products.made": Text("Sản lượng {first} – {last}", "Made {first} – {last}"),
        "portal.products.nothing_made": Text("chưa nhập", "not entered"),
        "portal.products.code": Text("Mã CN", "CN code"),
        "portal.products.route": Text("Lộ trình sản xuất", "Production route"),
        "portal.products.per": Text("kgCO₂e trên {amount} {unit}", "kgCO₂e per {amount} {unit}"),
        "portal.products.range": Text("khoảng 90 %: {low} – {high}", "90 % interval: {low} – {high}"),
        "portal.products.state_draft": Text("bản nháp", "draft"),
        "portal.products.state_published": Text("đã công bố", "published"),
        "portal.products.state_deprecated": Text("đã thay", "replaced"),
        "portal.products.primary": Text("{share} % dữ liệu sơ cấp", "{share} % primary data"),
        "portal.products.period": Text("kỳ {start} – {end}", "period {start} – {end}"),
        "portal.products.insufficient": Text("Chưa đủ để tính", "Not enough to compute it"),
        "portal.products.ready": Text(
            "Đủ số liệu để tính cho 12 tháng gần nhất", "Enough data to compute the last twelve months"
        ),
        "portal.products.compute": Text("Tính và giữ bản nháp", "Compute and keep a draft"),
        "portal.products.publish": Text("Công bố cho khách được phép", "Publish to allowed customers"),
        "portal.products.publish_who": Text("Người tính không tự công bố.", "Who computed it does not publish it."),
        "portal.products.findings": Text(
            "Kiểm tra: {errors} lỗi, {warnings} điểm cần hỏi", "Check: {errors} errors, {warnings} points to ask about"
        ),
        "portal.products.checked_ok": Text("Kiểm tra: không có mâu thuẫn", "Check: no contradiction"),
        "portal.products.error": Text("lỗi", "error"),
        "portal.products.warning": Text("cần hỏi", "ask"),
        "portal.products.older": Text("Các bản trước", "Earlier ones"),
        "portal.products.enter_production": Text("Nhập sản lượng", "Enter production"),
        "portal.products.first_day": Text("Từ ngày", "From"),
        "portal.products.last_day": Text("Đến ngày", "To"),
        "portal.products.quantity": Text("Số lượng", "Quantity"),
        "portal.products.unit": Text("Đơn vị", "Unit"),
        "portal.products.save": Text("Lưu", "Save"),
        "portal.products.cbam": Text("CBAM (xuất sang EU)", "CBAM (export to the EU)"),
        "portal.products.cbam_download": Text("Tải bảng số liệu (Excel)", "Download the data sheet (Excel)"),
        "portal.products.cbam_direct": Text("Trực tiếp", "Direct"),
        "portal.products.cbam_indirect": Text("Gián tiếp", "Indirect"),
        "portal.products.cbam_unit": Text("tCO₂e trên tấn", "tCO₂e per tonne"),
        "portal.products.cbam_missing": Text(
            "Nhà nhập khẩu sẽ hỏi thêm {count} điều", "The importer will ask for {count} more things"
        ),
        "portal.products.cbam_not_told": Text("chưa tính được", "cannot be told"),
        "portal.products.share_with": Text("Ai được nhận", "Who may have it"),
        "portal.products.nobody": Text(
            "Chưa ai. Không có sự đồng ý của doanh nghiệp thì không ai thấy.",
            "Nobody. Without the firm's consent no one sees it.",
        ),
        "portal.products.allow": Text("Cho phép", "Allow"),
        "portal.products.recipient": Text("Khách hàng", "Customer"),
        "portal.products.consent": Text("Đồng ý chia sẻ", "Consent"),
        "portal.products.consent_what": Text(
            "Chỉ tài khoản của doanh nghiệp cho phép được; thu lại lúc nào cũng được.",
            "Only the firm's own account may; it may be taken back at any time.",
        ),
        "portal.products.take_back": Text("Thu lại", "Take back"),
        "portal.products.no_recipients": Text(
            "Ban quản lý chưa thêm chương trình của khách hàng nào.", "The board has not added any customer's program yet."
        ),
        "portal.products.add": Text("Thêm sản phẩm", "Add a product"),
        "portal.products.firm": Text("Doanh nghiệp", "Firm"),
        "portal.products.name": Text("Tên sản phẩm", "Name"),
        "portal.products.description": Text("Mô tả", "Description"),
        "portal.products.declared_unit": Text("Đơn vị khai báo", "Declared unit"),
        "portal.products.mass": Text("Khối lượng một đơn vị, kg", "Mass of one unit, kg"),
        "portal.products.urn": Text("Mã sản phẩm (URN)", "Product id (URN)"),
        "portal.products.cn": Text("Mã CN (nếu xuất EU)", "CN code (for the EU)"),
        "portal.products.fossil_carbon": Text("Carbon hóa thạch trong sản phẩm, kg", "Fossil carbon in the product, kg"),
        "portal.products.inputs_kg": Text("Nguyên liệu mua vào, kgCO₂e mỗi đơn vị", "Purchased materials, kgCO₂e per unit"),
        "portal.products.inputs_source": Text("Nguồn của con số đó", "Source of that figure"),
        "portal.products.exempted": Text("hoặc phần bỏ ra, %", "or the share left out, %"),
        "portal.products.exempted_why": Text("Vì sao bỏ ra", "Why it is left out"),
        "portal.products.check": Text("Kiểm tra dấu chân của nhà cung cấp", "Check a supplier's footprint"),
        "portal.products.check_what": Text(
            "Dán tệp JSON theo chuẩn PACT. Chương trình tìm chỗ tự mâu thuẫn: tổng, tỷ lệ, kỳ, đơn vị. Không lưu gì.",
            "Paste a PACT JSON. What contradicts itself is found: sums, shares, periods, units. Nothing is kept.",
        ),
        "portal.products.check_text": Text("Nội dung JSON", "JSON"),
        "portal.products.check_do": Text("Kiểm tra", "Check it"),
        "portal.products.check_unreadable": Text("Không đọc được JSON này.", "This JSON cannot be read."),
        "portal.products.recipients": Text("Chương trình của khách hàng", "Programs of customers"),
        "portal.products.recipients_what": Text(
            "Mỗi khách hàng có mã riêng để lấy dấu chân qua chuẩn PACT tại /pact. Có mã cũng chưa thấy gì trước khi doanh nghiệp đồng ý.",
            "Each customer has credentials of its own to fetch footprints by PACT at /pact. It sees nothing before a firm consents.",
        ),
        "portal.products.recipient_name": Text("Tên khách hàng", "Customer's name"),
        "portal.products.recipient_url": Text("Địa chỉ PACT của khách (nếu có)", "Their PACT address (if any)"),
        "portal.products.recipient_add": Text("Tạo mã truy cập", "Create credentials"),
        "portal.products.secret_once": Text(
            "Gửi cho khách hàng. Mã bí mật chỉ hiện lần này.", "Give these to the customer. The secret is shown this once."
        ),
        "portal.products.client_id": Text("Mã khách (client id)", "Client id"),
        "portal.products.client_secret": Text("Mã bí mật (client secret)", "Client secret"),
        "portal.products.requests": Text("Yêu cầu nhận được", "Requests received"),
    }
)
