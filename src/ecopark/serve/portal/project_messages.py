"""Texts of the pages of digital projects."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.projects.lead": Text(
            "Công nghệ số được chấm theo phần giảm đã kiểm chứng trên mỗi đồng chi phí và mỗi kWh nó tự dùng; không bao giờ theo việc “có mặt”.",
            "Digital technology is scored by verified reduction per cost and per kWh it uses itself, never by its presence.",
        ),
        "portal.projects.add": Text("Thêm dự án số", "Add a digital project"),
        "portal.projects.no_score": Text("Chưa có điểm", "No score"),
        "portal.projects.gross": Text("Tiết kiệm đã kiểm chứng", "Verified saving"),
        "portal.projects.own": Text("Điện tự dùng", "Own electricity"),
        "portal.projects.net": Text("Còn lại sau khi trừ", "Left after netting"),
        "portal.projects.net_co2": Text("CO2 sau khi trừ", "CO2 after netting"),
        "portal.projects.per_cost": Text("kWh trên mỗi triệu đồng", "kWh per million VND"),
        "portal.projects.per_own": Text("kWh tiết kiệm trên mỗi kWh tự dùng", "kWh saved per kWh of its own"),
        "portal.projects.own_measured": Text("đo được", "measured"),
        "portal.projects.own_modelled": Text("ước tính từ máy", "modelled from the machine"),
        "portal.projects.own_declared": Text("khai", "declared"),
        "portal.projects.unknown": Text("chưa biết", "not known"),
        "portal.projects.cost": Text("Chi phí", "Cost"),
        "portal.projects.measures": Text("Giải pháp mà dự án nhận", "Measures that it claims"),
        "portal.projects.platform": Text(
            "Chính nền tảng này: đứng đầu danh sách, cùng một thước đo.",
            "This platform itself: first on the list, by the same yardstick.",
        ),
        "portal.projects.would": Text("Điều gì sẽ cho điểm", "What would give a score"),
        "portal.projects.name": Text("Tên dự án", "Name"),
        "portal.projects.started": Text("Bắt đầu", "Started"),
        "portal.projects.own_meter": Text("Công tơ điện tự dùng", "Meter of the own electricity"),
        "portal.projects.own_kwh": Text("hoặc khai kWh mỗi năm", "or declared kWh per year"),
        "portal.projects.choose": Text("không có", "none"),
        "portal.projects.per_year_kwh": Text("kWh/năm", "kWh/year"),
        "portal.projects.per_year_t": Text("tCO2e/năm", "tCO2e/year"),
    }
)
