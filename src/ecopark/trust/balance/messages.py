"""Texts of balances: errors of a declaration, reasons in tables, sentences of findings."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "trust.balance.bad_shape": Text(
            vi="bảng “{field}” có kích thước {given} nhưng cần {wanted}. Hãy kiểm tra số cân bằng, số dòng chảy và số công tơ.",
            en="“{field}” has the shape {given} but needs {wanted}. Check the numbers of balances, flows and meters.",
        ),
        "trust.balance.bad_selector": Text(
            vi="có phép đo trỏ tới một dòng chảy không tồn tại (chỉ có {variables} dòng chảy). Hãy sửa selector.",
            en="a measurement points to a flow that does not exist (there are {variables} flows). Correct the selector.",
        ),
        "trust.balance.bad_sd": Text(
            vi="độ lệch chuẩn phải là số hữu hạn, không âm. Hãy sửa “{field}”.",
            en="a standard deviation must be finite and not negative. Correct “{field}”.",
        ),
        "trust.balance.bad_matrix": Text(
            vi="hệ số của cân bằng phải là số hữu hạn. Hãy sửa “{field}”.",
            en="the coefficients of a balance must be finite. Correct “{field}”.",
        ),
    }
)
