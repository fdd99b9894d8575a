"""Texts of the commands for measures."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.measure": Text(
            "Giải pháp tiết kiệm: sổ, đường cơ sở, kiểm chứng, tổng của khu.",
            "Savings measures: register, baselines, verification, totals of the park.",
        ),
        "cli.help.measure_list": Text(
            "Liệt kê giải pháp và mức chứng minh được.", "List measures and how far they are proved."
        ),
        "cli.help.measure_add": Text(
            "Nhập giải pháp từ bảng tính (XLSX, CSV); dòng sai được chỉ rõ, dòng đúng được giữ.\n\nVí dụ: ecopark measure add giai-phap.xlsx --park khu",
            "Take measures from a sheet (XLSX, CSV); broken rows are named, good ones kept.\n\nExample: ecopark measure add measures.xlsx --park park",
        ),
        "cli.help.measure_lock": Text(
            "Chốt đường cơ sở trước kỳ báo cáo.\n\nVí dụ: ecopark measure lock m-1 --from 2025-01-01 --to 2026-01-01 --reporting 2026-01-01 --park khu",
            "Lock a baseline before the reporting period.\n\nExample: ecopark measure lock m-1 --from 2025-01-01 --to 2026-01-01 --reporting 2026-01-01 --park park",
        ),
        "cli.help.measure_verify": Text(
            "Kiểm chứng một giải pháp, hoặc mọi giải pháp đến hạn.", "Verify one measure, or every one that is due."
        ),
        "cli.help.measure_events": Text(
            'Sự kiện bất thường: liệt kê, chấp nhận (cần bằng chứng), bác.\n\nVí dụ: ecopark measure events --accept e-1 --evidence 0123abcd… --reason "biên bản dừng lò" --as thanhtra',
            'Non-routine events: list, accept (with evidence), reject.\n\nExample: ecopark measure events --accept e-1 --evidence 0123abcd… --reason "report of the stop" --as inspector',
        ),
        "cli.help.measure_totals": Text(
            "Tổng của khu, chia theo đã kiểm chứng, khai, không chứng minh được; hoặc các ô của mẫu A.4, B.4.",
            "Totals of the park, split into verified, declared, not provable; or the fields of forms A.4, B.4.",
        ),
        "cli.help.measure_projects": Text("Dự án số và điểm của chúng.", "Digital projects and their scores."),
        "cli.help.measure_as": Text(
            "Người dùng nhân danh ai lệnh này làm; quyền và tách biệt trách nhiệm của người đó được áp dụng.",
            "The user in whose name the command acts; their rights and the separation of duties hold.",
        ),
        "cli.help.measure_from": Text("Ngày đầu của kỳ cơ sở.", "First day of the baseline period."),
        "cli.help.measure_to": Text("Ngày sau ngày cuối của kỳ cơ sở.", "Day after the last of the baseline period."),
        "cli.help.measure_reporting": Text("Ngày đầu của kỳ báo cáo.", "First day of the reporting period."),
        "cli.help.measure_reason": Text(
            "Lý do: cần cho bản sau và bản chốt muộn.", "Reason: needed for a later one and a late one."
        ),
        "cli.help.measure_of": Text("Chỉ của giải pháp này.", "Of this measure only."),
        "cli.help.measure_accept": Text("Chấp nhận sự kiện này.", "Accept this event."),
        "cli.help.measure_reject": Text("Bác sự kiện này.", "Reject this event."),
        "cli.help.measure_why": Text("Vì sao.", "Why."),
        "cli.help.measure_evidence": Text(
            "Mã tài liệu làm bằng chứng (ecopark document add).", "Id of a document that shows it (ecopark document add)."
        ),
        "cli.help.measure_year": Text(
            "Năm; bỏ trống: mỗi năm, như hiện nay. Với --form: năm báo cáo N.",
            "Year; left out: per year as it stands now. With --form: the reporting year N.",
        ),
        "cli.help.measure_form": Text("Mẫu của Thông tư 05/2025.", "Form of Circular 05/2025."),
        "cli.help.measure_firm": Text("Doanh nghiệp của mẫu B.4.", "Firm of form B.4."),
        "cli.measure.none": Text("Chưa có giải pháp nào.", "No measure yet."),
        "cli.measure.no_events": Text("Chưa có sự kiện nào.", "No event."),
        "cli.measure.added": Text(
            "Đã lưu {kept} dòng, {unchanged} không đổi, {bad} chưa nhận.",
            "{kept} rows kept, {unchanged} unchanged, {bad} not taken.",
        ),
        "cli.measure.row": Text("dòng {row}: {text}", "row {row}: {text}"),
        "cli.measure.locked": Text(
            "Đã chốt {sha256} (mô hình {chosen}); ghi vào nhật ký bằng chứng.",
            "Locked {sha256} (model {chosen}); entered in the evidence log.",
        ),
        "cli.measure.after_seeing": Text(
            "Lưu ý: chọn sau khi thấy kết quả, không dùng để công bố.", "Note: chosen after seeing results, not for a claim."
        ),
        "cli.measure.verified": Text("{id}: {standing}. {reason}", "{id}: {standing}. {reason}"),
        "cli.measure.nothing_due": Text("Không có gì đến hạn kiểm chứng.", "Nothing is due."),
        "cli.measure.decided": Text("Sự kiện {id}: {state}.", "Event {id}: {state}."),
        "cli.measure.split": Text("đã kiểm chứng / khai / không chứng minh được", "verified / declared / not provable"),
        "cli.measure.who": Text(
            "hãy nói nhân danh ai quyết định: --as USER. Người đó không được là người khai hay người đề xuất.",
            "say in whose name you decide: --as USER. It may be neither who claims nor who proposed.",
        ),
        "cli.measure.unknown_user": Text(
            "không có người dùng “{user}” đang hoạt động.", "there is no active user “{user}”."
        ),
        "cli.measure.form_year": Text(
            "hãy nói năm báo cáo của mẫu: --year 2026.", "say the reporting year of the form: --year 2026."
        ),
    }
)
