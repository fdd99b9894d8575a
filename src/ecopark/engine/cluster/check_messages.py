"""Texts of ``ecopark cluster check``, Vietnamese and English."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "engine.check.failed": Text(
            vi="không truy cập được: {reason}. Hãy xem dịch vụ có đang chạy và địa chỉ trong cluster.yaml có đúng không.",
            en="cannot be reached: {reason}. See whether the service runs and whether the address in cluster.yaml is right.",
        ),
        "engine.check.nats": Text(
            vi="nút NATS phiên bản {version}, khứ hồi {round_trip_ms} ms.",
            en="NATS node, version {version}, round trip {round_trip_ms} ms.",
        ),
        "engine.check.stream": Text(
            vi="nút chính {leader}, {copies}/{wanted} bản sao cập nhật; còn {behind} thông điệp chưa vào hồ (phiên bản {version}).",
            en="leader {leader}, {copies} of {wanted} copies up to date; {behind} messages not in the lake yet (version {version}).",
        ),
        "engine.check.no_leader": Text(
            vi="luồng của phần {part} không có nút chính: không xác nhận được số đo. Hãy khởi động lại quá bán số nút NATS.",
            en="the stream of part {part} has no leader: readings cannot be acknowledged. Start a majority of the NATS nodes.",
        ),
        "engine.check.few_copies": Text(
            vi="nút chính {leader}, chỉ {copies}/{wanted} bản sao cập nhật: hãy khởi động lại nút bị thiếu. Còn {behind} thông điệp "
            "chưa vào hồ.",
            en="leader {leader}, only {copies} of {wanted} copies up to date: start the missing node. {behind} messages are not in "
            "the lake yet.",
        ),
        "engine.check.behind": Text(
            vi="còn {behind} thông điệp của phần {part} chưa vào hồ: hãy chạy ecopark cluster writer --part {part}.",
            en="{behind} messages of part {part} are not in the lake: run ecopark cluster writer --part {part}.",
        ),
        "engine.check.objects": Text(
            vi="đã ghi, đọc lại và xóa một đối tượng thử.", en="a probe object was written, read back and removed."
        ),
        "engine.check.other_bytes": Text(
            vi="đối tượng thử đọc lại khác với khi ghi. Hãy kiểm tra kho đối tượng trước khi dùng.",
            en="a probe object was read back with other bytes. Check the object store before it is used.",
        ),
        "engine.check.clock": Text(
            vi="đồng hồ của nó lệch {clock_ahead_s} giây so với máy này. Hãy đồng bộ giờ (NTP) cho mọi máy.",
            en="its clock is {clock_ahead_s} s ahead of this machine's. Synchronise the clocks of all machines (NTP).",
        ),
        "engine.check.records": Text(
            vi="PostgreSQL {version}, cấu trúc {migration}, đồng hồ lệch {clock_ahead_s} giây.",
            en="PostgreSQL {version}, migration {migration}, clock {clock_ahead_s} s ahead.",
        ),
        "engine.check.migration": Text(
            vi="PostgreSQL {version}: cấu trúc {migration}, phần mềm này dùng {wanted}; nó được chuyển đổi khi mở khu (ecopark run).",
            en="PostgreSQL {version}: migration {migration}, this software uses {wanted}; it is migrated when the park is opened "
            "(ecopark run).",
        ),
        "engine.check.dask": Text(
            vi="{workers} tiến trình tính toán, {threads} luồng.", en="{workers} workers with {threads} threads."
        ),
        "engine.check.no_workers": Text(
            vi="có bộ điều phối nhưng không có tiến trình tính toán nào: hãy chạy ecopark cluster worker.",
            en="the scheduler is there, but no worker: run ecopark cluster worker.",
        ),
    }
)
