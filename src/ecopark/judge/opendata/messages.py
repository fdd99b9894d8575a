"""Texts of open data, its dictionary, the badge."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.open.licence": Text(
            vi="giấy phép “{licence}” chưa biết và không có licence_url. Chọn một trong {known}, hoặc thêm licence_url.",
            en="licence “{licence}” is not known and has no licence_url. Choose one of {known}, or add licence_url.",
        ),
        "judge.open.licence_url": Text(
            vi="licence_url “{url}” phải bắt đầu bằng https:// (hoặc http://). Hãy sửa địa chỉ.",
            en="licence_url “{url}” has to begin with https:// (or http://). Correct the address.",
        ),
        "judge.open.rate": Text(
            vi="requests_per_minute = {value} phải từ 1 đến 100000. Hãy sửa giá trị.",
            en="requests_per_minute = {value} has to be from 1 to 100000. Correct it.",
        ),
        "open.table.points": Text("Điểm quan trắc được công bố", "Monitoring points that are published"),
        "open.table.status": Text("Tình trạng hiện tại so với từng giới hạn", "Present state against each limit"),
        "open.table.averages": Text("Trung bình dùng để đánh giá", "Averages that limits are judged on"),
        "open.table.exceedances": Text("Các lần vượt giới hạn", "Exceedances of limits"),
        "open.table.figures": Text(
            "Tổng của khu theo tháng mà quy tắc chia sẻ cho phép công bố",
            "Totals of the park by month that the sharing policy lets out",
        ),
        "open.table.claims": Text("Các tuyên bố đã công bố và kết luận", "Published claims and their verdicts"),
        "open.table.quality": Text("Chất lượng của từng chuỗi số liệu được công bố", "Quality of each published datastream"),
        "open.column.point": Text("Mã điểm quan trắc", "Id of the monitoring point"),
        "open.column.name_vi": Text("Tên tiếng Việt", "Name in Vietnamese"),
        "open.column.name_en": Text("Tên tiếng Anh", "Name in English"),
        "open.column.medium": Text(
            "Môi trường: wastewater, stack, ambient; process và weather chỉ đo, không đánh giá",
            "Medium: wastewater, stack, ambient; process and weather are measured, never judged",
        ),
        "open.column.properties": Text(
            "Thông số được công bố, cách nhau bằng dấu cách", "Published parameters, separated by blanks"
        ),
        "open.column.permit": Text(
            "Số giấy phép môi trường; trống: chưa khai báo", "Number of the environmental permit; empty: not on file"
        ),
        "open.column.property": Text("Thông số đo", "Observed property"),
        "open.column.status.state": Text(
            "within: trong giới hạn; exceeds: có vượt; cannot_judge: chưa đánh giá được; no_limit: không có giới hạn",
            "within, exceeds, cannot_judge, or no_limit: there is no limit",
        ),
        "open.column.claims.state": Text(
            "published: đang công bố; withdrawn: đã rút lại; expired: đã hết hạn", "published, withdrawn or expired"
        ),
        "open.column.state": Text(
            "published: có giá trị; withheld: giữ lại; missing: không có số liệu",
            "published: there is a value; withheld; missing: no data",
        ),
        "open.column.reason_vi": Text("Lý do, tiếng Việt", "Reason, in Vietnamese"),
        "open.column.reason_en": Text("Lý do, tiếng Anh", "Reason, in English"),
        "open.column.month": Text(
            "Thời điểm UTC bắt đầu tháng theo lịch của khu", "UTC moment at which the park's calendar month begins"
        ),
        "open.column.judged": Text("Số thời đoạn đã đánh giá trong tháng", "Periods judged in the month"),
        "open.column.exceeded": Text("Số thời đoạn vượt", "Periods above the limit"),
        "open.column.not_judged": Text("Số thời đoạn không đánh giá được", "Periods that could not be judged"),
        "open.column.exceedances_30_days": Text("Số lần vượt trong 30 ngày gần nhất", "Exceedances in the last 30 days"),
        "open.column.limit": Text("Giới hạn trên; trống: không có", "Upper limit; empty: none"),
        "open.column.limit_low": Text("Giới hạn dưới (pH); trống: không có", "Lower limit (pH); empty: none"),
        "open.column.unit": Text("Đơn vị của các giá trị trong dòng", "Unit of the values of the row"),
        "open.column.statistic": Text(
            "Đại lượng so với giới hạn: mean_1h, mean_24h, maximum, …", "What is compared: mean_1h, mean_24h, maximum, …"
        ),
        "open.column.limit_rule": Text("Mã quy tắc hoặc số giấy phép", "Id of the rule, or number of the permit"),
        "open.column.provisional": Text(
            "Đúng: quy tắc chưa được người có thẩm quyền đối chiếu", "True: no person has verified the rule yet"
        ),
        "open.column.latest": Text("Trung bình gần nhất đủ số liệu", "Latest average with enough data"),
        "open.column.latest_start": Text("Thời điểm bắt đầu của trung bình đó (UTC)", "When that average begins (UTC)"),
        "open.column.valid_share": Text("Tỷ lệ số đo hợp lệ, 0 đến 1", "Share of valid readings, 0 to 1"),
        "open.column.origin": Text(
            "Nguồn yếu nhất: measured, modelled, declared, synthetic (giả lập)",
            "Weakest origin: measured, modelled, declared, synthetic",
        ),
        "open.column.start": Text("Bắt đầu (UTC)", "Start (UTC)"),
        "open.column.end": Text("Kết thúc, không tính (UTC)", "End, excluded (UTC)"),
        "open.column.step_s": Text("Độ dài lấy trung bình, giây", "Averaging period in seconds"),
        "open.column.average": Text("Trung bình; trống: không đủ số đo hợp lệ", "Average; empty: too few valid readings"),
        "open.column.calibrating": Text("Số đo trong lúc hiệu chuẩn", "Readings during calibration"),
        "open.column.fault": Text("Số đo trong lúc thiết bị hỏng", "Readings during a fault"),
        "open.column.id": Text("Mã, không đổi", "Id, stable"),
        "open.column.worst": Text("Giá trị xấu nhất", "Worst value"),
        "open.column.worst_time": Text("Lúc có giá trị xấu nhất (UTC)", "When the worst value was (UTC)"),
        "open.column.series": Text(
            "Chuỗi: electricity.in, emissions.scope1, …", "Series: electricity.in, emissions.scope1, …"
        ),
        "open.column.firm": Text(
            "Trống: tổng của khu; nếu có: doanh nghiệp tự cho phép công bố",
            "Empty: the park's total; otherwise a firm that allowed it",
        ),
        "open.column.step": Text("month hoặc day, theo lịch của khu", "month or day of the park's calendar"),
        "open.column.value": Text("Giá trị; trống: không có, xem lý do", "Value; empty: none, see the reason"),
        "open.column.low": Text(
            "Cận dưới của khoảng 90 %; trống: chưa biết", "Low end of the 90 % interval; empty: not known"
        ),
        "open.column.high": Text(
            "Cận trên của khoảng 90 %; trống: chưa biết", "High end of the 90 % interval; empty: not known"
        ),
        "open.column.measured_share": Text("Phần được đo, 0 đến 1", "Measured share, 0 to 1"),
        "open.column.complete": Text("Sai: giá trị là cận dưới", "False: the value is a lower bound"),
        "open.column.claimant": Text("Ai tuyên bố", "Who claims"),
        "open.column.text_vi": Text("Câu tuyên bố, tiếng Việt", "The claim in Vietnamese"),
        "open.column.text_en": Text("Câu tuyên bố, tiếng Anh", "The claim in English"),
        "open.column.verdict": Text(
            "supported, not_supported, insufficient; trống: chưa đánh giá",
            "supported, not_supported, insufficient; empty: not judged",
        ),
        "open.column.grade": Text(
            "A: có kiểm tra độc lập; B: không; C: chỉ dùng nội bộ", "A: independent inspection; B: none; C: internal use"
        ),
        "open.column.judged_at": Text("Lúc đánh giá", "When it was judged"),
        "open.column.expires": Text("Hết hiệu lực lúc", "When the verdict expires"),
        "open.column.datastream": Text("Mã chuỗi số liệu", "Id of the datastream"),
        "open.column.expected": Text("Số đo lẽ ra phải có trong tháng", "Readings expected in the month"),
        "open.column.good": Text("Số đo tốt", "Good readings"),
        "open.column.doubtful": Text("Số đo nghi ngờ", "Doubtful readings"),
        "open.column.bad": Text("Số đo sai", "Bad readings"),
        "open.column.missing": Text("Số đo thiếu", "Missing readings"),
        "open.column.good_share": Text("Tỷ lệ số đo tốt, 0 đến 1", "Share of good readings, 0 to 1"),
        "open.column.last_seen": Text("Số đo gần nhất (UTC)", "Latest reading (UTC)"),
        "badge.state.supported": Text("Có căn cứ", "Supported"),
        "badge.state.not_supported": Text("Không có căn cứ", "Not supported"),
        "badge.state.insufficient": Text("Chưa đủ bằng chứng", "Insufficient evidence"),
        "badge.state.not_judged": Text("Chưa được đánh giá", "Not judged yet"),
        "badge.state.changed": Text("Đã thay đổi, đang đánh giá lại", "Changed, being judged again"),
        "badge.state.withdrawn": Text("Đã rút lại", "Withdrawn"),
        "badge.state.expired": Text("Đã hết hạn", "Expired"),
        "badge.state.synthetic": Text("Số liệu giả lập: không có giá trị chứng minh", "Synthetic data: proves nothing"),
        "badge.state.within": Text("Trong giới hạn", "Within limits"),
        "badge.state.exceeds": Text("Có vượt giới hạn", "A limit is exceeded"),
        "badge.state.cannot_judge": Text("Chưa đánh giá được đầy đủ", "Cannot be judged in full"),
        "badge.state.no_limit": Text("Không có điểm công bố nào có giới hạn", "No published point has a limit"),
        "judge.badge.limits": Text(
            "Nước thải và khí thải tại các điểm công bố", "Discharges and emissions at published points"
        ),
        "judge.badge.until": Text("đến {until}", "until {until}"),
    }
)
