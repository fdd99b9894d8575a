"""Texts of the network of parks."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "network.national.signature": Text(
            vi="Checkpoint không được ký bằng khóa đã ghim của khu: {reason}. Hãy hỏi khu qua kênh khác; đừng đổi khóa chỉ vì máy chủ nói vậy.",
            en="The checkpoint is not signed by the park's pinned key: {reason}. Ask the park by another way; do not change the key because the server says so.",
        ),
        "network.national.equivocation": Text(
            vi="Hai checkpoint đã ký của cùng kích thước {size} có gốc khác nhau: khu cho xem hai lịch sử. Cả hai được giữ làm bằng chứng.",
            en="Two signed checkpoints of the same size {size} have different roots: the park has shown two histories. Both are kept as evidence.",
        ),
        "network.national.rolled_back": Text(
            vi="Nhật ký ngắn đi: đã thấy {seen} mục, nay chỉ còn {found}. Cả hai checkpoint được giữ làm bằng chứng.",
            en="The log has become shorter: {seen} entries were seen, now there are {found}. Both checkpoints are kept as evidence.",
        ),
        "network.national.not_consistent": Text(
            vi="Nhật ký {new} mục không chứa nguyên vẹn {old} mục đã kiểm chứng: {reason}.",
            en="The log of {new} entries does not hold the {old} verified ones unchanged: {reason}.",
        ),
        "network.national.tile": Text(
            vi="Một tile băm của nhật ký thiếu hoặc sai dạng: {reason}.",
            en="A hash tile of the log is missing or has not its form: {reason}.",
        ),
        "network.national.inclusion": Text(
            vi="Công bố {number} không có trong nhật ký đã ký: {reason}.",
            en="Publication {number} is not in the signed log: {reason}.",
        ),
        "network.national.content": Text(
            vi="Nội dung của công bố {number} không khớp mã băm trong nhật ký (mong đợi {expected}, thấy {found}).",
            en="The content of publication {number} is not the one that was logged (expected {expected}, found {found}).",
        ),
        "network.national.replaced": Text(
            vi="Công bố {number} đã nhận trước đây nay có nội dung khác.",
            en="Publication {number}, received before, has another content now.",
        ),
        "network.national.form": Text(
            vi="Câu trả lời của khu không đúng dạng: {reason}.", en="The park's answer has not its form: {reason}."
        ),
        "network.national.schema": Text(
            vi="Bảng của công bố {number} không đúng dạng ecopark-shared/v1: {reason}.",
            en="The table of publication {number} is not of the form ecopark-shared/v1: {reason}.",
        ),
        "network.national.unit": Text(
            vi="Chuỗi {series} có đơn vị “{unit}”, không đổi được sang {wanted}.",
            en="Series {series} has the unit “{unit}”, which is no {wanted}.",
        ),
        "network.national.other_hub": Text(
            vi="Công bố {number} dành cho hub khác (“{hub}”).", en="Publication {number} is for another hub (“{hub}”)."
        ),
        "network.national.never_reached": Text(vi="chưa liên lạc được lần nào", en="never reached"),
        "network.national.nothing_published": Text(vi="chưa công bố gì", en="has published nothing"),
        "network.national.not_shared": Text(vi="không chia sẻ chuỗi này", en="does not share this series"),
        "network.national.withheld": Text(vi="giữ lại để không lộ doanh nghiệp", en="withheld to protect firms"),
        "network.national.no_data": Text(vi="không có số liệu", en="has no data"),
        "network.national.period_open": Text(vi="chưa công bố kỳ này", en="has not published this period"),
        "network.national.not_believed": Text(vi="chưa có số nào được tin", en="nothing of it is believed yet"),
    }
)
