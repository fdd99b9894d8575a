"""Texts of ``ecopark inventory``."""

from __future__ import annotations

import ecopark.serve.carbon_messages  # noqa: F401  texts
from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.inventory": Text(
            vi="Kiểm kê khí nhà kính: phạm vi 1, ba con số của phạm vi 2, phạm vi 3, hệ số, tính lại.\n\n"
            "Ví dụ:\n  ecopark inventory show --year 2025\n  ecopark inventory import xe-va-moi-chat-lanh.csv --check",
            en="Greenhouse-gas inventory: scope 1, the three numbers of scope 2, scope 3, factors, recalculation.\n\n"
            "Examples:\n  ecopark inventory show --year 2025\n  ecopark inventory import vehicles.csv --check",
        ),
        "cli.help.inventory_show": Text(
            vi="Cả năm: phạm vi, nguồn phát thải, bậc hệ số, những gì chưa tính được.",
            en="A year: scopes, sources, levels of factors, what could not be computed.",
        ),
        "cli.help.inventory_scope2": Text(
            vi="Phạm vi 2 theo vị trí, theo thị trường và khớp từng giờ: ba con số, không cộng.",
            en="Scope 2 by location, market and hour: three numbers, never added.",
        ),
        "cli.help.inventory_scope3": Text(
            vi="15 loại của phạm vi 3, kể cả loại chưa đánh giá.",
            en="The 15 categories of scope 3, also those not assessed.",
        ),
        "cli.help.inventory_factors": Text(
            vi="Hệ số riêng, danh mục quốc gia và IPCC.", en="Own factors, the national list and the IPCC."
        ),
        "cli.help.inventory_base_year": Text(
            vi="Năm cơ sở đã thay đổi bao nhiêu, vì sao, và có phải tính lại không.",
            en="How much the base year changed, why, and whether it is to be recalculated.",
        ),
        "cli.help.inventory_import": Text(
            vi="Nhận số liệu hoạt động từ CSV hoặc JSON: mọi dòng hoặc không dòng nào.",
            en="Take activity data from CSV or JSON: all rows or none.",
        ),
        "cli.help.inventory_check": Text(vi="Chỉ kiểm tra, không lưu.", en="Only check, keep nothing."),
        "cli.help.inventory_year": Text(
            vi="Năm dương lịch; mặc định là năm nay.", en="Calendar year; this year by default."
        ),
        "cli.help.inventory_firm": Text(vi="Chỉ doanh nghiệp này.", en="Only this firm."),
        "cli.inventory.year": Text(
            vi="Khí nhà kính {year}, doanh nghiệp {firm}, GWP {gwp}", en="Greenhouse gases {year}, firm {firm}, GWP {gwp}"
        ),
        "cli.inventory.kept": Text(
            vi="{file}: {rows} dòng, lưu {count} dòng mới hoặc đã đổi.",
            en="{file}: {rows} rows, {count} new or changed kept.",
        ),
        "cli.inventory.checked": Text(vi="{file}: {rows} dòng đều đúng.", en="{file}: all {rows} rows are right."),
    }
)
