"""Texts of claims: sentences made from the structure, what may be said now, names of steps and gates."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.quantity.energy": Text("năng lượng", "energy"),
        "judge.quantity.ghg": Text("phát thải khí nhà kính", "greenhouse gas emissions"),
        "judge.quantity.water": Text("nước cấp", "water"),
        "judge.quantity.wastewater": Text("nước thải", "wastewater"),
        "judge.quantity.waste": Text("chất thải", "waste"),
        "judge.quantity.recycled_content": Text("vật liệu tái chế", "recycled material"),
        "judge.quantity.renewable_share": Text("điện tái tạo", "renewable electricity"),
        "judge.quantity.emission_conc": Text("nồng độ xả thải", "discharge concentration"),
        "judge.amount.electricity": Text("điện", "electricity"),
        "judge.amount.water": Text("nước cấp", "water"),
        "judge.amount.wastewater": Text("nước thải", "wastewater"),
        "judge.amount.fuel": Text("nhiên liệu", "fuel"),
        "judge.kind.absolute_limit": Text("Giữ dưới giới hạn", "Stays within a limit"),
        "judge.kind.reduction": Text("Giảm so với mức cơ sở", "Less than the baseline"),
        "judge.kind.intensity": Text("Lượng trên một đơn vị sản phẩm", "Amount per unit of output"),
        "judge.kind.share": Text("Tỷ lệ phần trăm", "Share of a whole"),
        "judge.kind.balance": Text("Vào bằng ra", "What goes in comes out"),
        "judge.kind.attribute": Text("Dựa trên chứng chỉ hoặc đơn vị đã hủy", "Rests on cancelled units"),
        "judge.kind.neutrality": Text("Trung hòa (không được nói)", "Neutrality (may not be said)"),
        "judge.say.period": Text("từ {first} đến {last}", "from {first} to {last}"),
        "judge.say.scope": Text("phạm vi {scope}", "scope {scope}"),
        "judge.say.absolute_limit_most": Text(
            "{who}: mọi giá trị trung bình {what} tại {places} {period} không quá {target}.",
            "{who}: every average of {what} at {places} {period} was at most {target}.",
        ),
        "judge.say.absolute_limit_least": Text(
            "{who}: mọi giá trị trung bình {what} tại {places} {period} ít nhất là {target}.",
            "{who}: every average of {what} at {places} {period} was at least {target}.",
        ),
        "judge.say.absolute_limit_about": Text(
            "{who}: giá trị trung bình {what} tại {places} {period} là {target} ± {tolerance}.",
            "{who}: averages of {what} at {places} {period} were {target} ± {tolerance}.",
        ),
        "judge.say.reduction_least": Text(
            "{who} đã giảm ít nhất {target} {what} tại {places} {period}.",
            "{who} cut {what} at {places} by at least {target} {period}.",
        ),
        "judge.say.reduction_most": Text(
            "{who} đã giảm nhiều nhất {target} {what} tại {places} {period}.",
            "{who} cut {what} at {places} by at most {target} {period}.",
        ),
        "judge.say.reduction_about": Text(
            "{who} đã giảm {target} ± {tolerance} {what} tại {places} {period}.",
            "{who} cut {what} at {places} by {target} ± {tolerance} {period}.",
        ),
        "judge.say.intensity_most": Text(
            "{who}: {what} trên một đơn vị sản phẩm tại {places} {period} không quá {target}.",
            "{who}: {what} per unit of output at {places} {period} was at most {target}.",
        ),
        "judge.say.intensity_least": Text(
            "{who}: {what} trên một đơn vị sản phẩm tại {places} {period} ít nhất là {target}.",
            "{who}: {what} per unit of output at {places} {period} was at least {target}.",
        ),
        "judge.say.intensity_about": Text(
            "{who}: {what} trên một đơn vị sản phẩm tại {places} {period} là {target} ± {tolerance}.",
            "{who}: {what} per unit of output at {places} {period} was {target} ± {tolerance}.",
        ),
        "judge.say.share_least": Text(
            "{who}: {what} chiếm ít nhất {target} tại {places} {period}.",
            "{who}: {what} made up at least {target} at {places} {period}.",
        ),
        "judge.say.share_most": Text(
            "{who}: {what} chiếm không quá {target} tại {places} {period}.",
            "{who}: {what} made up at most {target} at {places} {period}.",
        ),
        "judge.say.share_about": Text(
            "{who}: {what} chiếm {target} ± {tolerance} tại {places} {period}.",
            "{who}: {what} made up {target} ± {tolerance} at {places} {period}.",
        ),
        "judge.say.balance_about": Text(
            "{who}: {what} vào trừ ra tại {places} {period} là {target} ± {tolerance}.",
            "{who}: {what} in minus out at {places} {period} was {target} ± {tolerance}.",
        ),
        "judge.say.balance_most": Text(
            "{who}: {what} vào trừ ra tại {places} {period} không quá {target}.",
            "{who}: {what} in minus out at {places} {period} was at most {target}.",
        ),
        "judge.say.balance_least": Text(
            "{who}: {what} vào trừ ra tại {places} {period} ít nhất là {target}.",
            "{who}: {what} in minus out at {places} {period} was at least {target}.",
        ),
        "judge.say.attribute_least": Text(
            "{who} đã hủy chứng chỉ hoặc đơn vị cho ít nhất {target} {what} tại {places} {period}.",
            "{who} cancelled units for at least {target} of {what} at {places} {period}.",
        ),
        "judge.say.attribute_most": Text(
            "{who} đã hủy chứng chỉ hoặc đơn vị cho nhiều nhất {target} {what} tại {places} {period}.",
            "{who} cancelled units for at most {target} of {what} at {places} {period}.",
        ),
        "judge.say.attribute_about": Text(
            "{who} đã hủy chứng chỉ hoặc đơn vị cho {target} ± {tolerance} {what} tại {places} {period}.",
            "{who} cancelled units for {target} ± {tolerance} of {what} at {places} {period}.",
        ),
        "judge.say.neutrality_least": Text(
            "{who} muốn nói “trung hòa” về {what} tại {places} {period}.",
            "{who} wants to say “neutral” of {what} at {places} {period}.",
        ),
        "judge.say.neutrality_most": Text(
            "{who} muốn nói “trung hòa” về {what} tại {places} {period}.",
            "{who} wants to say “neutral” of {what} at {places} {period}.",
        ),
        "judge.say.neutrality_about": Text(
            "{who} muốn nói “trung hòa” về {what} tại {places} {period}.",
            "{who} wants to say “neutral” of {what} at {places} {period}.",
        ),
        "judge.say.baseline": Text(
            "So với mức cơ sở{model} đã khóa, trong điều kiện của kỳ này.",
            "Against the locked baseline{model}, in the conditions of the period.",
        ),
        "judge.say.whole": Text("Nói về toàn bộ, không trừ phần nào.", "Said of the whole, no part left out."),
        "judge.say.instruments": Text(
            "Dựa trên {count} đơn vị đã hủy trong sổ.", "Rests on {count} units cancelled in the ledger."
        ),
        "judge.say.exclusions": Text("Không bao gồm: {what}.", "Not included: {what}."),
        "judge.found.supported": Text("Bằng chứng đỡ được lời này.", "The evidence supports this."),
        "judge.found.not_supported": Text("Không được nói như vậy.", "This may not be said."),
        "judge.found.insufficient": Text("Chưa đủ bằng chứng.", "The evidence is not sufficient."),
        "judge.found.interval": Text(
            "Đo được {value} (khoảng 90 %: {low} đến {high}).", "Measured: {value} (90 % interval: {low} to {high})."
        ),
        "judge.found.because": Text("Lý do: {why}.", "Reason: {why}."),
        "judge.found.expires": Text("Có giá trị đến {day}.", "Valid until {day}."),
        "judge.grade.a": Text(
            "Mức A: mọi cửa kiểm đều qua, có kiểm tra độc lập tại chỗ.",
            "Grade A: every gate passed, with independent inspection on site.",
        ),
        "judge.grade.b": Text(
            "Mức B, đảm bảo có giới hạn: các phép kiểm do chính bên nói thực hiện, chưa có kiểm tra độc lập tại chỗ.",
            "Grade B, limited assurance: the checks were the claimant's own, without independent inspection on site.",
        ),
        "judge.grade.c": Text(
            "Mức C, chỉ dùng nội bộ: dựa trên quy tắc chưa được đối chiếu.",
            "Grade C, for internal use only: rests on rules that nobody has verified.",
        ),
        "judge.now.synthetic": Text(
            "{who} đang thử đo {what} bằng số liệu mô phỏng và chưa đưa ra tuyên bố nào.",
            "{who} is trying out the measurement of {what} with simulated data and makes no claim.",
        ),
        "judge.now.amount": Text("{who} đo được {value} {what} {period}.", "{who} measured {value} of {what} {period}."),
        "judge.now.absolute_limit": Text(
            "{who}: giá trị trung bình cao nhất của {what} {period} là {value}.",
            "{who}: the highest average of {what} {period} was {value}.",
        ),
        "judge.now.intensity": Text(
            "{who} đo được {what} trên một đơn vị sản phẩm {period}: {value}.",
            "{who} measured {what} per unit of output {period}: {value}.",
        ),
        "judge.now.share": Text(
            "{who} đo được {value} {what} {period}.", "{who} measured a share of {value} {what} {period}."
        ),
        "judge.now.balance": Text(
            "{who} đo được {what} vào trừ ra {period}: {value}.", "{who} measured {what} in minus out {period}: {value}."
        ),
        "judge.now.interval": Text("Khoảng tin cậy 90 %: {low} đến {high}.", "90 % interval: {low} to {high}."),
        "judge.now.since": Text(
            "{who} đo {what} từ {month} và đang bổ sung bằng chứng.",
            "{who} has been measuring {what} since {month} and is completing the evidence.",
        ),
        "judge.now.starting": Text(
            "{who} đang chuẩn bị đo {what} và chưa đưa ra tuyên bố nào.",
            "{who} is preparing to measure {what} and makes no claim yet.",
        ),
        "judge.missing.production": Text("sản lượng theo ngày hoặc giờ", "production by day or hour"),
        "judge.missing.operating_mode": Text("chế độ vận hành", "operating mode"),
        "judge.missing.temperature": Text("nhiệt độ ngoài trời", "outdoor temperature"),
        "judge.missing.year": Text("mức cơ sở đủ một năm", "a baseline of a whole year"),
        "judge.why.no_rows": Text("chưa có số liệu của phần này trong kỳ", "there are no data of this part in the period"),
        "judge.why.no_output": Text("chưa có số liệu sản lượng trong kỳ", "there are no data of output in the period"),
        "judge.why.no_verification": Text(
            "giải pháp “{measure}” chưa được kiểm chứng", "measure “{measure}” has not been verified"
        ),
        "judge.why.other_period": Text(
            "giải pháp “{measure}” được kiểm chứng cho kỳ {start} đến {end}; hãy nêu đúng kỳ này",
            "measure “{measure}” was verified for {start} to {end}; state this period",
        ),
        "judge.why.nothing_cancelled": Text(
            "chưa hủy đơn vị nào trong sổ cho lời nói này", "no unit has been cancelled in the ledger for this claim"
        ),
        "judge.netted.ict_operational": Text("điện mà nền tảng số tự dùng", "electricity that the platform itself uses"),
        "judge.netted.ict_embodied": Text(
            "phát thải khi chế tạo thiết bị số", "emissions of making the platform's equipment"
        ),
        "judge.netted.rebound": Text("phần dùng thêm do tiết kiệm", "what is used more because it became cheaper"),
        "judge.netted.leakage": Text("phần chuyển ra ngoài ranh giới", "what was moved outside the boundary"),
        "judge.step.number": Text(
            "Nhập số liệu để tính được con số của lời này", "Enter the data from which this number is computed"
        ),
        "judge.step.measure": Text("Đo thay cho khai báo hoặc mô phỏng", "Measure instead of declaring or simulating"),
        "judge.step.list_meters": Text(
            "Gắn công tơ cho mọi thứ trong ranh giới", "Name a meter for everything inside the boundary"
        ),
        "judge.step.whole_boundary": Text(
            "Đo nốt phần còn lại, hoặc chỉ nói về phần đã đo", "Measure the rest, or speak of the measured part only"
        ),
        "judge.step.check_meter": Text("Lắp hoặc nối công tơ kiểm tra", "Install or connect a check meter"),
        "judge.step.wait": Text("Đo tiếp cho đủ kỳ", "Go on measuring until the period is full"),
        "judge.step.explain_findings": Text("Giải thích các phát hiện đang mở", "Explain the open findings"),
        "judge.step.calibrate": Text("Hiệu chuẩn và nộp giấy chứng nhận", "Calibrate and hand in the certificate"),
        "judge.step.verify_log": Text("Chạy ecopark verify và xử lý lỗi", "Run ecopark verify and settle what it finds"),
        "judge.step.inspect": Text("Cho kiểm tra tay theo lịch bốc thăm", "Have manual checks made at times drawn by lot"),
        "judge.step.lock_baseline": Text(
            "Khóa mức cơ sở đủ 12 tháng trước kỳ", "Lock a baseline of 12 months before the period"
        ),
        "judge.step.production": Text("Nhập số liệu sản lượng", "Enter production data"),
        "judge.step.events": Text(
            "Ghi sự kiện bất thường và nhờ người khác duyệt", "Record non-routine events and have another person accept them"
        ),
        "judge.step.net": Text("Để nền tảng đo phần tự dùng", "Let the platform measure its own share"),
        "judge.step.factors": Text("Ghi rõ hệ số phát thải", "State the emission factors"),
        "judge.step.ledger": Text("Hủy đơn vị trong sổ cho lời này", "Cancel units in the ledger for this claim"),
        "judge.step.judge_limits": Text(
            "Nối trạm quan trắc hoặc nhập kết quả lấy mẫu", "Connect the station or enter samples"
        ),
        "judge.step.mend": Text("Khắc phục vượt giới hạn và đóng sự kiện", "Mend the exceedance and close the event"),
        "judge.step.verify_rules": Text("Nhờ người có thẩm quyền đối chiếu quy tắc", "Have a person verify the rules"),
        **{
            f"judge.gatename.{gate}": Text(vi, en)
            for gate, vi, en in (
                ("period", "Kỳ đã qua", "Period over"),
                ("origin", "Số liệu thật", "Real data"),
                ("number", "Có con số", "A number"),
                ("boundary", "Ranh giới đủ", "Boundary complete"),
                ("coverage", "Đủ số liệu", "Coverage"),
                ("quality", "Chất lượng", "Quality"),
                ("calibration", "Hiệu chuẩn", "Calibration"),
                ("integrity", "Không bị sửa", "Integrity"),
                ("agreement", "Kiểm tra độc lập", "Independent agreement"),
                ("baseline", "Mức cơ sở", "Baseline"),
                ("events", "Sự kiện bất thường", "Non-routine events"),
                ("netting", "Trừ phần tự dùng", "Net of own share"),
                ("factors", "Hệ số phát thải", "Emission factors"),
                ("double_counting", "Không tính hai lần", "No double counting"),
                ("compliance", "Tuân thủ giới hạn", "Compliance"),
                ("materiality", "Sai lệch nhỏ", "Materiality"),
                ("provisional", "Quy tắc đã đối chiếu", "Verified rules"),
                ("neutrality", "Không nói trung hòa", "No neutrality"),
                ("offsets", "Không dựa vào tín chỉ", "No offsets"),
                ("words", "Không từ chung chung", "No generic words"),
                ("future_plan", "Kế hoạch có mốc", "Dated plan"),
                ("future_check", "Người khác kiểm tra kế hoạch", "Plan checked by another"),
                ("label", "Nhãn có chứng nhận", "Certified label"),
            )
        },
    }
)
