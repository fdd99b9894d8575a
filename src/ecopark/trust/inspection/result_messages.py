"""Texts of samples, laboratory results, comparisons, calibrations and investigations."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "trust.field.bad_day": Text(
            vi="“{value}” không phải là ngày dùng được. Hãy viết dạng 2026-11-22.",
            en="“{value}” is no day that can be used. Write it as 2026-11-22.",
        ),
        "trust.lab.twice": Text(
            vi="thông số “{property}” có hai lần trong phiếu kết quả. Hãy giữ một.",
            en="the property “{property}” stands twice in the report. Keep one.",
        ),
        "trust.lab.order": Text(
            vi="các thời điểm không theo thứ tự: lấy mẫu, nhận mẫu, phân tích, báo kết quả. Hãy kiểm tra ngày giờ.",
            en="the moments are out of order: taken, received, analysed, reported. Check dates and times.",
        ),
        "trust.lab.value_or_state": Text(
            vi="kết quả đo được (measured) cần có giá trị; dưới giới hạn phát hiện (below_detection) thì không có giá trị, và không ghi 0.",
            en="a measured result has a value; one below detection has none, and zero is not written for it.",
        ),
        "trust.lab.limit_needed": Text(
            vi="dưới giới hạn phát hiện thì phải ghi giới hạn phát hiện là bao nhiêu.",
            en="below detection needs the detection limit.",
        ),
        "trust.lab.unknown_sample": Text(
            vi="chưa có mẫu “{sample}”. Hãy gửi lần kiểm tra lấy mẫu trước, hoặc kiểm tra mã trên nhãn chai.",
            en="there is no sample “{sample}”. Send the inspection that took it first, or check the id on the label.",
        ),
        "trust.custody.by_setting": Text(
            vi="cài đặt của hệ thống, không phải quy định",
            en="a setting of the platform, not law",
        ),
        "trust.custody.no_beginning": Text(
            vi="chuỗi giao nhận của mẫu {sample} không bắt đầu bằng việc lấy mẫu.",
            en="the chain of custody of sample {sample} does not begin with its taking.",
        ),
        "trust.custody.other_time": Text(
            vi="giờ lấy mẫu ghi hai nơi khác nhau: {said} và {taken}.",
            en="two different times of taking are written down: {said} and {taken}.",
        ),
        "trust.custody.twice": Text(
            vi="bước “{event}” được ghi hai lần.",
            en="the step “{event}” is written down twice.",
        ),
        "trust.custody.opened_before": Text(
            vi="mẫu được mở trước khi phòng thí nghiệm nhận.",
            en="the sample was opened before the laboratory had received it.",
        ),
        "trust.custody.other_hands": Text(
            vi="lúc {at}, {by} giao, nhận hoặc mở mẫu, nhưng người đang giữ mẫu theo sổ là {holder}.",
            en="at {at} {by} handed it over, received or opened it, but by the record {holder} had it.",
        ),
        "trust.custody.gap": Text(
            vi="không ai ghi nhận giữ mẫu trong {hours} giờ ({from} đến {to}).",
            en="nobody is recorded as having the sample for {hours} hours ({from} to {to}).",
        ),
        "trust.custody.other_seal": Text(
            vi="niêm phong lúc “{event}” ({at}) là {seen}, trước đó là {expected}.",
            en="the seal at “{event}” ({at}) was {seen}; before it was {expected}.",
        ),
        "trust.custody.seal_not_checked": Text(
            vi="khi mở mẫu không ai ghi số niêm phong (lẽ ra là {expected}).",
            en="nobody wrote down the seal when the sample was opened (expected: {expected}).",
        ),
        "trust.custody.temperature": Text(
            vi="nhiệt độ {temperature} °C lúc {at}, ngoài khoảng {low} đến {high} °C.",
            en="{temperature} °C at {at}, outside {low} to {high} °C.",
        ),
        "trust.custody.held_too_long": Text(
            vi="mẫu ({property}) được mở sau {hours} giờ; cho phép {limit} giờ (theo: {source}).",
            en="the sample ({property}) was opened after {hours} hours; {limit} are allowed (by: {source}).",
        ),
        "trust.custody.not_received": Text(
            vi="chưa có ghi nhận phòng thí nghiệm nhận mẫu {sample}.",
            en="nobody has recorded yet that the laboratory received sample {sample}.",
        ),
        "trust.custody.not_opened": Text(
            vi="chưa có ghi nhận phòng thí nghiệm mở mẫu {sample}.",
            en="nobody has recorded yet that the laboratory opened sample {sample}.",
        ),
        "trust.comparison.agree": Text(
            vi="khớp: cảm biến {sensor}, đối chiếu {reference}; chênh lệch cho phép {allowed}.",
            en="they agree: sensor {sensor}, reference {reference}; allowed difference {allowed}.",
        ),
        "trust.comparison.disagree": Text(
            vi="không khớp: cảm biến {sensor}, đối chiếu {reference}; chênh lệch cho phép chỉ {allowed}.",
            en="they disagree: sensor {sensor}, reference {reference}; allowed difference only {allowed}.",
        ),
        "trust.comparison.agree_below": Text(
            vi="khớp: phòng thí nghiệm thấy dưới giới hạn phát hiện {limit}, cảm biến {sensor}.",
            en="they agree: the laboratory found less than its limit {limit}, the sensor {sensor}.",
        ),
        "trust.comparison.disagree_below": Text(
            vi="không khớp: phòng thí nghiệm thấy dưới giới hạn phát hiện {limit}, cảm biến lại báo {sensor}.",
            en="they disagree: the laboratory found less than its limit {limit}, the sensor {sensor}.",
        ),
        "trust.comparison.no_reading": Text(
            vi="chưa có số đo hợp lệ của cảm biến tại thời điểm này.",
            en="there is no valid reading of the sensor at that time yet.",
        ),
        "trust.comparison.gaps": Text(
            vi="số liệu của hệ thống chỉ phủ {share} khoảng thời gian giữa hai lần đọc (cần {least}).",
            en="the platform's data cover only {share} of the time between two displays ({least} needed).",
        ),
        "trust.comparison.first_display": Text(
            vi="đây là lần đọc mặt số đầu tiên; lần sau mới so được lượng ở giữa.",
            en="this is the first reading of the display; the next one will show the amount between.",
        ),
        "trust.comparison.custody": Text(
            vi="không dùng để đối chiếu được: chuỗi giao nhận mẫu bị đứt ({reason}).",
            en="it cannot be compared: the chain of custody is broken ({reason}).",
        ),
        "trust.agreement.too_few": Text(
            vi="chưa đủ bằng chứng: mới có {n} cặp, cần ít nhất {least}.",
            en="insufficient evidence: {n} pairs, at least {least} are needed.",
        ),
        "trust.agreement.no_spread": Text(
            vi="chưa đủ bằng chứng: {n} cặp đều ở cùng một mức, không vẽ được đường quan hệ.",
            en="insufficient evidence: all {n} pairs lie at the same level, no line can be drawn.",
        ),
        "trust.agreement.equivalent": Text(
            vi="tương đương: chênh lệch trung bình nằm trong khoảng {low} đến {high}, mức cho phép ±{margin} ({n} cặp).",
            en="equivalent: the mean difference lies between {low} and {high}, allowed is ±{margin} ({n} pairs).",
        ),
        "trust.agreement.different": Text(
            vi="khác nhau: chênh lệch trung bình nằm trong khoảng {low} đến {high}, ngoài mức cho phép ±{margin} ({n} cặp).",
            en="different: the mean difference lies between {low} and {high}, outside the allowed ±{margin} ({n} pairs).",
        ),
        "trust.agreement.open": Text(
            vi="chưa đủ bằng chứng: chênh lệch trung bình có thể từ {low} đến {high}, mức cho phép ±{margin} ({n} cặp; cần khoảng {needed}).",
            en="insufficient evidence: the mean difference may lie between {low} and {high}, allowed is ±{margin} ({n} pairs; about {needed} needed).",
        ),
        "trust.calibration.ends_early": Text(
            vi="hạn của giấy hiệu chuẩn trước ngày hiệu chuẩn. Hãy sửa một trong hai.",
            en="the certificate ends before the calibration was made. Correct one of them.",
        ),
        "trust.calibration_overdue.found": Text(
            vi="công tơ {meter} đã quá hạn hiệu chuẩn từ {due}. Số đo vẫn được dùng, nhưng sai số không còn được bảo đảm.",
            en="calibration of meter {meter} is overdue since {due}. Its readings are still used, but their error is no longer vouched for.",
        ),
        "trust.disagreement.found": Text(
            vi="số đo không khớp với kết quả kiểm tra ({count} lần); mọi số liệu dựa vào nó từ {since} được đánh dấu.",
            en="readings disagree with an inspection ({count} times); everything that rests on them since {since} is marked.",
        ),
        "trust.disagreement.never_agreed": Text(
            vi="số đo không khớp với kết quả kiểm tra ({count} lần) và chưa lần nào khớp; mọi số liệu dựa vào nó được đánh dấu.",
            en="readings disagree with an inspection ({count} times) and never agreed with one; everything that rests on them is marked.",
        ),
        "trust.disagreement.cause": Text(
            vi="Cảm biến lệch, mẫu sai, hoặc hai bên đo hai thứ khác nhau.",
            en="The sensor is off, the sample is wrong, or the two measured different things.",
        ),
        "trust.disagreement.action": Text(
            vi="Đo lại bằng thiết bị khác, lấy mẫu đôi gửi hai phòng thí nghiệm, rồi đóng cuộc xác minh với kết luận.",
            en="Measure again with another instrument, send a split sample to two laboratories, then close the investigation.",
        ),
        "trust.disagreement.sample_error": Text(
            vi="Lấy mẫu hoặc phân tích sai.",
            en="The sampling or the analysis went wrong.",
        ),
        "trust.disagreement.other_water": Text(
            vi="Mẫu và cảm biến không cùng thời điểm hoặc không cùng dòng nước.",
            en="Sample and sensor were not at the same time or not in the same water.",
        ),
        "trust.disagreement.next_proof": Text(
            vi="Lấy thêm một mẫu đôi tại {place} khi cảm biến đang đo ổn định.",
            en="Take another split sample at {place} while the sensor reads steadily.",
        ),
        "trust.calibration_overdue.cause": Text(
            vi="Lịch hiệu chuẩn bị bỏ lỡ, hoặc giấy hiệu chuẩn mới chưa được nhập.",
            en="The calibration was missed, or its new certificate has not been entered.",
        ),
        "trust.calibration_overdue.action": Text(
            vi="Hẹn hiệu chuẩn; nếu đã làm, nhập giấy hiệu chuẩn.",
            en="Arrange the calibration; if it was done, enter its certificate.",
        ),
        "trust.calibration_overdue.not_entered": Text(
            vi="Đã hiệu chuẩn nhưng chưa nhập giấy.",
            en="It was calibrated, but the certificate has not been entered.",
        ),
        "trust.inspection.rate_by_lot": Text(
            vi="các lần kiểm tra được rút thăm trong khu này",
            en="inspections drawn by lot in this park",
        ),
        "trust.inspection.rate_closed": Text(
            vi="các cuộc xác minh đã đóng trong khu này",
            en="closed investigations of this park",
        ),
        "trust.inspection.rate_not_known": Text(
            vi="chưa đủ số lần kiểm tra ngẫu nhiên để biết tỷ lệ.",
            en="there are not enough random inspections yet to know the rate.",
        ),
        "trust.investigation.by_person": Text(
            vi="nghi ngờ của người kiểm tra: {text}",
            en="suspected by a person: {text}",
        ),
        "trust.investigation.since": Text(
            vi="kết luận “cảm biến sai” cần thời điểm bắt đầu sai (since), và chỉ kết luận này mới có.",
            en="the outcome “sensor wrong” needs the moment since when, and only that one has it.",
        ),
        "trust.investigation.closed": Text(
            vi="cuộc xác minh này đã đóng. Nếu có bằng chứng mới, hãy mở cuộc mới.",
            en="this investigation is closed. If there is new evidence, open another.",
        ),
    }
)
