"""Texts of edge boxes."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "connect.edge.header": Text(
            vi="thiếu tiêu đề {header} hoặc sai dạng. Hãy gửi lô bằng “ecopark edge run”, hoặc theo docs/design/edge.md.",
            en="the header {header} is missing or not of its form. Send batches with “ecopark edge run”, or as "
            "docs/design/edge.md says.",
        ),
        "connect.edge.body": Text(
            vi="nội dung lô không đọc được: {reason}. Lô được giữ trong mục cách ly; hãy cập nhật phần mềm trên thiết bị biên.",
            en="the batch cannot be read: {reason}. It waits in quarantine; bring the software of the edge box up to date.",
        ),
        "connect.edge.bad_key": Text(
            vi="khóa công khai không hợp lệ: {reason}. Hãy tạo lại bằng “ecopark edge init”.",
            en="the public key is not valid: {reason}. Make it again with “ecopark edge init”.",
        ),
        "connect.edge.key_of_other": Text(
            vi="khóa mang tên “{name}” nhưng mã cấp cho thiết bị “{device}”. Hãy chạy lại “ecopark edge init” với --device {device}.",
            en="the key is named “{name}”, but the code was made for the device “{device}”. Run “ecopark edge init” again with "
            "--device {device}.",
        ),
        "connect.edge.unknown_device": Text(
            vi="không có thiết bị biên “{device}” trong khu. Hãy đăng ký bằng mã do ban quản lý cấp: ecopark edge init.",
            en="there is no edge box “{device}” in this park. Enrol it with a code of the management board: ecopark edge init.",
        ),
        "connect.edge.revoked": Text(
            vi="thiết bị “{device}” đã bị ban quản lý thu hồi. Số liệu vẫn nằm trong bộ đệm của thiết bị; hãy liên hệ ban quản lý.",
            en="the device “{device}” was revoked by the management board. Its data stay in its spool; ask the board.",
        ),
        "connect.edge.key_replaced": Text(
            vi="lô của “{device}” được ký bằng khóa cũ đã thay. Hãy chạy lại “ecopark edge run”; nếu không phải bạn đổi khóa, hãy báo "
            "ban quản lý.",
            en="the batch of “{device}” is signed by a key that was replaced. Start “ecopark edge run” again; if you did not "
            "change the key, tell the management board.",
        ),
        "connect.edge.key_unknown": Text(
            vi="lô của “{device}” được ký bằng khóa mà khu không biết. Hãy đăng ký lại thiết bị bằng mã mới.",
            en="the batch of “{device}” is signed by a key that the park does not know. Enrol the box again with a new code.",
        ),
        "connect.edge.signature": Text(
            vi="chữ ký của “{device}” không khớp nội dung: nội dung đã bị thay đổi trên đường truyền, hoặc ký cho khu khác. Không có "
            "gì được lưu; hãy kiểm tra đường truyền và địa chỉ khu.",
            en="the signature of “{device}” does not fit the content: it was changed on the way, or signed for another park. "
            "Nothing was stored; check the line and the park's address.",
        ),
        "connect.edge.sequence_reused": Text(
            vi="“{device}” đã gửi một lô khác mang số {seq}: có thể hai thiết bị dùng chung khóa, hoặc bộ đệm được khôi phục từ bản "
            "sao cũ. Hãy đăng ký lại thiết bị bằng mã mới.",
            en="“{device}” has sent another batch of number {seq} before: two boxes may share a key, or the spool was restored from "
            "an old copy. Enrol the box again with a new code.",
        ),
        "connect.edge.gap": Text(
            vi="“{device}” thiếu lô số {first} đến {last}. Hãy kiểm tra bộ đệm của thiết bị (ecopark edge status); số liệu sau đó vẫn "
            "được nhận.",
            en="“{device}” did not deliver batches {first} to {last}. Look at its spool (ecopark edge status); what came after was "
            "taken.",
        ),
        "connect.edge.chain": Text(
            vi="lô {seq} của “{device}” không nối tiếp lô trước đó (mã băm khác). Lô vẫn được nhận; hãy kiểm tra xem bộ đệm có bị thay "
            "hoặc khôi phục không.",
            en="batch {seq} of “{device}” does not continue the one before it (another hash). It was taken; find out whether the "
            "spool was replaced or restored.",
        ),
        "connect.edge.late": Text(
            vi="“{device}” gửi lô {seq} sau khi đã gửi lô {last}. Lô vẫn được nhận; hãy kiểm tra xem bộ đệm có bị khôi phục không.",
            en="“{device}” sent batch {seq} after batch {last}. It was taken; find out whether the spool was restored.",
        ),
        "connect.edge.code": Text(
            vi="mã đăng ký không đúng, đã dùng hoặc đã hết hạn. Hãy xin ban quản lý mã mới.",
            en="the enrolment code is wrong, used or expired. Ask the management board for a new one.",
        ),
        "connect.edge.hours": Text(
            vi="thời hạn của mã phải lớn hơn 0 và nhiều nhất {most} giờ. Hãy sửa “hours”.",
            en="a code lasts more than 0 and at most {most} hours. Correct “hours”.",
        ),
        "connect.edge.receipt": Text(
            vi="biên nhận của khu không hợp lệ: {reason}. Lô chưa được coi là đã gửi; hãy kiểm tra địa chỉ khu và đường truyền.",
            en="the park's receipt is not valid: {reason}. The batch does not count as sent; check the park's address and the line.",
        ),
    }
)
