"""Texts of balances: errors of a declaration, reasons in tables, sentences of findings."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "trust.balance.bad_shape": Text(
            vi="bảng “{field}” có kích thước {given} nhưng cần {wanted}. Hãy kiểm tra số cân bằng, số dòng chảy và số công tơ.",
            en="“{field}” has the shape {given} but needs {wanted}. Check the numbers of balances, flows and meters.",
        ),
        "trust.balance.bad_selector": Text(
            vi="có phép đo trỏ tới một dòng chảy không tồn tại (chỉ có {variables} dòng chảy). Hãy sửa selector.",
            en="a measurement points to a flow that does not exist (there are {variables} flows). Correct the selector.",
        ),
        "trust.balance.bad_sd": Text(
            vi="độ lệch chuẩn phải là số hữu hạn, không âm. Hãy sửa “{field}”.",
            en="a standard deviation must be finite and not negative. Correct “{field}”.",
        ),
        "trust.balance.bad_matrix": Text(
            vi="hệ số của cân bằng phải là số hữu hạn. Hãy sửa “{field}”.",
            en="the coefficients of a balance must be finite. Correct “{field}”.",
        ),
        "trust.balance.bad_covariance": Text(
            vi="ma trận hiệp phương sai phải đối xứng và nửa xác định dương. Hãy kiểm tra các hệ số tương quan.",
            en="a covariance matrix must be symmetric and positive semidefinite. Check the correlations.",
        ),
        "trust.balance.settings_unknown": Text(
            vi="khóa “{key}” không có trong settings.balances. Các khóa dùng được: {known}.",
            en="“{key}” is no key of settings.balances. Known keys: {known}.",
        ),
        "trust.balance.settings_form": Text(
            vi="giá trị “{value}” không đúng dạng; cần {wanted}.",
            en="“{value}” has the wrong form; {wanted} is needed.",
        ),
        "trust.balance.settings_share": Text(
            vi="tỷ lệ của cạnh “{edge}” cần đúng ba phần: of (các cạnh gốc), share (tỷ lệ) và sd (độ lệch chuẩn của tỷ lệ).",
            en="the share of edge “{edge}” needs exactly three parts: of (edges), share, and sd (standard deviation of the share).",
        ),
        "trust.balance.settings_target": Text(
            vi="settings.balances nói về {thing} “{id}”, nhưng mạng dòng chảy không có. Hãy sửa lỗi chính tả hoặc khai báo trước.",
            en="settings.balances names the {thing} “{id}”, which the flow network does not have. Correct the spelling or declare it first.",
        ),
        "trust.balance.reason.unmetered": Text(
            vi="không có công tơ trên: {edges}; vì vậy không tính được chênh lệch.",
            en="no meter on: {edges}; so no imbalance can be told.",
        ),
        "trust.balance.reason.no_whole_step": Text(
            vi="không có lúc nào trong ngày mà mọi công tơ của cân bằng này cùng có số liệu.",
            en="at no time of the day did all meters of this balance have data.",
        ),
        "trust.balance.reason.nothing_checks": Text(
            vi="không có công tơ nào khác kiểm tra được công tơ này: sai số của nó sẽ không lộ ra ở cân bằng nào.",
            en="no other meter checks this one: no balance would show its error.",
        ),
        "trust.balance.reason.hardly_measures": Text(
            vi="công tơ này có số liệu chưa tới một nửa tháng.",
            en="this meter had data for less than half of the month.",
        ),
        "trust.balance.reason.confounded": Text(
            vi="nếu sai số lộ ra, cân bằng chỉ nói được là một trong các công tơ của nhóm này, không nói được công tơ nào.",
            en="if an error shows, the balance can only say that it is one of this group of meters, not which one.",
        ),
        "trust.balance.reason.rate_unknown": Text(
            vi="chưa có đủ kết quả kiểm tra tại chỗ để biết.",
            en="there are not enough inspections yet to know.",
        ),
        "trust.check.balance_imbalance": Text("cân bằng không khớp", "balance does not close"),
        "trust.balance.found.more_in": Text(
            vi="Tại “{balance}”, trong {days} ngày lượng vào nhiều hơn lượng ra {imbalance} {unit} ({share_pct} % lượng vào), vượt quá sai số của các công tơ.",
            en="At “{balance}”, on {days} days {imbalance} {unit} more went in than came out ({share_pct} % of the inflow), beyond what the meters' accuracy explains.",
        ),
        "trust.balance.found.more_out": Text(
            vi="Tại “{balance}”, trong {days} ngày lượng ra nhiều hơn lượng vào {imbalance} {unit} ({share_pct} % lượng vào), vượt quá sai số của các công tơ.",
            en="At “{balance}”, on {days} days {imbalance} {unit} more came out than went in ({share_pct} % of the inflow), beyond what the meters' accuracy explains.",
        ),
        "trust.balance.cause.leak_or_unmetered": Text(
            vi="rò rỉ, hoặc một nơi tiêu thụ chưa có công tơ.", en="a leak, or a consumer without a meter."
        ),
        "trust.balance.cause.meter_reads_low": Text(
            vi="một công tơ ở phía ra đo thấp hơn thực tế.", en="a meter on an outgoing line reads too low."
        ),
        "trust.balance.cause.inflow_reads_high": Text(
            vi="công tơ ở phía vào đo cao hơn thực tế.", en="the meter on the incoming line reads too high."
        ),
        "trust.balance.cause.inflow_reads_low": Text(
            vi="công tơ ở phía vào đo thấp hơn thực tế.", en="the meter on the incoming line reads too low."
        ),
        "trust.balance.cause.meter_reads_high": Text(
            vi="một công tơ ở phía ra đo cao hơn thực tế (ví dụ nhầm đơn vị).",
            en="a meter on an outgoing line reads too high (for example another unit).",
        ),
        "trust.balance.cause.unmetered_supply": Text(
            vi="có một nguồn cấp khác chưa có công tơ (giếng, máy phát, nước mưa).",
            en="there is another supply without a meter (well, generator, rain).",
        ),
        "trust.balance.proof.read_meters": Text(
            vi="Đọc trực tiếp các công tơ này trong cùng một giờ: {meters}.",
            en="Read these meters on site within the same hour: {meters}.",
        ),
        "trust.balance.action.compare": Text(
            vi="So số đọc tại chỗ với số liệu gửi về; bắt đầu từ công tơ lớn nhất. Nếu mọi công tơ đều đúng, tìm rò rỉ hoặc nơi tiêu thụ chưa khai báo.",
            en="Compare the readings on site with what was sent, the largest meter first. If all are right, look for a leak or an undeclared consumer.",
        ),
        "trust.balance.no_storage": Text(
            vi="“{name}” không phải là một dòng của hệ này. Hãy dùng tên storage:<nút> của nút có bể chứa.",
            en="“{name}” is no variable of this system. Use storage:<node> of a node that stores.",
        ),
        "trust.balance.not_converged": Text(
            vi="phép cân bằng tải lượng không hội tụ sau {rounds} vòng. Hãy kiểm tra các nồng độ và lưu lượng bằng 0 hoặc sai đơn vị.",
            en="the reconciliation of loads did not converge in {rounds} rounds. Look for flows or concentrations that are zero or in another unit.",
        ),
        "trust.balance.case_key": Text(
            vi="bài toán có khóa lạ “{key}”. Các khóa dùng được: {known}.",
            en="the problem has an unknown key “{key}”. Known keys: {known}.",
        ),
        "trust.balance.case_size": Text(
            vi="“{field}” có {given} phần tử nhưng cần {wanted}.",
            en="“{field}” has {given} entries but needs {wanted}.",
        ),
        "trust.balance.case_number": Text(
            vi="“{field}” thiếu hoặc không phải là (danh sách) số.",
            en="“{field}” is missing or holds something that is no number.",
        ),
        "trust.balance.case_flow": Text(
            vi="một cân bằng nhắc tới dòng “{flow}” không có trong flows.",
            en="a balance names the flow “{flow}”, which does not stand in flows.",
        ),
    }
)
