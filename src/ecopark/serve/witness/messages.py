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
    }
)
