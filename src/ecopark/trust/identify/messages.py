"""Texts of named meters: what is found, cause, what would look the same, next proof, action."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

_KINDS = {
    "gain": ("báo sai theo một tỷ lệ cố định", "reads wrong by a constant share"),
    "bypass": (
        "chỉ đo một phần nhỏ dòng chảy (có thể đi vòng qua công tơ)",
        "sees only a small part of the flow (perhaps a bypass)",
    ),
    "bias": ("báo lệch một lượng cố định", "is off by a constant amount"),
    "drift": ("lệch dần theo thời gian", "drifts away slowly"),
    "night": ("báo khác vào ban đêm", "reads differently at night"),
    "stuck": ("bị kẹt ở một giá trị", "is stuck at one value"),
    "replay": ("lặp lại số liệu cũ của chính nó", "repeats its own earlier readings"),
    "clipping": ("không vượt qua được một mức trần", "cannot show more than a ceiling"),
    "unit": ("báo theo đơn vị khác", "reads in another unit"),
    "clock": ("có đồng hồ giờ bị lệch", "has a shifted clock"),
    "swapped": ("bị đấu nhầm với một công tơ khác", "is swapped with another meter"),
    "leak": ("không sai, mà có rò rỉ hoặc nhánh không có công tơ", "is right, and there is a leak or an unmetered branch"),
    "unknown": ("báo sai theo cách chưa rõ", "reads wrong in a way not yet understood"),
}
_CAUSES = {
    "gain": ("Hệ số nhân hoặc biến dòng bị đặt sai, hoặc công tơ mòn.", "A wrong multiplier or transformer ratio, or wear."),
    "bypass": (
        "Một phần dòng chảy đi vòng, hoặc mất một pha.",
        "Part of the flow goes around the meter, or a phase is lost.",
    ),
    "bias": ("Điểm không bị lệch.", "The zero point has moved."),
    "drift": ("Cảm biến bẩn, mòn hoặc già đi.", "The sensor is fouled, worn or ageing."),
    "night": (
        "Có người hoặc thiết bị làm công tơ báo khác vào ban đêm.",
        "Somebody or something makes the meter read differently at night.",
    ),
    "stuck": ("Bộ đếm hoặc đường truyền bị treo.", "The counter or its data line hangs."),
    "replay": ("Bộ ghi gửi lại số liệu cũ.", "The logger sends old data again."),
    "clipping": ("Dải đo quá nhỏ cho dòng chảy.", "The measuring range is too small for the flow."),
    "unit": ("Đơn vị hoặc số lẻ đã bị đổi khi cấu hình.", "Unit or decimals were changed in the configuration."),
    "clock": ("Đồng hồ của bộ ghi chạy sai giờ.", "The clock of the logger is wrong."),
    "swapped": ("Dây hoặc địa chỉ của hai công tơ bị đổi chỗ.", "Wires or addresses of two meters were exchanged."),
    "unknown": ("Chưa rõ; cần kiểm tra tại chỗ.", "Not known; look at it on site."),
    "group": (
        "Một trong các công tơ này sai, hoặc có rò rỉ; số liệu không cho biết là cái nào.",
        "One of these meters is wrong, or there is a leak; the data do not tell which.",
    ),
}
_SIZED = {
    "gain": ("báo sai {size} % (từ {low} đến {high} %)", "reads {size} % off ({low} to {high} %)"),
    "bypass": ("báo sai {size} % (từ {low} đến {high} %)", "reads {size} % off ({low} to {high} %)"),
    "bias": ("lệch {size} % của lưu lượng trung bình (từ {low} đến {high} %)", "is off by {size} % of its mean flow ({low} to {high} %)"),
    "drift": ("lệch dần, đến nay khoảng {size} % (từ {low} đến {high} %)", "drifts, about {size} % by now ({low} to {high} %)"),
    "night": ("báo sai {size} % vào ban đêm (từ {low} đến {high} %)", "reads {size} % off at night ({low} to {high} %)"),
    "stuck": ("đứng yên ở một giá trị", "stands still at one value"),
    "replay": ("lặp lại số liệu cũ của chính nó", "repeats its own earlier readings"),
    "clipping": ("không vượt qua được một mức trần", "cannot show more than a ceiling"),
    "unit": ("báo gấp khoảng {factor} lần giá trị thật: có vẻ nhầm đơn vị", "reads about {factor} times the truth: most likely another unit"),
    "clock": ("lệch giờ {size} giờ", "is {size} h late (negative: early)"),
    "swapped": ("có vẻ bị đấu nhầm với một công tơ khác", "seems to be swapped with another meter"),
    "unknown": ("không còn nói đúng về dòng chảy của nó", "no longer tells its flow"),
}  # fmt: skip

catalogue(
    {
        f"trust.identify.found.{kind}": Text(
            vi=f"Từ {{since}}, công tơ này {vi}. Các công tơ khác trong cùng cân bằng không khớp với nó.",
            en=f"Since {{since}} this meter {en}. The other meters of its balances contradict it.",
        )
        for kind, (vi, en) in _SIZED.items()
    }
    | {f"trust.identify.kind.{kind}": Text(vi=f"công tơ {vi}", en=f"the meter {en}") for kind, (vi, en) in _KINDS.items()}
    | {f"trust.identify.cause.{kind}": Text(vi=vi, en=en) for kind, (vi, en) in _CAUSES.items()}
    | {
        "trust.identify.found.group": Text(
            vi="Từ {since}, có sai lệch giữa các công tơ {group}; số liệu không cho biết công tơ nào sai.",
            en="Since {since} the meters {group} contradict each other; the data do not tell which of them is wrong.",
        ),
        "trust.identify.proof.read": Text(
            vi="Đọc tại chỗ công tơ {meters} hai lần cách nhau một ngày và so với số đã gửi.",
            en="Read the meter {meters} on site twice, a day apart, and compare with what it sent.",
        ),
        "trust.identify.proof.read_group": Text(
            vi="Đọc tại chỗ các công tơ {meters} trong cùng một buổi, bắt đầu từ công tơ lớn nhất.",
            en="Read the meters {meters} on site in one round, the largest first.",
        ),
        "trust.identify.action.named": Text(
            vi="Kiểm tra công tơ tại chỗ trước khi kết luận. Giá trị đã cân bằng đứng cạnh số đo và vẫn tính cả công tơ này; "
            "kiểm kê và các tổng giữ nguyên số đo.",
            en="Check the meter on site before concluding anything. The reconciled value stands beside the reading and still counts "
            "this meter; accounts and totals keep the reading as it is.",
        ),
        "trust.identify.action.group": Text(
            vi="Không quy lỗi cho công tơ nào. Đọc tại chỗ cả nhóm, hoặc lắp thêm một công tơ để phân biệt.",
            en="Accuse none of them. Read the group on site, or add a meter that tells them apart.",
        ),
        "trust.identify.rate_generated_only": Text(
            vi="mới chỉ được đo trên các khu công nghiệp mô phỏng (docs/benchmarks/park_trust.md), chưa có số liệu thực tế.",
            en="measured on generated parks only (docs/benchmarks/park_trust.md); no figures of real parks yet.",
        ),
    }
)
