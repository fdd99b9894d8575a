"""Texts of field polling."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "connect.field.no_map": Text(
            vi="không đọc được bản đồ thiết bị hiện trường: {reason}. Hãy kiểm tra đường dẫn settings.field và quyền đọc tệp.",
            en="the map of field devices cannot be read: {reason}. Check the path in settings.field and that the file is "
            "readable UTF-8.",
        ),
        "connect.field.no_devices": Text(
            vi="bản đồ chưa có thiết bị nào. Hãy khai báo dưới “modbus:” hoặc “opcua:”.",
            en="the map holds no device. Declare some under “modbus:” or “opcua:”.",
        ),
        "connect.field.no_points": Text(
            vi="thiết bị “{id}” chưa có điểm đo nào. Hãy thêm ít nhất một mục dưới “points:”.",
            en="the device “{id}” has no points. Add at least one under “points:”.",
        ),
        "connect.field.double": Text(
            vi="“{name}” đã được khai báo ở {first}. Mỗi thiết bị và mỗi chuỗi dữ liệu chỉ khai báo một lần; hãy xóa một chỗ.",
            en="“{name}” is declared already at {first}. Each device and each datastream stands once; remove one of them.",
        ),
        "connect.field.out_of_range": Text(
            vi="“{field}” là {value}, phải từ {least} đến {most}. Hãy sửa giá trị.",
            en="“{field}” is {value}; it must be from {least} to {most}. Correct it.",
        ),
        "connect.field.scale_zero": Text(
            vi="hệ số “scale” của {datastream} bằng 0: mọi số đo sẽ thành 0. Hãy ghi hệ số theo tài liệu thiết bị, ví dụ 0.1.",
            en="the scale of {datastream} is 0, so every reading would be 0. Give the factor of the device's manual, "
            "for example 0.1.",
        ),
        "connect.field.type_and_table": Text(
            vi="kiểu {type} không hợp với bảng {table}: coil và discrete chứa bit, holding và input chứa số. Hãy sửa một trong hai.",
            en="the type {type} does not fit the table {table}: coil and discrete hold bits, holding and input hold numbers. "
            "Change one of them.",
        ),
        "connect.field.sentinel": Text(
            vi="“{value}” trong sentinels không phải là số. Hãy ghi số như thiết bị trả về, ví dụ 65535 hoặc 0xFFFF.",
            en="“{value}” under sentinels is no number. Write the number as the device returns it, such as 65535 or 0xFFFF.",
        ),
        "connect.field.endpoint": Text(
            vi="địa chỉ “{value}” không phải địa chỉ OPC UA. Hãy ghi dạng opc.tcp://máy:4840.",
            en="“{value}” is no OPC UA address. Write it as opc.tcp://host:4840.",
        ),
        "connect.field.no_certificate": Text(
            vi="thiết bị “{id}” dùng basic256sha256 nên cần cả “certificate” và “key”. Hãy thêm hai tệp này hoặc đặt security: none.",
            en="the device “{id}” uses basic256sha256, which needs both “certificate” and “key”. Add the two files, or set "
            "security: none.",
        ),
        "connect.field.extra_missing": Text(
            vi="chưa cài thư viện {package} để đọc thiết bị hiện trường. Hãy cài: pip install 'ecopark[field]'.",
            en="the library {package}, which reads field devices, is not installed. Install it: pip install 'ecopark[field]'.",
        ),
        "connect.field.read_only": Text(
            vi="từ chối gửi mã hàm {function} tới thiết bị: cửa này chỉ đọc (mã 1–4). Điều khiển có chương trình riêng.",
            en="refused to send function code {function} to a device: this door only reads (codes 1 to 4). Control has a program "
            "of its own.",
        ),
        "connect.field.no_connection": Text(
            vi="thiết bị {device} không kết nối được tại {address}. Hãy kiểm tra nguồn, cáp mạng, địa chỉ và tường lửa; hệ thống "
            "tự thử lại.",
            en="the device {device} cannot be reached at {address}. Check its power, cable, address and the firewall; it is "
            "tried again by itself.",
        ),
        "connect.field.no_answer": Text(
            vi="thiết bị {device} kết nối được nhưng không trả lời trong {timeout} giây. Hãy kiểm tra unit_id, thiết bị sau cổng "
            "chuyển, hoặc tăng timeout_s.",
            en="the device {device} is connected but did not answer within {timeout} s. Check unit_id and the device behind the "
            "gateway, or raise timeout_s.",
        ),
        "connect.field.refused": Text(
            vi="thiết bị {device} từ chối đọc {table} tại {address}: {reason}. Hãy đối chiếu địa chỉ và bảng thanh ghi với tài "
            "liệu thiết bị.",
            en="the device {device} refused to read {table} at {address}: {reason}. Compare address and table with the device's "
            "manual.",
        ),
        "connect.field.bad_node": Text(
            vi="máy chủ OPC UA {device} trả trạng thái {status} cho {node}. Hãy kiểm tra mã nút và quyền đọc; nếu là lỗi cảm biến, "
            "hãy sửa thiết bị.",
            en="the OPC UA server {device} answered {status} for {node}. Check the node id and the right to read it; if the "
            "sensor failed, repair it.",
        ),
        "connect.field.reader_failed": Text(
            vi="tiến trình đọc OPC UA của {device} dừng hoặc báo lỗi: {reason}. Hệ thống tự khởi động lại; nếu lặp lại, hãy kiểm tra "
            "địa chỉ, chứng thư và cài đặt ecopark[field].",
            en="the OPC UA reader of {device} stopped or reported: {reason}. It is started again by itself; if this goes on, check "
            "address, certificates and that ecopark[field] is installed.",
        ),
        "connect.field.taken": Text(
            vi="mã “{id}” đã thuộc về một thiết bị gửi qua cửa {door}. Hãy đặt mã khác trong bản đồ thiết bị.",
            en="the id “{id}” belongs to a device of the door {door} already. Give another one in the map.",
        ),
        "connect.field.held_back": Text(
            vi="chưa lưu được {count} số đo hiện trường: {reason}. Số đo được giữ trong bộ nhớ và thử lại.",
            en="{count} field readings could not be stored yet: {reason}. They are kept in memory and tried again.",
        ),
        "connect.field.dropped": Text(
            vi="bộ nhớ tạm đã đầy, {count} số đo hiện trường cũ nhất bị bỏ. Hãy giải phóng chỗ cho kho dữ liệu hoặc tăng hạn mức.",
            en="the buffer is full and the oldest {count} field readings were given up. Make room for the store or raise the quota.",
        ),
    }
)
