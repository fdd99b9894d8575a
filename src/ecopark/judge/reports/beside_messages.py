"""Texts of the sections that other rooms fill."""

from __future__ import annotations

import ecopark.account.measures.form_messages
import ecopark.account.messages_ghg
import ecopark.judge.criteria.messages  # noqa: F401  texts that the sections show
from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.report.criteria": Text("Các bộ tiêu chí", "Criteria"),
        "judge.report.criteria.lead": Text(
            "Tính từ câu trả lời kèm bằng chứng, số đo và sổ giải pháp. “Chưa đủ” không phải là không đạt: hãy làm bước kế tiếp.",
            "Made of answers with their evidence, readings and the register of measures. “Insufficient” is not a failure: take the next step.",
        ),
        "judge.report.criteria.pack": Text("Bộ tiêu chí", "Pack"),
        "judge.report.criteria.met": Text("Đạt", "Met"),
        "judge.report.criteria.not_met": Text("Không đạt", "Not met"),
        "judge.report.criteria.insufficient": Text("Chưa đủ", "Insufficient"),
        "judge.report.criteria.step": Text("Bước kế tiếp ít tốn công nhất", "Next step that costs least"),
        "judge.report.savings": Text(
            "Kết quả sử dụng hiệu quả tài nguyên và sản xuất sạch hơn",
            "Results of resource efficiency and cleaner production",
        ),
        "judge.report.savings.lead": Text(
            "Theo các ô của biểu {form}. Phần đã kiểm chứng, phần tự khai và phần chưa chứng minh được đứng riêng, không cộng với nhau.",
            "By the fields of form {form}. What is verified, declared and not provable stands apart and is never added.",
        ),
        "judge.report.savings.none": Text(
            "Chưa có kết quả nào trong năm. Doanh nghiệp ghi giải pháp tại trang Giải pháp.",
            "There is no result in the year. Firms enter measures on the page Measures.",
        ),
        "judge.report.duties": Text("Nghĩa vụ và thời hạn", "Duties and their days"),
        "judge.report.duties.lead": Text(
            "Tính đến ngày lập báo cáo. Ngày cuối là ngày an toàn cuối cùng để nộp.",
            "As of the day of this report. The day is the last safe one to hand in.",
        ),
        "judge.report.duties.what": Text("Việc phải làm", "What"),
        "judge.report.duties.bearer": Text("Ai", "Who"),
        "judge.report.duties.last_day": Text("Ngày cuối", "Last day"),
        "judge.report.duties.state": Text("Tình trạng", "State"),
        "judge.report.duties.rule": Text("Căn cứ", "Rule"),
        "judge.report.duties.overdue": Text("quá hạn", "overdue"),
        "judge.report.duties.soon": Text("sắp đến hạn", "soon"),
        "judge.report.duties.later": Text("còn thời gian", "later"),
        "judge.report.duties.done": Text("đã làm", "done"),
        "judge.report.duties.no_date": Text("văn bản không nêu ngày", "no text names a day"),
        "judge.report.duties.event": Text("khi có sự việc", "when it happens"),
        "judge.report.duties.not_stated": Text("cần nêu thêm thông tin", "a fact must be stated first"),
        "judge.report.duties.developer": Text("chủ đầu tư hạ tầng", "the park's developer"),
        "judge.report.duties.more": Text("{shown} việc gần nhất trong {count}.", "The nearest {shown} of {count}."),
    }
)
