"""Texts of duties, thresholds and allowances."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.duty.before": Text(vi="trước ngày {named} (chậm nhất {last})", en="before {named} (on {last} at the latest)"),
        "judge.duty.until": Text(vi="chậm nhất {last}", en="on {last} at the latest"),
        "judge.duty.unknown": Text(
            vi="Không có nghĩa vụ “{duty}” cho {bearer} vào ngày này. Hãy xem trang nghĩa vụ.",
            en="There is no duty “{duty}” of {bearer} for this day. See the page of duties.",
        ),
        "judge.duty.no_proof": Text(
            vi="Hãy kèm tài liệu (mã tài liệu đã nộp) chứng minh việc đã làm.",
            en="Name a document (the id of a file that was handed in) that shows it was done.",
        ),
        "judge.duty.bad_fact": Text(
            vi="Dữ kiện “{fact}” phải là một trong: {known}. Hãy sửa “{value}”.",
            en="The fact “{fact}” must be one of: {known}. Correct “{value}”.",
        ),
        "judge.threshold.no_figure": Text(
            vi="chưa có số liệu để so với ngưỡng {limit} {unit}. Hãy bổ sung số đo hoặc khai báo.",
            en="there is no figure to compare with the threshold of {limit} {unit}. Add measurements or declarations.",
        ),
        "judge.threshold.synthetic": Text(
            vi="số liệu là tổng hợp để minh họa ({value}), không dùng để kết luận ngưỡng {limit} {unit}.",
            en="the figure ({value}) is synthetic, made for the sample: nothing is concluded about {limit} {unit}.",
        ),
        "judge.threshold.above": Text(
            vi="từ {low} đến {high} {unit}: chắc chắn đạt ngưỡng {limit} {unit}.",
            en="between {low} and {high} {unit}: the threshold of {limit} {unit} is surely reached.",
        ),
        "judge.threshold.below": Text(
            vi="từ {low} đến {high} {unit}: chắc chắn dưới ngưỡng {limit} {unit}.",
            en="between {low} and {high} {unit}: surely below the threshold of {limit} {unit}.",
        ),
        "judge.threshold.below_no_interval": Text(
            vi="{value} {unit}, dưới ngưỡng {limit} {unit}, nhưng chưa biết độ không đảm bảo nên chưa kết luận được.",
            en="{value} {unit}, below the threshold of {limit} {unit}, but its uncertainty is not known: it cannot be told.",
        ),
        "judge.threshold.incomplete": Text(
            vi="mới tính được từ {low} đến {high} {unit} vì còn thiếu số liệu; chưa thể nói là dưới ngưỡng {limit} {unit}.",
            en="{low} to {high} {unit} so far, as data are missing: nobody can say that it is below {limit} {unit}.",
        ),
        "judge.threshold.straddles": Text(
            vi="khoảng {low} đến {high} {unit} chứa ngưỡng {limit} {unit}: chưa kết luận được.",
            en="the interval {low} to {high} {unit} holds the threshold of {limit} {unit}: it cannot be told.",
        ),
        "judge.allowance.negative": Text(vi="Lượng này phải là số không âm.", en="This amount must not be negative."),
        "judge.allowance.no_rule": Text(
            vi="Không có quy định về việc này có hiệu lực vào {on}. Hãy kiểm tra ngày hoặc nhập quy định.",
            en="No rule on this is in force on {on}. Check the day or enter the rule.",
        ),
        "judge.allowance.too_many_offsets": Text(
            vi="{given} tín chỉ bù trừ vượt mức cho phép {allowed} (30 % hạn ngạch được phân bổ). Hãy giảm bớt.",
            en="{given} offset credits are more than the {allowed} allowed (30 % of the allocation). Use fewer.",
        ),
        "judge.allowance.too_much_borrowed": Text(
            vi="Vay {given} hạn ngạch vượt mức cho phép {allowed} (15 % hạn ngạch được phân bổ). Hãy giảm bớt.",
            en="Borrowing {given} allowances is more than the {allowed} allowed (15 % of the allocation). Borrow less.",
        ),
    }
)
