"""Texts of the room ``connect``: files of a park, sheets, station files, readings that are sent."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

PARK_TEXTS = catalogue(
    {
        "connect.park.no_folder": Text(
            vi="không có thư mục này hoặc không đọc được. Hãy kiểm tra đường dẫn, hoặc tạo khu mới bằng “ecopark init”.",
            en="there is no such folder, or it cannot be read. Check the path, or make a new park with “ecopark init”.",
        ),
        "connect.park.no_park_yaml": Text(
            vi="thư mục không có park.yaml nên không phải là một khu. Hãy kiểm tra đường dẫn, hoặc chạy “ecopark init”.",
            en="the folder has no park.yaml, so it is no park. Check the path, or run “ecopark init”.",
        ),
        "connect.park.no_park_key": Text(
            vi="thiếu khóa “{key}”. Hãy thêm dòng “{key}: …”.",
            en="the key “{key}” is missing. Add a line “{key}: …”.",
        ),
        "connect.park.unknown_column": Text(
            vi="cột “{column}” không có trong bảng {table}. Hãy xóa cột này hoặc dùng một trong: {known}.",
            en="the column “{column}” does not belong to the table {table}. Remove it, or use one of: {known}.",
        ),
        "connect.park.unknown_column_near": Text(
            vi="cột “{column}” không có trong bảng {table}. Có phải là “{near}”? Các cột: {known}.",
            en="the column “{column}” does not belong to the table {table}. Did you mean “{near}”? Columns: {known}.",
        ),
        "connect.park.double_column": Text(
            vi="cột “{column}” xuất hiện hai lần. Hãy giữ lại một cột.",
            en="the column “{column}” stands twice. Keep one of them.",
        ),
        "connect.park.missing_column": Text(
            vi="thiếu cột bắt buộc “{column}” của bảng {table}. Hãy thêm cột này vào dòng tiêu đề.",
            en="the column “{column}”, which the table {table} needs, is missing. Add it to the header row.",
        ),
        "connect.park.unnamed_column": Text(
            vi="ô này có giá trị “{value}” nhưng cột không có tên. Hãy đặt tên cột ở dòng tiêu đề hoặc xóa giá trị.",
            en="this cell holds “{value}” but its column has no name. Name the column in the header row or clear the cell.",
        ),
        "connect.park.empty_cell": Text(
            vi="ô “{field}” để trống nhưng bắt buộc phải có. Hãy điền giá trị.",
            en="the cell “{field}” is empty but must be filled. Fill it.",
        ),
        "connect.park.bad_id": Text(
            vi="mã “{value}” không hợp lệ: chỉ dùng chữ, số, dấu chấm, gạch nối, gạch dưới, tối đa 100 ký tự. Hãy đổi mã.",
            en="the id “{value}” is not valid: letters, digits, dot, hyphen, underscore only, at most 100. Change it.",
        ),
        "connect.park.unknown_table": Text(
            vi="“{name}” không phải bảng của khu. Có phải là “{near}”? Hãy đổi tên, nếu không nội dung sẽ bị bỏ qua.",
            en="“{name}” is no table of a park. Did you mean “{near}”? Rename it, or its content would be left out.",
        ),
        "connect.park.unknown_sheet": Text(
            vi="trang tính “{name}” không phải bảng của khu. Hãy đổi tên thành một trong: {known}, hoặc xóa trang tính.",
            en="the sheet “{name}” is no table of a park. Rename it to one of: {known}, or delete the sheet.",
        ),
        "connect.park.two_sources": Text(
            vi="có cả park.xlsx và {name}: không rõ bản nào đúng. Hãy giữ một trong hai.",
            en="there are both park.xlsx and {name}: it is not clear which one holds. Keep one of them.",
        ),
        "connect.park.not_empty": Text(
            vi="thư mục đã có {name}; không ghi đè. Hãy chọn thư mục trống.",
            en="the folder holds {name} already; nothing is overwritten. Choose an empty folder.",
        ),
        "connect.park.bad_zone": Text(
            vi="múi giờ “{value}” không tồn tại. Ví dụ đúng: Asia/Ho_Chi_Minh.",
            en="there is no time zone “{value}”. A right one is, for example, Asia/Ho_Chi_Minh.",
        ),
        "connect.park.bad_moment": Text(
            vi="“{value}” của khóa {field} không phải thời điểm ISO. Ví dụ đúng: 2025-06-30T00:00:00+07:00.",
            en="“{value}” of the key {field} is no ISO moment. A right one is, for example, 2025-06-30T00:00:00+07:00.",
        ),
        "connect.park.unreadable": Text(
            vi="không đọc được tệp: {reason}. Hãy kiểm tra quyền đọc.",
            en="the file cannot be read: {reason}. Check its permissions.",
        ),
        "connect.settings.unknown_reference": Text(
            vi="{field} “{id}” không tồn tại trong khu. Hãy sửa lỗi chính tả hoặc khai báo trước.{hint}",
            en="{field} “{id}” does not exist in the park. Correct the spelling or declare it first.{hint}",
        ),
        "connect.settings.no_limit": Text(
            vi="giới hạn của “{field}” không có minimum và cũng không có maximum. Hãy điền ít nhất một.",
            en="the limit of “{field}” has neither minimum nor maximum. Give at least one.",
        ),
    }
)

YAML_TEXTS = catalogue(
    {
        "connect.yaml.syntax": Text(
            vi="YAML sai cú pháp: {reason}. Hãy kiểm tra thụt lề (dấu cách, không dùng Tab), dấu hai chấm và dấu nháy.",
            en="the YAML is not well-formed: {reason}. Check indentation (blanks, no tabs), colons and quotes.",
        ),
        "connect.yaml.double_key": Text(
            vi="khóa “{key}” xuất hiện hai lần (lần đầu ở dòng {first}). Hãy xóa một.",
            en="the key “{key}” stands twice (first in row {first}). Remove one.",
        ),
        "connect.yaml.unknown_key": Text(
            vi="khóa “{key}” không tồn tại. Hãy xóa, hoặc dùng một trong: {known}.",
            en="there is no key “{key}”. Remove it, or use one of: {known}.",
        ),
        "connect.yaml.unknown_key_near": Text(
            vi="khóa “{key}” không tồn tại. Có phải là “{near}”? Các khóa: {known}.",
            en="there is no key “{key}”. Did you mean “{near}”? Keys: {known}.",
        ),
        "connect.yaml.missing_key": Text(
            vi="thiếu khóa “{key}”. Hãy thêm dòng “{key}: …”.",
            en="the key “{key}” is missing. Add a line “{key}: …”.",
        ),
        "connect.yaml.not_a_mapping": Text(
            vi="“{path}” phải gồm các dòng “khóa: giá trị”. Hãy viết lại theo dạng này.",
            en="“{path}” must be lines of “key: value”. Rewrite it so.",
        ),
        "connect.yaml.not_a_list": Text(
            vi="“{path}” phải là danh sách. Hãy bắt đầu mỗi phần tử bằng “- ”.",
            en="“{path}” must be a list. Begin every item with “- ”.",
        ),
        "connect.yaml.not_a_value": Text(
            vi="“{path}” phải là một giá trị đơn. Hãy bỏ danh sách hoặc các khóa con.",
            en="“{path}” must be a single value. Remove the list or the keys below it.",
        ),
    }
)

CELL_TEXTS = catalogue(
    {
        "connect.cell.not_a_number": Text(
            vi="“{value}” ở {field} không phải là số. Hãy viết ví dụ 1234,5 hoặc 1234.5, không kèm đơn vị.",
            en="“{value}” at {field} is no number. Write for example 1234,5 or 1234.5, without the unit.",
        ),
        "connect.cell.not_a_whole_number": Text(
            vi="“{value}” ở {field} không phải là số nguyên. Hãy viết ví dụ 900.",
            en="“{value}” at {field} is no whole number. Write for example 900.",
        ),
        "connect.cell.not_yes_no": Text(
            vi="“{value}” ở {field} không phải có/không. Hãy viết true hoặc false.",
            en="“{value}” at {field} is neither yes nor no. Write true or false.",
        ),
        "connect.cell.not_a_date": Text(
            vi="“{value}” ở {field} không phải ngày. Hãy viết 2025-06-30 hoặc 30/06/2025.",
            en="“{value}” at {field} is no date. Write 2025-06-30 or 30/06/2025.",
        ),
        "connect.cell.not_in_list": Text(
            vi="“{value}” ở {field} không có trong danh mục. Hãy dùng một trong: {known}.",
            en="“{value}” at {field} is not in the list. Use one of: {known}.",
        ),
    }
)

SHEET_TEXTS = catalogue(
    {
        "connect.sheet.unreadable": Text(
            vi="không mở được bảng tính: {reason}. Hãy mở bằng Excel hoặc LibreOffice, lưu thành .xlsx rồi gửi lại.",
            en="the sheet cannot be opened: {reason}. Open it in Excel or LibreOffice, save as .xlsx and send it again.",
        ),
        "connect.sheet.old_format": Text(
            vi="đây là định dạng .xls cũ. Hãy mở bằng Excel, chọn “Lưu thành .xlsx” rồi gửi lại.",
            en="this is the old .xls format. Open it in Excel, choose “Save as .xlsx”, and send it again.",
        ),
        "connect.sheet.too_large": Text(
            vi="bảng tính giải nén lớn hơn {limit_mb} MB. Hãy chia nhỏ, hoặc gửi dạng CSV hay Parquet.",
            en="the workbook unpacks to more than {limit_mb} MB. Split it, or send CSV or Parquet.",
        ),
        "connect.sheet.binary": Text(
            vi="tệp không phải văn bản, bảng tính .xlsx hay Parquet. Hãy gửi một trong các dạng này.",
            en="the file is neither text nor an .xlsx workbook nor Parquet. Send one of these.",
        ),
    }
)
