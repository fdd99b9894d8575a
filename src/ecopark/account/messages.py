"""Texts of the room account."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "account.gwp.mixed": Text(
            vi="các dòng kiểm kê dùng hệ số GWP của nhiều báo cáo khác nhau ({reports}) nên không được cộng lại. "
            "Hãy tính lại tất cả theo cùng một báo cáo.",
            en="the inventory lines use warming potentials of several reports ({reports}), so they cannot be added up. "
            "Compute all of them with one report.",
        ),
        "account.propagation.correlation": Text(
            vi="ma trận tương quan của {source} không thể có thật: phải đối xứng, đường chéo bằng 1 và không cho phương sai âm. "
            "Hãy kiểm tra các hệ số tương quan.",
            en="the correlation matrix of {source} cannot exist: it must be symmetric with ones on the diagonal and give no negative "
            "variance. Check the coefficients.",
        ),
        "account.line.no_data": Text(
            vi="không có số đo hợp lệ trong kỳ. Hãy kiểm tra công tơ hoặc nộp bản khai.",
            en="no valid reading in the period. Check the meter or hand in a declaration.",
        ),
        "account.line.not_metered": Text(
            vi="không có công tơ đo dòng này. Hãy lắp công tơ hoặc nộp bản khai.",
            en="no meter sees this flow. Install a meter or hand in a declaration.",
        ),
        "account.line.no_fuel_named": Text(
            vi="cạnh mạng lưới hoặc bản khai không nêu tên nhiên liệu. Hãy điền cột substance, ví dụ gas/diesel oil.",
            en="the edge or the declaration does not name the fuel. Fill the column substance, for example gas/diesel oil.",
        ),
        "account.line.no_density": Text(
            vi="nhiên liệu đo theo thể tích: hệ số IPCC tính theo khối lượng hoặc nhiệt lượng và không có khối lượng riêng "
            "nào được khai báo. Hãy đo theo t hoặc GJ.",
            en="the fuel is metered by volume: the IPCC factors are per mass or energy and no density is on file. "
            "Meter it in t or GJ.",
        ),
        "account.line.no_calorific_value": Text(
            vi="hệ số của nhiên liệu này không kèm nhiệt trị, nên không tính được từ khối lượng. Hãy khai theo GJ.",
            en="the factors of this fuel have no calorific value, so mass cannot be used. Give it in GJ.",
        ),
        "account.line.no_process_factor": Text(
            vi="hướng dẫn IPCC {guideline} không có hệ số {gas} cho quá trình này trong bộ quy tắc. Hãy chọn hướng dẫn khác.",
            en="the rule set has no {gas} factor of the IPCC guideline of {guideline} for this process. Choose another guideline.",
        ),
        "account.line.own_generation": Text(
            vi="điện tự phát: không tính phạm vi 2; nhiên liệu dùng để phát điện (nếu có) nằm ở phạm vi 1.",
            en="own generation: no scope 2; fuel burnt for it, if any, stands in scope 1.",
        ),
        "account.line.local_supply": Text(
            vi="điện mua thẳng từ nguồn phát trong khu, không qua lưới: hệ số lưới không áp dụng và chưa có hệ số riêng của "
            "nguồn này. Phát thải nhiên liệu của nguồn nằm ở phạm vi 1 của bên phát.",
            en="electricity straight from generation inside the park, not over the grid: the grid factor does not apply and "
            "no factor of this supply is on file. Its fuel stands in scope 1 of who generates it.",
        ),
        "account.line.metered_already": Text(
            vi="bản khai không được cộng: cùng dòng này đã có công tơ đo.",
            en="the declaration is not added: the same flow is metered.",
        ),
        "account.line.parts_incomplete": Text(
            vi="không tính được phần còn lại của khu: công tơ tổng hoặc công tơ của doanh nghiệp thiếu số đo trong tháng.",
            en="the park's remainder cannot be computed: the main meter or a firm's meter lacks readings in the month.",
        ),
        "account.declaration.missing_field": Text(
            vi="bản khai thiếu “{field}”. Hãy điền {field}.",
            en="the declaration lacks “{field}”. Fill in {field}.",
        ),
        "account.declaration.bad_field": Text(
            vi="“{field}” = “{value}” không đọc được. Dạng đúng: {expected}.",
            en="“{field}” = “{value}” cannot be read. Expected: {expected}.",
        ),
        "account.declaration.unknown_firm": Text(
            vi="doanh nghiệp “{firm}” không có trong khu. Hãy sửa mã doanh nghiệp.",
            en="firm “{firm}” is not in the park. Correct its id.",
        ),
        "account.tariff.not_set": Text(
            vi="chưa khai báo nhóm giá điện và cấp điện áp. Hãy điền tariff_groups trong park.yaml, mục settings.",
            en="the tariff group and voltage are not set. Fill in tariff_groups under settings in park.yaml.",
        ),
        "account.restate.key_twice": Text(
            vi="khóa {key} đứng hai lần trong cùng một bản, nên không so sánh từng dòng được. Hãy tính lại bảng này.",
            en="key {key} stands twice in one version, so lines cannot be compared. Compute this table again.",
        ),
        "account.restate.activity": Text(vi="số liệu hoạt động thay đổi", en="the activity changed"),
        "account.restate.factor": Text(vi="hệ số phát thải thay đổi", en="the emission factor changed"),
        "account.restate.gwp": Text(vi="báo cáo GWP thay đổi", en="the GWP report changed"),
        "account.restate.price": Text(vi="giá điện thay đổi", en="the price changed"),
        "account.restate.data": Text(
            vi="phần đo được hoặc nguồn gốc số liệu thay đổi", en="the measured share or the origin of the data changed"
        ),
        "account.restate.verification": Text(
            vi="tình trạng kiểm tra quy tắc thay đổi", en="the rule's verification changed"
        ),
        "account.restate.reason": Text(vi="lý do ghi kèm thay đổi", en="the reason beside the figure changed"),
        "account.restate.rules": Text(
            vi="cách tính hoặc bộ quy tắc thay đổi", en="the method or another rule of the rule set changed"
        ),
        "account.footprint.measured": Text(
            vi="đo bằng bộ đếm năng lượng của máy", en="measured by the machine's energy counters"
        ),
        "account.footprint.modelled": Text(vi="ước tính theo mô hình, có khoảng bất định", en="modelled, with a range"),
        "account.footprint.bad_sample": Text(
            vi="mẫu đo có {field} = {value}. Giá trị phải từ 0 trở lên và thời gian phải lớn hơn 0; "
            "hãy kiểm tra bộ lấy mẫu.",
            en="the sample has {field} = {value}. Values are zero or more and the time is more than zero; "
            "check the sampler.",
        ),
    }
)
