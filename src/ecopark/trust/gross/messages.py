"""Texts of the gross-error methods."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "trust.gross.arrays_do_not_fit": Text(
            vi="Số lượng không khớp: {variables} dòng chảy, {measurements} số đo, {deviations} độ lệch chuẩn, {selected} chỉ mục. Hãy cho mỗi số đo một độ lệch chuẩn và một dòng chảy có trong cân bằng.",
            en="The counts do not fit: {variables} flows, {measurements} readings, {deviations} standard deviations, {selected} indices. Give each reading one standard deviation and one flow that stands in the balances.",
        ),
        "trust.gross.no_deviation": Text(
            vi="Độ lệch chuẩn là {value}; phải lớn hơn 0. Hãy khai báo cấp chính xác của đồng hồ.",
            en="The standard deviation is {value}; it must be above 0. Declare the accuracy class of the meter.",
        ),
        "trust.gross.unknown_method": Text(
            vi="Không có phương pháp “{method}”. Hãy chọn một trong: {known}.",
            en="There is no method “{method}”. Choose one of: {known}.",
        ),
        "trust.gross.read_meter": Text(
            vi="Đọc tại chỗ đồng hồ {place}. Hiện chỉ cần {before} đồng hồ cùng báo sai là số của {measurement} sai mà không cân bằng nào thấy.",
            en="Read the meter {place} on site. Today {before} meters that err together are enough for {measurement} to be wrong without any balance seeing it.",
        ),
        "trust.gross.add_meter": Text(
            vi="Lắp thêm đồng hồ của khu công nghiệp trên {place}. Hiện chỉ cần {before} đồng hồ cùng báo sai là số của {measurement} sai mà không cân bằng nào thấy.",
            en="Add a meter of the park on {place}. Today {before} meters that err together are enough for {measurement} to be wrong without any balance seeing it.",
        ),
        "trust.gross.unknown_measurement": Text(
            vi="Không có số đo “{measurement}” trong các cân bằng này. Hãy dùng mã chuỗi số liệu của một đồng hồ trong hệ.",
            en="There is no measurement “{measurement}” in these balances. Use the datastream id of a meter of the system.",
        ),
    }
)
