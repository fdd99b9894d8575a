"""Texts of the room ``rules``."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        # loading packs
        "rules.pack.no_folder": Text(
            vi="không có thư mục quy tắc này. Hãy tạo thư mục hoặc bỏ tham số.",
            en="this folder of rules does not exist. Make it, or leave the parameter out.",
        ),
        "rules.pack.nothing_loaded": Text(
            vi="không nạp được quy tắc nào. Hãy kiểm tra thư mục có các tệp <loại>.<tên>.csv hoặc .yaml.",
            en="no rule was loaded. Check that the folder has files <kind>.<name>.csv or .yaml.",
        ),
        "rules.pack.unknown_kind": Text(
            vi="tên tệp không bắt đầu bằng một loại quy tắc (“{kind}”). Hãy đặt tên <loại>.<tên>.csv; các loại: {known}.",
            en="the file name does not start with a kind of rule (“{kind}”). Name it <kind>.<name>.csv; kinds: {known}.",
        ),
        "rules.pack.empty": Text(
            vi="tệp không có quy tắc nào. Hãy thêm dòng hoặc xóa tệp.",
            en="the file has no rule. Add rows or remove the file.",
        ),
        "rules.pack.not_utf8": Text(
            vi="tệp không ở dạng UTF-8. Hãy lưu lại, ví dụ “CSV UTF-8” trong bảng tính.",
            en="the file is not UTF-8. Save it again, for example as “CSV UTF-8” in a spreadsheet.",
        ),
        "rules.pack.not_csv": Text(
            vi="không đọc được CSV: {problem}. Hãy kiểm tra dấu ngoặc kép.",
            en="not readable as CSV: {problem}. Check the double quotes.",
        ),
        "rules.pack.not_yaml": Text(
            vi="không đọc được YAML: {problem}. Hãy sửa chỗ thụt dòng hoặc dấu ngoặc.",
            en="not readable as YAML: {problem}. Mend the indentation or the quotes.",
        ),
        "rules.pack.not_a_list": Text(
            vi="cần một danh sách các quy tắc, mỗi quy tắc là các cặp khóa: giá trị. Hãy bắt đầu mỗi quy tắc bằng “- id:”.",
            en="a list of rules is needed, each of them key: value pairs. Start each rule with “- id:”.",
        ),
        "rules.pack.cell_count": Text(
            vi="dòng có {found} ô, tiêu đề có {expected}. Hãy đặt ô có dấu phẩy trong ngoặc kép.",
            en="the row has {found} cells, the header {expected}. Put cells with commas between double quotes.",
        ),
        "rules.pack.double_key": Text(
            vi="khóa “{key}” đứng hai lần. Hãy giữ một.",
            en="key “{key}” stands twice. Keep one.",
        ),
        "rules.pack.unknown_key": Text(
            vi="khóa “{key}” không thuộc loại {kind}. Hãy sửa chính tả hoặc bỏ đi; các khóa đã biết: {known}.",
            en="key “{key}” does not belong to kind {kind}. Correct the spelling or remove it; known keys: {known}.",
        ),
        "rules.pack.missing_key": Text(
            vi="thiếu “{key}”. Quy tắc không có nguồn và vị trí trong văn bản thì không được nạp; hãy điền “{key}”.",
            en="“{key}” is missing. A rule without source and place in its text does not load; fill in “{key}”.",
        ),
        "rules.pack.bad_value": Text(
            vi="“{key}” = “{value}” không đọc được. Dạng đúng: {expected}.",
            en="“{key}” = “{value}” cannot be read. Expected: {expected}.",
        ),
        "rules.pack.ends_before_start": Text(
            vi="quy tắc {id} hết hiệu lực trước khi có hiệu lực. Hãy sửa valid_from hoặc valid_to.",
            en="rule {id} ends before it starts. Correct valid_from or valid_to.",
        ),
        "rules.pack.half_verified": Text(
            vi="quy tắc {id}: người kiểm tra và ngày kiểm tra phải đi cùng nhau. Hãy điền cả verified_by và verified_on.",
            en="rule {id}: who verified and when go together. Fill in both verified_by and verified_on.",
        ),
        "rules.pack.double_id": Text(
            vi="mã quy tắc “{id}” đã dùng tại {first}. Mã không bao giờ dùng lại; hãy đặt mã mới.",
            en="rule id “{id}” is used at {first} already. Ids are never reused; choose a new one.",
        ),
        "rules.pack.unknown_rule": Text(
            vi="quy tắc “{id}” không tồn tại. Hãy sửa mã.",
            en="rule “{id}” does not exist. Correct the id.",
        ),
        "rules.pack.overlap": Text(
            vi="quy tắc {id} trả lời cùng câu hỏi, cùng thời gian và phạm vi với {other} ({other_where}). "
            "Hãy kết thúc quy tắc cũ (valid_to) hoặc thêm điều kiện phân biệt vào scope.",
            en="rule {id} answers the same question at the same time and scope as {other} ({other_where}). "
            "End the older one (valid_to) or add a distinguishing condition to scope.",
        ),
        "rules.pack.other_wording": Text(
            vi="quy tắc {id} đã thay đổi sau khi được kiểm tra. Hãy đối chiếu lại văn bản và ghi rule_hash = {expected}.",
            en="rule {id} has changed since it was verified. Compare it again and write rule_hash = {expected}.",
        ),
        "rules.hours.not_exact": Text(
            vi="biểu giờ {schedule} hở hoặc chồng nhau lúc {at}. Mỗi ngày phải đủ 24 giờ; hãy sửa start_minute/end_minute.",
            en="schedule {schedule} has a gap or an overlap at {at}. Each day must fill 24 hours; "
            "correct start_minute/end_minute.",
        ),
        # answers of the book
        "rules.book.unknown_rule": Text(
            vi="không có quy tắc mã “{id}”. Hãy kiểm tra mã hoặc phiên bản bộ quy tắc.",
            en="there is no rule “{id}”. Check the id or the version of the rule set.",
        ),
        "rules.limit.connection_standard": Text(
            vi="nước thải vào trạm xử lý tập trung: áp dụng tiêu chuẩn đấu nối của khu, không áp dụng quy chuẩn. "
            "Hãy nhập các giá trị của hợp đồng như một giấy phép.",
            en="discharges into the central works: the park's connection standard applies, not the regulation. "
            "Enter the contract's values as a permit.",
        ),
        "rules.limit.table_not_entered": Text(
            vi="{document} đã có hiệu lực nhưng bảng giá trị chưa được nhập, nên không thể đánh giá. Hãy nhập bảng đó.",
            en="{document} is in force but its table is not entered, so this cannot be judged. Enter the table.",
        ),
        "rules.limit.not_in_force": Text(
            vi="không có giới hạn nào có hiệu lực vào ngày này. Hãy nhập quy tắc của thời gian đó.",
            en="no limit was in force on this day. Enter the rule of that time.",
        ),
        "rules.limit.no_limit": Text(
            vi="không có giới hạn cho thông số này trong các quy chuẩn đã nhập và trong giấy phép.",
            en="neither the entered regulations nor the permit limit this parameter.",
        ),
        "rules.limit.repealed": Text(
            vi="giới hạn đã bị bãi bỏ.",
            en="the limit has been repealed.",
        ),
        "rules.limit.column_not_stated": Text(
            vi="chưa khai báo cột A hay B của quy chuẩn. Hãy điền “column” cho điểm quan trắc.",
            en="column A or B of the regulation is not stated. Fill in “column” for the monitoring point.",
        ),
        "rules.limit.permit_date_not_stated": Text(
            vi="chưa khai báo ngày giấy phép nên không biết áp dụng quy chuẩn cũ hay mới. Hãy điền ngày giấy phép "
            "hoặc “operating_since”.",
            en="the permit date is not stated, so nobody can tell whether the old or the new regulation applies. "
            "Fill in the permit date or “operating_since”.",
        ),
        "rules.limit.receiving_body_not_stated": Text(
            vi="chưa khai báo nguồn tiếp nhận nước thải (hệ số Kq). Hãy điền “receiving_body”: river, lake, coastal.",
            en="the receiving water (coefficient Kq) is not stated. Fill in “receiving_body”: river, lake, coastal.",
        ),
        "rules.limit.discharge_flow_not_stated": Text(
            vi="chưa khai báo lưu lượng xả thải (hệ số Kf). Hãy điền “discharge_flow_m3_d” bằng số m3/ngày.",
            en="the discharge flow (coefficient Kf) is not stated. Fill in “discharge_flow_m3_d” as a number of m3/day.",
        ),
        "rules.limit.stack_flow_not_stated": Text(
            vi="chưa khai báo lưu lượng khí thải (hệ số Kp). Hãy điền “stack_flow_nm3_h” bằng số Nm3/h.",
            en="the stack's gas flow (coefficient Kp) is not stated. Fill in “stack_flow_nm3_h” as a number of Nm3/h.",
        ),
        "rules.limit.zone_not_stated": Text(
            vi="chưa khai báo vùng (hệ số Kv). Hãy điền “zone” từ 1 đến 5; khu công nghiệp là 3.",
            en="the zone (coefficient Kv) is not stated. Fill in “zone” from 1 to 5; an industrial park is 3.",
        ),
        "rules.limit.fact_not_stated": Text(
            vi="còn thiếu dữ kiện để chọn giới hạn hoặc hệ số: {facts}. Hãy điền cho điểm quan trắc.",
            en="facts that choose the limit or a coefficient are missing: {facts}. Fill them in for the monitoring point.",
        ),
        "rules.limit.say_which_statistic": Text(
            vi="có nhiều giới hạn theo thời gian trung bình: {known}. Hãy chọn một.",
            en="there are several limits, by averaging period: {known}. Say which.",
        ),
        "rules.limit.normal_volume_assumed": Text(
            vi="chưa khai báo nhiệt độ của Nm3 do thiết bị dùng; coi là {celsius} °C như quy chuẩn. "
            "Hãy điền “normal_temperature_c”.",
            en="the temperature of the instrument's Nm3 is not stated; taken as the regulation's {celsius} °C. "
            "Fill in “normal_temperature_c”.",
        ),
        "rules.limit.normal_temperature_unreadable": Text(
            vi="“normal_temperature_c” = “{value}” không phải nhiệt độ của mét khối chuẩn. Hãy điền ví dụ 0 hoặc 25.",
            en="“normal_temperature_c” = “{value}” is no temperature of a normal cubic metre. Fill in 0 or 25, for example.",
        ),
        "rules.limit.process_taken_as_other": Text(
            vi="chưa khai báo công nghệ; coi không phải sản xuất hóa chất hay axit nitric. Hãy điền “process”.",
            en="the process is not stated; taken as neither chemical nor nitric-acid works. Fill in “process”.",
        ),
        "rules.permit.unknown_key": Text(
            vi="khóa “{key}” không thuộc giấy phép. Các khóa đã biết: {known}.",
            en="key “{key}” does not belong to a permit. Known keys: {known}.",
        ),
        "rules.permit.incomplete": Text(
            vi="giấy phép cần số, điểm quan trắc và ít nhất một giới hạn. Hãy điền number, monitoring_point, limits.",
            en="a permit needs number, monitoring point and a limit at least. Fill in number, monitoring_point, limits.",
        ),
        "rules.permit.double_limit": Text(
            vi="giấy phép có hai giới hạn cho cùng thông số và cùng thời gian trung bình. Hãy giữ một.",
            en="the permit has two limits for the same property and averaging period. Keep one.",
        ),
        "rules.permit.no_value": Text(
            vi="giới hạn không có giá trị. Hãy điền upper, hoặc lower và upper (pH).",
            en="the limit has no value. Fill in upper, or lower and upper (pH).",
        ),
        "rules.permit.bad_value": Text(
            vi="“{key}” = “{value}” không đọc được. Dạng đúng: {expected}.",
            en="“{key}” = “{value}” cannot be read. Expected: {expected}.",
        ),
        "rules.limit.permit_laxer": Text(
            vi="giấy phép cho phép {permit} {unit}, rộng hơn {document} ({table} {unit}). Giấy phép được áp dụng; hãy hỏi "
            "cơ quan cấp phép. Kết quả tạm thời.",
            en="the permit allows {permit} {unit}, laxer than {document} ({table} {unit}). The permit applies; ask the "
            "authority that issued it. The result is provisional.",
        ),
        "rules.compare.no_bound": Text(
            vi="giới hạn không có cận nào. Hãy cho cận trên hoặc cận dưới.",
            en="the limit has no bound. Give an upper or a lower one.",
        ),
        "rules.compare.negative_uncertainty": Text(
            vi="độ không đảm bảo đo không thể âm. Hãy kiểm tra giá trị U.",
            en="an uncertainty cannot be negative. Check the value of U.",
        ),
        "rules.compare.no_value": Text(
            vi="không có giá trị trung bình để so sánh.",
            en="there is no average to compare.",
        ),
        "rules.compare.too_few_valid": Text(
            vi="tỷ lệ số liệu hợp lệ không đủ để đánh giá.",
            en="too small a share of the readings is valid to judge.",
        ),
        "rules.compare.in_guard_band": Text(
            vi="giới hạn nằm trong khoảng {value} ± {uncertainty}: chưa thể kết luận.",
            en="the limit lies within {value} ± {uncertainty}: nobody can tell.",
        ),
        "rules.oxygen.too_near_air": Text(
            vi="oxy đo được {measured} % gần bằng không khí: không quy đổi. Hãy kiểm tra rò khí hoặc lò đang dừng.",
            en="measured oxygen {measured} % is nearly air: not converted. Check for air leaks or a boiler at rest.",
        ),
        "rules.oxygen.impossible": Text(
            vi="oxy đo được {measured} % hoặc oxy tham chiếu {reference} % không thể có. Hãy kiểm tra giá trị.",
            en="measured oxygen {measured} % or reference oxygen {reference} % is impossible. Check the values.",
        ),
        "rules.grid.no_factor": Text(
            vi="không có hệ số phát thải lưới điện cho năm {year} hoặc trước đó. Hãy nhập hệ số chính thức.",
            en="there is no grid emission factor for {year} or before. Enter the official factor.",
        ),
        "rules.grid.other_year": Text(
            vi="dùng hệ số lưới điện của năm {year} vì chưa có hệ số chính thức của năm {asked}.",
            en="the grid factor of {year} is used because there is no official one for {asked} yet.",
        ),
        "rules.fuel.unknown": Text(
            vi="không có hệ số cho nhiên liệu “{fuel}”. Các nhiên liệu đã biết: {known}.",
            en="there is no factor for fuel “{fuel}”. Known fuels: {known}.",
        ),
        "rules.fuel.other_sector": Text(
            vi="nhiên liệu “{fuel}” không có hệ số cho lĩnh vực {sector} (chỉ có: {known}); CH4 và N2O phụ thuộc lĩnh vực.",
            en="fuel “{fuel}” has no factor for sector {sector} (only: {known}); CH4 and N2O depend on the sector.",
        ),
        "rules.process.unknown": Text(
            vi="không có hệ số {gas} cho hoạt động “{activity}”. Các hoạt động đã biết: {known}.",
            en="there is no {gas} factor for activity “{activity}”. Known activities: {known}.",
        ),
        "rules.refrigerant.unknown": Text(
            vi="không rõ thành phần của môi chất lạnh “{name}”. Các môi chất đã biết: {known}; hoặc ghi tên từng khí.",
            en="the composition of refrigerant “{name}” is not known. Known: {known}; or name the gases themselves.",
        ),
        "rules.gwp.unknown_report": Text(
            vi="không có bộ GWP “{report}”. Các bộ đã biết: {known}.",
            en="there is no set of warming potentials “{report}”. Known sets: {known}.",
        ),
        "rules.gwp.unknown_gas": Text(
            vi="bộ GWP {report} không có khí “{gas}”; không lấy giá trị của báo cáo khác. Hãy nhập giá trị có nguồn.",
            en="report {report} has no warming potential for “{gas}”; none is taken from another. Enter a sourced value.",
        ),
        "rules.gwp.mixed": Text(
            vi="kiểm kê trộn GWP của nhiều báo cáo: {reports}. Hãy tính lại toàn bộ với một báo cáo.",
            en="the inventory mixes warming potentials of several reports: {reports}. Recompute all of it with one.",
        ),
        "rules.gwp.none": Text(
            vi="kiểm kê không ghi dùng GWP của báo cáo nào. Hãy ghi AR4, AR5 hoặc AR6.",
            en="the inventory does not say whose warming potentials it uses. State AR4, AR5 or AR6.",
        ),
        "rules.tariff.unknown_group": Text(
            vi="không có biểu giá cho nhóm “{group}” cấp “{voltage}”. Đã biết: {known}.",
            en="there is no tariff for group “{group}” at “{voltage}”. Known: {known}.",
        ),
        "rules.tariff.ambiguous_voltage": Text(
            vi="{voltage} kV ứng với nhiều dòng của nhóm “{group}”. Hãy chọn cấp điện áp như in trong biểu giá.",
            en="{voltage} kV fits several lines of group “{group}”. Give the level as the price table prints it.",
        ),
        "rules.tariff.no_price_in_force": Text(
            vi="không có giá điện nào có hiệu lực trong bộ quy tắc vào ngày này. Hãy nhập quyết định giá của thời gian đó.",
            en="no electricity price of the rule set was in force on this day. Enter the price decision of that time.",
        ),
        "rules.tariff.no_hours_in_force": Text(
            vi="khung giờ “{schedule}” chưa có hiệu lực vào ngày {on}. Hãy chọn khung giờ khác.",
            en="the hours “{schedule}” were not in force on {on}. Choose another schedule.",
        ),
        "rules.tariff.other_schedule": Text(
            vi="dùng khung giờ {used}; khung giờ {other} cũng đã ban hành. Hãy so với hóa đơn và chọn.",
            en="the hours {used} are used; {other} have been decided too. Compare with the bill and choose.",
        ),
        "rules.tariff.bad_intervals": Text(
            vi="khoảng thời gian không hợp lệ: bước {step} s, {starts} mốc, {energy} giá trị. Cần cùng độ dài và bước > 0.",
            en="intervals do not fit: step {step} s, starts {starts}, energies {energy}. Give equal lengths and a step > 0.",
        ),
        "rules.tariff.one_schedule": Text(
            vi="cần đúng một khung giờ, nhận được: “{schedules}”. Hãy dùng Tariff.hours.",
            en="exactly one schedule of hours is needed, got “{schedules}”. Use Tariff.hours.",
        ),
        "rules.tax.none_in_force": Text(
            vi="không có thuế suất {tax} có hiệu lực vào ngày {on} trong bộ quy tắc. Hãy nhập thuế suất.",
            en="no rate of {tax} is in force on {on} in the rule set. Enter the rate.",
        ),
        "rules.holiday.not_entered": Text(
            vi="ngày nghỉ lễ của năm {year} chưa được nhập; không tự đặt ra. Hãy nhập từ văn bản chính thức.",
            en="public holidays of {year} have not been entered; none are invented. Enter them from the official text.",
        ),
        "rules.authority.none": Text(
            vi="không rõ cơ quan phụ trách “{about}” vào ngày {on}. Hãy nhập theo văn bản mới.",
            en="it is not known who is in charge of “{about}” on {on}. Enter it from the new text.",
        ),
        "rules.symbol.unknown": Text(
            vi="ký hiệu “{symbol}” không có cho môi trường “{medium}” trong Thông tư 10/2021. Hãy kiểm tra tệp trạm.",
            en="symbol “{symbol}” is not listed for “{medium}” in Circular 10/2021. Check the station file.",
        ),
        "rules.tolerance.unknown": Text(
            vi="không có yêu cầu thiết bị cho “{parameter}” ({medium}).",
            en="there is no requirement on instruments for “{parameter}” ({medium}).",
        ),
    }
)
