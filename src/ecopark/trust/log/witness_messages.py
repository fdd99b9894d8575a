"""Texts of witnesses: why a request is refused, what a park knows of those it asks."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "trust.witness.malformed": Text(
            vi="Yêu cầu không đúng dạng của tlog-witness: {reason}.",
            en="The request has not the form of tlog-witness: {reason}.",
        ),
        "trust.witness.unknown_log": Text(
            vi="Nhân chứng này không theo dõi nhật ký «{origin}». Hãy thêm bằng: ecopark witness add-log.",
            en="This witness does not follow the log {origin!r}. Add it with: ecopark witness add-log.",
        ),
        "trust.witness.not_signed": Text(
            vi="Điểm kiểm không có chữ ký đúng của nhật ký: {reason}.",
            en="The checkpoint is not rightly signed by the log: {reason}.",
        ),
        "trust.witness.old_above": Text(
            vi="Kích thước cũ {old} lớn hơn kích thước của điểm kiểm {size}.",
            en="The old size {old} is above the checkpoint's size {size}.",
        ),
        "trust.witness.other_old": Text(
            vi="Điểm kiểm đã ký gần nhất có {known} mục, không phải {old}.",
            en="The newest cosigned checkpoint has {known} entries, not {old}.",
        ),
        "trust.witness.empty_root": Text(
            vi="Cây không có mục nào phải có mã băm gốc của cây rỗng.",
            en="A tree without entries has the root of the empty tree.",
        ),
        "trust.witness.proof_of_nothing": Text(
            vi="Với kích thước cũ bằng 0 thì không được có chứng minh.",
            en="With an old size of zero there is nothing to prove.",
        ),
        "trust.witness.inconsistent": Text(
            vi="Cây {size} mục không chứa nguyên vẹn cây {old} mục đã ký: {reason}. Có thể nhật ký đã bị viết lại.",
            en="The tree of {size} entries does not hold the cosigned one of {old} unchanged: {reason}. "
            "The log may have been rewritten.",
        ),
        "trust.witness.too_large": Text(vi="Yêu cầu lớn hơn {bytes} byte.", en="The request has more than {bytes} bytes."),
        "trust.witness.state.signed": Text(vi="đã ký", en="signed"),
        "trust.witness.state.never": Text(vi="chưa ký lần nào", en="never signed yet"),
        "trust.witness.state.silent": Text(vi="không trả lời", en="silent"),
        "trust.witness.state.refused": Text(vi="từ chối", en="refuses"),
        "trust.witness.state.conflict": Text(vi="MÂU THUẪN", en="CONFLICT"),
        "trust.witness.no_answer": Text(
            vi="Không nhận được câu trả lời: {reason}. Việc ghi sổ vẫn tiếp tục; sẽ hỏi lại sau.",
            en="No answer came: {reason}. Sealing goes on meanwhile; it is asked again.",
        ),
        "trust.witness.bad_answer": Text(
            vi="Câu trả lời không dùng được (mã {status}): {reason}.",
            en="The answer cannot be used (status {status}): {reason}.",
        ),
        "trust.witness.ahead": Text(
            vi="Nhân chứng đã ký một cây có {known} mục, nhiều hơn {size} mục ở đây. Nhật ký có thể đã được khôi phục từ bản "
            "sao lưu cũ hoặc có một bản khác. Dừng ghi, tìm bản mới nhất; không ai được ký tiếp cho đến khi rõ lý do.",
            en="The witness has cosigned a tree of {known} entries, more than the {size} here. The log may have been restored "
            "from an old backup, or there is another copy. Stop writing and find the newest copy first.",
        ),
        "trust.witness.contradicted": Text(
            vi="Nhân chứng nói lịch sử ở đây mâu thuẫn với lịch sử mà họ đã ký ({reason}). Đây là báo động nghiêm trọng: giữ "
            "nguyên mọi tệp và so điểm kiểm với nhân chứng.",
            en="The witness says that the history here contradicts the one it has cosigned ({reason}). This is a serious "
            "alarm: keep all files as they are and compare checkpoints with the witness.",
        ),
        "trust.witnesses.bad_key": Text(
            vi="Khóa của nhân chứng {name} không đọc được: {reason}. Hãy chép nguyên dòng khóa mà «ecopark witness init» in ra.",
            en="The key of the witness {name} cannot be read: {reason}. Copy the whole line that `ecopark witness init` prints.",
        ),
        "trust.witnesses.too_many_required": Text(
            vi="Yêu cầu {required} nhân chứng nhưng chỉ khai báo {count}. Hãy giảm «required» hoặc thêm nhân chứng.",
            en="{required} witnesses are required but only {count} are named. Lower `required` or add witnesses.",
        ),
        "trust.witnesses.twice": Text(
            vi="Nhân chứng {name} được khai báo hai lần. Một nhân chứng chỉ được tính một lần.",
            en="The witness {name} is named twice. A witness counts once.",
        ),
        "trust.witnesses.bad_url": Text(
            vi="Địa chỉ {url} của nhân chứng {name} phải bắt đầu bằng https:// (hoặc http:// trên chính máy này).",
            en="The address {url} of the witness {name} must begin with https:// (or http:// on this machine).",
        ),
    }
)
