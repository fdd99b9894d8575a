"""Texts of the public page, badges, printed codes and reports."""

from __future__ import annotations

import ecopark.judge.opendata.messages
import ecopark.judge.reports.messages
import ecopark.serve.reports.messages
import ecopark.serve.reports.words  # noqa: F401
from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.nav.public": Text("Trang công khai", "Public page"),
        "portal.nav.reports": Text("Báo cáo", "Reports"),
        "portal.public.title": Text("Khu này hôm nay ra sao", "How the park stands today"),
        "portal.public.lead": Text(
            "Cho người dân quanh khu, nhà đầu tư, báo chí: khu đang xả gì so với giới hạn, số liệu đáng tin đến đâu, và điều gì chưa biết.",
            "For neighbours, investors and journalists: what the park discharges against the limits, how far the data can be trusted, and what is not known.",
        ),
        "portal.public.now_within": Text("Trong giới hạn tại mọi điểm công bố", "Within the limits at all published points"),
        "portal.public.now_within_what": Text(
            "Mọi thông số có giới hạn đều đã được đánh giá và không vượt trong tháng này và 30 ngày qua.",
            "Every parameter with a limit was judged, and none was exceeded this month or in the last 30 days.",
        ),
        "portal.public.now_exceeds": Text("Có thông số vượt giới hạn", "A limit is exceeded"),
        "portal.public.now_exceeds_what": Text(
            "Trong tháng này hoặc 30 ngày qua có thời đoạn vượt giới hạn. Chi tiết ở bảng dưới.",
            "This month or in the last 30 days some period was above its limit. See the table.",
        ),
        "portal.public.now_cannot_judge": Text("Chưa thể nói là trong giới hạn", "It cannot be said that limits are met"),
        "portal.public.now_cannot_judge_what": Text(
            "Không thấy vượt, nhưng có thông số chưa đủ số liệu để đánh giá. Lý do ghi ở từng dòng.",
            "No exceedance is seen, but some parameters lack the data to judge them. Each row says why.",
        ),
        "portal.public.now_no_limit": Text("Không có gì để đánh giá", "There is nothing to judge"),
        "portal.public.now_no_limit_what": Text(
            "Không điểm công bố nào có giới hạn trong bộ quy tắc.", "No published point has a limit in the rules."
        ),
        "portal.public.now_synthetic": Text("Số liệu giả lập", "Synthetic data"),
        "portal.public.now_synthetic_what": Text(
            "Số liệu này do chương trình tạo ra để thử; chúng không chứng minh điều gì.",
            "A program made these data for trying out; they prove nothing.",
        ),
        "portal.public.as_of": Text("Tính đến {when}.", "As of {when}."),
        "portal.public.latest": Text("Trung bình gần nhất bắt đầu {when}.", "The latest average begins {when}."),
        "portal.public.point": Text("Thông số, điểm", "Parameter, point"),
        "portal.public.value": Text("Giá trị", "Value"),
        "portal.public.limit": Text("Giới hạn", "Limit"),
        "portal.public.state": Text("Kết quả", "Result"),
        "portal.public.state_within": Text("Trong giới hạn", "Within"),
        "portal.public.state_exceeds": Text("Vượt", "Exceeds"),
        "portal.public.state_cannot_judge": Text("Chưa đánh giá được", "Cannot be judged"),
        "portal.public.periods": Text(
            "{exceeded} vượt trong {judged} thời đoạn đã đánh giá, {month}.",
            "{exceeded} of {judged} judged periods exceed, {month}.",
        ),
        "portal.public.last_30": Text("{count} lần vượt trong 30 ngày qua.", "{count} exceedances in the last 30 days."),
        "portal.public.no_rows": Text("Chưa có giới hạn nào được đánh giá", "No limit has been judged yet"),
        "portal.public.no_rows_why": Text(
            "Điểm quan trắc được công bố sẽ hiện ở đây khi có số liệu và quy tắc.",
            "Published monitoring points appear here once there are data and rules.",
        ),
        "portal.public.exceedances": Text(
            "Các lần vượt trong 30 ngày qua ({count})", "Exceedances of the last 30 days ({count})"
        ),
        "portal.public.authority": Text(
            "Đây là so sánh với giới hạn, không phải kết luận vi phạm; chỉ cơ quan có thẩm quyền kết luận. “Tạm thời”: chưa ai đối chiếu quy tắc với văn bản gốc.",
            "This compares with limits and finds no violation; only an authority does. “Provisional”: nobody has compared the rule with the official text yet.",
        ),
        "portal.public.figures": Text("Số liệu toàn khu", "Figures of the whole park"),
        "portal.public.what": Text("Chỉ tiêu", "What"),
        "portal.public.interval": Text("Khoảng 90 %", "90 % interval"),
        "portal.public.standing": Text("Căn cứ", "Standing"),
        "portal.public.counted": Text("đếm được", "counted"),
        "portal.public.lower_bound": Text("cận dưới: còn thiếu số liệu", "lower bound: data are missing"),
        "portal.public.figure_withheld": Text("Giữ lại", "Withheld"),
        "portal.public.figure_missing": Text("Không có số liệu", "No data"),
        "portal.public.all_months": Text("Mọi tháng, tệp CSV", "All months as CSV"),
        "portal.public.publication": Text(
            "lần công bố {number}, mục {index} của nhật ký bằng chứng",
            "publication {number}, entry {index} of the evidence log",
        ),
        "portal.public.no_figures": Text("Chưa công bố tổng nào", "No totals are published yet"),
        "portal.public.no_figures_why": Text(
            "Tổng của khu được công bố theo chính sách chia sẻ; số của từng doanh nghiệp chỉ khi họ cho phép.",
            "Totals follow the sharing policy; a firm's own figures appear by its consent only.",
        ),
        "portal.public.series.electricity.in": Text("Điện mua vào", "Electricity taken in"),
        "portal.public.series.electricity.out": Text("Điện đưa ra ngoài", "Electricity given out"),
        "portal.public.series.electricity.generated": Text("Điện tự phát", "Electricity generated"),
        "portal.public.series.fuel.in": Text("Nhiên liệu", "Fuel"),
        "portal.public.series.water.in": Text("Nước cấp vào", "Water taken in"),
        "portal.public.series.wastewater.out": Text("Nước thải xả ra", "Wastewater discharged"),
        "portal.public.series.emissions.scope1": Text("Phát thải phạm vi 1", "Emissions, scope 1"),
        "portal.public.series.emissions.scope2": Text(
            "Phát thải phạm vi 2 (theo vị trí)", "Emissions, scope 2 (location-based)"
        ),
        "portal.public.series.quality.good_share": Text("Số đo tốt trong toàn khu", "Good readings in the whole park"),
        "portal.public.series.footprint.electricity": Text(
            "Điện mà nền tảng này tự dùng", "Electricity that this platform uses itself"
        ),
        "portal.public.claims": Text("Khu và doanh nghiệp tuyên bố gì", "What park and firms claim"),
        "portal.public.claims_what": Text(
            "Mỗi tuyên bố kèm kết luận theo bằng chứng. Tuyên bố đã rút lại vẫn hiện ở đây.",
            "Each claim with its verdict by evidence. A withdrawn claim stays visible.",
        ),
        "portal.public.no_claims": Text("Chưa có tuyên bố nào được công bố", "No claim has been published"),
        "portal.public.no_claims_why": Text(
            "Khi có, tuyên bố chỉ hiện cùng kết luận của nó.", "Once there are some, each appears with its verdict only."
        ),
        "portal.public.quality": Text("Số liệu tốt đến đâu", "How good the data are"),
        "portal.public.quality_what": Text(
            "Số đo lẽ ra phải có trong tháng gần nhất, và bao nhiêu dùng được.",
            "Readings that were expected in the newest month, and how many can be used.",
        ),
        "portal.public.good": Text("Tốt", "Good"),
        "portal.public.flagged": Text("Nghi ngờ hoặc sai", "Doubtful or bad"),
        "portal.public.missing": Text("Thiếu", "Missing"),
        "portal.public.last_seen": Text("Số đo gần nhất", "Latest reading"),
        "portal.public.no_quality": Text("Chưa có chuỗi số liệu nào được công bố", "No datastream is published yet"),
        "portal.public.no_quality_why": Text(
            "Chuỗi tại các điểm mà luật yêu cầu công bố sẽ hiện ở đây.",
            "Those at points that the law publishes appear here.",
        ),
        "portal.public.reports": Text("Báo cáo công khai", "Public reports"),
        "portal.public.reports_what": Text(
            "Mỗi con số in trong báo cáo có một mã để tra lại.", "Every printed number has a code to look it up."
        ),
        "portal.public.no_reports": Text("Chưa có báo cáo công khai.", "There is no public report yet."),
        "portal.public.log": Text("Nhật ký bằng chứng", "Evidence log"),
        "portal.public.log_what": Text(
            "Nhật ký có {size} mục. Giữ lại đoạn đã ký dưới đây và so với lần sau: nếu ai sửa quá khứ, hai bản sẽ không khớp.",
            "The log has {size} entries. Keep the signed text below and compare it next time: if anybody rewrites the past, the two do not agree.",
        ),
        "portal.public.log_key": Text("Khóa để kiểm chữ ký:", "Key to check the signature with:"),
        "portal.public.log_how": Text("Cách kiểm tra", "How to check"),
        "portal.public.unknown": Text("Điều chưa biết", "What is not known"),
        "portal.public.unknown_what": Text(
            "Những điều không số liệu nào ở đây chứng minh được.", "Things that none of these data can prove."
        ),
        "portal.public.unjudged": Text("Có đo nhưng không có giới hạn để so", "Measured, but no limit to compare with"),
        "portal.public.open": Text("Dữ liệu mở", "Open data"),
        "portal.public.open_what": Text(
            "Giấy phép: {licence}. Khi dùng, ghi nguồn: {attribution}.",
            "Licence: {licence}. When you use the data, name: {attribution}.",
        ),
        "portal.public.as_csv": Text("tệp CSV", "CSV file"),
        "portal.public.as_json": Text("dạng JSON", "as JSON"),
        "portal.public.as_parquet": Text("tệp Parquet", "Parquet file"),
        "portal.public.whole": Text("Tải trọn gói", "Everything in one file"),
        "portal.public.dictionary": Text("Từ điển dữ liệu", "Data dictionary"),
        "portal.public.sensorthings": Text("Giao diện OGC SensorThings", "OGC SensorThings interface"),
        "portal.public.badge": Text("Huy hiệu cho trang web của bạn", "A badge for your web page"),
        "portal.badge.title": Text("Huy hiệu này nói gì", "What this badge says"),
        "portal.badge.lead": Text(
            "Huy hiệu được vẽ lại mỗi lần có người xem: khi tuyên bố hết hạn, bị rút hoặc thay đổi, nó tự đổi màu.",
            "The badge is drawn anew whenever somebody looks: if its claim expires, is withdrawn or changes, it changes colour by itself.",
        ),
        "portal.badge.compare": Text(
            "Mã trên huy hiệu mà bạn thấy ở nơi khác phải giống mã này.",
            "The code on the badge that you saw elsewhere has to be this one.",
        ),
        "portal.badge.figure": Text("Con số đằng sau:", "The figure behind it:"),
        "portal.badge.check": Text("Kiểm tra không cần tin chúng tôi", "Check it without trusting us"),
        "portal.badge.check_what": Text(
            "Bản tuyên bố được ký bằng khóa của nhật ký bằng chứng và kiểm được không cần mạng.",
            "The statement is signed with the key of the evidence log and is checked offline.",
        ),
        "portal.badge.statement": Text("Tải bản tuyên bố đã ký (JSON)", "Load the signed statement (JSON)"),
        "portal.badge.verify": Text("Chạy chương trình kiểm chứng độc lập:", "Run the independent verifier:"),
        "portal.badge.embed": Text("Đặt lên trang web", "Put it on a web page"),
        "portal.badge.embed_what": Text("Không có mã chương trình nào chạy.", "No program code runs."),
        "portal.badge.others": Text("Các huy hiệu khác của khu", "Other badges of the park"),
        "portal.check.title": Text("Tra một con số đã in", "Look up a printed number"),
        "portal.check.lead": Text(
            "Nhập mã in cạnh con số trong báo cáo. Bạn sẽ thấy con số, bằng chứng, và kết quả tính lại hôm nay.",
            "Type the code that is printed beside a number. You see the number, its evidence, and what computing it again gives today.",
        ),
        "portal.check.code": Text("Mã tra cứu", "Printed code"),
        "portal.check.look": Text("Tra cứu", "Look it up"),
        "portal.check.unknown": Text(
            "Mã viết đúng dạng, nhưng không có con số công khai nào mang mã này. Nếu báo cáo dành riêng cho bạn, hãy đăng nhập rồi tra lại.",
            "The code is well formed, but no public number bears it. If the report is for you only, sign in and try again.",
        ),
        "portal.check.none": Text("không có giá trị", "no value"),
        "portal.check.report": Text("Trong báo cáo", "In the report"),
        "portal.check.period": Text("Kỳ", "Period"),
        "portal.check.evidence": Text("Bằng chứng", "Evidence"),
        "portal.check.log": Text("Trong nhật ký", "In the log"),
        "portal.check.entry": Text("Mục {index} của nhật ký bằng chứng", "Entry {index} of the evidence log"),
        "portal.check.not_logged": Text("Không có trong nhật ký bằng chứng", "Not in the evidence log"),
        "portal.check.again": Text("Tính lại từ số liệu lúc đó", "Computed again from the data of then"),
        "portal.check.today": Text("Giá trị hôm nay", "Today's value"),
        "portal.check.inputs": Text("Đã khác so với lúc lập", "Not as it was when made"),
        "portal.check.input_rules": Text("quy tắc", "rules"),
        "portal.check.input_engine": Text("phần mềm", "software"),
        "portal.check.input_network": Text("mô tả của khu", "description of the park"),
        "portal.reports.title": Text("Báo cáo", "Reports"),
        "portal.reports.one": Text("Bản báo cáo", "Report"),
        "portal.reports.lead": Text(
            "Báo cáo để in và nộp. Mỗi con số có mã tra cứu; mọi báo cáo cũ được dựng lại y hệt từng bit.",
            "Reports to print and file. Every number has a code; any report of the past is made again, the same to the bit.",
        ),
        "portal.reports.make": Text("Lập báo cáo mới", "Make a report"),
        "portal.reports.make_what": Text(
            "Mất vài giây. Nội dung được lưu và ghi vào nhật ký bằng chứng; sau đó không ai sửa được.",
            "Takes seconds. The content is kept and entered in the evidence log; nobody can change it afterwards.",
        ),
        "portal.reports.kind": Text("Loại", "Kind"),
        "portal.reports.period": Text("Kỳ", "Period"),
        "portal.reports.period_hint": Text(
            "2025; tuân thủ cũng được theo tháng: 2025-11", "2025; compliance also by month: 2025-11"
        ),
        "portal.reports.subject": Text("Về", "About"),
        "portal.reports.audience": Text("Người đọc", "For"),
        "portal.reports.internal": Text("ban quản lý, cơ quan nhà nước", "board and authorities"),
        "portal.reports.public": Text("bản công khai", "public edition"),
        "portal.reports.make_now": Text("Lập báo cáo", "Make it"),
        "portal.reports.made": Text("Báo cáo đã lập", "Reports made"),
        "portal.reports.made_what": Text("Có bản in trong tay?", "Holding a print?"),
        "portal.reports.made_at": Text("Lập lúc", "Made at"),
        "portal.reports.files": Text("Tệp", "Files"),
        "portal.reports.numbers": Text("{count} con số có mã", "{count} numbers with codes"),
        "portal.reports.nothing": Text("Chưa có báo cáo nào", "No report yet"),
        "portal.reports.nothing_why": Text(
            "Chọn loại và năm ở trên rồi bấm “Lập báo cáo”.", "Choose kind and year above and press “Make it”."
        ),
        "portal.reports.nothing_public": Text(
            "Ban quản lý chưa công bố báo cáo nào cho mọi người.",
            "The board has not published any report for everybody yet.",
        ),
        "portal.reports.stands_on": Text("Dựa trên", "Stands on"),
        "portal.reports.rules": Text("quy tắc", "rules"),
        "portal.reports.content": Text("Nội dung (SHA-256)", "Content (SHA-256)"),
        "portal.reports.verify": Text("Kiểm tra báo cáo này", "Verify this report"),
        "portal.reports.verify_what": Text(
            "Dựng lại tệp, so từng bit; tính lại mọi con số từ số liệu lúc đó và từ số liệu hôm nay.",
            "Makes the files again and compares every bit; computes every number again from the data of then and of today.",
        ),
        "portal.reports.verify_now": Text("Kiểm tra ngay", "Verify now"),
        "portal.reports.kept_yes": Text("Nội dung còn nguyên như lúc lập.", "The content is as it was made."),
        "portal.reports.kept_no": Text(
            "Nội dung không khớp mã băm đã ghi.", "The content does not have the hash that was recorded."
        ),
        "portal.reports.identical": Text("dựng lại giống hệt từng bit.", "made again, the same to the bit."),
        "portal.reports.not_identical": Text(
            "dựng lại không giống từng bit; bản đầu vẫn được giữ và tải được.",
            "made again, not the same to the bit; the first file is kept and can be loaded.",
        ),
        "portal.reports.renderer": Text(
            "Bộ dựng lúc đó: {then}; bây giờ: {now}.", "Renderer of then: {then}; of now: {now}."
        ),
        "portal.reports.again": Text("Tải bản dựng lại", "Load the file made again"),
        "portal.reports.recomputed_yes": Text(
            "Tính lại từ số liệu lúc đó: mọi con số giống bản in.",
            "Computed again from the data of then: every number is as printed.",
        ),
        "portal.reports.recomputed_no": Text(
            "Tính lại từ số liệu lúc đó: {count} chỗ khác.", "Computed again from the data of then: {count} places differ."
        ),
        "portal.reports.since_yes": Text("Số liệu hôm nay cho cùng kết quả.", "Today's data say the same."),
        "portal.reports.since_no": Text(
            "Từ đó đến nay {count} chỗ đã đổi vì số liệu được bổ sung hoặc sửa.",
            "Since then {count} places have changed because data were completed or corrected.",
        ),
        "portal.reports.differs_then": Text("Khác so với lúc đó", "Differs from then"),
        "portal.reports.differs_today": Text("Đã đổi từ đó đến nay", "Changed since"),
    }
)
