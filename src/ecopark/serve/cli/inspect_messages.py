"""Texts of the commands for inspections."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.inspect": Text("Kiểm tra hiện trường.", "Inspections on site."),
        "cli.help.inspect_paper": Text(
            "Viết một tệp HTML gồm các phiếu giấy có số, in được khi không có máy chủ và mạng: cho mọi nơi, cho kế hoạch, hoặc cho những nơi nêu tên.\n\necopark inspect paper --park ./park phieu.html\necopark inspect paper --plan --blank 5 phieu.html",
            "Write one HTML file of numbered paper forms that prints without server and network: for all places, for the plan, or for named places.\n\necopark inspect paper --park ./park forms.html\necopark inspect paper --plan --blank 5 forms.html",
        ),
        "cli.help.inspect_paper_plan": Text("Cho các nơi trong kế hoạch đang chạy.", "For the places of the plan in force."),
        "cli.help.inspect_paper_place": Text(
            "Cho nơi này (công tơ hoặc điểm quan trắc); dùng được nhiều lần.",
            "For this place (meter or monitoring point); may be repeated.",
        ),
        "cli.help.inspect_paper_blank": Text("Thêm số phiếu trắng này.", "So many blank forms besides."),
        "cli.inspect.paper_written": Text(
            "Đã viết {count} phiếu ({first} đến {last}) vào {file}. In ra và cất ở phòng trực; nhập lại trên cổng thông tin, trang “Nhập phiếu giấy”.",
            "Wrote {count} forms ({first} to {last}) to {file}. Print them and keep them in the duty room; enter them on the portal, page “Enter paper forms”.",
        ),
    }
)
