"""Texts of the door for the InfluxDB line protocol."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

LINES_TEXTS = catalogue(
    {
        "connect.lines.not_utf8": Text(
            vi="dòng này không phải văn bản UTF-8. Hãy kiểm tra bảng mã của chương trình gửi.",
            en="the line is no UTF-8 text. Check the encoding of the program that sends it.",
        ),
        "connect.lines.no_measurement": Text(
            vi="dòng thiếu tên phép đo ở đầu. Hãy viết: phép_đo,thẻ=giá_trị trường=số thời_điểm.",
            en="the line has no measurement at its start. Write: measurement,tag=value field=number time.",
        ),
        "connect.lines.no_fields": Text(
            vi="dòng không có trường nào sau tên phép đo. Hãy viết: phép_đo,thẻ=giá_trị trường=số thời_điểm.",
            en="the line has no field behind its measurement. Write: measurement,tag=value field=number time.",
        ),
        "connect.lines.bad_tag": Text(
            vi="thẻ “{tag}” không có dạng tên=giá_trị. Dấu phẩy, dấu bằng và dấu cách trong thẻ phải có dấu \\ phía trước.",
            en="the tag “{tag}” is not name=value. A comma, equals sign or blank within a tag takes a \\ before it.",
        ),
        "connect.lines.double_tag": Text(
            vi="thẻ “{tag}” xuất hiện hai lần. Hãy giữ lại một.",
            en="the tag “{tag}” stands twice. Keep one of them.",
        ),
        "connect.lines.bad_field": Text(
            vi="không đọc được trường tại “{field}”. Mỗi trường có dạng tên=số, các trường cách nhau bằng dấu phẩy, "
            "không có dấu cách.",
            en="the field at “{field}” cannot be read. A field is name=number; fields are parted by commas, without blanks.",
        ),
        "connect.lines.open_quote": Text(
            vi='trường “{field}” có dấu ngoặc kép chưa đóng. Hãy đóng lại; dấu " bên trong viết là \\".',
            en='the quoted text of the field “{field}” is not closed. Close it; a " within is written \\".',
        ),
        "connect.lines.text_value": Text(
            vi="trường “{field}” là văn bản ({value}); cửa này chỉ nhận số. Các số khác của dòng vẫn được nhận. Hãy "
            "bỏ trường này ở chương trình gửi (Telegraf: fieldexclude).",
            en="the field “{field}” is a text ({value}); only numbers are taken here. The other numbers of the line "
            "are taken. Leave the field out where it is sent (Telegraf: fieldexclude).",
        ),
        "connect.lines.bad_number": Text(
            vi="giá trị “{value}” của trường “{field}” không phải là số dùng được. Dùng dấu chấm thập phân; số "
            "nguyên có thể kèm i hoặc u; giá trị thiếu thì không gửi.",
            en="the value “{value}” of the field “{field}” is no number that can be used. Use a decimal point; "
            "whole numbers may end in i or u; leave out what is missing.",
        ),
        "connect.lines.bad_time": Text(
            vi="“{value}” không phải là thời điểm: cần một số nguyên theo đơn vị của tham số precision (mặc định "
            "nano giây).",
            en="“{value}” is no time: a whole number in the unit of the parameter precision (nanoseconds by "
            "default) is needed.",
        ),
        "connect.lines.time_range": Text(
            vi="thời điểm {value} nằm ngoài các năm 1677 đến 2262. Có thể tham số precision không khớp với đơn vị đã gửi.",
            en="the time {value} lies outside of the years 1677 to 2262. The parameter precision may not fit what is sent.",
        ),
        "connect.lines.precision": Text(
            vi="không có đơn vị thời gian “{value}”. Hãy dùng một trong: {known}.",
            en="there is no precision “{value}”. Use one of: {known}.",
        ),
        "connect.lines.gzip": Text(
            vi="không giải nén được nội dung gzip: {reason}. Hãy kiểm tra tiêu đề Content-Encoding.",
            en="the gzip content cannot be unpacked: {reason}. Check the header Content-Encoding.",
        ),
        "connect.lines.unpacked_too_large": Text(
            vi="nội dung sau khi giải nén vượt quá {limit} byte. Hãy gửi ít dòng hơn mỗi lần.",
            en="the content is larger than {limit} bytes once unpacked. Send fewer lines at a time.",
        ),
    }
)
