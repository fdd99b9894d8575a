"""Texts of the evidence log."""

from ecopark.core.messages import Text, catalogue

MESSAGES = catalogue(
    {
        "trust.log.checkpoint_damaged": Text(
            vi="Điểm kiểm (checkpoint) của nhật ký bằng chứng không hợp lệ: {reason}. Tệp đã bị sửa hoặc hỏng. "
            "Hãy giữ nguyên thư mục, chạy «ecopark verify» và khôi phục từ bản sao lưu.",
            en="The checkpoint of the evidence log is not valid: {reason}. The file was changed or is damaged. "
            "Leave the folder as it is, run `ecopark verify` and restore from a backup.",
        ),
        "trust.log.other_key": Text(
            vi="Điểm kiểm được ký bằng khoá khác với khoá {key}. Hãy kiểm tra thư mục keys/ có đúng của khu này không.",
            en="The checkpoint was signed with another key than {key}. Check that keys/ belongs to this park.",
        ),
        "trust.log.tile_damaged": Text(
            vi="Tệp của nhật ký bằng chứng bị hỏng: {reason}. "
            "Hãy giữ nguyên thư mục, chạy «ecopark verify» và khôi phục từ bản sao lưu.",
            en="A file of the evidence log is damaged: {reason}. "
            "Leave the folder as it is, run `ecopark verify` and restore from a backup.",
        ),
        "trust.log.forked": Text(
            vi="Nhật ký bằng chứng đã bị một tiến trình khác ghi: {reason}. Không ký thêm gì để tránh hai lịch sử "
            "khác nhau. "
            "Hãy dừng tiến trình kia rồi mở lại.",
            en="Another process has written to the evidence log: {reason}. Nothing more is signed, so that there are "
            "no two "
            "histories. Stop the other process and open the log again.",
        ),
        "trust.log.entry_too_large": Text(
            vi="Mục nhật ký loại {kind} dài {bytes} byte, tối đa 65535. Hãy ghi danh sách vào một tệp và đưa mã băm "
            "của tệp đó.",
            en="The log entry of kind {kind} has {bytes} bytes, 65535 at most. Put the list into a file and log its hash.",
        ),
        "trust.log.entry_not_json": Text(
            vi="Nội dung mục nhật ký loại {kind} không ghi được thành JSON: {reason}. Chỉ dùng chữ, số hữu hạn, danh "
            "sách, bảng.",
            en="The content of the log entry of kind {kind} cannot be written as JSON: {reason}. "
            "Use text, finite numbers, lists and mappings only.",
        ),
        "trust.log.reserved_key": Text(
            vi="Nội dung mục nhật ký loại {kind} không được có khoá «{key}»: nhật ký tự điền khoá này. Hãy đổi tên khoá.",
            en="The content of the log entry of kind {kind} may not have the key {key!r}: the log fills it itself. "
            "Rename it.",
        ),
        "trust.log.conflict": Text(
            vi="Nhật ký đã có mục {kind} số {number} (vị trí {index}) với nội dung khác. Không ghi đè bằng chứng. "
            "Hãy kiểm tra vì sao cùng một số được dùng hai lần.",
            en="The log already has the {kind} entry number {number} (index {index}) with other content. Evidence is not "
            "overwritten. Find out why the same number is used twice.",
        ),
        "trust.log.no_such_entry": Text(
            vi="Nhật ký có {size} mục đã công bố; không có mục {index}. Hãy chọn số từ 0 đến dưới {size}.",
            en="The log has {size} published entries; there is no entry {index}. Choose a number from 0 to below {size}.",
        ),
        "trust.log.no_such_size": Text(
            vi="Không có chứng minh giữa kích thước {old} và {new}: cần 0 < {old} ≤ {new} ≤ {size}.",
            en="There is no proof between the sizes {old} and {new}: needed is 0 < {old} ≤ {new} ≤ {size}.",
        ),
        "trust.log.key_damaged": Text(
            vi="Khoá ký không đọc được: {reason}. Hãy khôi phục tệp khoá từ bản sao lưu; không tạo khoá mới nếu chưa "
            "ghi việc đổi khoá.",
            en="The signing key cannot be read: {reason}. Restore the key file from a backup; do not make a new key "
            "without "
            "recording the change of key.",
        ),
        "trust.batch.no_chunk": Text(
            vi="Lô {batch} không có số đo của {datastream} vào thời điểm đó. Hãy kiểm tra chuỗi dữ liệu và thời gian.",
            en="Batch {batch} has no reading of {datastream} at that time. Check the datastream and the time.",
        ),
        "trust.batch.not_in_log": Text(
            vi="Lô {batch} chưa có trong nhật ký đã công bố. Hãy chờ lần niêm phong tiếp theo hoặc chạy «ecopark run».",
            en="Batch {batch} is not in the published log yet. Wait for the next sealing or run `ecopark run`.",
        ),
        "trust.batch.id_too_long": Text(
            vi="Mã chuỗi dữ liệu {datastream} dài hơn 65535 byte. Hãy dùng mã ngắn hơn.",
            en="The datastream id {datastream} is longer than 65535 bytes. Use a shorter one.",
        ),
        "trust.batch.not_proved": Text(
            vi="Số đo lưu trong lô {batch} không khớp với mục nhật ký {index}: gốc cây tính lại là {found}, nhật ký "
            "ghi {expected}. "
            "Dữ liệu đã bị sửa; hãy chạy «ecopark verify» để biết chỗ nào.",
            en="The stored readings of batch {batch} do not agree with log entry {index}: the recomputed tree root is "
            "{found}, the "
            "log says {expected}. The data were changed; run `ecopark verify` to see where.",
        ),
    }
)
