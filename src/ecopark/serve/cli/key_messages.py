"""Texts of the commands around the log's key."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.key_group": Text(
            vi="Khóa ký nhật ký bằng chứng: xem, chuẩn bị khóa khôi phục, đổi khóa, khôi phục khi mất hoặc bị lấy cắp.",
            en="The key that signs the evidence log: show, prepare a recovery key, rotate, recover after loss or theft.",
        ),
        "cli.help.key_show": Text(
            vi="Khóa hiện nay và mọi lần đổi.\n\nVí dụ: ecopark key show --park khu",
            en="The present key and every change of it.\n\nExample: ecopark key show --park park",
        ),
        "cli.help.key_prepare": Text(
            vi="Tạo khóa khôi phục trên máy KHÔNG nối mạng; cất tệp SECRET vào két, chỉ đưa mã băm cho khu.\n\n"
            "Ví dụ: ecopark key prepare /media/usb/khoi-phuc.key",
            en="Make a recovery key on a machine WITHOUT a network; put the file SECRET into a safe, give the park the hash only.\n\n"
            "Example: ecopark key prepare /media/usb/recovery.key",
        ),
        "cli.help.key_commit": Text(
            vi="Ghi mã băm của khóa khôi phục vào nhật ký.\n\nVí dụ: ecopark key commit 3f…9a --park khu",
            en="Log the hash of the recovery key.\n\nExample: ecopark key commit 3f…9a --park park",
        ),
        "cli.help.key_rotate": Text(
            vi="Đổi sang khóa mới; khóa cũ và mới cùng ký.\n\nVí dụ: ecopark key rotate --park khu",
            en="Change to a new key; the old and the new one sign together.\n\nExample: ecopark key rotate --park park",
        ),
        "cli.help.key_recover": Text(
            vi="Dùng khóa khôi phục khi khóa ký bị mất hoặc bị lấy cắp. Dừng khu trước.\n\n"
            "Ví dụ: ecopark key recover --park khu --secret /media/usb/khoi-phuc.key --reason stolen",
            en="Use the recovery key when the signing key is lost or stolen. Stop the park first.\n\n"
            "Example: ecopark key recover --park park --secret /media/usb/recovery.key --reason stolen",
        ),
        "cli.help.key_secret": Text(vi="Tệp khóa khôi phục.", en="File of the recovery key."),
        "cli.help.key_previous": Text(
            vi="Khóa kiểm tra đã công bố trước đây, nếu tệp log.key.pub cũng mất.",
            en="The verifier key published before, where log.key.pub is lost, too.",
        ),
        "cli.key.now": Text(vi="Khóa hiện nay: {key}", en="The key now: {key}"),
        "cli.key.was_rotate": Text(vi="mục {index}, {time}: đổi sang {key}", en="entry {index}, {time}: changed to {key}"),
        "cli.key.was_commit": Text(
            vi="mục {index}, {time}: cam kết một khóa khôi phục", en="entry {index}, {time}: a recovery key was committed"
        ),
        "cli.key.was_recover": Text(
            vi="mục {index}, {time}: khôi phục, khóa mới {key}", en="entry {index}, {time}: recovered, the new key {key}"
        ),
        "cli.key.no_recovery": Text(
            vi="CHƯA có khóa khôi phục: nếu mất khóa ký thì không thể chứng minh nhật ký đi tiếp. Chạy «ecopark key prepare».",
            en="There is NO recovery key: if the signing key is lost, nothing can show that the log goes on. Run `ecopark key prepare`.",
        ),
        "cli.key.prepared": Text(
            vi="Khóa khôi phục nằm trong {file}: cất vào két, không để trên máy chủ. Tại khu, chạy:\n  ecopark key commit {digest}",
            en="The recovery key is in {file}: put it into a safe, never on the server. At the park, run:\n  ecopark key commit {digest}",
        ),
        "cli.key.committed": Text(
            vi="Đã cam kết khóa khôi phục (mục {index}). Hãy xuất một gói hoặc neo điểm kiểm để người khác giữ cam kết này.",
            en="The recovery key is committed (entry {index}). Export a bundle or anchor the checkpoint, so that others hold it.",
        ),
        "cli.key.rotated": Text(
            vi="Khóa mới: {key}\nCả hai khóa đã ký cây {size} mục. Hãy công bố khóa mới và báo cho nhân chứng.",
            en="The new key: {key}\nBoth keys have signed the tree of {size} entries. Publish the new key and tell the witnesses.",
        ),
        "cli.key.recovered": Text(
            vi="Khóa mới: {key}\nKhóa {previous} không còn giá trị từ đây. Hãy công bố ngay và báo cho nhân chứng, người theo dõi.",
            en="The new key: {key}\nThe key {previous} counts no more from here on. Publish this now, tell witnesses and monitors.",
        ),
        "cli.key.bad_digest": Text(
            vi="«{text}» không phải mã băm: cần 64 ký tự thập lục phân do «ecopark key prepare» in ra.",
            en="{text!r} is no hash: needed are the 64 hexadecimal digits that `ecopark key prepare` prints.",
        ),
        "serve.keys.exists": Text(
            vi="Tệp này đã có và không bị ghi đè. Hãy chọn tên khác.",
            en="This file exists and is not overwritten. Choose another.",
        ),
    }
)
