"""Texts of the commands ``inspect``."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
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
        "cli.help.inspect": Text(
            vi="Kiểm tra tại chỗ: kế hoạch, danh sách, hạn hiệu chuẩn.",
            en="Inspections on site: plans, what was seen, calibrations that are due.",
        ),
        "cli.help.inspect_plan": Text(
            vi="Lập và rút thăm kế hoạch, hoặc xem kế hoạch đang có.\n\n"
            "Không có --visits: liệt kê các nơi cần đến. Có --visits: lập kế hoạch mới (cam kết trước, rút thăm sau).\n\n"
            "  ecopark inspect plan\n"
            "  ecopark inspect plan --visits 10 --from 2026-12-01 --to 2026-12-31\n"
            "  ecopark inspect plan --draw plan-20261122-1a2b3c",
            en="Make and draw a plan, or show the plans in force.\n\n"
            "Without --visits: where to go. With --visits: commit a new plan, and draw it as soon as its moment has come.\n\n"
            "  ecopark inspect plan\n"
            "  ecopark inspect plan --visits 10 --from 2026-12-01 --to 2026-12-31\n"
            "  ecopark inspect plan --draw plan-20261122-1a2b3c",
        ),
        "cli.help.inspect_visits": Text(vi="Số lần kiểm tra của kế hoạch mới.", en="Visits of a new plan."),
        "cli.help.inspect_from": Text(vi="Ngày đầu.", en="First day."),
        "cli.help.inspect_to": Text(vi="Ngày cuối.", en="Last day."),
        "cli.help.inspect_random": Text(vi="Phần rút thăm, từ 0.2 đến 1.", en="Share that is drawn by lot, from 0.2 to 1."),
        "cli.help.inspect_draw_on": Text(
            vi="Ngày rút thăm: dựa vào nhật ký của ngày đó, nên không ai biết trước.",
            en="Day of the draw: it rests on the log of that day, so nobody knows it before.",
        ),
        "cli.help.inspect_public": Text(
            vi="Giá trị công khai sẽ góp vào rút thăm (ví dụ kết quả xổ số), nêu trước khi có.",
            en="A public value that will take part in the draw (a lottery's number), named before it is known.",
        ),
        "cli.help.inspect_draw": Text(vi="Rút thăm kế hoạch đã cam kết này.", en="Draw this committed plan."),
        "cli.help.inspect_value": Text(vi="Giá trị công khai đã nêu.", en="The public value that was named."),
        "cli.help.inspect_list": Text(
            vi="Các lần kiểm tra đã gửi, mới nhất trước.\n\n  ecopark inspect list --park khu",
            en="Inspections that were sent, newest first.\n\n  ecopark inspect list --park park",
        ),
        "cli.help.inspect_calibrations": Text(
            vi="Hạn hiệu chuẩn theo công tơ, quá hạn trước.\n\n  ecopark inspect calibrations --park khu",
            en="When calibrations are due, overdue ones first.\n\n  ecopark inspect calibrations --park park",
        ),
        "cli.inspect.committed": Text(
            vi="Đã cam kết kế hoạch {plan}: {count} nơi sẽ được rút thăm từ {places} nơi, dựa vào nhật ký từ {moment}.",
            en="Plan {plan} is committed: {count} places will be drawn from {places}, from the log as of {moment}.",
        ),
        "cli.inspect.same_moment": Text(
            vi="Rút thăm ngay bây giờ: người vận hành có thể đã chọn thời điểm. Muốn không ai chọn được, dùng --draw-on.",
            en="Drawn at once: whoever runs it could have chosen the moment. Use --draw-on so that nobody can.",
        ),
        "cli.inspect.nothing": Text(vi="Không có gì.", en="Nothing."),
        "cli.inspect.dates": Text(
            vi="--visits cần --from và --to. Hãy ghi cả hai.", en="--visits needs --from and --to. Give both."
        ),
    }
)
