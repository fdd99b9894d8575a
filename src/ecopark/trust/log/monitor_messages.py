"""What a monitor tells."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "trust.monitor.unreachable": Text(
            vi="Không đọc được: {reason}. Không có nghĩa là nhật ký sai; hãy thử lại và hỏi người vận hành.",
            en="Cannot be read: {reason}. That does not make the log wrong; try again and ask its operator.",
        ),
        "trust.monitor.no_checkpoint": Text(
            vi="Ở đây không có điểm kiểm (checkpoint). Hãy kiểm tra địa chỉ: thường kết thúc bằng /api/v1/log/",
            en="There is no checkpoint here. Check the address: it usually ends with /api/v1/log/",
        ),
        "trust.monitor.not_signed": Text(
            vi="Điểm kiểm không phải của nhật ký này: {reason}. Hãy so khóa với bản mà khu công bố.",
            en="The checkpoint is not this log's: {reason}. Compare the key with the one that the park has published.",
        ),
        "trust.monitor.forked": Text(
            vi="HAI LỊCH SỬ: nhật ký đã ký một cây {old} mục và một cây {new} mục không thể cùng đúng. Hãy giữ bằng chứng và đưa "
            "cho cơ quan quản lý, các khu khác và người vận hành.",
            en="TWO HISTORIES: the log has signed a tree of {old} and one of {new} entries that cannot both be true. Keep the "
            "proof and give it to the regulator, other parks and the operator.",
        ),
        "trust.monitor.broken": Text(
            vi="Các mục mới không dẫn từ cây {old} mục đã kiểm đến cây {new} mục được ký: {reason}. Tệp bị hỏng, bị giấu hoặc bị "
            "sửa; chưa đủ để chứng minh hai lịch sử. Hãy giữ trạng thái và hỏi người vận hành.",
            en="The new entries do not lead from the verified tree of {old} to the signed one of {new}: {reason}. Files are "
            "damaged, withheld or changed; that alone does not prove two histories. Keep the state and ask the operator.",
        ),
        "trust.monitor.rolled_back": Text(
            vi="Nguồn này từng cho xem {old} mục, nay chỉ còn {new}. Nhật ký bị quay lui, hoặc khôi phục từ bản sao lưu cũ.",
            en="This source has shown {old} entries before and shows {new} now. The log was rolled back, or restored from an "
            "old backup.",
        ),
        "trust.monitor.not_compared": Text(
            vi="Nguồn này chỉ có {old} mục, ít hơn {new} mục đã kiểm; không có đủ tệp để so phần đầu. Hãy thêm nguồn mới nhất.",
            en="This source has {old} entries, fewer than the {new} verified; there are no files to compare its beginning with. "
            "Add the newest source.",
        ),
        "trust.monitor.stalled": Text(
            vi="Nhật ký dừng ở {size} mục đã {hours} giờ. Hãy hỏi người vận hành: một nhật ký không dài thêm cũng có thể bị giấu.",
            en="The log has stood at {size} entries for {hours} hours. Ask its operator: a log that does not grow may be hiding.",
        ),
        "trust.monitor.few_witnesses": Text(
            vi="Cần {required} nhân chứng, thấy {found} ({names}).",
            en="{required} witnesses are needed, {found} found ({names}).",
        ),
        "trust.monitor.key_changed": Text(
            vi="Nhật ký đổi khóa ký đúng quy trình; khóa hiện nay: {key}",
            en="The log has changed its key in the proper way; the key now: {key}",
        ),
    }
)
