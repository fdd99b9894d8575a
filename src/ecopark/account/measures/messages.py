"""Texts of measures, events, baselines, digital projects."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

_AMOUNTS = {
    "electricity_kwh": ("điện tiết kiệm", "electricity saved"),
    "fuel_gj": ("nhiên liệu tiết kiệm", "fuel saved"),
    "water_m3": ("nước tiết kiệm", "water saved"),
    "wastewater_m3": ("nước thải giảm", "wastewater avoided"),
    "material_t": ("nguyên vật liệu tiết kiệm", "materials saved"),
    "waste_t": ("chất thải giảm", "waste avoided"),
    "waste_reused_t": ("chất thải được tái sử dụng", "waste reused"),
    "waste_recycled_t": ("chất thải được tái chế", "waste recycled"),
    "chemical_t": ("hóa chất tiết kiệm", "chemicals saved"),
    "electricity_tco2e": ("CO2 giảm nhờ tiết kiệm điện", "CO2 avoided by electricity saving"),
    "fuel_tco2e": ("CO2 giảm nhờ tiết kiệm nhiên liệu", "CO2 avoided by fuel saving"),
    "tco2e": ("CO2 giảm", "CO2 avoided"),
    "electricity_vnd": ("tiền điện tiết kiệm", "electricity cost saved"),
    "fuel_vnd": ("tiền nhiên liệu tiết kiệm", "fuel cost saved"),
    "water_vnd": ("tiền nước tiết kiệm", "water cost saved"),
    "wastewater_vnd": ("tiền xử lý nước thải tiết kiệm", "wastewater cost saved"),
    "material_vnd": ("tiền nguyên vật liệu tiết kiệm", "materials cost saved"),
    "waste_reused_vnd": ("tiền tiết kiệm nhờ tái sử dụng", "reuse cost saved"),
    "waste_recycled_vnd": ("tiền tiết kiệm nhờ tái chế", "recycling cost saved"),
    "chemical_vnd": ("tiền hóa chất tiết kiệm", "chemicals cost saved"),
    "vnd": ("tiền tiết kiệm", "money saved"),
}

catalogue({f"figure.saved.{name}": Text(vi, en) for name, (vi, en) in _AMOUNTS.items()})
catalogue(
    {
        "account.measure.no_install_day": Text(
            "trạng thái “{status}” cần ngày lắp đặt. Hãy điền ngày giải pháp bắt đầu hoạt động (ví dụ 01/07/2025).",
            "the status “{status}” needs the day of installation. Fill in the day on which it went into operation (2025-07-01).",
        ),
        "account.measure.unknown": Text(
            "“{id}” không có trong khu hoặc không thuộc doanh nghiệp này. Hãy chọn từ danh sách, hoặc để trống.",
            "“{id}” does not exist in the park or is not this firm’s. Choose from the list, or leave it empty.",
        ),
        "account.measure.status": Text(
            "không chuyển được từ “{now}” sang “{wanted}”. Từ đây chỉ chuyển được sang: {known}.",
            "it cannot go from “{now}” to “{wanted}”. From here it can go to: {known}.",
        ),
        "account.measure.not_yours_to_verify": Text(
            "không ai tự ghi “đã kiểm chứng” được: trạng thái này do phép kiểm chứng đặt. Hãy chọn “đã lắp đặt”, chốt đường cơ sở "
            "rồi bấm Kiểm chứng.",
            "nobody can type “verified”: the verification sets it. Choose “installed”, lock a baseline, then press Verify.",
        ),
        "account.measure.own_claim": Text(
            "người dùng {user} là người khai hoặc người đề xuất nên không được tự quyết định. Hãy nhờ ban quản lý hoặc thanh tra viên "
            "khác.",
            "{user} claims this or proposed it, and so may not decide about it. Ask another manager or an inspector.",
        ),
        "account.measure.no_reason": Text(
            "từ chối một giải pháp cần lý do. Hãy viết một câu vì sao.",
            "rejecting a measure needs a reason. Write a sentence that says why.",
        ),
        "account.measure.unknown_evidence": Text(
            "không có bằng chứng “{id}”. Hãy tải tệp lên trước hoặc ghi đúng mã kiểm tra.",
            "there is no evidence “{id}”. Upload the file first, or give the id of the inspection.",
        ),
        "account.measure.none_verified": Text("chưa có gì được kiểm chứng", "nothing is verified yet"),
        "account.measure.none_declared": Text("không có số khai", "nothing is declared"),
        "account.measure.none_not_provable": Text("không có", "none"),
        "account.measure.no_use": Text(
            "chưa biết khu đã dùng bao nhiêu điện trong năm, nên chưa tính được tỷ lệ.",
            "how much electricity the park used in the year is not known, so the rate cannot be computed.",
        ),
        "account.measure.of_which": Text(
            "trong đó {verified} {unit} đã kiểm chứng và {declared} {unit} do doanh nghiệp khai; không tính {not_provable} {unit} không "
            "chứng minh được.",
            "of which {verified} {unit} verified and {declared} {unit} declared by firms; {not_provable} {unit} that cannot be proved "
            "are left out.",
        ),
        "account.baseline.overlaps": Text(
            "kỳ cơ sở (đến {end}) lấn sang kỳ báo cáo (từ {start}). Hãy cho kỳ cơ sở kết thúc trước khi giải pháp bắt đầu hoạt động.",
            "the baseline period (until {end}) reaches into the reporting period (from {start}). Let it end before the measure "
            "began to work.",
        ),
        "account.baseline.too_late": Text(
            "kỳ báo cáo đã bắt đầu từ {start}, nay là {now}: đường cơ sở chọn sau khi đã thấy kết quả không dùng để công bố được. Hãy "
            "đặt kỳ báo cáo bắt đầu sau hôm nay, hoặc ghi lý do; khi đó nó được đánh dấu “chọn sau khi thấy kết quả”.",
            "the reporting period began on {start}, it is {now}: a baseline that is chosen after seeing results cannot carry a claim. Let "
            "the reporting period begin after today, or give a reason; it will then be marked “chosen after seeing results”.",
        ),
        "account.baseline.locked": Text(
            "đã có đường cơ sở {sha256}… chốt lúc {at}. Bản mới cần lý do; cả hai bản đều được giữ và hiển thị.",
            "a baseline {sha256}… was locked at {at}. A new one needs a reason; both are kept and shown.",
        ),
        "account.baseline.after_seeing": Text(
            "đường cơ sở được chọn sau khi đã thấy kết quả: chỉ để tham khảo, không dùng để công bố.",
            "the baseline was chosen after seeing results: to look at, not for a claim.",
        ),
        "account.baseline.altered": Text(
            "nội dung đường cơ sở không còn khớp với mã băm đã chốt. Không dùng được; hãy báo ban quản lý.",
            "the content of the baseline no longer has the hash it was locked with. It is not used; tell the management board.",
        ),
        "account.event.upside_down": Text(
            "sự kiện kết thúc trước khi bắt đầu. Hãy sửa một trong hai thời điểm.",
            "the event ends before it starts. Correct one of the two moments.",
        ),
        "account.event.decided": Text(
            "sự kiện này đã được {user} quyết định ({state}). Nếu không đồng ý, hãy đề xuất một sự kiện mới; cả hai đều được giữ.",
            "{user} has decided on this event ({state}). If you disagree, propose a new one; both stay visible.",
        ),
        "account.event.no_evidence": Text(
            "chỉ chấp nhận sự kiện khi có bằng chứng. Hãy đính kèm tệp (biên bản, ảnh, hóa đơn) hoặc ghi mã kiểm tra hiện trường.",
            "an event is accepted only with evidence. Attach a file (report, photo, invoice) or name an inspection.",
        ),
        "account.event.no_reason": Text(
            "hãy viết một câu vì sao chấp nhận hoặc từ chối.", "write a sentence that says why it is accepted or rejected."
        ),
        "account.event.detected": Text(
            "phần mềm thấy lượng dùng khác thường so với mô hình trong thời gian này",
            "the software sees use that does not fit the model in this time",
        ),
        "account.event.detected_for_good": Text(
            "phần mềm thấy lượng dùng đổi hẳn từ lúc này", "the software sees use that has changed for good since then"
        ),
        "account.verification.no_meter": Text(
            "giải pháp chưa gắn với công tơ nào, nên không có gì để kiểm chứng. Hãy chọn công tơ thấy được phần tiết kiệm.",
            "the measure names no meter, so there is nothing to verify with. Choose the meter that sees the saving.",
        ),
        "account.verification.no_baseline": Text(
            "chưa chốt đường cơ sở. Hãy chốt trước khi kỳ báo cáo bắt đầu.",
            "no baseline is locked. Lock one before the reporting period begins.",
        ),
        "account.verification.no_readings": Text(
            "chưa có số đo nào trong kỳ báo cáo. Hãy đợi, hoặc kiểm tra công tơ.",
            "there are no readings in the reporting period yet. Wait, or check the meter.",
        ),
        "account.verification.mixed_units": Text(
            "các công tơ đã chọn đo những đại lượng khác nhau ({units}). Hãy chọn công tơ của cùng một đại lượng.",
            "the chosen meters see different quantities ({units}). Choose meters of one quantity.",
        ),
        "account.verification.within_noise": Text(
            "khoảng tin cậy 90 % chứa số 0: phần tiết kiệm chưa lớn hơn sai số của mô hình.",
            "the 90 % interval contains zero: the saving is not larger than the error of the model yet.",
        ),
        "account.verification.insufficient": Text(
            "chưa đủ dữ liệu để chứng minh: {missing}.", "what is at hand cannot prove it: {missing}."
        ),
        "account.verification.synthetic": Text(
            "số liệu mô phỏng: xem được cách làm, không dùng để công bố.",
            "made-up readings: they show how it works, they carry no claim.",
        ),
        "account.verification.verified": Text(
            "tiết kiệm đã được chứng minh bằng số đo.", "the saving is proved by measurement."
        ),
        "account.verification.no_price": Text(
            "chỉ {share} phần tiết kiệm có giá điện đang áp dụng trong bộ quy tắc; phần còn lại chưa tính thành tiền.",
            "a price is in force in the rules for {share} of the saving only; the rest is not turned into money.",
        ),
        "account.verification.no_tariff": Text(
            "chưa khai nhóm giá điện của doanh nghiệp trong park.yaml, nên chưa tính được thành tiền.",
            "the firm’s tariff group is not set in park.yaml, so no money can be computed.",
        ),
        "account.verification.only_electricity": Text(
            "bộ quy tắc chưa có giá và hệ số cho đại lượng này; tiền và CO2 vẫn là số khai.",
            "the rules have no price and factor for this quantity; money and CO2 stay declared.",
        ),
        "account.project.two_own": Text(
            "chỉ ghi một trong hai: công tơ đo điện tự dùng, hoặc số khai. Có công tơ thì không cần số khai.",
            "give one of the two: the meter of the own electricity, or the declared amount. With a meter nothing is declared.",
        ),
        "account.project.no_measures": Text(
            "dự án chưa nêu giải pháp nào mà nó giúp tiết kiệm. Hãy chọn giải pháp trong sổ; có mặt không phải là kết quả.",
            "the project names no measure whose saving it brings. Choose measures of the register; being there is no result.",
        ),
        "account.project.nothing_verified": Text(
            "chưa có phần tiết kiệm nào được kiểm chứng ({measures}). Hãy chốt đường cơ sở và kiểm chứng ít nhất một giải pháp.",
            "no saving is verified yet ({measures}). Lock a baseline and verify at least one measure.",
        ),
        "account.project.no_own_use": Text(
            "chưa biết dự án tự dùng bao nhiêu điện. Hãy gắn công tơ hoặc khai kWh mỗi năm.",
            "how much electricity the project uses itself is not known. Name a meter, or declare kWh per year.",
        ),
        "account.project.no_cost": Text(
            "chưa khai chi phí, nên không có điểm theo chi phí.", "the cost is not stated, so there is no score per cost."
        ),
        "account.project.not_net": Text(
            "sau khi trừ điện tự dùng, phần tiết kiệm không còn chắc chắn lớn hơn 0: không có điểm.",
            "less what it uses itself, the saving is not surely above zero: no score.",
        ),
    }
)
