"""Texts of the station monitor: errors of learning."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "trust.monitor.too_short": Text(
            vi="chỉ có {rows} hàng đủ số đo, cần ít nhất {needed} để học mô hình trạm. Hãy lấy khoảng dài hơn hoặc ít đại lượng hơn.",
            en="only {rows} complete rows, a model of the station needs {needed}. Take a longer period or fewer properties.",
        ),
        "trust.monitor.constant": Text(
            vi="“{property}” luôn bằng {value} trong dữ liệu học, không học được gì. Hãy bỏ cột này.",
            en="“{property}” is always {value} in the data to learn from, which teaches nothing. Leave the column out.",
        ),
        "trust.monitor.not_a_table": Text(
            vi="cần một bảng số đo (hàng × đại lượng), nhận được dạng {shape}. Hãy đưa mỗi đại lượng vào một cột.",
            en="a table of readings (rows by properties) is needed, got shape {shape}. Put each property into a column.",
        ),
    }
)
