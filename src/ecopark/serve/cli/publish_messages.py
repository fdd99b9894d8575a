"""Texts of the commands ``publish …``."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.publish": Text(
            "Báo cáo, dữ liệu mở, huy hiệu, mã tra cứu.\n\nVí dụ: ecopark publish report environment 2025 --park KHU --into BAO_CAO",
            "Reports, open data, badges, printed codes.\n\nExample: ecopark publish report environment 2025 --park PARK --into REPORTS",
        ),
        "cli.help.publish_report": Text(
            "Lập báo cáo của một năm (2025) hoặc, riêng tuân thủ, của một tháng (2025-11); ghi PDF và XLSX.",
            "Make the report of a year (2025) or, for compliance, of a month (2025-11); writes PDF and XLSX.",
        ),
        "cli.help.publish_list": Text("Liệt kê báo cáo đã lập.", "List the reports made."),
        "cli.help.publish_recreate": Text(
            "Dựng lại PDF và XLSX từ nội dung đã lưu và so từng bit với bản đầu. Mã thoát 0: giống hệt; 1: bộ dựng đã đổi phiên bản; 5: khác dù cùng bộ dựng.",
            "Make PDF and XLSX again from the kept content and compare every bit with the first. Exit 0: identical; 1: another version of the renderer; 5: different with the same renderer.",
        ),
        "cli.help.publish_verify": Text(
            "Kiểm tra báo cáo: nội dung, nhật ký, tệp, và tính lại mọi con số từ số liệu lúc đó và hôm nay.",
            "Verify a report: content, log, files, and every number computed again from the data of then and of today.",
        ),
        "cli.help.publish_check": Text(
            "Tra mã in cạnh một con số (EP-7K3F-09QD).", "Look up the code printed beside a number (EP-7K3F-09QD)."
        ),
        "cli.help.publish_open": Text(
            "Công bố phần chính sách cho phép và ghi mọi bảng mở (CSV, Parquet) kèm datapackage.json.",
            "Publish what the policy lets out, and write all open tables (CSV, Parquet) with datapackage.json.",
        ),
        "cli.help.publish_badge": Text(
            "Ghi huy hiệu (SVG) và bản tuyên bố đã ký: “limits” hoặc mã của một tuyên bố.",
            "Write a badge (SVG) and its signed statement: “limits”, or the id of a claim.",
        ),
        "cli.help.publish_statement": Text(
            "Kiểm tra ngoại tuyến bản tuyên bố đã ký của một huy hiệu.", "Check the signed statement of a badge offline."
        ),
        "cli.help.publish_into": Text(
            "Thư mục ghi tệp; mặc định: thư mục hiện tại.", "Folder for the files; the present one if left out."
        ),
        "cli.help.publish_firm": Text(
            "Báo cáo của một doanh nghiệp; nếu không nêu: của toàn khu.", "Of one firm; of the whole park if left out."
        ),
        "cli.help.publish_public": Text(
            "Bản công khai: chỉ có những gì vốn đã mở.", "The public edition: only what is open anyway."
        ),
        "cli.help.publish_language": Text("Ngôn ngữ của tệp.", "Language of the files."),
        "cli.publish.written": Text("Đã ghi {path}", "Written: {path}"),
        "cli.publish.made": Text(
            "Báo cáo EP-{id}: {count} con số có mã tra cứu.", "Report EP-{id}: {count} numbers with codes."
        ),
        "cli.publish.none": Text(
            "Chưa có báo cáo nào. Lập bằng: ecopark publish report environment 2025",
            "No report yet. Make one: ecopark publish report environment 2025",
        ),
        "cli.publish.identical": Text("{file}: giống hệt bản đầu, từng bit.", "{file}: identical to the first, bit by bit."),
        "cli.publish.not_identical": Text(
            "{file}: dựng lại không giống bản đầu (bản dựng lại: {path}; bản đầu được giữ và đã ghi).",
            "{file}: made again, not identical (made again: {path}; the first file is kept and was written).",
        ),
        "cli.publish.renderer": Text("Bộ dựng lúc đó {then}, bây giờ {now}.", "Renderer of then {then}, of now {now}."),
        "cli.publish.kept": Text("Nội dung còn nguyên.", "The content is as it was."),
        "cli.publish.not_kept": Text("Nội dung KHÔNG khớp mã băm.", "The content does NOT have its hash."),
        "cli.publish.logged": Text("Mục {index} của nhật ký bằng chứng.", "Entry {index} of the evidence log."),
        "cli.publish.not_logged": Text("KHÔNG có trong nhật ký bằng chứng.", "NOT in the evidence log."),
        "cli.publish.inputs": Text("Đã khác so với lúc lập: {inputs}.", "Not as it was when made: {inputs}."),
        "cli.publish.same": Text(
            "Tính lại từ số liệu lúc đó: mọi con số giống hệt.",
            "Computed again from the data of then: every number is the same.",
        ),
        "cli.publish.differs": Text(
            "Tính lại từ số liệu lúc đó: {count} chỗ khác:", "Computed again from the data of then: {count} places differ:"
        ),
        "cli.publish.since": Text(
            "So với số liệu hôm nay: {count} chỗ đã đổi.", "Against today's data: {count} places have changed."
        ),
        "cli.publish.shared": Text("Đã công bố cho {hub}: lần {number}.", "Published for {hub}: number {number}."),
        "cli.publish.statement": Text(
            "Chữ ký đúng. Khu {park} nói lúc {moment}: {word} ({code}). Xem trang của huy hiệu để biết hôm nay còn vậy không.",
            "The signature is right. Park {park} said at {moment}: {word} ({code}). See the badge's page whether it still says so.",
        ),
    }
)
