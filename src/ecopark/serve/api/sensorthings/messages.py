"""Texts of the SensorThings door."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "serve.sta.filter": Text(
            vi="không hiểu $filter tại {what}. Hãy xem OGC SensorThings 1.1 mục 9.3.3.5; hàm không gian và lambda không được hỗ trợ.",
            en="$filter is not understood at {what}. See OGC SensorThings 1.1 section 9.3.3.5; no geospatial functions, no lambdas.",
        ),
        "serve.sta.option": Text(
            vi="tùy chọn {option} không nhận giá trị “{value}”. Hãy sửa hoặc bỏ đi.",
            en="the option {option} does not take “{value}”. Correct it or leave it out.",
        ),
        "serve.sta.path": Text(
            vi="thực thể {kind} không có thuộc tính “{name}”. Các thuộc tính: {known}.",
            en="a {kind} entity has no attribute “{name}”. Its attributes: {known}.",
        ),
        "serve.sta.too_many": Text(
            vi="yêu cầu này phải xét hơn {limit} quan trắc. Hãy thu hẹp bằng phenomenonTime trong $filter.",
            en="the request would look at more than {limit} observations. Narrow it by phenomenonTime in $filter.",
        ),
        "serve.sta.json": Text(
            vi="nội dung không phải JSON đọc được: {reason}.",
            en="the content is no JSON that can be read: {reason}.",
        ),
        "serve.sta.refused": Text(
            vi="{detail} Quan trắc này chưa được lưu, đang chờ ở mục cách ly.",
            en="{detail} The observation is not stored; it waits in quarantine.",
        ),
        "serve.sta.unit": Text(
            vi="Datastream “{id}” dùng đơn vị {unit}, không phải “{given}”. Hãy gửi số theo {unit}, hoặc bỏ unitOfMeasurement.",
            en="the Datastream “{id}” has the unit {unit}, not “{given}”. Send numbers in {unit}, or leave unitOfMeasurement out.",
        ),
        "serve.sta.unknown_link": Text(
            vi="không có {kind} “{id}”, hoặc bạn không được xem. Hãy kiểm tra mã.",
            en="there is no {kind} “{id}”, or you may not see it. Check the id.",
        ),
        "serve.sta.not_yours": Text(
            vi="bạn không được gửi số liệu vào Datastream “{id}”.",
            en="you may not send readings to the Datastream “{id}”.",
        ),
        "serve.sta.proposal_full": Text(
            vi="đề nghị này đã giữ {limit} quan trắc. Hãy nhờ ban quản lý gắn nó với một dòng dữ liệu rồi gửi tiếp.",
            en="the proposal holds {limit} observations. Ask the management board to bind it to a datastream, then go on.",
        ),
        "serve.sta.not_proposed": Text(
            vi="“{id}” không phải là đề nghị đang chờ. Mô tả của khu chỉ sửa được trong thư mục khu.",
            en="“{id}” is no proposal that waits. The park's description is changed in the park's folder only.",
        ),
        "serve.sta.binding": Text(
            vi="cần properties.datastream: mã dòng dữ liệu mà đề nghị này được gắn vào.",
            en="properties.datastream is needed: the id of the datastream to which the proposal is bound.",
        ),
    }
)
