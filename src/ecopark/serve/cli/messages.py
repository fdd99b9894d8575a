"""Texts of the command line."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.ecopark": Text(
            vi="ecopark: từ số đọc của công tơ đến con số chứng minh được.",
            en="ecopark: from meter readings to numbers that can be proved.",
        ),
        "cli.help.lang": Text(vi="Ngôn ngữ của thông báo.", en="Language of the messages."),
        "cli.help.json": Text(
            vi="In kết quả dạng JSON cho chương trình khác.", en="Print the result as JSON, for programs."
        ),
        "cli.help.park": Text(
            vi="Thư mục của khu (mặc định: thư mục hiện tại, hoặc biến ECOPARK_PARK).",
            en="The park's folder (default: the current folder, or the variable ECOPARK_PARK).",
        ),
        "cli.help.init": Text(
            vi="Tạo thư mục cho một khu mới: park.yaml và các bảng để sửa bằng bảng tính.\n\nVí dụ: ecopark init khu-cua-toi",
            en="Make the folder of a new park: park.yaml and sheets to edit in a spreadsheet.\n\nExample: ecopark init my-park",
        ),
        "cli.help.import": Text(
            vi=(
                "Nhập tệp: CSV, XLSX, Parquet, JSON hoặc tệp trạm quan trắc (.txt); thư mục được đọc cả tệp bên trong. "
                "Nhập lại cùng một tệp không thêm gì.\n\nVí dụ: ecopark import dien-thang-3.xlsx --preview"
            ),
            en=(
                "Import files: CSV, XLSX, Parquet, JSON or station files (.txt); a folder is read with the files in it. "
                "Importing the same file again adds nothing.\n\nExample: ecopark import energy-march.xlsx --preview"
            ),
        ),
        "cli.help.preview": Text(
            vi="Chỉ xem trước: ánh xạ cột và các dòng lỗi, không ghi gì.",
            en="Only show the column mapping and the rows with errors; store nothing.",
        ),
        "cli.help.good_rows": Text(
            vi="Ghi các dòng đúng, đưa các dòng lỗi vào khu chờ xử lý (mặc định: có dòng lỗi thì không ghi gì).",
            en="Store the good rows and quarantine the bad ones (default: one bad row and nothing is stored).",
        ),
        "cli.help.run": Text(
            vi="Chạy cổng thông tin, thư mục chờ và toàn bộ chuỗi bằng chứng. Ctrl-C để dừng.\n\nVí dụ: ecopark run --port 8800",
            en="Run the portal, the watched folder and the whole evidence path. Ctrl-C stops.\n\nExample: ecopark run --port 8800",
        ),
        "cli.help.host": Text(vi="Địa chỉ lắng nghe.", en="Address to listen on."),
        "cli.help.port": Text(vi="Cổng (0: cổng trống bất kỳ).", en="Port (0: any free one)."),
        "cli.help.demo": Text(
            vi="Tạo khu mẫu, nhập số liệu, chạy chuỗi bằng chứng và mở cổng thông tin.\n\nVí dụ: ecopark demo",
            en="Make the sample park, import its readings, run the evidence path and serve the portal.\n\nExample: ecopark demo",
        ),
        "cli.help.folder": Text(vi="Thư mục của khu mẫu.", en="Folder of the sample park."),
        "cli.help.once": Text(
            vi="Chuẩn bị xong thì dừng, không mở cổng thông tin.", en="Stop when all is prepared, do not serve the portal."
        ),
        "cli.help.status": Text(
            vi="Tình trạng của khu: số liệu, phát hiện, khu chờ xử lý, điểm kiểm.\n\nVí dụ: ecopark status --json",
            en="State of the park: readings, findings, quarantine, checkpoint.\n\nExample: ecopark status --json",
        ),
        "cli.help.verify": Text(
            vi=(
                "Tính lại mọi bằng chứng, của khu hoặc của một gói đã xuất; không cần mạng. Mã thoát 5 nếu có sai lệch.\n\n"
                "Ví dụ: ecopark verify    ecopark verify --recompute    ecopark verify goi-bang-chung.zip --key khoa.vkey"
            ),
            en=(
                "Recompute all evidence, of the park or of an exported bundle; offline. Exit code 5 if anything differs.\n\n"
                "Example: ecopark verify    ecopark verify --recompute    ecopark verify bundle.zip --key park.vkey"
            ),
        ),
        "cli.help.key": Text(
            vi=(
                "Khoá kiểm chứng mà khu đã công bố (dòng chữ, hoặc tệp chứa nó), lấy từ nguồn khác với gói. "
                "Không có thì dùng khoá nằm trong gói."
            ),
            en=(
                "Verifier key that the park has published (its text, or a file with it), from elsewhere than the bundle. "
                "Without it the bundle's own key is used."
            ),
        ),
        "cli.help.recompute": Text(
            vi="Chạy lại mọi tính toán trong bộ nhớ và so với kết quả đã công bố (lâu hơn).",
            en="Run all computations again in memory and compare them with the published results (takes longer).",
        ),
        "cli.verify.bad_key": Text(
            vi="khoá kiểm chứng không dùng được: {reason}. Hãy dán nguyên dòng khoá (tên+mã+base64) hoặc chỉ ra tệp chứa nó.",
            en="the verifier key cannot be used: {reason}. Give the whole line (name+id+base64) or the file that holds it.",
        ),
        "cli.verify.key_without_bundle": Text(
            vi="--key chỉ dùng khi kiểm tra một gói đã xuất; khu dùng khoá của chính mình. Hãy bỏ --key hoặc chỉ ra gói.",
            en="--key is for an exported bundle; a park is checked with its own key. Leave it out or name a bundle.",
        ),
        "cli.help.export": Text(
            vi="Xuất gói bằng chứng để người khác tự kiểm tra.\n\nVí dụ: ecopark export goi.zip --from 2025-12-01 --to 2025-12-31",
            en="Export an evidence bundle that others can verify.\n\nExample: ecopark export b.zip --from 2025-12-01 --to 2025-12-31",
        ),
        "cli.help.from": Text(vi="Từ ngày (kể cả), theo giờ của khu.", en="From this day (included), in the park's time."),
        "cli.help.to": Text(vi="Đến ngày (kể cả).", en="To this day (included)."),
        "cli.help.firm": Text(vi="Chỉ số liệu của doanh nghiệp này.", en="Only this firm's data."),
        "cli.help.user": Text(vi="Người dùng: thêm, liệt kê, khóa.", en="Users: add, list, disable."),
        "cli.help.user_add": Text(
            vi="Thêm người dùng; mật khẩu được hỏi hoặc đọc từ ECOPARK_PASSWORD.",
            en="Add a user; the password is asked for or read from ECOPARK_PASSWORD.",
        ),
        "cli.init.done": Text(
            vi="Đã tạo khu trong {folder}. Hãy sửa park.yaml và các bảng, rồi chạy: ecopark run --park {folder}",
            en="The park's folder is {folder}. Edit park.yaml and the sheets, then: ecopark run --park {folder}",
        ),
        "cli.init.exists": Text(
            vi="thư mục đã chứa một khu (park.yaml). Hãy chọn thư mục khác; không tệp nào bị thay đổi.",
            en="the folder holds a park already (park.yaml). Choose another folder; no file was changed.",
        ),
        "cli.park.not_found": Text(
            vi="không có park.yaml ở đây. Hãy chỉ thư mục của khu bằng --park, hoặc tạo khu bằng: ecopark init",
            en="there is no park.yaml here. Name the park's folder with --park, or make one with: ecopark init",
        ),
        "cli.date.wrong": Text(
            vi="“{text}” không phải là ngày. Hãy viết năm-tháng-ngày, ví dụ 2025-12-31.",
            en="“{text}” is not a date. Write year-month-day, for example 2025-12-31.",
        ),
        "cli.serve.address": Text(vi="Cổng thông tin: {url}", en="Portal: {url}"),
        "cli.serve.stop": Text(vi="Ctrl-C để dừng.", en="Ctrl-C stops."),
        "cli.serve.stopped": Text(
            vi="Đã dừng; mọi số đọc đã xác nhận đều đã được lưu.", en="Stopped; every acknowledged reading is stored."
        ),
        "cli.demo.sign_in": Text(
            vi="Đăng nhập (khu mẫu; mật khẩu nằm trong {file})",
            en="Sign in (sample park; the passwords are kept in {file})",
        ),
        "cli.demo.public": Text(vi="không cần đăng nhập", en="no sign-in needed"),
        "cli.step.measures": Text("Ghi giải pháp mẫu, chốt đường cơ sở", "Enter sample measures, lock baselines"),
        "cli.step.sample": Text(vi="Ghép khu mẫu", en="Assemble the sample park"),
        "cli.step.import": Text(vi="Nhập số đọc", en="Import readings"),
        "cli.step.stations": Text(vi="Nhập tệp trạm quan trắc", en="Import station files"),
        "cli.step.compact": Text(vi="Chuyển vào kho số liệu", en="Compact into the lake"),
        "cli.step.flows": Text(vi="Kiểm tra, tính toán, so giới hạn", en="Check, account, judge"),
        "cli.step.log": Text(vi="Ghi nhật ký bằng chứng", en="Write the evidence log"),
        "cli.step.users": Text(vi="Tạo người dùng mẫu", en="Make the sample users"),
        "cli.step.verify": Text(vi="Tính lại bằng chứng", en="Recompute the evidence"),
        "cli.step.export": Text(vi="Xuất gói bằng chứng", en="Export the bundle"),
        "cli.import.stored": Text(
            vi="✓ {file}: đã lưu {stored} số đọc ({files} tệp).", en="✓ {file}: {stored} readings stored ({files} files)."
        ),
        "cli.import.partly": Text(
            vi="! {file}: đã lưu {stored} số đọc; {refused} dòng chờ xử lý (mã {quarantine}).",
            en="! {file}: {stored} readings stored; {refused} rows wait in quarantine ({quarantine}).",
        ),
        "cli.import.refused": Text(
            vi="✗ {file}: không ghi gì; {refused} dòng lỗi, tệp chờ xử lý (mã {quarantine}). Sửa rồi nhập lại, hoặc dùng --good-rows.",
            en="✗ {file}: nothing stored; {refused} bad rows, the file waits in quarantine ({quarantine}). Mend it and import again, or use --good-rows.",
        ),
        "cli.import.repeated": Text(
            vi="= {file}: đã nhập trước đây, không thêm gì.", en="= {file}: imported before, nothing added."
        ),
        "cli.import.nothing": Text(vi="· {file}: không có số đọc nào.", en="· {file}: holds no readings."),
        "cli.import.preview": Text(
            vi="  {readings} số đọc đọc được, {bad} dòng lỗi; chưa ghi gì.",
            en="  {readings} readings can be read, {bad} rows have faults; nothing was stored.",
        ),
        "cli.status.park": Text(vi="Khu: {name}", en="Park: {name}"),
        "cli.status.readings": Text(
            vi="Số đọc: {rows} của {datastreams} chuỗi, từ {first} đến {last}",
            en="Readings: {rows} of {datastreams} datastreams, from {first} to {last}",
        ),
        "cli.status.pending": Text(vi="Đã xác nhận, chưa vào kho: {rows}", en="Acknowledged, not yet in the lake: {rows}"),
        "cli.status.findings": Text(
            vi="Phát hiện: {serious} nghiêm trọng, {attention} cần chú ý, {info} để biết",
            en="Findings: {serious} serious, {attention} need attention, {info} for information",
        ),
        "cli.status.quarantine": Text(vi="Khu chờ xử lý: {items} mục", en="Quarantine: {items} items wait"),
        "cli.status.exceedances": Text(vi="Lần vượt giới hạn: {count}", en="Exceedances: {count}"),
        "cli.status.log": Text(
            vi="Nhật ký bằng chứng: {size} mục, gốc {root}, khóa {key}",
            en="Evidence log: {size} entries, root {root}, key {key}",
        ),
        "cli.verify.ok": Text(vi="✓ Mọi bằng chứng đều khớp: {checked}.", en="✓ All evidence holds: {checked}."),
        "cli.verify.faults": Text(
            vi="✗ {count} sai lệch. Hãy giữ nguyên thư mục và báo cho người phụ trách.",
            en="✗ {count} differences. Leave the folder as it is and tell who is responsible.",
        ),
        "cli.export.done": Text(
            vi="Đã xuất {file} ({size} MB). Kiểm tra: ecopark verify {file}",
            en="Exported {file} ({size} MB). Check it: ecopark verify {file}",
        ),
    }
)
