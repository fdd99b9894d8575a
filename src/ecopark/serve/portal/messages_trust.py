"""Texts of the portal: evidence, about, sign-in, import, errors."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.evidence.lead": Text(
            "Số đọc và bản ghi đã nhận đều nằm trong một nhật ký chỉ thêm vào. Một byte bị đổi sẽ bị phát hiện, và "
            "bạn không cần tin chúng tôi.",
            "Every accepted reading and record lies in an append-only log. One changed byte is found, and you need "
            "not trust us.",
        ),
        "portal.evidence.checkpoint": Text("Điểm kiểm", "Checkpoint"),
        "portal.evidence.checkpoint_what": Text(
            "Gốc của cây Merkle, có chữ ký. Hãy giữ một bản: bản sau phải chứa trọn bản này.",
            "The signed root of the Merkle tree. Keep a copy: any later one must contain this one whole.",
        ),
        "portal.evidence.entries": Text("mục", "entries"),
        "portal.evidence.key": Text("Khóa kiểm tra", "Verifier key"),
        "portal.evidence.key_what": Text(
            "Hãy so với bản mà ban quản lý đã công bố bằng đường khác.",
            "Compare it with the one the board has published elsewhere.",
        ),
        "portal.evidence.offline": Text("Không cần máy chủ", "Without the server"),
        "portal.evidence.offline_what": Text(
            "kiểm tra một gói đã xuất, ngay cả khi không có mạng",
            "checks an exported bundle, even without a network",
        ),
        "portal.evidence.no_log": Text("Nhật ký còn trống", "The log is empty"),
        "portal.evidence.no_log_why": Text(
            "Mục đầu tiên được viết khi lô số đọc đầu tiên được nhận.",
            "The first entry is written when the first batch of readings is taken.",
        ),
        "portal.evidence.witnesses": Text("Nhân chứng", "Witnesses"),
        "portal.evidence.witnesses_what": Text(
            "Người ngoài ký rằng họ đã thấy nhật ký chỉ dài thêm. Khi họ ký, ban quản lý không thể cho hai người xem "
            "hai lịch sử khác nhau.",
            "People outside sign that they have seen the log only grow. Once they do, the board cannot show two "
            "histories to two people.",
        ),
        "portal.evidence.witnesses_required": Text(
            "Cần {required} trong {count} nhân chứng ký.", "{required} of {count} witnesses are needed."
        ),
        "portal.evidence.witness": Text("Nhân chứng", "Witness"),
        "portal.evidence.witness_state": Text("Tình trạng", "State"),
        "portal.evidence.witness_size": Text("Đã ký đến mục", "Signed up to entry"),
        "portal.evidence.witness_time": Text("Lúc", "When"),
        "portal.evidence.no_witnesses": Text("Chưa có nhân chứng", "No witness yet"),
        "portal.evidence.no_witnesses_why": Text(
            "Ghi tên ít nhất một người ngoài (khu khác, cơ quan quản lý) vào park.yaml; cách làm ở tài liệu «nhân chứng».",
            "Name at least one outside party (another park, the regulator) in park.yaml; the witness guide says how.",
        ),
        "portal.evidence.verify": Text("Kiểm chứng một số đọc", "Verify one reading"),
        "portal.evidence.verify_what": Text(
            "Trình duyệt của bạn tự tính lại các giá trị băm và kiểm tra chữ ký; máy chủ chỉ đưa bằng chứng.",
            "Your browser recomputes the hashes and checks the signature; the server only hands over the proof.",
        ),
        "portal.evidence.datastream": Text("Chuỗi dữ liệu", "Datastream"),
        "portal.evidence.time": Text("Thời điểm của số đọc, giờ Việt Nam", "Time of the reading, Viet Nam time"),
        "portal.evidence.time_hint": Text(
            "Đúng thời điểm của số đọc, như trong bảng đời của số đọc.",
            "The exact time of the reading, as in the table of its life.",
        ),
        "portal.evidence.pinned": Text("Khóa mà bạn tin", "The key you trust"),
        "portal.evidence.pinned_hint": Text(
            "Điền sẵn khóa của máy chủ này. Dán khóa bạn đã giữ để không phải tin trang này.",
            "Filled with this server's key. Paste the one you kept, so that you need not trust this page.",
        ),
        "portal.evidence.run": Text("Kiểm chứng", "Verify"),
        "portal.evidence.path": Text("Con đường của bằng chứng", "The path of evidence"),
        "portal.evidence.path_what": Text(
            "Số đọc → dòng trong khối của một chuỗi và một ngày → lá của cây trong lô → mục của nhật ký → gốc đã ký.",
            "Reading → row in the chunk of one datastream and day → leaf of the batch's tree → entry of the log → "
            "signed root.",
        ),
        "portal.evidence.limits": Text(
            "Điều được chứng minh: số đọc này đã được nhận và không đổi từ đó. Điều không được chứng minh: thiết bị "
            "đã đo đúng.",
            "Proved: this reading was taken and has not changed since. Not proved: that the instrument measured rightly.",
        ),
        "portal.verify.ok": Text("Đã kiểm chứng", "Verified"),
        "portal.verify.ok_what": Text(
            "Số đọc nằm trong nhật ký dưới chữ ký của khóa bạn tin.",
            "The reading lies in the log under the signature of the key you trust.",
        ),
        "portal.verify.failed": Text("Không kiểm chứng được", "Not verified"),
        "portal.verify.failed_what": Text(
            "Ít nhất một bước không khớp. Đừng dùng số này; hãy báo cho ban quản lý và cơ quan quản lý.",
            "At least one step does not match. Do not use this figure; tell the board and the authority.",
        ),
        "portal.verify.running": Text("Đang tính lại…", "Recomputing…"),
        "portal.verify.not_found": Text(
            "Không có số đọc nào của chuỗi này đúng vào thời điểm đó, hoặc lô của nó chưa được niêm phong.",
            "There is no reading of this datastream at exactly that time, or its batch is not sealed yet.",
        ),
        "portal.verify.unreachable": Text(
            "Không lấy được bằng chứng từ máy chủ. Hãy thử lại.",
            "The proof could not be fetched from the server. Try again.",
        ),
        "portal.verify.value": Text("Giá trị trong bằng chứng", "Value in the proof"),
        "portal.verify.no_value": Text("thiếu", "missing"),
        "portal.verify.step_row": Text("Dòng của số đọc", "Row of the reading"),
        "portal.verify.step_chunk": Text("Khối một ngày trong cây của lô", "Chunk of one day in the batch's tree"),
        "portal.verify.step_entry": Text("Mục nhật ký", "Log entry"),
        "portal.verify.step_tree": Text("Gốc của nhật ký", "Root of the log"),
        "portal.verify.step_signature": Text("Chữ ký", "Signature"),
        "portal.about.lead": Text(
            "Khu này là gì, số liệu từ đâu, quy định nào đang được áp dụng.",
            "What this park is, where its data come from, which rules apply.",
        ),
        "portal.about.notice": Text("Lưu ý", "Notice"),
        "portal.about.sources": Text("Nguồn dữ liệu và giấy phép", "Data sources and licences"),
        "portal.about.sources_what": Text("Theo khai báo của từng chuỗi dữ liệu.", "As declared by each datastream."),
        "portal.about.source": Text("Nguồn", "Source"),
        "portal.about.sources_none": Text("Chưa khai báo nguồn nào", "No source declared"),
        "portal.about.sources_none_why": Text(
            "Điền cột source trong tệp datastreams.",
            "Fill the column source in the datastreams file.",
        ),
        "portal.about.rules": Text("Quy định và hệ số đang dùng", "Rules and factors in use"),
        "portal.about.rules_what": Text(
            "Mỗi con số tính ra đều ghi mã của quy định hay hệ số đã dùng.",
            "Every computed figure names the id of the rule or factor it used.",
        ),
        "portal.about.rule": Text("Mã", "Id"),
        "portal.about.document": Text("Văn bản", "Document"),
        "portal.about.valid": Text("Hiệu lực", "In force"),
        "portal.about.confidence": Text("Độ tin", "Confidence"),
        "portal.about.verified": Text("đã đối chiếu", "verified"),
        "portal.about.records": Text("{count} bản ghi", "{count} records"),
        "portal.about.rules_none": Text("Chưa nạp quy định nào", "No rules loaded"),
        "portal.about.rules_none_why": Text(
            "Các gói quy định đi kèm phần mềm; hãy kiểm tra cài đặt.",
            "The rule packs come with the software; check the installation.",
        ),
        "portal.about.software": Text("Phần mềm", "Software"),
        "portal.about.software_what": Text(
            "ecopark là phần mềm mở theo giấy phép Apache 2.0. Biểu đồ vẽ bằng Apache ECharts 6.1.0 (Apache 2.0), "
            "giao kèm gói; không trang nào gọi ra ngoài máy này.",
            "ecopark is open software under the Apache 2.0 licence. Charts are drawn by Apache ECharts 6.1.0 (Apache "
            "2.0), delivered in the package; no page calls outside this machine.",
        ),
        "portal.rule.authority": Text("cơ quan", "authority"),
        "portal.rule.coefficient": Text("hệ số", "coefficient"),
        "portal.rule.document": Text("văn bản", "document"),
        "portal.rule.emission_factor": Text("hệ số phát thải", "emission factor"),
        "portal.rule.fuel": Text("nhiên liệu", "fuel"),
        "portal.rule.gwp": Text("tiềm năng nóng lên toàn cầu", "global warming potential"),
        "portal.rule.limit": Text("giới hạn", "limit"),
        "portal.rule.slot": Text("chỗ chờ nhập", "slot to be filled"),
        "portal.rule.symbol": Text("ký hiệu thông số", "parameter symbol"),
        "portal.rule.tariff_hours": Text("khung giờ điện", "tariff hours"),
        "portal.rule.tariff_price": Text("giá điện", "electricity price"),
        "portal.rule.tariff_structure": Text("cơ cấu giá điện", "tariff structure"),
        "portal.rule.tax": Text("thuế", "tax"),
        "portal.rule.tolerance": Text("sai số cho phép", "tolerance"),
        "portal.rule.confidence_high": Text("độ tin cao", "high confidence"),
        "portal.rule.confidence_medium_high": Text("độ tin khá cao", "medium-high confidence"),
        "portal.rule.confidence_medium": Text("độ tin trung bình", "medium confidence"),
        "portal.rule.confidence_low": Text("độ tin thấp", "low confidence"),
        "portal.sign_in.title": Text("Đăng nhập", "Sign in"),
        "portal.sign_in.lead": Text(
            "Dành cho ban quản lý, doanh nghiệp, thanh tra và cơ quan quản lý. Số liệu công khai không cần đăng nhập.",
            "For managers, firms, inspectors and regulators. Published figures need no account.",
        ),
        "portal.sign_in.user": Text("Tên đăng nhập", "User name"),
        "portal.sign_in.password": Text("Mật khẩu", "Password"),
        "portal.sign_in.help": Text(
            "Quên mật khẩu? Hãy liên hệ ban quản lý khu.",
            "Forgot the password? Ask the park's management board.",
        ),
        "portal.error.title_401": Text("Cần đăng nhập", "Please sign in"),
        "portal.error.text_401": Text(
            "Trang này không công khai. Hãy đăng nhập bằng tài khoản được cấp quyền.",
            "This page is not public. Sign in with an account that may see it.",
        ),
        "portal.error.title_403": Text("Bạn không có quyền xem trang này", "You may not see this page"),
        "portal.error.text_403": Text(
            "Số liệu của mỗi doanh nghiệp thuộc về doanh nghiệp đó. Trang này không có, hoặc nằm ngoài quyền của tài "
            "khoản bạn.",
            "Each firm's data belong to that firm. This page does not exist, or lies outside what your account may see.",
        ),
        "portal.error.title_404": Text("Không có trang này", "There is no such page"),
        "portal.error.text_404": Text(
            "Địa chỉ có thể đã gõ sai, hoặc thứ này không còn trong mô tả của khu.",
            "The address may be mistyped, or the thing is no longer in the park's description.",
        ),
        "portal.error.title_409": Text("Chưa làm được lúc này", "This cannot be done now"),
        "portal.error.text_409": Text(
            "Yêu cầu không khớp với trạng thái hiện tại. Không có gì bị mất.",
            "The request does not fit the present state. Nothing was lost.",
        ),
        "portal.error.title_500": Text("Có lỗi ở phía chúng tôi", "Something failed on our side"),
        "portal.error.text_500": Text(
            "Dữ liệu không bị ảnh hưởng. Hãy thử lại; nếu còn lỗi, hãy báo cho người vận hành kèm giờ xảy ra.",
            "Your data are not affected. Try again; if it persists, tell the operator with the time.",
        ),
        "portal.error.home": Text("Về trang tổng quan", "To the overview"),
    }
)
