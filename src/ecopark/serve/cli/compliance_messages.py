"""Texts of the commands ``compliance`` and ``duties``."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.compliance": Text(
            vi="Tuân thủ giới hạn: kết quả của một kỳ, các sự kiện vượt giới hạn và người chịu trách nhiệm.\n\n"
            "ecopark compliance --park ./park --period 2025-12\necopark compliance events --overdue",
            en="Compliance with limits: the answer of a period, exceedance events and who answers for them.\n\n"
            "ecopark compliance --park ./park --period 2025-12\necopark compliance events --overdue",
        ),
        "cli.help.compliance_show": Text(
            vi="Tuyên bố tuân thủ của một tháng hoặc một năm.\n\necopark compliance show --period 2025 --json",
            en="Statement of compliance of a month or a year.\n\necopark compliance show --period 2025 --json",
        ),
        "cli.help.compliance_events": Text(
            vi="Các sự kiện vượt giới hạn, việc cần làm trước đứng đầu; “!” là quá hạn.\n\necopark compliance events",
            en="Exceedance events, the next to act on first; “!” means overdue.\n\necopark compliance events",
        ),
        "cli.help.compliance_acknowledge": Text(
            vi="Xác nhận đã biết một lần vượt.\n\necopark compliance acknowledge e59020c2ed43431d --by quanly",
            en="Say that an exceedance has been seen.\n\necopark compliance acknowledge e59020c2ed43431d --by quanly",
        ),
        "cli.help.compliance_answer": Text(
            vi="Nêu nguyên nhân và biện pháp khắc phục.\n\n"
            "ecopark compliance answer ID --by thep --cause “Mưa lớn” --action “Giảm tải” --evidence document:5f0c…",
            en="State cause and corrective action.\n\n"
            "ecopark compliance answer ID --by thep --cause “Heavy rain” --action “Reduced load” --evidence document:5f0c…",
        ),
        "cli.help.compliance_close": Text(
            vi="Đóng sự kiện sau khi kiểm tra; phải là người khác với người trả lời.\n\n"
            "ecopark compliance close ID --by thanhtra --note “Đã xem kết quả đo lại”",
            en="Close an event after checking it; by another person than who answered.\n\n"
            "ecopark compliance close ID --by thanhtra --note “Seen the new measurement”",
        ),
        "cli.help.compliance_period": Text("Tháng (2025-12) hoặc năm (2025).", "A month (2025-12) or a year (2025)."),
        "cli.help.compliance_point": Text("Chỉ điểm quan trắc này.", "Only this monitoring point."),
        "cli.help.compliance_by": Text("Ai làm: mã người dùng của khu.", "Who acts: a user of the park."),
        "cli.help.compliance_version": Text(
            "Theo một phiên bản dữ liệu trước đây.", "As it stood in an earlier version of the data."
        ),
        "cli.help.compliance_known_at": Text("Hồ sơ như đã biết vào lúc này.", "Records as known at this moment."),
        "cli.help.compliance_overdue": Text("Chỉ những việc quá hạn.", "Only what is overdue."),
        "cli.help.compliance_cause": Text("Nguyên nhân.", "The cause."),
        "cli.help.compliance_action": Text("Biện pháp khắc phục.", "The corrective action."),
        "cli.help.compliance_evidence": Text(
            "Bằng chứng: document:<mã> hoặc inspection:<mã>; dùng được nhiều lần.",
            "Evidence: document:<id> or inspection:<id>; may be repeated.",
        ),
        "cli.help.compliance_note": Text("Đã kiểm tra gì.", "What was checked."),
        "cli.compliance.counts": Text(
            "{judged} kỳ được đánh giá, {exceeded} vượt, {not_judged} không đánh giá được; {exceedances} lần vượt, "
            "{events_open} sự kiện chưa đóng.",
            "{judged} periods judged, {exceeded} exceeded, {not_judged} not judged; {exceedances} exceedances, "
            "{events_open} events open.",
        ),
        "cli.compliance.answer_exceeded": Text("vượt giới hạn", "exceeded"),
        "cli.compliance.answer_within": Text("trong giới hạn", "within the limits"),
        "cli.compliance.answer_partly_judged": Text("trong giới hạn ở phần đánh giá được", "within, as far as judged"),
        "cli.compliance.answer_not_judged": Text("không đánh giá được", "not judged"),
        "cli.compliance.answer_not_due": Text("chưa đến kỳ", "not due yet"),
        "cli.compliance.provisional": Text(
            "Tạm thời: có quy định chưa được đối chiếu với văn bản chính thức.",
            "Provisional: some rules have not been compared with the official text.",
        ),
        "cli.compliance.synthetic": Text(
            "Có số liệu tổng hợp để minh họa: không chứng minh được sự tuân thủ.",
            "Some data are synthetic, made for the sample: this proves no compliance.",
        ),
        "cli.compliance.no_events": Text("Không có sự kiện nào.", "There are no events."),
        "cli.compliance.kept": Text("Đã lưu: {id} ({state}).", "Kept: {id} ({state})."),
        "cli.compliance.no_user": Text(
            "Không có người dùng “{user}”. Hãy dùng mã người dùng đã tạo bằng ecopark user add.",
            "There is no user “{user}”. Name one made with ecopark user add.",
        ),
        "cli.help.duties": Text(
            vi="Nghĩa vụ báo cáo: ai, cái gì, cho ai, hạn nào; ngưỡng khí nhà kính; hạn ngạch.\n\n"
            "ecopark duties --park ./park\necopark duties thresholds --year 2025",
            en="Reporting duties: who, what, to whom, by when; greenhouse-gas thresholds; allowances.\n\n"
            "ecopark duties --park ./park\necopark duties thresholds --year 2025",
        ),
        "cli.help.duties_list": Text(
            vi="Lịch nghĩa vụ, việc gần nhất trước.\n\necopark duties list --bearer firm:steel",
            en="The calendar of duties, the next first.\n\necopark duties list --bearer firm:steel",
        ),
        "cli.help.duties_thresholds": Text(
            vi="Doanh nghiệp có phải kiểm kê khí nhà kính không, theo số đo của một năm.\n\necopark duties thresholds --year 2025",
            en="Must a firm make a greenhouse-gas inventory, by a year's figures?\n\necopark duties thresholds --year 2025",
        ),
        "cli.help.duties_done": Text(
            vi="Đánh dấu một nghĩa vụ đã làm, kèm tài liệu.\n\n"
            "ecopark duties done firm:steel ghg_inventory --last-day 2027-03-30 --evidence document:5f0c… --by quanly",
            en="Mark a duty as done, with a document.\n\n"
            "ecopark duties done firm:steel ghg_inventory --last-day 2027-03-30 --evidence document:5f0c… --by quanly",
        ),
        "cli.help.duties_facts": Text(
            vi="Nêu dữ kiện quyết định nghĩa vụ nào áp dụng.\n\n"
            "ecopark duties facts firm:steel ghg_listed=yes allowance=no --by quanly",
            en="State what decides which duties apply.\n\n"
            "ecopark duties facts firm:steel ghg_listed=yes allowance=no --by quanly",
        ),
        "cli.help.duties_allowances": Text(
            vi="Tính hạn ngạch: nộp trả, vay (tối đa 15 %), bù trừ (tối đa 30 %).\n\n"
            "ecopark duties allowances --allocated 100000 --emissions 120000 --offsets 20000",
            en="Allowances: surrender, borrow (15 % at most), offset (30 % at most).\n\n"
            "ecopark duties allowances --allocated 100000 --emissions 120000 --offsets 20000",
        ),
        "cli.help.duties_bearer": Text(
            "Chỉ của: firm:<mã>, developer, station:<điểm>.", "Only of: firm:<id>, developer, station:<point>."
        ),
        "cli.help.duties_year": Text(
            "Năm của số liệu; năm trước nếu bỏ trống.", "Year of the figures; last year if left out."
        ),
        "cli.help.duties_last_day": Text("Ngày chậm nhất của hạn đó.", "Last day of that deadline."),
        "cli.help.duties_about_year": Text(
            "Năm báo cáo, cho nghĩa vụ không có ngày.", "The year, for duties without a day."
        ),
        "cli.help.duties_allocated": Text("Hạn ngạch được phân bổ của giai đoạn, tCO2e.", "Allocation of the phase, tCO2e."),
        "cli.help.duties_emissions": Text(
            "Phát thải trực tiếp của giai đoạn, tCO2e.", "Direct emissions of the phase, tCO2e."
        ),
        "cli.help.duties_offsets": Text("Tín chỉ dùng để bù trừ.", "Credits used as offsets."),
        "cli.help.duties_borrowed": Text("Hạn ngạch vay của giai đoạn sau.", "Allowances borrowed from the next phase."),
        "cli.help.duties_next": Text("Hạn ngạch giai đoạn sau, nếu đã biết.", "Allocation of the next phase, if known."),
        "cli.duties.provisional": Text(
            "* tạm thời: chưa ai đối chiếu với văn bản chính thức. Không phải tư vấn pháp lý.",
            "* provisional: nobody has compared it with the official text. No legal advice.",
        ),
        "cli.duties.kept": Text("Đã lưu: {id}.", "Kept: {id}."),
        "cli.duties.position_owed": Text("Phát thải phải tính", "Emissions to answer for"),
        "cli.duties.position_offsets_allowed": Text("Được bù trừ tối đa", "Offsets allowed at most"),
        "cli.duties.position_borrowing_allowed": Text("Được vay tối đa", "Borrowing allowed at most"),
        "cli.duties.position_offsets_used": Text("Bù trừ đã dùng", "Offsets used"),
        "cli.duties.position_borrowed": Text("Đã vay", "Borrowed"),
        "cli.duties.position_to_surrender": Text("Phải nộp trả", "To surrender"),
        "cli.duties.position_missing": Text("Còn thiếu, phải mua", "Missing, to be bought"),
        "cli.duties.position_left": Text("Còn dư, được chuyển giai đoạn sau", "Left, may be carried over"),
    }
)
