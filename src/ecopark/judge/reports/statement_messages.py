"""Texts of the statement of compliance as a report."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.statement.answer.within": Text(
            vi="Mọi thời đoạn phải đánh giá đều đã được đánh giá và nằm trong giới hạn.",
            en="Every period that was due was judged and lay within its limit.",
        ),
        "judge.statement.answer.partly_judged": Text(
            vi="Không thấy vượt, nhưng một phần thời gian không đánh giá được: chưa thể nói là trong giới hạn.",
            en="No exceedance is seen, but part of the time could not be judged: it cannot be said that limits were met.",
        ),
        "judge.statement.answer.not_judged": Text(
            vi="Chưa đánh giá được; lý do ghi dưới từng điểm.",
            en="It could not be judged; the reasons stand below each point.",
        ),
        "judge.statement.answer.exceeded": Text(
            vi="Có thời đoạn vượt giới hạn. Chỉ cơ quan có thẩm quyền kết luận vi phạm.",
            en="In some periods a limit was exceeded. Only an authority finds a violation.",
        ),
        "judge.statement.short.within": Text("trong giới hạn", "within"),
        "judge.statement.short.partly_judged": Text("đánh giá được một phần", "partly judged"),
        "judge.statement.short.not_judged": Text("chưa đánh giá được", "not judged"),
        "judge.statement.short.exceeded": Text("có vượt", "exceeded"),
        "judge.statement.short.not_due": Text("chưa đến hạn", "not due yet"),
        "judge.statement.incomplete": Text(
            vi="Kỳ này chưa kết thúc: đây là kết quả đến thời điểm lập.",
            en="The period is not over: this is the state when it was made.",
        ),
        "judge.statement.provisional": Text(
            vi="Có kết quả tạm thời: quy tắc chưa được người có thẩm quyền đối chiếu với văn bản gốc.",
            en="Some results are provisional: nobody has compared the rule with the official text yet.",
        ),
        "judge.statement.rules": Text("Quy tắc đã dùng", "Rules that were used"),
        "judge.statement.verified": Text("đã đối chiếu", "verified"),
        "judge.statement.calibrating": Text(
            vi="Có lúc thiết bị báo hiệu chuẩn trong lần vượt này: đây là một phát hiện, hãy kiểm tra.",
            en="The instrument reported calibration during this exceedance: a finding, look into it.",
        ),
        "judge.statement.event.none": Text("Chưa có sổ xử lý.", "No event has been opened."),
        "judge.statement.event.open": Text("Chưa được xác nhận.", "Not acknowledged yet."),
        "judge.statement.event.acknowledged": Text("Đã xác nhận.", "Acknowledged."),
        "judge.statement.event.answered": Text("Đã nêu nguyên nhân và khắc phục.", "Cause and action stated."),
        "judge.statement.event.closed": Text("Đã đóng bởi người khác.", "Closed by another person."),
        "judge.statement.head.limit": Text("Thông số và giới hạn", "Parameter and limit"),
        "judge.statement.head.answer": Text("Kết quả", "Result"),
        "judge.statement.head.judged": Text("Thời đoạn đã đánh giá", "Periods judged"),
        "judge.statement.head.exceeded": Text("Vượt", "Exceeded"),
        "judge.statement.head.not_judged": Text("Không đánh giá được", "Not judged"),
        "judge.statement.head.worst": Text("Trung bình xấu nhất", "Worst average"),
        "judge.statement.head.document": Text("Văn bản", "Document"),
        "judge.statement.head.rule": Text("Mã quy tắc", "Rule"),
        "judge.statement.head.state": Text("Đối chiếu", "Verification"),
    }
)
