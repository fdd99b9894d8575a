"""Texts of the portal: import wizard."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.import.title": Text("Nhập dữ liệu", "Import data"),
        "portal.import.lead": Text(
            "Một bảng tính và một chiếc điện thoại là đủ. Không gì được nhập nửa chừng.",
            "A spreadsheet and a phone are enough. Nothing is imported by halves.",
        ),
        "portal.import.steps": Text("Các bước", "Steps"),
        "portal.import.step_1": Text("Chọn tệp", "Choose a file"),
        "portal.import.step_2": Text("Ý nghĩa các cột", "What columns mean"),
        "portal.import.step_3": Text("Xem trước", "Preview"),
        "portal.import.step_4": Text("Kết quả", "Result"),
        "portal.import.choose": Text("Chọn tệp", "Choose a file"),
        "portal.import.choose_what": Text(
            "Tệp gốc được giữ nguyên cùng mã băm của nó; bạn sẽ xem trước mọi thứ trước khi nhập.",
            "The file is kept as it is, with its hash; you will see everything before it is imported.",
        ),
        "portal.import.file": Text("Tệp", "File"),
        "portal.import.file_hint": Text(
            "CSV hoặc Excel; tệp trạm quan trắc theo Thông tư 10/2021; Parquet; JSON.",
            "CSV or Excel; station files of Circular 10/2021; Parquet; JSON.",
        ),
        "portal.import.next": Text("Tiếp tục", "Continue"),
        "portal.import.example": Text("Ví dụ một bảng", "Example of a sheet"),
        "portal.import.example_what": Text(
            "Cột đầu là thời gian, mỗi cột sau là một chuỗi dữ liệu. Tiêu đề tiếng Việt hoặc tiếng Anh đều được.",
            "First the time, then one column per datastream. Headers in Vietnamese or English.",
        ),
        "portal.import.example_time": Text("Thời gian", "Time"),
        "portal.import.recent": Text("Các lần nhập gần đây", "Recent imports"),
        "portal.import.recent_none": Text("Chưa có lần nhập nào", "No imports yet"),
        "portal.import.recent_none_why": Text(
            "Các lần nhập của bạn sẽ được liệt kê ở đây, kèm kết quả.",
            "Your imports will be listed here, with what came of them.",
        ),
        "portal.import.stored": Text("Số đọc đã nhận", "Readings stored"),
        "portal.import.refused": Text("Dòng bị từ chối", "Rows refused"),
        "portal.import.duplicates": Text("Số đọc trùng, bỏ qua", "Equal readings, left out"),
        "portal.import.state_stored": Text("đã nhận", "stored"),
        "portal.import.state_partly": Text("nhận một phần", "partly stored"),
        "portal.import.state_refused": Text("bị từ chối", "refused"),
        "portal.import.state_repeated": Text("đã nhập trước đó", "imported before"),
        "portal.import.state_nothing": Text("không có số đọc", "no readings"),
        "portal.import.result_stored": Text(
            "Mọi dòng đã được nhận và nằm an toàn trên đĩa.", "Every row was taken and is safe on the disk."
        ),
        "portal.import.result_partly": Text(
            "Các dòng tốt đã được nhận; các dòng còn lại chờ trong cách ly.",
            "The good rows were taken; the others wait in quarantine.",
        ),
        "portal.import.result_refused": Text(
            "Chưa nhận gì. Sửa các lỗi bên dưới rồi gửi lại tệp.",
            "Nothing was taken. Mend the faults below and send the file again.",
        ),
        "portal.import.result_repeated": Text(
            "Tệp này đã được nhập; không có gì bị ghi hai lần.", "This file was imported before; nothing was written twice."
        ),
        "portal.import.result_nothing": Text("Tệp không chứa số đọc nào.", "The file holds no readings."),
        "portal.import.open": Text("Cần bạn quyết định", "For you to decide"),
        "portal.import.columns": Text("Các cột của {file}", "Columns of {file}"),
        "portal.import.columns_what": Text(
            "Nền tảng đề xuất; bạn quyết định. Chỉ các chuỗi mà bạn được phép ghi mới có trong danh sách.",
            "The platform proposes, you decide. Only datastreams that you may write are listed.",
        ),
        "portal.import.column": Text("Cột", "Column"),
        "portal.import.means": Text("Ý nghĩa", "Meaning"),
        "portal.import.why": Text("Căn cứ đề xuất", "Ground of the proposal"),
        "portal.import.no_header": Text("cột {number}", "column {number}"),
        "portal.import.please_choose": Text("hãy chọn…", "please choose…"),
        "portal.import.roles": Text("Vai trò", "Roles"),
        "portal.import.role_time": Text("thời gian (ngày và giờ)", "time (date and hour)"),
        "portal.import.role_date": Text("ngày", "date"),
        "portal.import.role_clock": Text("giờ", "hour"),
        "portal.import.role_datastream": Text("mã chuỗi dữ liệu", "id of the datastream"),
        "portal.import.role_value": Text("giá trị", "value"),
        "portal.import.role_unit": Text("đơn vị", "unit"),
        "portal.import.role_status": Text("trạng thái thiết bị", "device status"),
        "portal.import.role_result_time": Text("thời điểm biết kết quả", "time the result was known"),
        "portal.import.role_ignore": Text("bỏ qua", "leave out"),
        "portal.import.sure": Text("chắc", "sure"),
        "portal.import.likely": Text("có thể", "likely"),
        "portal.import.open_column": Text("chưa rõ", "open"),
        "portal.import.day_first": Text("Cách viết ngày", "Way of writing dates"),
        "portal.import.decimal": Text("Cách viết số", "Way of writing numbers"),
        "portal.import.by_file": Text("theo tệp", "as the file shows"),
        "portal.import.dmy": Text("ngày/tháng/năm", "day/month/year"),
        "portal.import.mdy": Text("tháng/ngày/năm", "month/day/year"),
        "portal.import.to_preview": Text("Xem trước", "Preview"),
        "portal.import.cancel": Text("Hủy", "Cancel"),
        "portal.import.preview": Text("Xem trước {file}", "Preview of {file}"),
        "portal.import.preview_what": Text(
            "Chưa có gì được lưu. Đây là những gì sẽ được nhận.", "Nothing is stored yet. This is what would be taken."
        ),
        "portal.import.readings": Text("{count} số đọc sẽ được nhận", "{count} readings would be taken"),
        "portal.import.bad_rows": Text("{count} dòng có lỗi", "{count} rows with faults"),
        "portal.import.faults": Text("Lỗi theo từng dòng", "Faults row by row"),
        "portal.import.row": Text("Dòng", "Row"),
        "portal.import.found": Text("Tìm thấy", "Found"),
        "portal.import.reason": Text("Lý do và cách sửa", "Reason and remedy"),
        "portal.import.first_rows": Text("Những số đọc đầu tiên", "The first readings"),
        "portal.import.choose_policy": Text(
            "Tệp có dòng lỗi. Bạn có thể sửa tệp rồi gửi lại, hoặc nhận các dòng tốt và để các dòng lỗi chờ trong cách ly.",
            "The file has faulty rows. Mend it and send it again, or take the good rows and let the others wait in "
            "quarantine.",
        ),
        "portal.import.take_good": Text("Nhận các dòng tốt", "Take the good rows"),
        "portal.import.mend": Text("Sửa tệp rồi gửi lại", "Mend the file first"),
        "portal.import.take_all": Text("Nhận {count} số đọc", "Take {count} readings"),
        "portal.import.take": Text("Nhận tệp", "Take the file"),
        "portal.import.change_columns": Text("Đổi ý nghĩa các cột", "Change what the columns mean"),
        "portal.import.direct": Text(
            "{kind}, {bytes} byte. Tệp tự mô tả nội dung; các dòng lỗi sẽ vào cách ly.",
            "{kind}, {bytes} bytes. The file describes itself; faulty rows go to quarantine.",
        ),
        "portal.import.door_station": Text("Tệp trạm quan trắc (Thông tư 10/2021)", "Station file (Circular 10/2021)"),
        "portal.import.door_parquet": Text("Tệp Parquet", "Parquet file"),
        "portal.import.door_json": Text("Tệp JSON", "JSON file"),
        "portal.import.another": Text("Nhập tệp khác", "Import another file"),
    }
)
