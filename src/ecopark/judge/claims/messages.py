"""Texts of claims: errors of the reader and of the life cycle, reasons of gates and blocks."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue
from ecopark.judge.claims import messages_say  # noqa: F401  sentences

catalogue(
    {
        "judge.claim.missing": Text(
            "thiếu trường “{field}”. Hãy điền rồi gửi lại.", "field “{field}” is missing. Fill it in."
        ),
        "judge.claim.wrong_kind": Text(
            "giá trị sai kiểu; mẫu đúng: {wanted}. Hãy sửa.",
            "the value is of the wrong kind; right is: {wanted}. Correct it.",
        ),
        "judge.claim.too_long": Text("quá dài: nhiều nhất {longest} ký tự.", "too long: at most {longest} characters."),
        "judge.claim.too_many": Text("quá nhiều mục: nhiều nhất {most}.", "too many items: at most {most}."),
        "judge.claim.not_an_id": Text(
            "“{value}” không phải là mã: chỉ dùng chữ không dấu, số và . _ : -, tối đa 100 ký tự.",
            "“{value}” is not an id: letters, digits and . _ : - only, at most 100.",
        ),
        "judge.claim.not_a_hash": Text("không phải mã băm SHA-256 (64 ký tự).", "not a SHA-256 (64 hex digits)."),
        "judge.claim.not_allowed": Text(
            "“{value}” không dùng được ở đây. Hãy chọn: {known}.", "“{value}” does not fit here. Choose: {known}."
        ),
        "judge.claim.out_of_range": Text(
            "{value} nằm ngoài khoảng cho phép {low} đến {high}.", "{value} is outside {low} to {high}."
        ),
        "judge.claim.bad_time": Text("“{value}” không phải là thời điểm.", "“{value}” is not a moment."),
        "judge.claim.bad_day": Text(
            "“{value}” không phải là ngày. Mẫu: 2025-01-31.", "“{value}” is not a day. Example: 2025-01-31."
        ),
        "judge.claim.unknown": Text(
            "không có trường “{field}”. Các trường: {known}.", "there is no field “{field}”. Known: {known}."
        ),
        "judge.claim.ends_early": Text(
            "kỳ kết thúc trước khi bắt đầu. Hãy sửa ngày.", "the period ends before it starts. Correct the days."
        ),
        "judge.claim.kind_quantity": Text(
            "loại “{kind}” không nói được về “{value}”. Hãy chọn: {known}.",
            "a claim of kind “{kind}” cannot be about “{value}”. Choose: {known}.",
        ),
        "judge.claim.no_boundary": Text(
            "chưa nêu ranh giới: hãy liệt kê doanh nghiệp, địa điểm, công tơ hoặc điểm quan trắc mà lời nói bao gồm.",
            "no boundary is stated: list the firms, sites, meters or monitoring points that it is about.",
        ),
        "judge.claim.tolerance": Text(
            "phép so sánh “=” cần sai lệch cho phép lớn hơn 0; các phép khác không có.",
            "the comparison “=” needs a tolerance above 0; the others have none.",
        ),
        "judge.claim.baseline_needed": Text(
            "loại “{kind}”: mức cơ sở chỉ dành cho lời nói về mức giảm, và ở đó bắt buộc.",
            "kind “{kind}”: a reduction needs a baseline, and nothing else has one.",
        ),
        "judge.claim.limit_of_what": Text(
            "lời nói về giới hạn cần thông số (ví dụ cod) và ít nhất một điểm quan trắc.",
            "a claim about a limit needs a property (cod) and at least one monitoring point.",
        ),
        "judge.claim.per_what": Text(
            "cường độ cần đơn vị sản phẩm (ví dụ t) và đơn vị đo dạng kWh/t.",
            "an intensity needs the unit of output (t), and a unit like kWh/t.",
        ),
        "judge.claim.not_yours": Text(
            "bạn chỉ lập được lời nói của doanh nghiệp mình.", "you can only make claims of your own firm."
        ),
        "judge.claim.known": Text(
            "đã có lời nói mang mã này. Hãy dùng mã khác hoặc sửa bản nháp.",
            "there is a claim of this id already. Take another id, or change the draft.",
        ),
        "judge.claim.unknown_thing": Text(
            "trong khu không có “{thing}”. Hãy kiểm tra mã.", "the park has no “{thing}”. Check the id."
        ),
        "judge.claim.others_thing": Text(
            "“{thing}” thuộc doanh nghiệp khác. Hãy chỉ nêu những gì của mình.",
            "“{thing}” belongs to another firm. Name only your own.",
        ),
        "judge.claim.withdrawn": Text(
            "lời nói này đã được rút; hãy lập lời nói mới.", "this claim was withdrawn; make a new one."
        ),
        "judge.claim.is_published": Text(
            "lời nói đã công bố không sửa được. Hãy rút lại rồi lập lời nói mới.",
            "a published claim is not changed. Withdraw it and make a new one.",
        ),
        "judge.claim.not_published": Text("lời nói này chưa được công bố.", "this claim is not published."),
        "judge.claim.second_person": Text(
            "người lập hoặc đề nghị không tự công bố. Cần một người khác.",
            "who made the claim does not publish it. Another person is needed.",
        ),
        "judge.claim.not_supported_yet": Text(
            "không công bố được: kết quả là “{verdict}”. Bạn có thể nói ngay: {may_say}",
            "cannot be published: the verdict is “{verdict}”. What you may say now: {may_say}",
        ),
        "judge.claim.internal_only": Text(
            "kết quả chỉ dùng nội bộ (mức C) vì dựa trên quy tắc chưa được đối chiếu.",
            "the verdict is for internal use (grade C): it rests on rules that nobody has verified.",
        ),
        "judge.claim.no_reason": Text("hãy nêu lý do rút lại (ít nhất 3 ký tự).", "say why it is withdrawn (3 characters)."),
        "judge.words.only_flags": Text(
            "chỉ đánh dấu từ chung chung; không có từ nào bị đánh dấu không có nghĩa là lời nói đúng. Hãy lập lời nói bằng mẫu.",
            "flags generic words only; a text without flags is not proved by that. Make the claim with the form.",
        ),
        # --- blocked whatever the evidence
        "judge.block.neutrality": Text(
            "“Trung hòa” dựa vào bù trừ không được nói về khu, doanh nghiệp hay sản phẩm (tiền lệ: Chỉ thị (EU) 2024/825). Hãy nói "
            "mức phát thải đo được và mức đã giảm.",
            "Neutrality by offsets is not said of a park, firm or product (precedent: Directive (EU) 2024/825). Say the measured "
            "emissions and what was cut.",
        ),
        "judge.block.offsets": Text(
            "lời nói dựa vào tín chỉ mua ngoài ({units}). Tín chỉ không làm phát thải của chính mình nhỏ đi; hãy nêu tách riêng.",
            "the claim rests on credits bought elsewhere ({units}). They do not make your own emissions smaller; name them apart.",
        ),
        "judge.block.words": Text(
            "từ chung chung {words} không nói rõ lợi ích nào, bao nhiêu, so với gì (tiền lệ: Chỉ thị (EU) 2024/825). Hãy bỏ và để câu do "
            "hệ thống lập nói con số.",
            "the generic words {words} do not say which benefit, how much, against what (precedent: Directive (EU) 2024/825). Drop "
            "them and let the generated sentence say the number.",
        ),
        "judge.block.future_plan": Text(
            "lời hứa về tương lai cần kế hoạch có ngày và mốc đo được (tài liệu kèm mốc).",
            "a claim about the future needs a dated, measurable plan (a document with milestones).",
        ),
        "judge.block.future_check": Text(
            "kế hoạch cho tương lai cần được người khác, không phải bên nói, kiểm tra.",
            "a plan for the future needs to be checked by somebody other than the claimant.",
        ),
        "judge.block.label": Text(
            "nhãn “{label}” là nhãn tự đặt, không có chứng nhận độc lập. Hãy bỏ nhãn hoặc nộp chứng nhận.",
            "the label “{label}” is an own label without independent certification. Drop it or hand in the certificate.",
        ),
        # --- gates
        "judge.gate.period.passed": Text("kỳ đã kết thúc", "the period is over"),
        "judge.gate.period.open": Text(
            "kỳ còn kéo dài đến {end}: chưa chứng minh được", "the period lasts until {end}: not shown yet"
        ),
        "judge.gate.origin.passed": Text("chỉ dùng số liệu đo thật", "real measurements only"),
        "judge.gate.origin.absent": Text("chưa có số liệu đo nào", "there are no measurements yet"),
        "judge.gate.origin.synthetic": Text(
            "có số liệu mô phỏng: không bao giờ dùng làm bằng chứng", "synthetic data went in: they never support a claim"
        ),
        "judge.gate.origin.declared": Text(
            "có số liệu tự khai, không phải số đo", "declared amounts went in, not measurements"
        ),
        "judge.gate.number.passed": Text("có con số với khoảng tin cậy", "there is a number with its interval"),
        "judge.gate.number.absent": Text("chưa có con số với khoảng tin cậy", "there is no number with an interval yet"),
        "judge.gate.number.because": Text("chưa có con số: {why}", "there is no number: {why}"),
        "judge.gate.boundary.passed": Text(
            "mọi thứ trong ranh giới đều được đo và khớp", "everything inside is measured and closes"
        ),
        "judge.gate.boundary.absent": Text(
            "chưa biết trong ranh giới có gì chưa đo", "it is not known what inside the boundary is not measured"
        ),
        "judge.gate.boundary.unmetered": Text("chưa đo: {what}", "not measured: {what}"),
        "judge.gate.boundary.part": Text(
            "nói về toàn bộ nhưng chỉ dựa trên {share} %", "said of the whole, but it rests on {share} % of it"
        ),
        "judge.gate.boundary.share_unknown": Text(
            "chưa biết ranh giới bao gồm bao nhiêu phần của toàn bộ", "it is not known which share of the whole lies inside"
        ),
        "judge.gate.boundary.no_closure": Text(
            "không có phép cân bằng nào kiểm tra công tơ tổng", "no balance checks the main meter"
        ),
        "judge.gate.boundary.open": Text(
            "tổng công tơ nhánh không khớp công tơ tổng (lệch {z} lần độ không đảm bảo, cho phép 2)",
            "sub-meters do not close the main meter ({z} times the uncertainty, 2 are allowed)",
        ),
        "judge.gate.coverage.passed": Text(
            "số liệu đủ trong từng tháng và cả kỳ", "enough readings in each month and the period"
        ),
        "judge.gate.coverage.absent": Text(
            "chưa biết kỳ này đo được bao nhiêu phần", "it is not known how much was measured"
        ),
        "judge.gate.coverage.month": Text(
            "{count} tháng có dưới 90 % số liệu hợp lệ ({months})", "{count} months below 90 % valid readings ({months})"
        ),
        "judge.gate.coverage.period": Text(
            "cả kỳ chỉ có {share} % số liệu hợp lệ (cần 95 %)", "{share} % valid readings in the period (95 % are needed)"
        ),
        "judge.gate.coverage.gap": Text("có khoảng trống {days} ngày (tối đa 14)", "a gap of {days} days (at most 14)"),
        "judge.gate.quality.passed": Text(
            "phần nghi ngờ nhỏ và không làm đổi kết quả", "the doubtful part is small and does not change the verdict"
        ),
        "judge.gate.quality.absent": Text("chưa biết phần nghi ngờ lớn bao nhiêu", "it is not known how much is doubtful"),
        "judge.gate.quality.share": Text(
            "{share} % lượng dựa trên số liệu nghi ngờ hoặc điền thay (tối đa 5 %)",
            "{share} % rests on doubtful or filled values (at most 5 %)",
        ),
        "judge.gate.quality.no_worst_case": Text(
            "chưa tính trường hợp xấu nhất cho phần nghi ngờ", "the worst case of the doubtful part has not been computed"
        ),
        "judge.gate.quality.flips": Text(
            "trường hợp xấu nhất của phần nghi ngờ làm đổi kết quả",
            "the worst case of the doubtful part changes the verdict",
        ),
        "judge.gate.calibration.passed": Text(
            "hiệu chuẩn còn hạn, cấp chính xác có hồ sơ", "calibrations in date, classes on file"
        ),
        "judge.gate.calibration.absent": Text("chưa biết dựa trên công tơ nào", "it is not known on which meters it rests"),
        "judge.gate.calibration.no_class": Text("chưa có cấp chính xác: {meters}", "no accuracy class on file: {meters}"),
        "judge.gate.calibration.unknown": Text("chưa có hồ sơ hiệu chuẩn: {meters}", "no calibration on file: {meters}"),
        "judge.gate.calibration.overdue": Text("quá hạn hiệu chuẩn: {meters}", "calibration overdue: {meters}"),
        "judge.gate.integrity.passed": Text(
            "nhật ký bằng chứng khớp, không có nghi vấn mở", "the log verifies, no open suspicion"
        ),
        "judge.gate.integrity.absent": Text(
            "chưa kiểm tra nhật ký và dấu hiệu làm giả", "log and falsification not checked yet"
        ),
        "judge.gate.integrity.log": Text("nhật ký bằng chứng không khớp", "the evidence log does not verify"),
        "judge.gate.integrity.edits": Text("{count} lần sửa không có lý do", "{count} edits without a reason"),
        "judge.gate.integrity.suspicion": Text(
            "{count} phát hiện về số liệu chưa ai giải thích", "{count} findings about the data that nobody has explained"
        ),
        "judge.gate.agreement.passed": Text("khớp với kiểm tra độc lập (±5 %)", "agrees with independent checks (±5 %)"),
        "judge.gate.agreement.absent": Text(
            "chưa có cặp so sánh giữa thiết bị và người kiểm tra", "no pairs of sensor and manual check yet"
        ),
        "judge.gate.agreement.differs": Text(
            "lệch {difference} % ± {half} % so với kiểm tra độc lập, quá {tolerance} %",
            "differs by {difference} % ± {half} % from independent checks, beyond {tolerance} %",
        ),
        "judge.gate.agreement.few": Text(
            "mới có {pairs} cặp so sánh (cần {needed})", "{pairs} pairs so far ({needed} are needed)"
        ),
        "judge.gate.agreement.chosen": Text(
            "thời điểm kiểm tra không được bốc thăm", "the times of checking were not drawn by lot"
        ),
        "judge.gate.agreement.outliers": Text(
            "{count} cặp lệch chưa được giải thích", "{count} disagreements are not explained"
        ),
        "judge.gate.agreement.wide": Text(
            "chưa đủ chắc: {difference} % ± {half} %, cho phép {tolerance} %",
            "not sure enough: {difference} % ± {half} %, {tolerance} % are allowed",
        ),
        "judge.gate.baseline.passed": Text(
            "mức cơ sở khóa trước kỳ, đủ dài, đã thử", "baseline locked before, long enough, tested"
        ),
        "judge.gate.baseline.absent": Text(
            "chưa có mức cơ sở được khóa và thẩm tra", "there is no baseline that was locked and verified"
        ),
        "judge.gate.baseline.other": Text(
            "mức cơ sở đã khóa không phải là bản mà lời nói nêu", "the locked baseline is not the one that the claim names"
        ),
        "judge.gate.baseline.late": Text(
            "mức cơ sở khóa sau khi kỳ bắt đầu", "the baseline was locked after the period began"
        ),
        "judge.gate.baseline.missing": Text("thiếu số liệu: {what}", "data are missing: {what}"),
        "judge.gate.baseline.short": Text(
            "mức cơ sở chỉ dài {months} tháng (cần 12)", "the baseline is {months} months long (12 are needed)"
        ),
        "judge.gate.baseline.untested": Text(
            "sai số của mô hình chưa được thử trên dữ liệu để riêng", "the model's error was not tested on data held out"
        ),
        "judge.gate.baseline.extrapolated": Text(
            "{share} % số giờ nằm ngoài phạm vi của mức cơ sở (tối đa 5 %)",
            "{share} % of hours lie outside the baseline's range (at most 5 %)",
        ),
        "judge.gate.events.passed": Text(
            "sự kiện bất thường có ngày, chứng cứ, người duyệt khác", "events dated, evidenced, accepted by another person"
        ),
        "judge.gate.events.absent": Text(
            "chưa ai xem có sự kiện bất thường không", "nobody has looked for non-routine events"
        ),
        "judge.gate.events.unevidenced": Text(
            "sự kiện {event} chưa có ngày hoặc chứng cứ", "event {event} has no date or no evidence"
        ),
        "judge.gate.events.own": Text(
            "sự kiện {event} chưa được người khác duyệt", "event {event} was not accepted by another person"
        ),
        "judge.gate.events.one_sided": Text(
            "sự kiện {event}: chưa nêu song song kết quả có và không điều chỉnh",
            "event {event}: adjusted and unadjusted are not shown side by side",
        ),
        "judge.gate.netting.passed": Text(
            "đã trừ phần nền tảng tự dùng; phần còn lại vẫn dương", "net of the platform's own share, and still positive"
        ),
        "judge.gate.netting.absent": Text(
            "chưa trừ phần nền tảng tự dùng", "the platform's own share has not been taken off"
        ),
        "judge.gate.netting.unknown": Text("chưa biết: {part}", "not known: {part}"),
        "judge.gate.netting.eaten": Text(
            "sau khi trừ phần nền tảng tự dùng, không chắc còn mức giảm nào",
            "net of the platform's own share nothing may be left of the saving",
        ),
        "judge.gate.factors.passed": Text(
            "hệ số có năm, phương pháp, vùng; một bộ GWP", "factors with year, method, region; one GWP set"
        ),
        "judge.gate.factors.absent": Text(
            "chưa rõ dùng hệ số phát thải nào", "it is not known which emission factors were used"
        ),
        "judge.gate.factors.vague": Text(
            "hệ số thiếu năm, phương pháp hoặc vùng: {factors}", "factors without year, method or region: {factors}"
        ),
        "judge.gate.factors.mixed": Text("trộn nhiều bộ GWP: {sets}", "GWP sets are mixed: {sets}"),
        "judge.gate.double_counting.passed": Text("không đơn vị nào dùng hai lần", "no unit is used twice"),
        "judge.gate.double_counting.absent": Text("chưa đối chiếu sổ đơn vị", "the ledger has not been asked"),
        "judge.gate.double_counting.faults": Text("sổ đơn vị có {count} lỗi", "the ledger has {count} faults"),
        "judge.gate.double_counting.sold": Text("đã bán cho bên khác: {units}", "sold to somebody else: {units}"),
        "judge.gate.double_counting.used_elsewhere": Text(
            "đã dùng cho lời nói khác: {units}", "used for another claim: {units}"
        ),
        "judge.gate.double_counting.unknown": Text(
            "sổ không có hoặc chưa hủy cho lời nói này: {units}",
            "not in the ledger, or not cancelled for this claim: {units}",
        ),
        "judge.gate.compliance.passed": Text("mọi giới hạn xả thải đều được giữ", "all discharge limits were kept"),
        "judge.gate.compliance.through_park": Text(
            "không có điểm xả riêng; nước thải về trạm xử lý chung của khu",
            "no discharge point of its own; its wastewater goes to the park's works",
        ),
        "judge.gate.compliance.absent": Text(
            "chưa đánh giá giới hạn xả thải trong kỳ", "discharge limits were not judged in the period"
        ),
        "judge.gate.compliance.exceeded": Text(
            "vượt giới hạn xả thải {count} lần trong kỳ: không được nói “xanh” khi đang vượt",
            "limits were exceeded {count} times: nothing green may be said meanwhile",
        ),
        "judge.gate.compliance.no_place": Text("không có điểm xả nào được đánh giá", "no discharge point is judged"),
        "judge.gate.compliance.not_judged": Text(
            "{count} khoảng thời gian chưa đánh giá được", "{count} periods could not be judged"
        ),
        "judge.gate.materiality.passed": Text(
            "sai lệch đã biết và dự kiến dưới 5 %", "known and projected misstatement below 5 %"
        ),
        "judge.gate.materiality.absent": Text(
            "chưa ước lượng sai lệch qua kiểm tra mẫu", "misstatement was not estimated from samples"
        ),
        "judge.gate.materiality.too_large": Text(
            "sai lệch dự kiến {share} % (tối đa 5 %)", "projected misstatement {share} % (at most 5 %)"
        ),
        "judge.gate.provisional.passed": Text(
            "quy tắc đã được đối chiếu (hoặc chỉ dùng nội bộ)", "rules verified (or internal use only)"
        ),
        "judge.gate.provisional.absent": Text("chưa rõ dựa trên quy tắc nào", "it is not known on which rules it rests"),
        "judge.gate.provisional.rules": Text("dựa trên quy tắc tạm thời: {rules}", "rests on provisional rules: {rules}"),
    }
)
