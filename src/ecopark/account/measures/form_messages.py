"""Names of the fields of forms A.4 and B.4 that the register of measures fills."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

_FIELDS = {
    "A.4": {
        "1.1.1": ("Số doanh nghiệp đã áp dụng RECP (lũy kế đến năm N-2)", "Firms having applied RECP, cumulative to N-2"),
        "1.1.2": ("Số giải pháp RECP (lũy kế đến năm N-2)", "RECP solutions, cumulative to N-2"),
        "1.1.3": ("Số doanh nghiệp áp dụng RECP trong năm N-1", "Firms having applied RECP in N-1"),
        "1.1.4": ("Số giải pháp RECP trong năm N-1", "RECP solutions in N-1"),
        "1.1.5": ("Số doanh nghiệp dự kiến áp dụng RECP đến năm N+3", "Firms planning RECP to N+3"),
        "1.2.3": ("Lượng điện tiết kiệm", "Electricity saved"),
        "1.2.4": ("Tỷ lệ tiết kiệm điện", "Energy saving rate from electricity"),
        "1.2.5": ("Lượng CO2 giảm nhờ tiết kiệm điện", "CO2 avoided by electricity saving"),
        "1.2.6": ("Chi phí điện tiết kiệm", "Electricity cost saved"),
        "1.3.1": ("Lượng CO2 giảm", "CO2 avoided"),
        "1.3.2": ("Lượng nước tiết kiệm", "Water saved"),
        "1.3.3": ("Chi phí nước tiết kiệm", "Water cost saved"),
        "1.3.4": ("Lượng nước thải giảm", "Wastewater avoided"),
        "1.3.5": ("Chi phí xử lý nước thải tiết kiệm", "Wastewater cost saved"),
        "1.3.8": ("Lượng chất thải tái sử dụng", "Waste reused"),
        "1.3.9": ("Chi phí tiết kiệm nhờ tái sử dụng", "Reuse cost saved"),
        "1.3.10": ("Lượng chất thải tái chế", "Waste recycled"),
        "1.3.11": ("Chi phí tiết kiệm nhờ tái chế", "Recycling cost saved"),
        "1.3.12": ("Lượng nguyên vật liệu tiết kiệm", "Materials saved"),
        "1.3.13": ("Chi phí nguyên vật liệu tiết kiệm", "Materials cost saved"),
        "1.3.14": ("Lượng hóa chất tiết kiệm", "Chemicals saved"),
        "1.3.15": ("Chi phí hóa chất tiết kiệm", "Chemicals cost saved"),
        "1.3.16": ("Tổng chi phí tiết kiệm", "Total cost saved"),
    },
    "B.4": {
        "P3.2": ("Lượng điện tiết kiệm", "Electricity saved"),
        "P3.3": ("Lượng CO2 giảm nhờ tiết kiệm điện", "CO2 avoided by electricity saving"),
        "P3.4": ("Chi phí điện tiết kiệm", "Electricity cost saved"),
        "P3.6": ("Lượng nhiên liệu tiết kiệm", "Fuel saved"),
        "P3.7": ("Lượng CO2 giảm nhờ tiết kiệm nhiên liệu", "CO2 avoided by fuel saving"),
        "P3.8": ("Chi phí nhiên liệu tiết kiệm", "Fuel cost saved"),
        "P3.10": ("Lượng CO2 giảm", "CO2 avoided"),
        "P3.11": ("Lượng nước tiết kiệm", "Water saved"),
        "P3.12": ("Chi phí nước tiết kiệm", "Water cost saved"),
        "P3.13": ("Lượng nước thải giảm", "Wastewater avoided"),
        "P3.14": ("Chi phí xử lý nước thải tiết kiệm", "Wastewater cost saved"),
        "P3.15": ("Lượng chất thải tái sử dụng", "Waste reused"),
        "P3.16": ("Chi phí tiết kiệm nhờ tái sử dụng", "Reuse cost saved"),
        "P3.17": ("Lượng chất thải tái chế", "Waste recycled"),
        "P3.18": ("Chi phí tiết kiệm nhờ tái chế", "Recycling cost saved"),
        "P3.19": ("Lượng nguyên vật liệu chính tiết kiệm", "Primary materials saved"),
        "P3.20": ("Chi phí nguyên vật liệu chính tiết kiệm", "Primary materials cost saved"),
        "P3.21": ("Lượng hóa chất tiết kiệm", "Chemicals saved"),
        "P3.22": ("Chi phí hóa chất tiết kiệm", "Chemicals cost saved"),
    },
}

catalogue(
    {f"figure.eip.{form}.{code}": Text(vi, en) for form, fields in _FIELDS.items() for code, (vi, en) in fields.items()}
)
