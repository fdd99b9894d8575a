"""Texts of sharing."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "network.sharing.rule_too_weak": Text(
            vi="{field} = {value} yếu hơn mức tối thiểu ({floor}): một tổng như vậy có thể làm lộ số liệu của một doanh nghiệp. Hãy đặt giá trị chặt hơn, hoặc bỏ dòng này.",
            en="{field} = {value} is weaker than the floor ({floor}): such a total could reveal one firm's figure. Set a stricter value, or leave the line out.",
        ),
        "network.sharing.out_of_range": Text(
            vi="{field} = {value} ngoài khoảng cho phép ({low} đến {high}). Hãy sửa giá trị.",
            en="{field} = {value} is out of range ({low} to {high}). Correct it.",
        ),
        "network.sharing.hub_twice": Text(
            vi="hub “{name}” có hai lần trong settings.sharing.hubs. Hãy gộp thành một.",
            en="hub “{name}” stands twice in settings.sharing.hubs. Make one of the two.",
        ),
        "network.sharing.too_few_firms": Text(
            vi="Giữ lại: ít hơn {least} doanh nghiệp đứng sau con số này.",
            en="Withheld: fewer than {least} firms stand behind this figure.",
        ),
        "network.sharing.dominated": Text(
            vi="Giữ lại: một doanh nghiệp chiếm từ {share:.0%} con số này trở lên.",
            en="Withheld: one firm makes {share:.0%} or more of this figure.",
        ),
        "network.sharing.p_percent": Text(
            vi="Giữ lại: doanh nghiệp lớn thứ hai có thể ước tính số của doanh nghiệp lớn nhất sai không quá {p:g} %.",
            en="Withheld: the second largest firm could estimate the largest one's figure to within {p:g} %.",
        ),
        "network.sharing.firms_unknown": Text(
            vi="Giữ lại: không có số liệu từng doanh nghiệp, nên không kiểm tra được con số này có làm lộ doanh nghiệp nào không.",
            en="Withheld: there are no figures of single firms, so it cannot be checked whether this one reveals a firm.",
        ),
        "network.sharing.month_withheld": Text(
            vi="Giữ lại: tháng, hoặc một ngày khác của tháng, không đạt quy tắc; hiệu số sẽ làm lộ.",
            en="Withheld: the month, or another day of it, does not meet the rule; the difference would reveal it.",
        ),
        "network.sharing.others_exposed": Text(
            vi="Giữ lại: công bố số của doanh nghiệp này sẽ làm lộ các doanh nghiệp khác qua tổng đã công bố.",
            en="Withheld: this firm's figure would reveal other firms through the total that is already published.",
        ),
        "network.sharing.restatement_held": Text(
            vi="Số cũ được giữ: bản sửa chỉ do quá ít doanh nghiệp, hiệu hai bản sẽ làm lộ.",
            en="The earlier figure stands: too few firms are behind the restatement, the difference would reveal them.",
        ),
        "network.sharing.no_data": Text(
            vi="Không có số liệu hợp lệ trong kỳ này.", en="There are no valid data in this period."
        ),
        "network.sharing.no_consent": Text(
            vi="Doanh nghiệp {firm} không có trong khu, hoặc hub “{hub}” không có trong settings.sharing. Hãy kiểm tra lại tên.",
            en="There is no firm {firm}, or no hub “{hub}” in settings.sharing. Check the names.",
        ),
    }
)
