"""Texts of the greenhouse-gas account: factors of a firm's own, refrigerants, scope 2, scope 3, restatement."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "account.line.no_heat_factor": Text(
            vi="hơi, nhiệt hoặc lạnh mua ngoài chưa có hệ số. Hãy nộp hệ số của bên cấp kèm văn bản chấp thuận; "
            "không dùng số đoán.",
            en="purchased steam, heat or cold has no factor on file. Hand in the supplier's factor with its approval; no "
            "figure is guessed.",
        ),
        "account.line.no_leak_rate": Text(
            vi="không có tỷ lệ rò rỉ cho loại thiết bị “{equipment}”. Hãy khai theo lượng môi chất đã nạp bù.",
            en="there is no leak rate for equipment “{equipment}”. Declare what was recharged instead.",
        ),
        "account.line.ozone_gas": Text(
            vi="{gas} do Nghị định thư Montreal kiểm soát: không cộng vào phạm vi 1, được ghi riêng bên cạnh.",
            en="{gas} is controlled by the Montreal Protocol: not added to scope 1, shown apart beside it.",
        ),
        "account.scope2.no_units": Text(
            vi="chưa có chứng chỉ nào được huỷ cho doanh nghiệp này trong năm, nên con số bằng con số theo vị trí.",
            en="no certificate has been cancelled for this firm in the year, so the number equals the location-based one.",
        ),
        "account.scope2.no_residual_mix": Text(
            vi="phần không có chứng chỉ tính theo hệ số lưới (biên kết hợp): Việt Nam chưa công bố hệ số phần còn lại.",
            en="what no certificate covers takes the grid factor (combined margin): Viet Nam publishes no residual mix.",
        ),
        "account.scope2.same_hour_only": Text(
            vi="chỉ tính phần điện sạch phát đúng giờ tiêu thụ; không dùng hệ số theo giờ vì Việt Nam chưa công bố.",
            en="only clean electricity of the very hour counts; no hourly factor is used, Viet Nam publishes none.",
        ),
        "account.scope2.no_hours": Text(
            vi="các chứng chỉ đã huỷ không cho biết giờ phát, nên không khớp được giờ nào.",
            en="the cancelled certificates do not say in which hour they were generated, so no hour is matched.",
        ),
        "account.scope2.own_once": Text(
            vi="{kwh} kWh điện mái nhà của chính doanh nghiệp đã làm giảm điện mua lưới; không được tính lần thứ hai.",
            en="{kwh} kWh of the firm's own roof have already lowered what the grid delivers; they do not count twice.",
        ),
        "account.scope2.sold_own": Text(
            vi="{share} % điện tự phát đã bán chứng chỉ cho bên khác: phần này tính theo hệ số lưới.",
            en="the certificates of {share} % of the own generation went to somebody else: it counts at the grid factor.",
        ),
        "account.scope3.category_1": Text("Hàng hóa và dịch vụ mua vào", "Purchased goods and services"),
        "account.scope3.category_2": Text("Tài sản cố định", "Capital goods"),
        "account.scope3.category_3": Text(
            "Nhiên liệu và năng lượng, phần thượng nguồn", "Fuel- and energy-related activities, upstream"
        ),
        "account.scope3.category_4": Text("Vận chuyển đầu vào", "Upstream transport and distribution"),
        "account.scope3.category_5": Text("Chất thải phát sinh", "Waste generated in operations"),
        "account.scope3.category_6": Text("Đi công tác", "Business travel"),
        "account.scope3.category_7": Text("Nhân viên đi làm", "Employee commuting"),
        "account.scope3.category_8": Text("Tài sản thuê", "Upstream leased assets"),
        "account.scope3.category_9": Text("Vận chuyển đầu ra", "Downstream transport and distribution"),
        "account.scope3.category_10": Text("Chế biến sản phẩm đã bán", "Processing of sold products"),
        "account.scope3.category_11": Text("Sử dụng sản phẩm đã bán", "Use of sold products"),
        "account.scope3.category_12": Text("Thải bỏ sản phẩm đã bán", "End-of-life treatment of sold products"),
        "account.scope3.category_13": Text("Tài sản cho thuê", "Downstream leased assets"),
        "account.scope3.category_14": Text("Nhượng quyền", "Franchises"),
        "account.scope3.category_15": Text("Đầu tư", "Investments"),
        "account.scope3.missing_field": Text(
            vi="dòng phạm vi 3 thiếu “{field}”. Hãy điền {field}.", en="the scope 3 line lacks “{field}”. Fill in {field}."
        ),
        "account.scope3.bad_field": Text(
            vi="“{field}” = “{value}” không đọc được. Dạng đúng: {expected}.",
            en="“{field}” = “{value}” cannot be read. Expected: {expected}.",
        ),
        "account.base_year.below": Text(
            vi="thay đổi {share} % của năm cơ sở, dưới ngưỡng {threshold} %: không bắt buộc tính lại.",
            en="the changes are {share} % of the base year, below the threshold of {threshold} %: no recalculation is due.",
        ),
        "account.base_year.due": Text(
            vi="thay đổi {share} % của năm cơ sở, đạt ngưỡng {threshold} %: phải tính lại năm cơ sở và nói rõ lý do.",
            en="the changes are {share} % of the base year and reach the threshold of {threshold} %: recalculate the base "
            "year and state why.",
        ),
        "account.base_year.gwp_differs": Text(
            vi="hai bản dùng GWP của hai báo cáo ({old}, {new}): không so sánh được cho tới khi năm cơ sở được tính lại "
            "theo {new}.",
            en="the two versions use warming potentials of two reports ({old}, {new}): they cannot be compared until the "
            "base year is recalculated with {new}.",
        ),
        "account.base_year.nothing": Text(
            vi="chưa có phát thải nào tính được trong năm cơ sở {year}.",
            en="no emission could be computed in the base year {year}.",
        ),
        "account.restate.structure": Text(vi="ranh giới hoặc nguồn thải thay đổi", en="the boundary or the sources changed"),
        "account.restate.mixed": Text(
            vi="một bản kiểm kê trộn GWP của nhiều báo cáo ({reports}); không so sánh. Hãy tính lại cả bản.",
            en="one version mixes warming potentials of several reports ({reports}); it is not compared. Compute it again.",
        ),
        "account.import.no_columns": Text(
            vi="thiếu cột {columns}. Dòng đầu phải là tên cột: {known}.",
            en="column {columns} is missing. The first row holds the names: {known}.",
        ),
        "account.import.unknown_column": Text(
            vi="cột “{column}” không có trong mẫu. Các cột: {known}.",
            en="column “{column}” is not in the form. Columns: {known}.",
        ),
        "account.import.not_a_table": Text(
            vi="không đọc được tệp: {reason}. Hãy gửi CSV (UTF-8) hoặc JSON là một danh sách.",
            en="the file cannot be read: {reason}. Send CSV (UTF-8) or JSON that is a list.",
        ),
        "account.import.twice": Text(
            vi="mã “{id}” đứng hai lần (dòng {first} và {second}). Mỗi lượng cần một mã riêng.",
            en="id “{id}” stands twice (rows {first} and {second}). Every amount needs an id of its own.",
        ),
        "account.import.refused": Text(
            vi="không nhận tệp: {count} dòng có lỗi, không dòng nào được lưu. {problems}",
            en="the file is not taken: {count} rows have errors, no row was kept. {problems}",
        ),
        "account.own_factor.missing_field": Text(
            vi="hệ số riêng thiếu “{field}”. Hãy điền {field}; cần văn bản chấp thuận của cơ quan có thẩm quyền.",
            en="the own factor lacks “{field}”. Fill in {field}; the approval of the authority is needed.",
        ),
        "account.own_factor.bad_field": Text(
            vi="“{field}” = “{value}” không đọc được. Dạng đúng: {expected}.",
            en="“{field}” = “{value}” cannot be read. Expected: {expected}.",
        ),
        "account.own_factor.unknown": Text(
            vi="không có hệ số riêng “{id}”. Hãy kiểm tra mã.", en="there is no own factor “{id}”. Check its id."
        ),
        "account.own_factor.not_yours": Text(
            vi="bạn không được quyết định hệ số này: chỉ ban quản lý hoặc cơ quan quản lý, và không phải người đã nộp.",
            en="you may not decide on this factor: the manager or the regulator does, and never who handed it in.",
        ),
        "account.own_factor.decided": Text(
            vi="hệ số này đã được quyết định ({state}). Muốn đổi, hãy nộp lại.",
            en="this factor has been decided on ({state}). To change it, hand it in again.",
        ),
    }
)
