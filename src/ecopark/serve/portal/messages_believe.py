"""Texts of the portal: can I believe it, and the life of one reading."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.believe.lead": Text(
            "Số liệu của tháng có dùng được không, vì sao, và điều gì không ai biết được.",
            "Whether the month's figures can be used, why, and what nobody can know.",
        ),
        "portal.believe.answer_yes": Text("Số liệu {month}: dùng được", "The figures of {month}: they can be used"),
        "portal.believe.answer_yes_what": Text(
            "Không có dấu hiệu nào chống lại. Các giới hạn bên dưới vẫn đúng.",
            "Nothing speaks against them. The limits below still hold.",
        ),
        "portal.believe.answer_partly": Text(
            "Số liệu {month}: dùng được một phần", "The figures of {month}: they can be used in part"
        ),
        "portal.believe.answer_partly_what": Text(
            "Có điều còn mở. Đừng công bố con số liên quan trước khi xem từng điểm dưới đây.",
            "Something is open. Look at each point below before you publish a figure that depends on it.",
        ),
        "portal.believe.answer_no": Text("Số liệu {month}: chưa dùng được", "The figures of {month}: not yet"),
        "portal.believe.answer_no_what": Text(
            "Quá ít số đo tốt. Hãy sửa nguồn dữ liệu trước.",
            "Too few readings are good. Mend the sources of data first.",
        ),
        "portal.believe.answer_insufficient": Text(
            "Số liệu {month}: chưa đủ căn cứ", "The figures of {month}: insufficient evidence"
        ),
        "portal.believe.answer_insufficient_what": Text(
            "Không có số đo nào trong tháng mà bạn được xem.", "There are no readings of the month that you may see."
        ),
        "portal.believe.no_data": Text("Tháng này chưa có số đo", "No readings this month"),
        "portal.believe.data": Text("{share} % số đo lẽ ra phải có là tốt", "{share} % of the expected readings are good"),
        "portal.believe.serious": Text("{count} việc nghiêm trọng đang mở", "{count} serious things are open"),
        "portal.believe.attention": Text("{count} việc cần chú ý đang mở", "{count} things are open that need attention"),
        "portal.believe.no_findings": Text("Không có phát hiện nào đang mở", "No finding is open"),
        "portal.believe.balance_closes": Text(
            "{carrier}: {judged} trong {all} cân bằng được kiểm tra, tất cả đều khớp",
            "{carrier}: {judged} of {all} balances were checked and all close",
        ),
        "portal.believe.balance_unclear": Text(
            "{carrier}: {judged} trong {all} cân bằng được kiểm tra, có chỗ ở giới hạn sai số",
            "{carrier}: {judged} of {all} balances were checked, some lie at the edge of the meters' uncertainty",
        ),
        "portal.believe.balance_open": Text(
            "{carrier}: {open} trong {judged} cân bằng không khớp",
            "{carrier}: {open} of {judged} balances do not close",
        ),
        "portal.believe.balance_unknown": Text(
            "{carrier}: không cân bằng nào kiểm tra được, vì có dòng không được đo",
            "{carrier}: no balance can be checked, because something flows unmeasured",
        ),
        "portal.believe.meters_alone": Text(
            "{alone} trong {all} thiết bị không có gì kiểm chứng: nếu chúng sai, số liệu khác không cho thấy",
            "{alone} of {all} meters have nothing beside them: if they are wrong, no other figure shows it",
        ),
        "portal.believe.meters_checked": Text(
            "Cả {all} thiết bị đều được cân bằng kiểm chứng", "All {all} meters are checked by balances"
        ),
        "portal.believe.investigations": Text("{count} cuộc xác minh đang mở", "{count} investigations are open"),
        "portal.believe.overdue": Text(
            "{count} thiết bị quá hạn hiệu chuẩn", "The calibration of {count} meters is overdue"
        ),
        "portal.believe.no_witness": Text(
            "Chưa có nhân chứng nào ký nhật ký: người vận hành có thể giữ hai bản khác nhau",
            "No witness signs the log yet: its operator could keep two different ones",
        ),
        "portal.believe.witness_conflict": Text(
            "Một nhân chứng đã thấy một nhật ký khác: hãy xem ngay",
            "A witness has seen a different log: look at it now",
        ),
        "portal.believe.witness_silent": Text(
            "{signed} trong {all} nhân chứng đã ký, cần {required}",
            "{signed} of {all} witnesses have signed, {required} are needed",
        ),
        "portal.believe.witnessed": Text(
            "{signed} trong {all} nhân chứng độc lập đã ký", "{signed} of {all} independent witnesses have signed"
        ),
        "portal.believe.no_log": Text("Nhật ký bằng chứng còn trống", "The evidence log is empty"),
        "portal.believe.log": Text(
            "{size} mục trong nhật ký có chữ ký: không số nào bị đổi sau khi nhận mà không bị phát hiện",
            "{size} entries in the signed log: nothing can be changed after it was taken without being found",
        ),
        "portal.believe.too_few_days": Text("Quá ít ngày đo đủ.", "Too few days were measured in full."),
        "portal.believe.too_wide": Text(
            "Sai số của các thiết bị quá lớn: có khớp cũng không chứng minh được gì.",
            "The meters' uncertainty is too wide: that it closes proves nothing.",
        ),
        "portal.name.own_use": Text("phần tự dùng của {node}", "own use of {node}"),
        "portal.name.storage": Text("lượng chứa tại {node}", "storage at {node}"),
        "portal.name.share": Text("tỷ lệ khai báo tại {node}", "declared share at {node}"),
        "portal.believe.days": Text("({days} trong {wanted} ngày)", "({days} of {wanted} days)"),
        "portal.believe.balances": Text("Vào có bằng ra không?", "Does what goes in come out?"),
        "portal.believe.balances_what": Text(
            "Cái gì vào một nút thì phải ra hoặc được giữ lại. Chênh lệch trong khoảng dự kiến là do sai số của thiết bị.",
            "What goes into a node must come out or be stored. A difference within what is expected is the meters' "
            "uncertainty.",
        ),
        "portal.believe.place": Text("Nơi cân bằng", "Balance"),
        "portal.believe.inflow": Text("Vào", "In"),
        "portal.believe.outflow": Text("Ra", "Out"),
        "portal.believe.difference": Text("Chênh lệch", "Difference"),
        "portal.believe.expected": Text("dự kiến trong ±{sd} {unit}", "expected within ±{sd} {unit}"),
        "portal.believe.verdict": Text("Kết luận", "Verdict"),
        "portal.believe.state_closes": Text("khớp", "closes"),
        "portal.believe.state_unclear": Text("ở giới hạn", "at the edge"),
        "portal.believe.state_open": Text("không khớp", "does not close"),
        "portal.believe.state_unknown": Text("không biết được", "cannot be known"),
        "portal.believe.no_balances": Text("Chưa có cân bằng nào", "No balances yet"),
        "portal.believe.no_balances_why": Text(
            "Tháng này chưa có số liệu, hoặc bạn không được xem cân bằng của cả khu.",
            "There are no data of the month, or you may not see the park's balances.",
        ),
        "portal.believe.meters": Text("Thiết bị nào được kiểm chứng?", "Which meters are checked by others?"),
        "portal.believe.meters_what": Text(
            "Ít được kiểm chứng nhất ở trên. “Sai số nhỏ nhất thấy được” là mức sai mà dưới đó không cân bằng nào thấy.",
            "The least checked first. The smallest visible error is the one below which no balance can see.",
        ),
        "portal.believe.meter": Text("Thiết bị", "Meter"),
        "portal.believe.checked": Text("Có gì kiểm chứng?", "Checked by others?"),
        "portal.believe.smallest": Text("Sai số nhỏ nhất thấy được", "Smallest visible error"),
        "portal.believe.tamper": Text(
            "Phải sửa bao nhiêu thiết bị để không ai thấy?", "How many must lie together to stay unseen?"
        ),
        "portal.believe.would_help": Text("Điều gì giúp nhiều nhất?", "What would help most?"),
        "portal.believe.yes": Text("có", "yes"),
        "portal.believe.nothing": Text("không có gì", "nothing"),
        "portal.believe.never": Text("không bao giờ thấy", "never visible"),
        "portal.believe.same_as": Text("không phân biệt được với", "cannot be told from"),
        "portal.believe.tamper_none": Text("không giấu được", "cannot be hidden"),
        "portal.believe.tamper_count": Text("{count} thiết bị", "{count} meters"),
        "portal.believe.added": Text("một thiết bị đo ở {edge}", "a meter on {edge}"),
        "portal.believe.more_meters": Text("và {count} thiết bị khác", "and {count} more"),
        "portal.believe.no_meters": Text("Chưa có đánh giá thiết bị", "No assessment of meters yet"),
        "portal.believe.no_meters_why": Text(
            "Nó được tính cùng các cân bằng, theo tháng.", "It is computed with the balances, month by month."
        ),
        "portal.believe.limits": Text("Điều phần mềm không thể biết", "What the software cannot know"),
        "portal.believe.limits_what": Text(
            "Những giới hạn này luôn đúng, dù số liệu đẹp đến đâu.", "These limits hold however good the figures look."
        ),
        "portal.believe.limit_collusion": Text(
            "Nhiều thiết bị cùng bị sửa cho khớp nhau.", "Several meters that were changed together so that they agree."
        ),
        "portal.believe.limit_collusion_remedy": Text(
            "Cần một thiết bị ngoài tầm tay của họ, hoặc đo kiểm tra bất ngờ.",
            "It takes a meter outside their reach, or a surprise measurement.",
        ),
        "portal.believe.limit_small": Text(
            "Thiết bị nhỏ nằm sau thiết bị lớn: sai số của nó chìm trong sai số của cái lớn.",
            "A small meter below a large one: its error drowns in the large one's uncertainty.",
        ),
        "portal.believe.limit_small_remedy": Text(
            "Đọc tại chỗ theo lịch kiểm tra.", "Read it on site, by the inspection plan."
        ),
        "portal.believe.limit_commissioning": Text(
            "Lỗi có từ ngày lắp đặt: nó được học như bình thường.",
            "A fault that was there from the first day: it is learnt as normal.",
        ),
        "portal.believe.limit_commissioning_remedy": Text(
            "So với thiết bị chuẩn khi nghiệm thu và khi hiệu chuẩn.",
            "Compare with a reference at acceptance and at calibration.",
        ),
        "portal.believe.limit_leak": Text(
            "Rò rỉ đều và thiết bị sai đều trông giống nhau.", "A steady leak and a steady meter error look alike."
        ),
        "portal.believe.limit_leak_remedy": Text(
            "Đo ban đêm khi không ai dùng, hoặc đóng van từng nhánh.",
            "Measure at night without use, or close valves branch by branch.",
        ),
        "portal.believe.limit_bottle": Text(
            "Ống lấy mẫu cắm vào chai nước sạch: lưu lượng vẫn khớp.",
            "A sampling tube in a bottle of clean water: the flows still close.",
        ),
        "portal.believe.limit_bottle_remedy": Text(
            "Mẫu thủ công bất ngờ, so nhiều thông số với nhau.", "Surprise samples, and properties compared with each other."
        ),
        "portal.believe.limit_alone": Text(
            "Nơi chỉ có một thiết bị đo thì không có gì để so.",
            "Where there is one meter only, there is nothing to compare.",
        ),
        "portal.believe.limit_alone_remedy": Text(
            "Cột cuối của bảng trên nói nên thêm thiết bị ở đâu.",
            "The last column of the table above says where to add one.",
        ),
        "portal.believe.one": Text("Xem đời của một số đọc", "See the life of one reading"),
        "portal.believe.one_what": Text(
            "Từ lúc nhận đến khi vào báo cáo, với mọi điều đã được nói về nó.",
            "From its arrival to the report, with everything that was said about it.",
        ),
        "portal.believe.show_life": Text("Xem", "Show"),
        "portal.story.life": Text("cả đời", "whole life"),
        "portal.reading.title": Text("Đời của một số đọc", "The life of one reading"),
        "portal.reading.none": Text("Không có số đọc nào đúng lúc này", "There is no reading at exactly this time"),
        "portal.reading.none_why": Text(
            "Hãy chọn một thời điểm có trong bảng của chuỗi.", "Choose a time that stands in the table of the datastream."
        ),
        "portal.reading.near": Text("Các số đọc gần đó", "Readings near it"),
        "portal.reading.disputed": Text("có ý kiến khác", "disputed"),
        "portal.reading.came": Text("Nhận được", "It arrived"),
        "portal.reading.taken": Text(
            "nhận lúc {when} qua {door}, lô {batch}", "taken at {when} through {door}, batch {batch}"
        ),
        "portal.reading.source": Text("Nguồn", "Source"),
        "portal.reading.checked": Text("Được kiểm tra", "It was checked"),
        "portal.reading.all_passed": Text("qua mọi phép kiểm tra", "passed every check"),
        "portal.reading.by_hand": Text("{who} ghi", "noted by {who}"),
        "portal.reading.not_checked": Text("Chưa được kiểm tra.", "Not checked yet."),
        "portal.reading.fed": Text("Đi vào đâu", "What it went into"),
        "portal.reading.fed_quantities": Text("Lượng của khoảng đó", "Amount of its interval"),
        "portal.reading.fed_reconciled": Text(
            "Giá trị đã cân bằng, đặt cạnh giá trị đo", "Reconciled value, beside the measured one"
        ),
        "portal.reading.fed_averages": Text("Trung bình để so với giới hạn", "Average that limits are judged on"),
        "portal.reading.fed_inventory_lines": Text("Kiểm kê khí nhà kính", "Greenhouse-gas inventory"),
        "portal.reading.lines": Text("{count} dòng của {month}", "{count} lines of {month}"),
        "portal.reading.measured": Text("đo được {value} {unit}", "measured {value} {unit}"),
        "portal.reading.fed_nothing": Text("Chưa vào con số nào.", "It has not gone into any figure."),
        "portal.reading.proved": Text("Bằng chứng", "The proof"),
        "portal.reading.proved_what": Text(
            "Dòng của nó nằm trong cây Merkle của lô, lô nằm trong nhật ký {size} mục có chữ ký. Trình duyệt của bạn tự "
            "tính lại được.",
            "Its row lies in the batch's Merkle tree, the batch in the signed log of {size} entries. Your own browser can "
            "recompute it.",
        ),
        "portal.reading.door_station": Text("tệp của trạm quan trắc", "station files"),
        "portal.reading.door_csv": Text("bảng tính CSV", "a CSV sheet"),
        "portal.reading.door_xlsx": Text("bảng tính Excel", "an Excel sheet"),
        "portal.reading.door_parquet": Text("tệp Parquet", "a Parquet file"),
        "portal.reading.door_json": Text("JSON", "JSON"),
        "portal.reading.door_live": Text("đường truyền trực tiếp", "the live door"),
        "portal.reading.door_mqtt": Text("MQTT", "MQTT"),
    }
)
