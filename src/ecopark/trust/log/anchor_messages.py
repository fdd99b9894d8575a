"""Texts of anchors."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "trust.anchor.bad_id": Text(
            vi="Tên mỏ neo «{id}» bị trùng hoặc có ký tự lạ. Chỉ dùng chữ, số, «-» và «_», mỗi tên một lần.",
            en="The anchor's id {id!r} is used twice or has odd characters. Use letters, digits, - and _, each id once.",
        ),
        "trust.anchor.field_missing": Text(
            vi="Mỏ neo {id} loại {kind} thiếu «{field}».", en="The anchor {id} of kind {kind} lacks {field!r}."
        ),
        "trust.anchor.no_plugin": Text(
            vi="Không có phần mở rộng «{plugin}» (nhóm ecopark.anchors). Hãy cài gói chứa nó, ví dụ cho OpenTimestamps.",
            en="There is no plug-in {plugin!r} (group ecopark.anchors). Install the package that has it, e.g. for OpenTimestamps.",
        ),
        "trust.anchor.failed": Text(
            vi="Không gửi được: {reason}. Việc ghi sổ không bị ảnh hưởng; sẽ thử lại.",
            en="It could not be laid down: {reason}. Sealing is not affected; it is tried again.",
        ),
        "trust.anchor.none": Text(
            vi="Khu chưa khai báo mỏ neo nào trong park.yaml (settings.anchors).",
            en="The park names no anchor in park.yaml (settings.anchors).",
        ),
        "trust.anchor.line": Text(vi="{id} ({kind}): {size} mục, lúc {time}", en="{id} ({kind}): {size} entries, at {time}"),
        "trust.anchor.never": Text(vi="{id} ({kind}): chưa có biên nhận", en="{id} ({kind}): no receipt yet"),
        "trust.anchor.subject": Text(vi="Điểm kiểm {origin}: {size} mục", en="Checkpoint of {origin}: {size} entries"),
        "trust.anchor.body": Text(
            vi="Thư này neo nhật ký bằng chứng ra bên ngoài. Hãy giữ nguyên thư (kể cả tệp đính kèm): về sau ai cũng kiểm được rằng "
            "nhật ký đã dài ít nhất {size} mục vào lúc thư đến và không bị viết lại.",
            en="This mail anchors the evidence log outside the park. Please keep it with its attachment: later anybody can check "
            "that the log had at least {size} entries when it came, and was not rewritten since.",
        ),
        "trust.verify.check.anchors": Text(vi="{count} biên nhận mỏ neo", en="{count} receipts of anchors"),
        "trust.verify.anchor_other_log": Text(
            vi="điểm kiểm trong biên nhận không phải phần đầu của nhật ký này: nhật ký đã bị viết lại sau khi neo",
            en="the receipt's checkpoint is not a beginning of this log: the log was rewritten after it was anchored",
        ),
        "trust.verify.anchor_token": Text(
            vi="dấu thời gian trong biên nhận không đúng: {reason}",
            en="the time-stamp in the receipt is not right: {reason}",
        ),
        "trust.verify.anchored_tsa": Text(
            vi="Mỏ neo {id} ({target}): đã có {size} mục lúc {time} UTC, có chữ ký của bên cấp dấu thời gian.",
            en="Anchor {id} ({target}): {size} entries existed at {time} UTC, signed by the time-stamp authority.",
        ),
        "trust.verify.anchored_tsa_own_root": Text(
            vi="Mỏ neo {id} ({target}): {size} mục lúc {time} UTC; chứng thư gốc lấy từ biên nhận. Hãy dùng --tsa-ca với chứng thư "
            "bạn tự có.",
            en="Anchor {id} ({target}): {size} entries at {time} UTC; the root certificate is the receipt's own. Use --tsa-ca with "
            "one that you have from elsewhere.",
        ),
        "trust.verify.anchored_copy": Text(
            vi="Mỏ neo {id} ({target}): {size} mục, gửi lúc {time}. Hãy so với bản mà bên nhận còn giữ.",
            en="Anchor {id} ({target}): {size} entries, laid down at {time}. Compare with the copy that the other side holds.",
        ),
        "cli.help.anchor": Text(
            vi="Neo điểm kiểm ra bên ngoài ngay, hoặc xem các biên nhận.\n\nVí dụ: ecopark anchor --park khu --now",
            en="Anchor the newest checkpoint outside now, or list the receipts.\n\nExample: ecopark anchor --park park --now",
        ),
        "cli.help.anchor_now": Text(vi="Neo ngay, không đợi đến kỳ.", en="Anchor now, due or not."),
        "cli.help.tsa_ca": Text(
            vi="Chứng thư gốc (PEM) của bên cấp dấu thời gian mà bạn tin.",
            en="Root certificate (PEM) of the time-stamp authority that you trust.",
        ),
    }
)
