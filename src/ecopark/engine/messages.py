"""Texts of the engine, Vietnamese and English."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "engine.writer.locked": Text(
            vi="Kho dữ liệu {folder} đang được một tiến trình khác ghi (tiến trình {owner}). Mỗi kho chỉ có một tiến "
            "trình ghi; "
            "hãy dừng tiến trình đó hoặc chờ nó kết thúc.",
            en="The data folder {folder} is being written by another process (process {owner}). A store has one "
            "writer; stop that "
            "process or wait until it ends.",
        ),
        "engine.writer.closed": Text(
            vi="Kho dữ liệu đã đóng hoặc dừng ghi ({reason}); số đo này chưa được nhận. Hãy khởi động lại rồi gửi lại.",
            en="The store is closed or has stopped writing ({reason}); these readings were not taken. Start it again "
            "and send them again.",
        ),
        "engine.disk.full": Text(
            vi="Ổ đĩa đã đầy: số đo này chưa được nhận, dữ liệu đã nhận trước đó vẫn nguyên vẹn. Hãy giải phóng chỗ "
            "trống rồi gửi lại.",
            en="The disk is full: this was not taken; everything acknowledged before is intact. Make room, then send "
            "it again.",
        ),
        "engine.disk.failed": Text(
            vi="Ổ đĩa báo lỗi khi ghi ({reason}). Kho đã dừng ghi để bảo vệ bằng chứng; hãy kiểm tra ổ đĩa rồi khởi "
            "động lại.",
            en="The disk failed while writing ({reason}). The store stopped writing to protect the evidence; check "
            "the disk, then restart.",
        ),
        "engine.journal.damaged": Text(
            vi="Nhật ký ghi bị hỏng tại byte {offset}: phần này đã được xác nhận trước đây nên không thể bỏ qua. "
            "Hãy giữ nguyên thư mục và khôi phục tệp này từ bản sao lưu.",
            en="The journal is damaged at byte {offset}: this part was acknowledged before, so it cannot be skipped. "
            "Keep the folder as it is and restore this file from the backup.",
        ),
        "engine.lake.damaged": Text(
            vi="Tệp dữ liệu bị hỏng hoặc thiếu ({reason}). Hãy giữ nguyên thư mục và khôi phục tệp này từ bản sao lưu.",
            en="A stored file is damaged or missing ({reason}). Keep the folder as it is and restore this file from "
            "the backup.",
        ),
        "engine.layout.too_new": Text(
            vi="Thư mục dữ liệu có bố cục phiên bản {found}, phần mềm này chỉ đọc được đến {known}. Hãy nâng cấp ecopark.",
            en="The data folder has layout version {found}; this software knows up to {known}. Upgrade ecopark.",
        ),
        "engine.layout.too_old": Text(
            vi="Thư mục dữ liệu có bố cục phiên bản {found}; không còn bước chuyển đổi nào từ phiên bản này lên {known}. "
            "Hãy mở bằng một bản ecopark cũ hơn để chuyển đổi trước.",
            en="The data folder has layout version {found}; there is no migration from it to {known} any more. "
            "Open it with an older ecopark first, which migrates it.",
        ),
        "engine.layout.unreadable": Text(
            vi="Tệp VERSION của thư mục dữ liệu không đọc được (“{found}”). Hãy khôi phục tệp này từ bản sao lưu.",
            en="The VERSION file of the data folder cannot be read (“{found}”). Restore it from the backup.",
        ),
        "engine.readings.wrong_schema": Text(
            vi="Bảng số đo không đúng cấu trúc: {reason}. Hãy tạo bảng bằng readings_table.",
            en="The table of readings does not have the agreed columns: {reason}. Build it with readings_table.",
        ),
        "engine.readings.not_a_number": Text(
            vi="{count} số đo là NaN hoặc vô cực. Giá trị thiếu phải là rỗng kèm lý do, không bao giờ là NaN.",
            en="{count} readings are NaN or infinite. A missing value is null with a reason, never NaN.",
        ),
        "engine.readings.reason_mismatch": Text(
            vi="{count} số đo có lý do thiếu không khớp với giá trị: PRESENT khi và chỉ khi có giá trị.",
            en="{count} readings have a missing-reason that does not fit the value: PRESENT exactly when there is a value.",
        ),
        "engine.readings.unknown_datastream": Text(
            vi="Chuỗi số đo “{id}” không có trong mô tả khu. Hãy khai báo nó trong bảng datastreams rồi gửi lại.",
            en="Datastream “{id}” is not in the description of the park. Declare it in the datastreams sheet, then "
            "send again.",
        ),
        "engine.readings.empty": Text(
            vi="Không có số đo nào trong lô này.",
            en="There is no reading in this batch. Send at least one.",
        ),
        "engine.question.unknown_table": Text(
            vi="Chưa có bảng kết quả “{table}”. Hãy chạy tính toán (ecopark run) trước.",
            en="There is no derived table “{table}” yet. Run the computations (ecopark run) first.",
        ),
        "engine.question.unknown_column": Text(
            vi="Bảng “{table}” không có cột “{column}”. Các cột của nó: {columns}.",
            en="Table “{table}” has no column “{column}”. Its columns: {columns}.",
        ),
        "engine.question.not_a_total": Text(
            vi="Chuỗi số đo “{id}” thuộc loại {kind}: không thể cộng theo ngày. Hãy chọn chuỗi loại total.",
            en="Datastream “{id}” is of kind {kind}: its values have no sum by day. Choose datastreams of kind total.",
        ),
        "engine.question.bad_step": Text(
            vi="Bước thời gian phải là số giây dương, nhận được {step}.",
            en="The step must be a positive number of seconds; got {step}.",
        ),
        "engine.flow.rows_outside": Text(
            vi="Phép tính {flow}, tác vụ {task} trả về {count} dòng của bảng {table} nằm ngoài khoảng mà nó phải trả lời.",
            en="Flow {flow}, task {task} returned {count} rows of table {table} outside the interval that it answers. "
            "Mend the flow.",
        ),
        "engine.flow.wrong_schema": Text(
            vi="Phép tính {flow}, tác vụ {task}: bảng {table} không đúng cấu trúc đã khai báo ({reason}).",
            en="Flow {flow}, task {task}: table {table} does not have the declared schema ({reason}). Mend the flow.",
        ),
        "engine.flow.double_task": Text(
            vi="Phép tính {flow} có hai tác vụ cùng tên {task}.",
            en="Flow {flow} plans two tasks with the key {task}. Keys must be unique.",
        ),
        "engine.flow.failed": Text(
            vi="Phép tính {flow}, tác vụ {task} bị lỗi: {reason}. Kết quả cũ vẫn còn hiệu lực.",
            en="Flow {flow}, task {task} failed: {reason}. The earlier results stay in force.",
        ),
    }
)
