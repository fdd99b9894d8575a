"""Texts of the evidence log."""

from ecopark.core.messages import Text, catalogue

MESSAGES = catalogue(
    {
        "trust.log.checkpoint_damaged": Text(
            vi="Điểm kiểm (checkpoint) của nhật ký bằng chứng không hợp lệ: {reason}. Tệp đã bị sửa hoặc hỏng. "
            "Hãy giữ nguyên thư mục, chạy «ecopark verify» và khôi phục từ bản sao lưu.",
            en="The checkpoint of the evidence log is not valid: {reason}. The file was changed or is damaged. "
            "Leave the folder as it is, run `ecopark verify` and restore from a backup.",
        ),
        "trust.log.other_key": Text(
            vi="Điểm kiểm được ký bằng khoá khác với khoá {key}. Hãy kiểm tra thư mục keys/ có đúng của khu này không.",
            en="The checkpoint was signed with another key than {key}. Check that keys/ belongs to this park.",
        ),
        "trust.log.not_committed": Text(
            vi="Nhật ký không có mã băm của khoá khôi phục này. Chỉ khoá đã được cam kết trước («ecopark key commit») mới dùng được.",
            en="The log does not hold the hash of this recovery key. Only one that was committed before (`ecopark key commit`) "
            "can be used.",
        ),
        "trust.log.tile_damaged": Text(
            vi="Tệp của nhật ký bằng chứng bị hỏng: {reason}. "
            "Hãy giữ nguyên thư mục, chạy «ecopark verify» và khôi phục từ bản sao lưu.",
            en="A file of the evidence log is damaged: {reason}. "
            "Leave the folder as it is, run `ecopark verify` and restore from a backup.",
        ),
        "trust.log.forked": Text(
            vi="Nhật ký bằng chứng đã bị một tiến trình khác ghi: {reason}. Không ký thêm gì để tránh hai lịch sử "
            "khác nhau. "
            "Hãy dừng tiến trình kia rồi mở lại.",
            en="Another process has written to the evidence log: {reason}. Nothing more is signed, so that there are "
            "no two "
            "histories. Stop the other process and open the log again.",
        ),
        "trust.log.entry_too_large": Text(
            vi="Mục nhật ký loại {kind} dài {bytes} byte, tối đa 65535. Hãy ghi danh sách vào một tệp và đưa mã băm "
            "của tệp đó.",
            en="The log entry of kind {kind} has {bytes} bytes, 65535 at most. Put the list into a file and log its hash.",
        ),
        "trust.log.entry_not_json": Text(
            vi="Nội dung mục nhật ký loại {kind} không ghi được thành JSON: {reason}. Chỉ dùng chữ, số hữu hạn, danh "
            "sách, bảng.",
            en="The content of the log entry of kind {kind} cannot be written as JSON: {reason}. "
            "Use text, finite numbers, lists and mappings only.",
        ),
        "trust.log.reserved_key": Text(
            vi="Nội dung mục nhật ký loại {kind} không được có khoá «{key}»: nhật ký tự điền khoá này. Hãy đổi tên khoá.",
            en="The content of the log entry of kind {kind} may not have the key {key!r}: the log fills it itself. "
            "Rename it.",
        ),
        "trust.log.conflict": Text(
            vi="Nhật ký đã có mục {kind} số {number} (vị trí {index}) với nội dung khác. Không ghi đè bằng chứng. "
            "Hãy kiểm tra vì sao cùng một số được dùng hai lần.",
            en="The log already has the {kind} entry number {number} (index {index}) with other content. Evidence is not "
            "overwritten. Find out why the same number is used twice.",
        ),
        "trust.log.no_such_entry": Text(
            vi="Nhật ký có {size} mục đã công bố; không có mục {index}. Hãy chọn số từ 0 đến dưới {size}.",
            en="The log has {size} published entries; there is no entry {index}. Choose a number from 0 to below {size}.",
        ),
        "trust.log.no_such_size": Text(
            vi="Không có chứng minh giữa kích thước {old} và {new}: cần 0 < {old} ≤ {new} ≤ {size}.",
            en="There is no proof between the sizes {old} and {new}: needed is 0 < {old} ≤ {new} ≤ {size}.",
        ),
        "trust.log.key_damaged": Text(
            vi="Khoá ký không đọc được: {reason}. Hãy khôi phục tệp khoá từ bản sao lưu; không tạo khoá mới nếu chưa "
            "ghi việc đổi khoá.",
            en="The signing key cannot be read: {reason}. Restore the key file from a backup; do not make a new key "
            "without "
            "recording the change of key.",
        ),
        "trust.batch.no_chunk": Text(
            vi="Lô {batch} không có số đo của {datastream} vào thời điểm đó. Hãy kiểm tra chuỗi dữ liệu và thời gian.",
            en="Batch {batch} has no reading of {datastream} at that time. Check the datastream and the time.",
        ),
        "trust.batch.not_in_log": Text(
            vi="Lô {batch} chưa có trong nhật ký đã công bố. Hãy chờ lần niêm phong tiếp theo hoặc chạy «ecopark run».",
            en="Batch {batch} is not in the published log yet. Wait for the next sealing or run `ecopark run`.",
        ),
        "trust.batch.id_too_long": Text(
            vi="Mã chuỗi dữ liệu {datastream} dài hơn 65535 byte. Hãy dùng mã ngắn hơn.",
            en="The datastream id {datastream} is longer than 65535 bytes. Use a shorter one.",
        ),
        "trust.derived.not_proved": Text(
            vi="bảng kết quả đang lưu (tác vụ {task}, phiên bản {version}) không phải bảng đã ghi vào nhật ký. "
            "Hãy chạy «ecopark verify» trên khu trước khi xuất.",
            en="the stored derived table (task {task}, version {version}) is not the one that was logged. "
            "Run ecopark verify on the park before exporting.",
        ),
        "trust.batch.not_proved": Text(
            vi="Số đo lưu trong lô {batch} không khớp với mục nhật ký {index}: gốc cây tính lại là {found}, nhật ký "
            "ghi {expected}. "
            "Dữ liệu đã bị sửa; hãy chạy «ecopark verify» để biết chỗ nào.",
            en="The stored readings of batch {batch} do not agree with log entry {index}: the recomputed tree root is "
            "{found}, the "
            "log says {expected}. The data were changed; run `ecopark verify` to see where.",
        ),
        "trust.content.type": Text(
            vi="Cột có kiểu {type} không có dạng chuẩn để băm. Hãy chuyển sang số, chữ, thời gian hoặc danh sách.",
            en="The column type {type} has no canonical form for hashing. Convert it to numbers, text, times or lists.",
        ),
        "trust.bundle.exists": Text(
            vi="Đích đã tồn tại. Hãy chọn tên khác hoặc xoá nó trước.",
            en="The target exists already. Choose another name or remove it first.",
        ),
        "trust.bundle.unreadable": Text(
            vi="Không đọc được gói bằng chứng: {reason}. Cần một thư mục hoặc tệp zip do «ecopark export» tạo.",
            en="The bundle cannot be read: {reason}. Needed is a folder or a zip file made by `ecopark export`.",
        ),
        "trust.verify.missing": Text(vi="thiếu tệp này", en="this file is missing"),
        "trust.verify.signature": Text(
            vi="chữ ký hoặc dạng không đúng: {reason}", en="signature or form is wrong: {reason}"
        ),
        "trust.verify.key": Text(
            vi="khoá kiểm chứng không đúng: {reason}",
            en="the verifier key is wrong: {reason}",
        ),
        "trust.verify.form": Text(vi="nội dung không đúng dạng: {reason}", en="the content has not its form: {reason}"),
        "trust.verify.foreign": Text(
            vi="tệp không thuộc về nhật ký hoặc gói này",
            en="this file does not belong to the log or bundle",
        ),
        "trust.verify.root": Text(
            vi="không bản lưu nào dẫn tới gốc đã ký {expected}",
            en="no stored copy leads to the signed root {expected}",
        ),
        "trust.verify.tile": Text(
            vi="mã băm đã bị sửa: phải là {expected}, thấy {found}",
            en="a hash was changed: expected {expected}, found {found}",
        ),
        "trust.verify.entry": Text(
            vi="mục nhật ký đã bị sửa: mã băm phải là {expected}, thấy {found}",
            en="the log entry was changed: its hash must be {expected}, found {found}",
        ),
        "trust.verify.entry_beyond": Text(
            vi="mục nằm ngoài nhật ký có {size} mục",
            en="the entry lies outside the log of {size} entries",
        ),
        "trust.verify.beyond": Text(
            vi="{file}: {count} mục đã ghi nhưng chưa ký (do dừng đột ngột); lần mở nhật ký tới sẽ công bố chúng",
            en="{file}: {count} entries are written but not signed yet (after a crash); the next opening publishes them",
        ),
        "trust.verify.handover": Text(
            vi="việc đổi khoá không được chứng minh: {reason}",
            en="the change of key is not proved: {reason}",
        ),
        "trust.verify.file": Text(
            vi="tệp đã bị sửa: SHA-256 phải là {expected}, thấy {found}",
            en="the file was changed: its SHA-256 must be {expected}, found {found}",
        ),
        "trust.verify.archive": Text(
            vi="tệp nén có byte thừa hoặc bị sửa ngoài nội dung các tệp; hãy giải nén và kiểm tra thư mục nếu bạn tự "
            "nén lại",
            en="the archive has changed or added bytes outside its files; if you packed it anew, unpack and verify "
            "the folder",
        ),
        "trust.verify.batch_missing": Text(
            vi="không còn số đo của lô này: nhật ký ghi {expected} dòng",
            en="the readings of this batch are gone: the log says {expected} rows",
        ),
        "trust.verify.unreadable": Text(vi="không đọc được: {reason}", en="cannot be read: {reason}"),
        "trust.verify.batch_root": Text(
            vi="gốc cây của lô phải là {expected}, thấy {found}",
            en="the tree root of the batch must be {expected}, found {found}",
        ),
        "trust.verify.batch_rows": Text(
            vi="lô có {found} dòng trong {found_chunks} phần; nhật ký ghi {expected} dòng trong {expected_chunks} phần",
            en="the batch has {found} rows in {found_chunks} chunks; the log says {expected} rows in "
            "{expected_chunks} chunks",
        ),
        "trust.verify.chunk": Text(
            vi="số đo của phần này đã bị sửa: mã băm phải là {expected}, thấy {found}",
            en="readings of this chunk were changed: the hash must be {expected}, found {found}",
        ),
        "trust.verify.chunk_differs": Text(
            vi="số đo ở đây (hoặc ở phần bên cạnh) khác với lúc ghi vào nhật ký",
            en="readings here (or in a neighbouring chunk) are not those that were logged",
        ),
        "trust.verify.chunk_hash": Text(
            vi="mã băm ghi cho phần này đã bị sửa: phải là {expected}, thấy {found}",
            en="the hash noted for this chunk was changed: expected {expected}, found {found}",
        ),
        "trust.verify.row": Text(
            vi="dòng này khác với số đo đã ghi vào nhật ký: phải là {expected}, thấy {found}",
            en="this row is not the reading that was logged: expected {expected}, found {found}",
        ),
        "trust.verify.rows": Text(
            vi="có {found} dòng, nhật ký ghi {expected}",
            en="there are {found} rows, the log says {expected}",
        ),
        "trust.verify.not_logged": Text(
            vi="mã băm nội dung {found} không có trong nhật ký",
            en="the content hash {found} does not stand in the log",
        ),
        "trust.verify.derived": Text(
            vi="bảng kết quả đã bị sửa: mã băm nội dung phải là {expected}, thấy {found}",
            en="the derived table was changed: its content hash must be {expected}, found {found}",
        ),
        "trust.verify.record": Text(
            vi="phiên bản hồ sơ này đã bị sửa: mã băm có khoá phải là {expected}, thấy {found}",
            en="this revision of a record was changed: its keyed hash must be {expected}, found {found}",
        ),
        "trust.verify.record_missing": Text(
            vi="nhật ký có phiên bản hồ sơ này nhưng kho hồ sơ không còn (mã băm có khoá {expected})",
            en="the log has this revision of a record, but it is gone from the store (keyed hash {expected})",
        ),
        "trust.verify.record_unknown": Text(
            vi="phiên bản hồ sơ này không có trong nhật ký (mã băm có khoá {found})",
            en="this revision of a record does not stand in the log (keyed hash {found})",
        ),
        "trust.verify.caught_up": Text(
            vi="{count} phiên bản hồ sơ được ghi vào nhật ký muộn, khi mở khu sau lần dừng đột ngột: {names}",
            en="{count} revisions of records were logged late, when the park was opened after a crash: {names}",
        ),
        "trust.verify.no_index": Text(
            vi="chỉ mục đã ký không dùng được, nên các tệp không có trong nhật ký chưa được kiểm tra",
            en="the signed index cannot be used, so files that are not in the log were not checked",
        ),
        "trust.verify.own_key": Text(
            vi="Khoá lấy từ chính gói này: hãy so với khoá do khu công nghiệp công bố: {key}",
            en="The key comes from the bundle itself: compare it with the one that the park has published: {key}",
        ),
        "trust.verify.check.signature": Text(vi="Chữ ký của điểm kiểm", en="Signature of the checkpoint"),
        "trust.verify.check.key": Text(vi="Khoá kiểm chứng", en="Verifier key"),
        "trust.verify.check.index": Text(vi="Chữ ký của chỉ mục", en="Signature of the index"),
        "trust.verify.check.archive": Text(vi="Tệp nén nguyên vẹn", en="Archive as it was written"),
        "trust.verify.check.files": Text(vi="{count} tệp theo SHA-256", en="{count} files by SHA-256"),
        "trust.verify.check.tiles": Text(vi="{count} ô băm của cây", en="{count} tiles of the tree"),
        "trust.verify.check.entries": Text(vi="{count} mục nhật ký trong cây", en="{count} log entries in the tree"),
        "trust.verify.check.handovers": Text(vi="{count} lần đổi khoá", en="{count} changes of key"),
        "trust.verify.check.witnesses": Text(vi="{count} chữ ký của nhân chứng", en="{count} cosignatures of witnesses"),
        "trust.verify.witnessed": Text(
            vi="Nhân chứng {names} đã ký đến mục thứ {size}; nhật ký hiện có {now} mục.",
            en="The witnesses {names} have signed up to entry {size}; the log has {now} now.",
        ),
        "trust.verify.key_followed": Text(
            vi="Khoá bạn tin đã được đổi {count} lần, mỗi lần ghi và ký trong nhật ký; khoá hiện nay: {key}",
            en="The key you trust was changed {count} times, each logged and signed; the key now: {key}",
        ),
        "trust.verify.bundle_limited": Text(
            vi="Gói này chỉ hiện một phần (của một công ty, hoặc xuất bằng phiên bản cũ): kiểm được từng số đo và bảng trong gói, "
            "nhưng không tính lại được bảng từ số đo của người khác.",
            en="This bundle shows a part only (a firm's, or of an older version): its readings and tables are proved, but tables "
            "that rest on the readings of others cannot be computed again.",
        ),
        "trust.verify.bundle_partial": Text(
            vi="Gói thiếu {count} lô số đo nên không tính lại được. Hãy xuất gói không giới hạn thời gian.",
            en="{count} batches of readings are not in the bundle, so nothing is computed again. Export one without an interval.",
        ),
        "trust.verify.rests_on_records": Text(
            vi="Không tính lại từ gói (dựa vào bản ghi ở lại trong khu): {tables}",
            en="Not computed again from the bundle (they rest on records that stay in the park): {tables}",
        ),
        "trust.verify.erased": Text(
            vi="Nội dung của {name} đã được xoá theo yêu cầu lúc {time}, bởi {by} (lý do: {reason}); cam kết trong nhật ký vẫn còn.",
            en="The content of {name} was erased on {time} by {by} (reason: {reason}); the commitment in the log stands.",
        ),
        "trust.log.bad_reason": Text(
            vi="Lý do «{reason}» không dùng được. Chọn: {known}.",
            en="The reason {reason!r} cannot be used. Choose: {known}.",
        ),
        "trust.log.nothing_to_erase": Text(
            vi="Không có nội dung nào để xóa ở bản ghi {kind} «{id}»: mã không đúng, hoặc đã xóa rồi. «ecopark verify» nêu những gì đã xóa.",
            en="There is nothing to erase in the record {kind} {id!r}: the id is wrong, or it was erased. `ecopark verify` tells what was.",
        ),
        "trust.verify.no_witness": Text(
            vi="Chưa có nhân chứng nào ký: người vận hành vẫn có thể cho hai người xem hai lịch sử khác nhau.",
            en="No witness has signed: the operator could still show two histories to two people.",
        ),
        "trust.verify.witness_missing": Text(
            vi="cần chữ ký của {expected} nhân chứng, chỉ có {found}",
            en="the cosignatures of {expected} witnesses are needed, there are {found}",
        ),
        "trust.verify.check.batches": Text(vi="{count} lô số đo tính lại", en="{count} readings batches recomputed"),
        "trust.verify.check.readings": Text(vi="{count} số đo so từng dòng", en="{count} readings compared row by row"),
        "trust.verify.check.manifests": Text(
            vi="{count} tệp dữ liệu theo bản kê", en="{count} data files against the manifests"
        ),
        "trust.verify.check.raw": Text(vi="{count} tệp gốc theo SHA-256", en="{count} files as they came, by SHA-256"),
        "trust.verify.check.derived": Text(vi="{count} bảng kết quả theo nội dung", en="{count} derived tables by content"),
        "trust.verify.check.records": Text(
            vi="{count} phiên bản hồ sơ theo mã băm có khoá", en="{count} revisions of records by keyed hash"
        ),
        "trust.verify.check.recomputed": Text(
            vi="{count} tác vụ tính toán được chạy lại", en="{count} computations run again"
        ),
        "trust.verify.recomputed": Text(
            vi="tính lại cho kết quả khác: mã băm nội dung đã ghi {expected}, tính lại {found}",
            en="computing it again gives another result: content hash logged {expected}, recomputed {found}",
        ),
        "trust.verify.not_current": Text(
            vi="{count} tác vụ chưa được tính từ số liệu, quy tắc hiện có nên không so sánh được ({flows}); "
            "hãy chạy «ecopark run» hoặc nhập số liệu để tính, rồi kiểm tra lại",
            en="{count} computations are not yet made from the present data and rules, so they cannot be compared "
            "({flows}); let the evidence path run (ecopark run), then verify again",
        ),
        "trust.form.missing": Text(
            vi="thiếu tệp này",
            en="the file is missing",
        ),
        "trust.form.not_base64": Text(
            vi="«{text}…» không phải base64",
            en="«{text}…» is not base64",
        ),
        "trust.form.not_canonical_base64": Text(
            vi="«{text}…» không phải base64 chuẩn",
            en="«{text}…» is not canonical base64",
        ),
        "trust.form.key_name": Text(
            vi="«{name}» không phải tên khoá: không trống, không có dấu cách hay dấu cộng",
            en="«{name}» is no key name: not empty, no blanks, no plus sign",
        ),
        "trust.form.key_parts": Text(
            vi="khoá kiểm chứng gồm ba phần nối bằng dấu cộng",
            en="a verifier key has three parts joined by a plus sign",
        ),
        "trust.form.key_type": Text(
            vi="chỉ nhận khoá Ed25519 (loại 1, 32 byte)",
            en="only Ed25519 keys are known here (type 1, 32 bytes)",
        ),
        "trust.form.cosigner_type": Text(
            vi="khoá nhân chứng phải là loại 4 (Ed25519) hoặc loại 6 (ML-DSA-44)",
            en="a witness's key is of type 4 (Ed25519) or 6 (ML-DSA-44)",
        ),
        "trust.form.name_length": Text(
            vi="tên phải dài từ 1 đến 255 byte, thấy {bytes}",
            en="a name has 1 to 255 bytes, found {bytes}",
        ),
        "trust.form.cosignature_wrong": Text(
            vi="chữ ký của nhân chứng {name} không đúng",
            en="the cosignature of the witness {name} is wrong",
        ),
        "trust.form.witnessed_root": Text(
            vi="điểm kiểm có nhân chứng không phải phần đầu của nhật ký này",
            en="the witnessed checkpoint is not a beginning of this log",
        ),
        "trust.form.key_id": Text(
            vi="số hiệu khoá phải là {expected}, thấy {found}",
            en="the key id must be {expected}, found {found}",
        ),
        "trust.form.secret_form": Text(
            vi="không phải khoá ký dạng PRIVATE+KEY+tên+số hiệu+base64",
            en="not a signing key of the form PRIVATE+KEY+name+id+base64",
        ),
        "trust.form.not_utf8": Text(
            vi="không phải UTF-8 tại byte {byte}",
            en="not UTF-8 at byte {byte}",
        ),
        "trust.form.control_character": Text(
            vi="có ký tự điều khiển ngoài xuống dòng",
            en="a control character other than newline",
        ),
        "trust.form.no_signature_lines": Text(
            vi="không có dòng chữ ký sau dòng trống",
            en="no signature lines after an empty line",
        ),
        "trust.form.too_many_signatures": Text(
            vi="nhiều hơn {count} chữ ký",
            en="more than {count} signatures",
        ),
        "trust.form.signature_wrong": Text(
            vi="chữ ký của {key} sai",
            en="the signature of {key} is wrong",
        ),
        "trust.form.no_known_signature": Text(
            vi="không có chữ ký của khoá đã biết: {keys}",
            en="no signature by a known key: {keys}",
        ),
        "trust.form.signature_line": Text(
            vi="dòng chữ ký không đúng dạng",
            en="a signature line has not its form",
        ),
        "trust.form.note_text": Text(
            vi="văn bản được ký phải kết thúc bằng xuống dòng và không có ký tự điều khiển khác",
            en="the text of a note ends with a newline and has no other control characters",
        ),
        "trust.form.checkpoint_lines": Text(
            vi="điểm kiểm phải có ít nhất ba dòng không trống",
            en="a checkpoint has at least three non-empty lines",
        ),
        "trust.form.tree_size": Text(
            vi="«{text}» không phải kích thước cây",
            en="«{text}» is no tree size",
        ),
        "trust.form.root_length": Text(
            vi="mã băm gốc không dài 32 byte",
            en="the root hash has not 32 bytes",
        ),
        "trust.form.origin": Text(
            vi="điểm kiểm thuộc nhật ký {found}, không phải {expected}",
            en="the checkpoint is of the log {found}, not {expected}",
        ),
        "trust.form.length": Text(
            vi="độ dài ghi tại byte {byte} vượt quá cuối tệp",
            en="the length at byte {byte} reaches beyond the end of the file",
        ),
        "trust.form.entries_count": Text(
            vi="có {found} mục, phải là {expected}",
            en="{found} entries instead of {expected}",
        ),
        "trust.form.bytes_count": Text(
            vi="có {found} byte, phải là {expected}",
            en="{found} bytes instead of {expected}",
        ),
        "trust.form.edge_root": Text(
            vi="các mã băm mới nhất không dẫn tới gốc đã ký",
            en="the newest hashes do not lead to the signed root",
        ),
        "trust.form.entry_hash": Text(
            vi="một mục không có mã băm mà ô băm ghi",
            en="an entry does not have the hash that the tile says",
        ),
        "trust.form.contradicts": Text(
            vi="mâu thuẫn với các mục đã ký",
            en="it contradicts signed entries",
        ),
        "trust.form.other_checkpoint": Text(
            vi="điểm kiểm đang lưu không phải bản được ghi lần cuối",
            en="the stored checkpoint is not the one written last",
        ),
        "trust.form.one_line": Text(
            vi="phải là đúng một dòng",
            en="it must be exactly one line",
        ),
        "trust.form.other_key": Text(
            vi="không phải khoá đã công bố",
            en="not the published key",
        ),
        "trust.form.index_signature": Text(
            vi="chỉ mục phải có đúng một chữ ký",
            en="the index has exactly one signature",
        ),
        "trust.form.index_format": Text(
            vi="không phải chỉ mục dạng {expected}",
            en="not an index of the format {expected}",
        ),
        "trust.form.entry_line": Text(
            vi="dòng không đúng dạng của một mục",
            en="the line has not the form of an entry",
        ),
        "trust.form.entry": Text(
            vi="không phải JSON chuẩn có loại và thời gian",
            en="not canonical JSON with kind and time",
        ),
        "trust.form.cut_off": Text(
            vi="bị cắt tại byte {byte}",
            en="cut off at byte {byte}",
        ),
        "trust.form.chunk_record": Text(
            vi="không có bản ghi phần dữ liệu tại byte {byte}",
            en="no record of a chunk at byte {byte}",
        ),
        "trust.form.handover_keys": Text(
            vi="không được cả hai khoá ký, hoặc sai tên tệp",
            en="not signed by both keys, or under a wrong name",
        ),
        "trust.form.handover_root": Text(
            vi="gốc không phải của cây có kích thước đó",
            en="its root is not that of the tree of its size",
        ),
    }
)
