"""Texts of the witness and of the commands around it."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "serve.witness.not_found": Text(
            vi="Không có witness.yaml ở đây. Hãy tạo nhân chứng bằng: ecopark witness init THƯ_MỤC --name TÊN",
            en="There is no witness.yaml here. Make a witness with: ecopark witness init FOLDER --name NAME",
        ),
        "serve.witness.exists": Text(
            vi="Thư mục này đã có một nhân chứng. Khóa của nó không bị ghi đè; hãy chọn thư mục khác.",
            en="This folder holds a witness already. Its keys are not overwritten; choose another folder.",
        ),
        "serve.witness.bad_key": Text(
            vi="Khóa của nhật ký {origin} không đọc được: {reason}. Hãy chép nguyên dòng từ trang Bằng chứng của khu.",
            en="The key of the log {origin} cannot be read: {reason}. Copy the whole line from the park's evidence page.",
        ),
        "serve.witness.bad_name": Text(
            vi="Tên nhân chứng không dùng được: {reason}. Nên dùng dạng: vi-du.gov.vn/nhan-chung",
            en="The name of a witness cannot be used: {reason}. Best is the form: example.gov.vn/witness",
        ),
        "serve.witness.locked": Text(
            vi="Một tiến trình khác đang dùng nhân chứng này. Hãy dừng nó trước: hai tiến trình có thể ký mâu thuẫn nhau.",
            en="Another process uses this witness. Stop it first: two could sign what contradicts each other.",
        ),
        "serve.witness.init_done": Text(
            vi="Đã tạo nhân chứng trong {folder}. Đưa các dòng khóa sau cho khu (settings.witnesses.named.keys):",
            en="Made a witness in {folder}. Give these key lines to the park (settings.witnesses.named.keys):",
        ),
        "serve.witness.added": Text(
            vi="Nhân chứng theo dõi nhật ký {origin}. Khởi động lại nhân chứng nếu nó đang chạy.",
            en="The witness follows the log {origin}. Start the witness again if it is running.",
        ),
        "serve.witness.serving": Text(
            vi="Nhân chứng {name} nhận yêu cầu tại {url}", en="The witness {name} takes requests at {url}"
        ),
        "serve.witness.log_line": Text(
            vi="{origin}: đã ký đến {size} mục, lúc {time}", en="{origin}: cosigned up to {size} entries, at {time}"
        ),
        "serve.witness.log_never": Text(vi="{origin}: chưa ký lần nào", en="{origin}: never cosigned yet"),
        "serve.witness.log_forked": Text(
            vi="{origin}: CÓ BẰNG CHỨNG HAI LỊCH SỬ: {file}. Kiểm tra bằng: python3 docs/verify/verify.py --equivocation {file}",
            en="{origin}: PROOF OF TWO HISTORIES: {file}. Check it with: python3 docs/verify/verify.py --equivocation {file}",
        ),
        "serve.witness.none": Text(
            vi="Khu chưa khai báo nhân chứng nào trong park.yaml (settings.witnesses).",
            en="The park names no witness in park.yaml (settings.witnesses).",
        ),
        "serve.witness.park_line": Text(
            vi="{name}: {state}, đã ký đến {size} mục, lúc {time}",
            en="{name}: {state}, signed up to {size} entries, at {time}",
        ),
        "cli.help.witness": Text(
            vi="Nhân chứng: ký xác nhận nhật ký của khu khác chỉ dài thêm, không bị viết lại (C2SP tlog-witness).",
            en="Witness: cosigns that a park's log has only grown and was never rewritten (C2SP tlog-witness).",
        ),
        "cli.help.witness_init": Text(
            vi="Tạo một nhân chứng mới.\n\nVí dụ: ecopark witness init nhan-chung --name so-tnmt.gov.vn/nhan-chung",
            en="Make a new witness.\n\nExample: ecopark witness init witness --name regulator.gov.vn/witness",
        ),
        "cli.help.witness_add": Text(
            vi="Theo dõi nhật ký của một khu, hoặc tin thêm một khóa mới của nó.\n\nVí dụ: ecopark witness add-log --witness "
            "nhan-chung --key KHÓA",
            en="Follow a park's log, or trust a further key of it.\n\nExample: ecopark witness add-log --witness witness --key VKEY",
        ),
        "cli.help.witness_run": Text(
            vi="Nhận yêu cầu ký cho đến khi dừng bằng Ctrl-C.\n\nVí dụ: ecopark witness run --witness nhan-chung --port 8780",
            en="Take requests until Ctrl-C.\n\nExample: ecopark witness run --witness witness --port 8780",
        ),
        "cli.help.witness_status": Text(
            vi="Nhân chứng đã ký những gì, và có bằng chứng gian dối nào không.",
            en="What the witness has cosigned, and whether it holds proof of misbehaviour.",
        ),
        "cli.help.witness_ask": Text(
            vi="Khu hỏi ngay các nhân chứng của mình.\n\nVí dụ: ecopark witness ask --park khu",
            en="The park asks its witnesses now.\n\nExample: ecopark witness ask --park park",
        ),
        "cli.help.witness_folder": Text(
            vi="Thư mục của nhân chứng (hoặc biến ECOPARK_WITNESS).", en="Folder of the witness (or ECOPARK_WITNESS)."
        ),
        "cli.help.monitor": Text(
            vi="Theo dõi nhật ký của một khu từ bên ngoài: chỉ dài thêm, không có hai lịch sử. Nhiều nguồn được so với nhau.\n\n"
            "Mã thoát 0: ổn, 1: dừng lâu hoặc không đọc được, 5: báo động. Chạy định kỳ (cron) hoặc dùng --every.\n\n"
            "Ví dụ: ecopark monitor https://khu.vn/api/v1/log/ --key KHÓA --keep theo-doi",
            en="Follow a park's log from outside: it only grows and there are no two histories. Several sources are compared.\n\n"
            "Exit code 0: fine, 1: stalled or unreadable, 5: alarm. Run it regularly (cron) or use --every.\n\n"
            "Example: ecopark monitor https://park.vn/api/v1/log/ --key VKEY --keep monitor",
        ),
        "cli.help.monitor_keep": Text(
            vi="Thư mục giữ điểm kiểm đã tin và bằng chứng.", en="Folder that keeps believed checkpoints and proofs."
        ),
        "cli.help.monitor_witness": Text(
            vi="Khóa của một nhân chứng bạn tin; dùng được nhiều lần.",
            en="Key of a witness that you trust; may be repeated.",
        ),
        "cli.help.monitor_required": Text(
            vi="Số nhân chứng cần có; mặc định: tất cả.", en="How many of them are needed; all if left out."
        ),
        "cli.help.monitor_stall": Text(
            vi="Nhắc khi nhật ký không dài thêm lâu như vậy.", en="Tell when the log has not grown for so long."
        ),
        "cli.help.monitor_every": Text(vi="Lặp lại sau mỗi bao nhiêu giây.", en="Look again every so many seconds."),
        "cli.monitor.proof": Text(
            vi="    Bằng chứng: {file}; kiểm tra: python3 docs/verify/verify.py --equivocation {file} --key KHÓA",
            en="    Proof: {file}; check it: python3 docs/verify/verify.py --equivocation {file} --key VKEY",
        ),
        "cli.monitor.done": Text(
            vi="{origin}: đã kiểm từ mục {before} đến {size}, gốc {root}",
            en="{origin}: verified from entry {before} to {size}, root {root}",
        ),
        "cli.monitor.withheld": Text(
            vi="{count} mục chỉ có mã băm: nội dung chỉ dành cho người xem toàn khu (đặt ECOPARK_TOKEN).",
            en="{count} entries were shown as hashes only: their text is for those who see the whole park (set ECOPARK_TOKEN).",
        ),
        "cli.monitor.state_damaged": Text(
            vi="Trạng thái theo dõi bị hỏng: {reason}. Hãy giữ lại thư mục; bắt đầu thư mục mới từ điểm kiểm đã giữ ở nơi khác.",
            en="The monitor's state is damaged: {reason}. Keep the folder; begin a new one and compare with kept checkpoints.",
        ),
        "cli.monitor.other_log": Text(
            vi="Thư mục này theo dõi nhật ký có khóa {key}. Hãy chọn thư mục khác cho nhật ký khác.",
            en="This folder follows the log of the key {key}. Choose another folder for another log.",
        ),
    }
)
