"""Texts of the spool; apart from the engine's others, so that an edge box loads little."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "engine.spool.full": Text(
            vi="Bộ đệm của thiết bị biên đã đầy (giới hạn {most_mb} MB hoặc hết ổ đĩa) và số liệu chưa gửi dưới 60 ngày không được "
            "xóa: số đo mới chưa được giữ. Hãy khôi phục kết nối tới khu, giải phóng ổ đĩa hoặc tăng spool.most_mb.",
            en="The spool of the edge box is full (limit {most_mb} MB, or the disk), and unsent data of less than 60 days are never "
            "removed: the new readings were not kept. Restore the connection to the park, make room, or raise spool.most_mb.",
        ),
        "engine.spool.damaged": Text(
            vi="Tệp bộ đệm bị hỏng: {reason}. Hãy giữ nguyên tệp để khôi phục, đổi tên tệp rồi khởi động lại.",
            en="The spool's file is damaged: {reason}. Keep the file for recovery: rename it, then start again.",
        ),
        "engine.spool.failed": Text(
            vi="Không ghi được bộ đệm: {reason}. Hãy kiểm tra ổ đĩa và quyền ghi.",
            en="The spool could not be written: {reason}. Check the disk and the permissions.",
        ),
    }
)
