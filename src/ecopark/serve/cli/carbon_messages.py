"""Texts of the commands for sinks, targets and products."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

_HELP = {
    "carbon_firm": ("Doanh nghiệp; bỏ trống: cả khu.", "The firm; left out: the park."),
    "carbon_year": ("Năm; bỏ trống: năm nay.", "The year; left out: this year."),
    "carbon_from": (
        "Tháng đầu, ví dụ 2025-01; bỏ trống cả hai: 12 tháng gần nhất.",
        "First month, for example 2025-01; both left out: the last twelve.",
    ),
    "carbon_to": ("Tháng cuối, tính cả tháng đó.", "Last month, included."),
    "evidence_file": ("Ảnh hoặc tài liệu; dùng được nhiều lần.", "A photo or document; may be repeated."),
    "sink": (
        "Cây xanh: hồ sơ trồng, kiểm tra sống, ước tính hấp thụ (không bao giờ trừ vào phát thải).",
        "Trees: plantings, survival checks, estimated uptake (never taken off emissions).",
    ),
    "sink_list": (
        "Hấp thụ trong một năm, với khoảng rộng.\n\nVí dụ: ecopark sink list --park park --year 2025",
        "Uptake in a year, as a wide range.\n\nExample: ecopark sink list --park park --year 2025",
    ),
    "sink_plant": (
        "Ghi cây đã trồng.\n\nVí dụ: ecopark sink plant --what 'Sao đen' --place 'đường 3' --on 2024-06-05 --trees 120 --evidence anh.jpg",
        "Record a planting.\n\nExample: ecopark sink plant --what Hopea --place 'road 3' --on 2024-06-05 --trees 120 --evidence photo.jpg",
    ),
    "sink_check": (
        "Ghi kết quả kiểm tra cây sống, do người khác người trồng.\n\nVí dụ: ecopark sink check planting-1 --on 2025-06-01 --by 'Trần An' --sampled 60 --alive 54 --user thanhtra",
        "Record a survival check, by another person.\n\nExample: ecopark sink check planting-1 --on 2025-06-01 --by 'Tran An' --sampled 60 --alive 54 --user inspector",
    ),
    "sink_what": ("Trồng cây gì.", "What was planted."),
    "sink_place": ("Trồng ở đâu.", "Where."),
    "sink_on": ("Ngày.", "The day."),
    "sink_trees": ("Số cây.", "Number of trees."),
    "sink_crown": ("Diện tích tán lá, m² (thay cho số cây).", "Crown area in m² (instead of trees)."),
    "sink_by": ("Ai đã đi đếm.", "Who went and counted."),
    "sink_sampled": ("Đã xem bao nhiêu.", "How many were looked at."),
    "sink_alive": ("Bao nhiêu còn sống.", "How many were alive."),
    "sink_user": ("Người dùng ghi kết quả.", "The user who records it."),
    "target": (
        "Mục tiêu giảm phát thải, dự báo năm và phần còn thiếu.",
        "Emission targets, the year's forecast and what is open.",
    ),
    "target_show": (
        "Dự báo, lộ trình, phần còn thiếu; cây xanh đứng riêng.\n\nVí dụ: ecopark target show --park park --firm steel",
        "Forecast, path, gap; trees apart.\n\nExample: ecopark target show --park park --firm steel",
    ),
    "target_set": (
        "Đặt mục tiêu.\n\nVí dụ: ecopark target set --base-year 2025 --target-year 2050 --remaining 0",
        "Set a target.\n\nExample: ecopark target set --base-year 2025 --target-year 2050 --remaining 0",
    ),
    "target_base": ("Năm gốc.", "Base year."),
    "target_amount": ("Số gốc, tCO₂e; bỏ trống: lấy từ kiểm kê.", "Base amount in tCO₂e; left out: from the inventory."),
    "target_year": ("Năm đích.", "Target year."),
    "target_remaining": ("Phần còn lại so với gốc, %.", "What may remain of the base, per cent."),
    "target_shape": (
        "linear: cùng số tấn mỗi năm; constant_rate: cùng phần trăm.",
        "linear: the same tonnes each year; constant_rate: the same per cent.",
    ),
    "target_why": ("Lý do hoặc nguồn của số gốc.", "Reason, or source of the base amount."),
    "product": (
        "Sản phẩm: sản lượng, dấu chân carbon, bảng CBAM, người nhận.",
        "Products: production, footprints, CBAM sheet, recipients.",
    ),
    "product_list": (
        "Sản phẩm và dấu chân.\n\nVí dụ: ecopark product list --park park",
        "Products and footprints.\n\nExample: ecopark product list --park park",
    ),
    "product_add": (
        "Thêm sản phẩm từ tệp JSON.\n\nVí dụ: ecopark product add thep.json --id thep",
        "Add a product from a JSON file.\n\nExample: ecopark product add bar.json --id bar",
    ),
    "product_id": ("Tên ngắn của sản phẩm.", "Short name of the product."),
    "product_made": (
        "Ghi sản lượng.\n\nVí dụ: ecopark product made thep 1520 t --from 2025-01-01 --to 2025-01-31",
        "Record what was made.\n\nExample: ecopark product made bar 1520 t --from 2025-01-01 --to 2025-01-31",
    ),
    "product_first": ("Ngày đầu.", "First day."),
    "product_last": ("Ngày cuối, tính cả ngày đó.", "Last day, included."),
    "product_footprint": (
        "Tính dấu chân và giữ bản nháp; thiếu gì thì nói.\n\nVí dụ: ecopark product footprint thep --from 2025-01 --to 2025-12",
        "Compute a footprint and keep a draft; says what is missing.\n\nExample: ecopark product footprint bar --from 2025-01 --to 2025-12",
    ),
    "product_publish": (
        "Công bố bản nháp, do người khác người tính.",
        "Publish a draft, by another person than who computed it.",
    ),
    "product_user": ("Người dùng công bố.", "The user who publishes."),
    "product_check": (
        "Kiểm tra một dấu chân PACT (JSON) có tự mâu thuẫn không.\n\nVí dụ: ecopark product check nha-cung-cap.json",
        "Check a PACT footprint (JSON) for contradictions.\n\nExample: ecopark product check supplier.json",
    ),
    "product_cbam": (
        "Bảng số liệu CBAM; kèm FILE để ghi Excel.\n\nVí dụ: ecopark product cbam thep cbam.xlsx --from 2025-01 --to 2025-12",
        "CBAM data sheet; FILE writes a workbook.\n\nExample: ecopark product cbam bar cbam.xlsx --from 2025-01 --to 2025-12",
    ),
    "product_recipient": (
        "Tạo mã truy cập PACT cho một khách hàng; mã bí mật chỉ hiện một lần.\n\nVí dụ: ecopark product recipient 'Autohaus AG' --url https://pact.example.com",
        "Create PACT credentials for a customer; the secret is shown once.\n\nExample: ecopark product recipient 'Autohaus AG' --url https://pact.example.com",
    ),
    "product_url": ("Địa chỉ PACT của khách để gửi trả lời.", "Their PACT address for answers."),
    "product_client": ("Mã khách của ta ở máy chủ của họ.", "Our client id at their host."),
    "product_secret": ("Tệp chứa mã bí mật của ta ở máy chủ của họ.", "File with our client secret at their host."),
}
catalogue({f"cli.help.{name}": Text(vi, en) for name, (vi, en) in _HELP.items()})
catalogue(
    {
        "cli.carbon.kept": Text("Đã lưu {id}.", "Kept {id}."),
        "cli.carbon.unknown_user": Text("không có người dùng “{user}” đang hoạt động.", "there is no active user “{user}”."),
        "cli.carbon.not_json": Text("không phải tệp JSON với một đối tượng.", "this is no JSON file with one object."),
        "cli.sink.total": Text(
            "Cây xanh năm {year}: {low} … {high} tCO₂ (ước tính, đứng riêng, không trừ vào phát thải).",
            "Trees in {year}: {low} … {high} tCO₂ (an estimate, apart, not taken off emissions).",
        ),
        "cli.sink.nothing": Text("Chưa có cây nào được tính.", "No planting counts yet."),
        "cli.target.so_far": Text("Đến nay trong {year}: {value} tCO₂e", "So far in {year}: {value} tCO₂e"),
        "cli.target.expected": Text(
            "Dự kiến cả năm {year}: {value} tCO₂e (90 %: {low} … {high})",
            "Expected for {year}: {value} tCO₂e (90 %: {low} … {high})",
        ),
        "cli.target.head": Text(
            "Năm         lộ trình   như hiện nay   giải pháp     còn thiếu (tCO₂e)",
            "Year            path       as today    measures    still open (tCO₂e)",
        ),
        "cli.product.nothing": Text("Chưa có sản phẩm nào.", "There are no products yet."),
        "cli.product.insufficient": Text("Chưa đủ để tính:", "Not enough to compute it:"),
        "cli.product.footprint": Text(
            "Dấu chân {id}: {value} kgCO₂e mỗi đơn vị (90 %: {low} … {high}), bản nháp.",
            "Footprint {id}: {value} kgCO₂e per unit (90 %: {low} … {high}), a draft.",
        ),
        "cli.product.no_findings": Text("Không tìm thấy mâu thuẫn.", "No contradiction found."),
        "cli.product.written": Text("Đã ghi {file}.", "Wrote {file}."),
        "cli.product.recipient": Text(
            "Mã khách: {client_id}\nMã bí mật (chỉ hiện lần này): {client_secret}",
            "Client id: {client_id}\nClient secret (shown this once): {client_secret}",
        ),
    }
)
