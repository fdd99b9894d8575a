"""Texts of the MQTT door."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

TEXTS = catalogue(
    {
        "connect.mqtt.protocol": Text(
            vi="gói tin MQTT không đúng chuẩn ({what}) nên kết nối bị đóng. Hãy dùng thư viện MQTT 3.1.1 hoặc 5 khác hoặc "
            "cập nhật thiết bị.",
            en="an MQTT packet does not follow the standard ({what}), so the connection was closed. Use another MQTT 3.1.1 or "
            "5 library, or update the device.",
        ),
        "connect.mqtt.topic": Text(
            vi="thiết bị {device} không được gửi vào chủ đề “{topic}”. Hãy gửi vào {own}/<tên chuỗi số liệu>.",
            en="the device {device} may not publish to the topic “{topic}”. Publish to {own}/<name of the datastream>.",
        ),
        "connect.mqtt.syntax": Text(
            vi='nội dung không phải là JSON ({reason}). Hãy gửi một số, hoặc {{"value": 21.5, "time": "2026-01-31T08:00:00+07:00"}}.',
            en='the message is no JSON ({reason}). Send a number, or {{"value": 21.5, "time": "2026-01-31T08:00:00+07:00"}}.',
        ),
        "connect.mqtt.shape": Text(
            vi="chỗ này phải là {wanted}. Hãy xem các dạng tin trong hướng dẫn MQTT.",
            en="{wanted} is expected here. See the forms of messages in the how-to of MQTT.",
        ),
        "connect.mqtt.unknown_key": Text(
            vi="không có khóa “{key}”. Dùng được: {known}.",
            en="there is no key “{key}”. Known are: {known}.",
        ),
        "connect.mqtt.no_name": Text(
            vi="tin không nói số liệu thuộc chuỗi nào. Hãy thêm tên vào cuối chủ đề, hoặc khóa “datastream”.",
            en="the message does not say which datastream it means. Put the name at the end of the topic, or add “datastream”.",
        ),
        "connect.mqtt.time": Text(
            vi="“{value}” không phải là thời điểm. Hãy ghi theo ISO 8601 kèm múi giờ (2026-01-31T08:00:00+07:00) hoặc số mili "
            "giây từ 1970 (UTC).",
            en="“{value}” is no moment. Write ISO 8601 with the zone (2026-01-31T08:00:00+07:00), or milliseconds since 1970 "
            "(UTC).",
        ),
        "connect.mqtt.status": Text(
            vi="trạng thái “{value}” không có. Dùng 0 (đang đo), 1 (hiệu chuẩn), 2 (báo lỗi), hoặc bỏ khóa này.",
            en="there is no status “{value}”. Use 0 (measuring), 1 (calibrating), 2 (fault), or leave the key out.",
        ),
        "connect.mqtt.length": Text(
            vi="các cột phải dài bằng nhau: cột này có {count} giá trị, thời gian có {wanted}.",
            en="columns must have the same length: this one has {count} values, there are {wanted} times.",
        ),
        "connect.mqtt.compact": Text(
            vi="gói nhị phân không đúng định dạng ({reason}). Hãy dùng bộ mã hóa mẫu trong hướng dẫn MQTT.",
            en="the binary batch does not follow the format ({reason}). Use the encoder of the how-to of MQTT.",
        ),
        "connect.mqtt.sparkplug": Text(
            vi="tin Sparkplug B không đọc được ({reason}). Hãy kiểm tra cổng kết nối và gửi lại tin BIRTH.",
            en="the Sparkplug B message cannot be read ({reason}). Check the gateway, and let it send its BIRTH again.",
        ),
        "connect.mqtt.sparkplug_gap": Text(
            vi="thiếu tin Sparkplug B: chờ số thứ tự {expected} nhưng nhận {seq}. Đã yêu cầu gửi lại tin BIRTH; hãy kiểm tra đường truyền.",
            en="Sparkplug B messages are missing: number {expected} was due, {seq} came. A BIRTH was asked for; check the connection.",
        ),
        "connect.mqtt.no_protobuf": Text(
            vi="thiếu thư viện protobuf để đọc Sparkplug B. Hãy cài: pip install 'ecopark[mqtt]'.",
            en="the library protobuf, which reads Sparkplug B, is missing. Install it: pip install 'ecopark[mqtt]'.",
        ),
        "connect.mqtt.certificate": Text(
            vi="không dùng được chứng thư hoặc khóa TLS ({reason}). Hãy kiểm tra settings.mqtt.certificate và key.",
            en="the TLS certificate or key cannot be used ({reason}). Check settings.mqtt.certificate and key.",
        ),
        "connect.mqtt.tls_needed": Text(
            vi="cửa MQTT lắng nghe ngoài máy này ({host}) mà không có TLS thì mật khẩu bị lộ. Hãy đặt settings.mqtt.certificate và "
            "key, hoặc host 127.0.0.1.",
            en="an MQTT door that listens outside this machine ({host}) without TLS gives passwords away. Set "
            "settings.mqtt.certificate and key, or host 127.0.0.1.",
        ),
        "connect.mqtt.port_taken": Text(
            vi="cổng MQTT {port} đang được chương trình khác dùng. Hãy đổi settings.mqtt.port, hoặc đặt mode: off.",
            en="the MQTT port {port} is used by another program. Change settings.mqtt.port, or set mode: off.",
        ),
        "connect.mqtt.no_client": Text(
            vi="thiếu thư viện paho-mqtt để đọc từ Mosquitto. Hãy cài: pip install 'ecopark[mqtt]'.",
            en="the library paho-mqtt, which reads from a Mosquitto, is missing. Install it: pip install 'ecopark[mqtt]'.",
        ),
        "connect.mqtt.bad_url": Text(
            vi="địa chỉ “{url}” không dùng được. Hãy ghi mqtt://máy:1883 hoặc mqtts://máy:8883.",
            en="the address “{url}” cannot be used. Write mqtt://host:1883 or mqtts://host:8883.",
        ),
        "connect.mqtt.plain_broker": Text(
            vi="mật khẩu sẽ đi đến {host} mà không mã hóa. Hãy dùng mqtts:// (TLS) trong settings.mqtt.url.",
            en="the password would travel to {host} unprotected. Use mqtts:// (TLS) in settings.mqtt.url.",
        ),
        "connect.mqtt.unreadable": Text(
            vi="không đọc được tệp ({reason}). Hãy kiểm tra đường dẫn trong settings.mqtt và quyền đọc.",
            en="the file cannot be read ({reason}). Check the path in settings.mqtt and its permissions.",
        ),
    }
)
