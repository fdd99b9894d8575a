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

_DOOR_TEXTS = {
    "connect.sheet.empty": (
        "tệp không có dòng nào. Hãy kiểm tra xem đã lưu đúng tệp chưa.",
        "the file holds no row. Check that the right file was saved.",
    ),
    "connect.station.name": (
        "tên tệp không cho biết trạm và thời gian. Hãy đặt tên theo mẫu TINH_COSO_TRAM_yyyyMMddHHmmss.txt.",
        "the file name tells no station and time. Name it PROVINCE_FACILITY_STATION_yyyyMMddHHmmss.txt.",
    ),
    "connect.station.too_large": (
        "tệp trạm lớn hơn {limit} byte nên không phải tệp 5 phút. Hãy kiểm tra bộ ghi dữ liệu (data logger).",
        "the station file has more than {limit} bytes, so it is no five-minute file. Check the data logger.",
    ),
    "connect.station.empty": (
        "tệp trạm không có dòng số liệu nào. Hãy kiểm tra bộ ghi dữ liệu; nếu trạm dừng đo thì bỏ mục này.",
        "the station file holds no line of data. Check the data logger; if the station stood still, discard this item.",
    ),
    "connect.station.fields": (
        "dòng có {count} trường thay vì 5. Dòng đúng: thông số, giá trị, đơn vị, yyyyMMddHHmmss, trạng thái, cách nhau bằng Tab.",
        "the line has {count} fields instead of 5. Right: symbol, value, unit, yyyyMMddHHmmss, status, parted by tabs.",
    ),
    "connect.station.symbol": (
        "ký hiệu thông số “{symbol}” không có trong Thông tư 10/2021. Hãy sửa cấu hình bộ ghi; ký hiệu đúng: {known}.",
        "the symbol “{symbol}” is not in Circular 10/2021. Correct the logger's settings; known symbols: {known}.",
    ),
    "connect.station.time": (
        "thời gian “{time}” không có dạng yyyyMMddHHmmss hoặc không tồn tại. Hãy kiểm tra đồng hồ của bộ ghi.",
        "the time “{time}” is not of the form yyyyMMddHHmmss or does not exist. Check the logger's clock.",
    ),
    "connect.station.status": (
        "trạng thái “{status}” không phải 00 (đang đo), 01 (hiệu chuẩn) hay 02 (lỗi). Hãy sửa cấu hình bộ ghi rồi thử lại.",
        "the status “{status}” is none of 00 (measuring), 01 (calibrating), 02 (fault). Correct the logger, then retry.",
    ),
    "connect.station.unknown": (
        "trạm “{station}” chưa được khai báo. Hãy điền mã trạm vào cột station của monitoring_points.csv (đã có: {known}), rồi thử lại.",
        "the station “{station}” is not declared. Put its code into the column station of monitoring_points.csv "
        "(known: {known}), then retry.",
    ),
    "connect.station.no_datastream": (
        "trạm {station} chưa có dòng dữ liệu cho thông số {symbol}. Hãy thêm vào datastreams.csv rồi thử lại.",
        "the station {station} has no datastream for {symbol}. Add it to datastreams.csv, then retry.",
    ),
    "connect.station.two_datastreams": (
        "trạm {station} có nhiều dòng dữ liệu cho {symbol}: {datastreams}. Hãy để lại một, hoặc tách điểm quan trắc.",
        "the station {station} has several datastreams for {symbol}: {datastreams}. Keep one, or split the point.",
    ),
    "connect.mapping.no_header": (
        "không tìm thấy dòng tiêu đề có cột thời gian trong 25 dòng đầu. Hãy thêm dòng tiêu đề, ví dụ “Thời gian; Giá trị”.",
        "no header row with a time column was found in the first 25 rows. Add one, for example “Time; Value”.",
    ),
    "connect.mapping.by_header": ("theo tiêu đề “{header}”.", "by the header “{header}”."),
    "connect.mapping.by_id": ("tiêu đề là mã hoặc tên của {datastream}.", "the header is the id or name of {datastream}."),
    "connect.mapping.by_meter": (
        "tiêu đề “{header}” nêu công tơ của: {datastreams} ({count}).",
        "the header “{header}” names the meter of: {datastreams} ({count}).",
    ),
    "connect.mapping.by_property": (
        "tiêu đề “{header}” nêu đại lượng của: {datastreams} ({count}).",
        "the header “{header}” names the property of: {datastreams} ({count}).",
    ),
    "connect.mapping.by_content": (
        "các ô của cột “{header}” đọc được như thời gian.",
        "the cells of the column “{header}” read as times.",
    ),
    "connect.mapping.empty_column": ("cột trống, bỏ qua.", "the column is empty and left out."),
    "connect.mapping.not_needed": (
        "cột “{header}” không cần cho bảng dạng dọc, bỏ qua.",
        "the column “{header}” is not needed in a long sheet and left out.",
    ),
    "connect.mapping.unknown": (
        "không biết cột “{header}” là dòng dữ liệu nào. Hãy chọn trong trình nhập, hoặc bỏ qua cột.",
        "it is not known which datastream the column “{header}” is. Choose it in the import wizard, or leave it out.",
    ),
    "connect.mapping.choose": (
        "cột “{header}” có thể là {count} dòng dữ liệu. Hãy chọn một trong trình nhập.",
        "the column “{header}” can be {count} datastreams. Choose one in the import wizard.",
    ),
    "connect.mapping.twice": (
        "hai cột “{first}” và “{header}” cùng chỉ {datastream}. Hãy bỏ qua một cột.",
        "the columns “{first}” and “{header}” both mean {datastream}. Leave one out.",
    ),
    "connect.mapping.no_time": (
        "không có cột thời gian. Hãy chọn cột thời gian trong trình nhập.",
        "there is no time column. Choose it in the import wizard.",
    ),
    "connect.mapping.no_datastream": (
        "bảng dạng dọc không có cột mã điểm đo. Hãy chọn cột này, hoặc chọn dòng dữ liệu cho cả bảng.",
        "the long sheet has no datastream column. Choose it, or choose the datastream of the whole sheet.",
    ),
    "connect.mapping.no_readings": (
        "không có cột số liệu nào. Hãy chọn ít nhất một cột trong trình nhập.",
        "there is no column of readings. Choose at least one in the import wizard.",
    ),
    "connect.mapping.unsure": (
        "chưa chắc ý nghĩa của các cột: {columns}. Hãy xác nhận trong trình nhập.",
        "the meaning of these columns is not sure: {columns}. Confirm it in the import wizard.",
    ),
    "connect.mapping.incomplete": (
        "ánh xạ chưa đủ: cần một cột thời gian và mỗi cột số liệu phải có dòng dữ liệu. Hãy bổ sung trong trình nhập.",
        "the mapping is not complete: it needs a time column, and a datastream for each column of readings. Complete it.",
    ),
    "connect.mapping.invalid": (
        "ánh xạ gửi lên không hợp lệ: {reason}. Hãy lấy lại đề xuất và gửi theo đúng dạng đó.",
        "the mapping sent is not valid: {reason}. Get the proposal again and send it in that form.",
    ),
    "connect.mapping.no_sheet": (
        "tệp không có trang tính “{sheet}” mà ánh xạ nêu. Hãy chọn lại trang tính.",
        "the file has no sheet “{sheet}”, which the mapping names. Choose the sheet again.",
    ),
    "connect.row.no_time": (
        "ô thời gian trống. Hãy điền ngày giờ.",
        "the time cell is empty. Fill in date and time.",
    ),
    "connect.row.bad_time": (
        "“{value}” không phải ngày giờ. Hãy viết ví dụ 30/06/2025 14:15 hoặc 2025-06-30 14:15.",
        "“{value}” is no date and time. Write for example 30/06/2025 14:15 or 2025-06-30 14:15.",
    ),
    "connect.row.other_date_order": (
        "“{value}” chỉ đúng khi đổi chỗ ngày và tháng, trái với các dòng khác trong cột. Hãy viết thống nhất ngày/tháng/năm.",
        "“{value}” makes sense only with day and month exchanged, unlike the rest of the column. Write one order throughout.",
    ),
    "connect.row.mixed_dates": (
        "cột có cả ngày/tháng lẫn tháng/ngày nên “{value}” không xác định. Hãy viết thống nhất ngày/tháng/năm cho cả cột.",
        "the column mixes day/month and month/day, so “{value}” is not certain. Write one order in the whole column.",
    ),
    "connect.row.bad_clock": (
        "“{value}” không phải giờ. Hãy viết ví dụ 14:15.",
        "“{value}” is no time of day. Write for example 14:15.",
    ),
    "connect.row.bad_number": (
        "“{value}” không phải là số. Hãy viết ví dụ 1234,5, không kèm đơn vị; để trống nếu không đo.",
        "“{value}” is no number. Write for example 1234.5, without the unit; leave it empty if not measured.",
    ),
    "connect.row.open_mark": (
        "“{value}” có thể là hàng nghìn hoặc số thập phân. Hãy chọn dấu thập phân trong trình nhập, hoặc viết thống nhất trong cột.",
        "“{value}” may be thousands or decimals. Choose the decimal mark in the import wizard, or write one way throughout.",
    ),
    "connect.row.bad_status": (
        "trạng thái “{value}” không phải 00, 01 hay 02. Hãy sửa lại hoặc để trống.",
        "the status “{value}” is none of 00, 01, 02. Correct it or leave it empty.",
    ),
    "connect.row.no_datastream": ("ô mã điểm đo trống. Hãy điền mã.", "the datastream cell is empty. Fill in the id."),
    "connect.row.unknown_datastream": (
        "không có điểm đo “{value}”. Hãy sửa mã theo datastreams.csv, hoặc khai báo điểm đo trước.",
        "there is no datastream “{value}”. Correct the id as in datastreams.csv, or declare it first.",
    ),
    "connect.row.several_datastreams": (
        "“{value}” có thể là: {ids}. Hãy ghi mã dòng dữ liệu thay cho tên hoặc mã công tơ.",
        "“{value}” can be: {ids}. Write the datastream's id instead of a name or meter.",
    ),
    "connect.reading.unknown_datastream": (
        "không có dòng dữ liệu “{datastream}”, hoặc bạn không được gửi số liệu cho nó. Hãy kiểm tra mã.",
        "there is no datastream “{datastream}”, or you may not send readings for it. Check the id.",
    ),
    "connect.reading.future": (
        "thời gian {time} của {datastream} ở tương lai (bây giờ là {now}). Hãy kiểm tra đồng hồ và múi giờ của thiết bị.",
        "the time {time} of {datastream} lies in the future (now is {now}). Check the device's clock and zone.",
    ),
    "connect.reading.ancient": (
        "thời gian {time} của {datastream} trước {earliest} nên không thể đúng. Hãy kiểm tra đồng hồ của thiết bị.",
        "the time {time} of {datastream} is before {earliest} and cannot be right. Check the device's clock.",
    ),
    "connect.reading.contradicts": (
        "{datastream} đã có giá trị khác cho cùng thời điểm {time} trong tệp này. Hãy giữ lại một giá trị đúng.",
        "{datastream} has another value for the same moment {time} in this file. Keep the one that is right.",
    ),
    "connect.notice.duplicates": (
        "{count} số đọc lặp lại y hệt, chỉ lấy một lần.",
        "{count} readings came twice, equal in value; each was taken once.",
    ),
    "connect.notice.late": (
        "{count} số đọc đến muộn hơn {days} ngày (cũ nhất {oldest}); các kết quả của thời gian đó sẽ được tính lại.",
        "{count} readings came more than {days} days late (oldest {oldest}); the results of that time are computed anew.",
    ),
    "connect.notice.clock_back": (
        "đồng hồ của {datastream} lùi {count} lần (dòng {rows}); lần đầu từ {from} về {to}. Hãy kiểm tra đồng hồ thiết bị.",
        "the clock of {datastream} went back {count} times (rows {rows}), first from {from} to {to}. Check the device's clock.",
    ),
    "connect.notice.rolled_over": (
        "công tơ {datastream} quay vòng lúc {time}: {before} → {after} {unit} ({count} lần giảm trong tệp).",
        "the register {datastream} rolled over at {time}: {before} → {after} {unit} ({count} falls in the file).",
    ),
    "connect.notice.register_fell": (
        "chỉ số {datastream} giảm lúc {time}: {before} → {after} {unit} ({count} lần trong tệp). "
        "Nếu đã thay công tơ, hãy ghi nhận việc thay.",
        "the register {datastream} fell at {time}: {before} → {after} {unit} ({count} falls in the file). "
        "If the meter was replaced, record the replacement.",
    ),
    "connect.notice.finer": (
        "{count} giá trị của {datastream} mịn hơn độ phân giải khai báo {resolution}. Hãy kiểm tra đơn vị và độ phân giải.",
        "{count} values of {datastream} are finer than the declared resolution {resolution}. Check unit and resolution.",
    ),
    "connect.notice.day_first": (
        "cột thời gian không cho biết ngày hay tháng đứng trước (ví dụ {example}); đã đọc theo ngày/tháng/năm.",
        "the time column does not show whether day or month comes first (e.g. {example}); it was read as day/month/year.",
    ),
    "connect.notice.other_sheets": (
        "các trang tính khác không được đọc: {sheets}. Hãy nhập riêng nếu cần.",
        "other sheets were not read: {sheets}. Import them one by one if they are needed.",
    ),
    "connect.notice.files_seen": (
        "{count} tệp đã được nhập nguyên vẹn trước đây, giống từng byte: không đọc lại.",
        "{count} files were taken whole before, byte for byte: they were not read again.",
    ),
    "connect.notice.repeated": (
        "{file} đã được nhập trước đó với cùng nội dung; không thêm gì.",
        "{file} was imported before with the same content; nothing was added.",
    ),
    "connect.parquet.unreadable": (
        "không đọc được tệp Parquet: {reason}. Hãy xuất lại tệp.",
        "the Parquet file cannot be read: {reason}. Export it again.",
    ),
    "connect.parquet.double_column": (
        "có hơn một cột “{column}”. Hãy giữ lại một cột.",
        "there is more than one column “{column}”. Keep one.",
    ),
    "connect.parquet.missing_column": (
        "thiếu cột “{column}” (tên được chấp nhận: {known}). Hãy thêm cột này.",
        "the column “{column}” is missing (accepted names: {known}). Add it.",
    ),
    "connect.parquet.unknown_column": (
        "không có cột hay dòng dữ liệu “{column}” (gần nhất: “{near}”). Hãy xóa hoặc đổi tên; đã biết: {known}.",
        "there is no column or datastream “{column}” (nearest: “{near}”). Remove or rename it; known: {known}.",
    ),
    "connect.parquet.type": (
        "cột “{column}” có kiểu sai: {reason}. Hãy xuất thời gian dạng timestamp, giá trị dạng số.",
        "the column “{column}” has the wrong type: {reason}. Export times as timestamps and values as numbers.",
    ),
    "connect.parquet.empty_time": (
        "{count} dòng không có thời gian. Hãy điền thời gian hoặc bỏ các dòng đó.",
        "{count} rows have no time. Fill in the times or leave those rows out.",
    ),
    "connect.parquet.status": (
        "trạng thái {status} không phải 0, 1, 2 hay 255. Hãy sửa cột status.",
        "the status {status} is none of 0, 1, 2, 255. Correct the column status.",
    ),
    "connect.json.syntax": (
        "nội dung không phải JSON hợp lệ: {reason}. Hãy sửa rồi gửi lại với cùng khóa.",
        "the body is no valid JSON: {reason}. Correct it and send it again with the same key.",
    ),
    "connect.json.type": (
        "kiểu sai ở đây; cần {wanted}. Hãy sửa rồi gửi lại.",
        "the type here is wrong; wanted is {wanted}. Correct it and send it again.",
    ),
    "connect.json.missing": ("thiếu “{key}”. Hãy bổ sung.", "“{key}” is missing. Add it."),
    "connect.json.length": (
        "cột có {count} phần tử thay vì {wanted} như “time”. Hãy gửi các cột dài bằng nhau.",
        "the column has {count} items instead of {wanted} as “time” has. Send columns of equal length.",
    ),
    "connect.json.too_many": (
        "{count} số đọc, nhiều hơn {limit} cho một lần gửi. Hãy chia thành nhiều lần.",
        "{count} readings are more than the {limit} of one upload. Split them.",
    ),
    "connect.json.status": (
        "trạng thái “{value}” không phải 00, 01, 02. Hãy sửa hoặc bỏ đi.",
        "the status “{value}” is none of 00, 01, 02. Correct it or leave it out.",
    ),
    "connect.json.time": (
        "“{value}” không phải thời gian ISO có múi giờ. Hãy gửi ví dụ 2025-06-30T14:15:00+07:00.",
        "“{value}” is no ISO time with a zone. Send for example 2025-06-30T14:15:00+07:00.",
    ),
    "connect.upload.key_reused": (
        "khóa này đã dùng lúc {time} cho nội dung khác. Hãy dùng khóa mới cho nội dung mới.",
        "this key was used at {time} with another body. Use a new key for a new body.",
    ),
    "connect.raw.unknown": (
        "không có tệp gốc với mã băm {digest}. Hãy kiểm tra mã băm.",
        "no raw file with the hash {digest} was kept. Check the hash.",
    ),
    "connect.raw.changed": (
        "tệp gốc {digest} trên đĩa đã bị thay đổi hoặc hỏng. Hãy dừng lại, giữ nguyên đĩa và phục hồi từ bản sao lưu.",
        "the raw file {digest} on the disk was changed or is damaged. Stop, keep the disk, restore from a backup.",
    ),
    "connect.raw.not_kept": (
        "không lưu được tệp gốc: {reason}. Chưa nhập gì; hãy giải phóng ổ đĩa rồi thử lại.",
        "the raw file could not be kept: {reason}. Nothing was imported; make room on the disk and try again.",
    ),
    "connect.quarantine.unknown": (
        "không có mục cách ly này, hoặc nó không thuộc về bạn. Hãy mở lại danh sách cách ly.",
        "there is no such quarantine item, or it is not yours. Open the quarantine list again.",
    ),
    "connect.quarantine.many_files": (
        "mục này gồm {count} tệp nên không thay bằng một tệp được. Hãy đưa các tệp đã sửa vào thư mục inbox rồi thử lại mục này.",
        "this item holds {count} files and cannot be replaced by one. Put the corrected files into the inbox, then retry it.",
    ),
    "connect.quarantine.settled": (
        "mục cách ly này đã được xử lý (trạng thái {state}). Hãy tải lại danh sách.",
        "this quarantine item was settled before (state {state}). Load the list again.",
    ),
}
DOOR_TEXTS = catalogue({code: Text(vi=vi, en=en) for code, (vi, en) in _DOOR_TEXTS.items()})
