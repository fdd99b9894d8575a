"""Texts of the SensorThings door: what cannot be read."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "connect.sta.type": Text(
            vi="chỗ này cần kiểu JSON “{wanted}”. Hãy xem OGC SensorThings 1.1 (18-088) và sửa lại.",
            en="a JSON {wanted} is needed here. See OGC SensorThings 1.1 (18-088) and correct it.",
        ),
        "connect.sta.missing": Text(
            vi="thiếu “{name}”. Hãy bổ sung.",
            en="“{name}” is missing. Add it.",
        ),
        "connect.sta.link": Text(
            vi='cần một liên kết dạng {{"@iot.id": …}} tới thực thể đã có.',
            en='a link {{"@iot.id": …}} to an entity that exists is needed.',
        ),
        "connect.sta.time": Text(
            vi="“{value}” không phải là thời điểm có múi giờ. Hãy viết như 2026-03-01T07:30:00+07:00; không nhận khoảng thời gian.",
            en="“{value}” is no moment with a zone. Write it as 2026-03-01T07:30:00+07:00; intervals are not taken.",
        ),
        "connect.sta.value": Text(
            vi="“{value}” không nhận được ở đây: kết quả là một số, true/false, hoặc null nếu thiếu.",
            en="“{value}” cannot be taken here: a result is a number, true/false, or null where it is missing.",
        ),
        "connect.sta.other_datastream": Text(
            vi="nội dung trỏ tới Datastream “{id}”, khác với địa chỉ. Hãy bỏ liên kết này hoặc sửa địa chỉ.",
            en="the body links to the Datastream “{id}”, the address to another. Leave the link out or correct the address.",
        ),
        "connect.sta.components": Text(
            vi="components phải là danh sách có “result”, chỉ gồm: {known}.",
            en="components must be a list with “result”, of these only: {known}.",
        ),
        "connect.sta.row": Text(
            vi="hàng này phải là danh sách có {count} giá trị, theo thứ tự của components.",
            en="the row must be a list of {count} values in the order of components.",
        ),
        "connect.sta.too_many": Text(
            vi="quá {limit} quan trắc trong một yêu cầu. Hãy chia nhỏ.",
            en="more than {limit} observations in one request. Split it.",
        ),
    }
)
