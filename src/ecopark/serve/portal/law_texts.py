"""Names of texts, places in them and where they were read, for a Vietnamese reader: rule packs keep them in English."""

from __future__ import annotations

import re

from ecopark.core.messages import Lang

_WHOLE = {
    # where a rule was read
    "[memory]": "theo trí nhớ, chưa đọc văn bản",
    "ministry's newspaper of 2022-12-20 quoting the corrected text; later amendments not checked": (
        "báo của bộ ngày 20/12/2022 trích văn bản đã đính chính; chưa kiểm tra sửa đổi sau đó"
    ),
    "public copies and station code that agree; sending after a break is recalled": (
        "các bản sao công khai khớp nhau; việc gửi bù sau gián đoạn theo trí nhớ"
    ),
    "public copies, compiled November 2026; no day of the year was found": (
        "các bản sao công khai, tổng hợp tháng 11/2026; không thấy nêu ngày"
    ),
    "public statement of the chamber of commerce that cites the article": (
        "thông tin công khai của phòng thương mại có dẫn điều này"
    ),
    "read for Circular 24/2017; that it holds on is recalled; no day of the year": (
        "đã đọc trong Thông tư 24/2017; việc còn áp dụng là theo trí nhớ; không thấy nêu ngày"
    ),
    "specification of a ministry's reporting system, public copy; no day of the year was found": (
        "tài liệu mô tả hệ thống báo cáo của bộ, bản công khai; không thấy nêu ngày"
    ),
    "specification of a ministry's reporting system (public copy, 2026)": (
        "tài liệu mô tả hệ thống báo cáo của bộ (bản công khai, 2026)"
    ),
    "public copies and notes of the decree, compiled November 2026; wording of the article not compared with the gazette": (
        "bản sao và ghi chú công khai về nghị định, tổng hợp tháng 11/2026; chưa đối chiếu câu chữ với Công báo"
    ),
    "public notes of the decision, compiled November 2026; Appendix I not found": (
        "ghi chú công khai về quyết định, tổng hợp tháng 11/2026; chưa tìm thấy Phụ lục I"
    ),
    "[memory] recalled from the 2017/2021 texts, not read in a stored copy; compare with the published PDF before use": (
        "theo trí nhớ về bản 2017/2021, chưa đọc bản lưu; hãy đối chiếu với bản PDF đã công bố trước khi dùng"
    ),
    "what the criteria ask for; the list of questions is ours": "điều các tiêu chí hỏi; danh sách câu hỏi do nền tảng lập",
    "own conditions of this platform, no legal text: a limit that is exceeded rules recognition out": (
        "điều kiện riêng của nền tảng, không phải văn bản pháp luật: vượt giới hạn thì không được công nhận"
    ),
    "text says every two years from data year 2026, sent before 1 December from 2027; whether the report due in 2027 "
    "covers 2025 as well was not read": (
        "văn bản nêu hai năm một lần từ số liệu năm 2026, gửi trước 01/12 từ năm 2027; chưa đọc được báo cáo năm 2027 "
        "có gồm cả năm 2025 không"
    ),
    "the amount is at least the inventory of direct sources in the phase, less offset credits": (
        "lượng nộp ít nhất bằng phát thải trực tiếp trong giai đoạn, trừ tín chỉ bù trừ"
    ),
    "the first report, due in 2025, was for 2024 alone; next 2027-03-31 for 2025 and 2026": (
        "báo cáo đầu, hạn năm 2025, chỉ cho năm 2024; tiếp theo là 31/03/2027 cho 2025 và 2026"
    ),
    # places
    "article 37, criteria for the infrastructure investor: compliance with law": (
        "điều 37, nhà đầu tư hạ tầng chấp hành pháp luật"
    ),
    "article 37, basic services": "điều 37, dịch vụ cơ bản",
    "article 37, supervision of inputs and outputs": "điều 37, giám sát đầu vào và đầu ra",
    "article 37, published report": "điều 37, công bố báo cáo",
    "article 37, criteria for firms taking part: compliance with law": "điều 37, doanh nghiệp tham gia chấp hành pháp luật",
    "article 37, at least one symbiosis link": "điều 37, ít nhất một liên kết cộng sinh",
    "article 37, management systems of firms in the link": "điều 37, hệ thống quản lý của doanh nghiệp trong liên kết",
    "article 37, share of firms applying RECP": "điều 37, tỷ lệ doanh nghiệp áp dụng sản xuất sạch hơn",
    "article 37, land of greenery, traffic, technical areas, shared social infrastructure": (
        "điều 37, đất cây xanh, giao thông, khu kỹ thuật và hạ tầng xã hội dùng chung"
    ),
    "article 37, housing and public works for workers": "điều 37, nhà ở và công trình công cộng cho người lao động",
    "article 37, compliance with law": "điều 37, chấp hành pháp luật",
    "article 37, management systems": "điều 37, hệ thống quản lý",
    "article 37, symbiosis link": "điều 37, liên kết cộng sinh",
    "contract between firm and park": "hợp đồng giữa doanh nghiệp và khu",
    "infrastructure investor": "nhà đầu tư hạ tầng",
    "management board": "ban quản lý",
    "confirmation of projects": "xác nhận dự án",
    "test 2, list of sectors": "điều kiện 2, danh mục lĩnh vực",
    "performance requirement, recalled; the numbering is ours": "yêu cầu kết quả, theo trí nhớ; nền tảng tự đánh số",
    "prereq requirement, recalled; the numbering is ours": "yêu cầu tiên quyết, theo trí nhớ; nền tảng tự đánh số",
    # documents
    "International Framework for Eco-Industrial Parks v2.0 (UNIDO, World Bank, GIZ, 2021)": (
        "Khung quốc tế về khu công nghiệp sinh thái v2.0 (UNIDO, Ngân hàng Thế giới, GIZ, 2021)"
    ),
    "Maturity ladder of this platform": "Thang bậc của nền tảng này",
    "Recognition as a green firm: the park's own conditions as shipped": (
        "Công nhận doanh nghiệp xanh: điều kiện riêng của khu, theo bản cài sẵn"
    ),
    "Connection standard of the park": "Tiêu chuẩn đấu nối của khu",
}

_PARTS = (
    ("as amended by", "sửa đổi bởi"),
    ("corrected by", "đính chính bởi"),
    ("public copy of", "bản công khai của"),
    (", read November 2026", ", đọc tháng 11/2026"),
    ("Law on Environmental Protection", "Luật Bảo vệ môi trường"),
    ("Circular", "Thông tư"),
    ("Decree", "Nghị định"),
    ("Decision", "Quyết định"),
    ("Resolution", "Nghị quyết"),
    ("Chapter", "Chương"),
    ("Annex", "Phụ lục"),
    ("Appendix", "Phụ lục"),
    ("populations of Form", "nhóm doanh nghiệp của Mẫu"),
    ("Forms", "Mẫu"),
    ("Form", "Mẫu"),
    ("indicator", "chỉ tiêu"),
    ("articles", "các điều"),
    ("article not found", "chưa tìm thấy điều"),
    ("article", "điều"),
    ("carried over from", "giữ lại từ"),
    ("criterion", "tiêu chí"),
    ("condition ", "điều kiện "),
    ("test ", "điều kiện "),
    ("river, stream, canal (mean flow of the 3 driest months)", "sông, suối, kênh (lưu lượng trung bình 3 tháng kiệt nhất)"),
    ("river, stream, canal (no flow data)", "sông, suối, kênh (không có số liệu lưu lượng)"),
    ("lake, pond, reservoir (no volume data)", "hồ, ao, đầm (không có số liệu dung tích)"),
    ("lake, pond, reservoir", "hồ, ao, đầm"),
    (
        "coastal water for bathing, sports, aquatic protection",
        "nước biển ven bờ dùng cho bãi tắm, thể thao, bảo vệ thủy sinh",
    ),
    ("coastal water of other use", "nước biển ven bờ dùng cho mục đích khác"),
    ("from 20 t of steam per hour", "từ 20 tấn hơi/giờ"),
    ("below 20 t of steam per hour", "dưới 20 tấn hơi/giờ"),
    ("boilers", "nồi hơi"),
    ("mean of year", "trung bình năm"),
    ("mean of ", "trung bình "),
    ("table of ", "bảng "),
    ("Table", "Bảng"),
    ("section ", "mục "),
    (", row ", ", dòng "),
    (", column ", ", cột "),
    (", zone ", ", vùng "),
    (" or ", " hoặc "),
    ("/ND-CP", "/NĐ-CP"),
    ("/QD-", "/QĐ-"),
    ("/TT-BKHDT", "/TT-BKHĐT"),
)
_DATED = re.compile(r" of (\d{4})-(\d{2})-(\d{2})")


def law_text(lang: Lang, text: str) -> str:
    """A document, a place in it or a source in the reader's language; what is not known here stays as it is."""
    if lang != "vi":
        return "recalled, the text was not read" if text == "[memory]" else text
    if text in _WHOLE:
        return _WHOLE[text]
    text = _DATED.sub(r" ngày \3/\2/\1", text)
    for english, vietnamese in _PARTS:
        text = text.replace(english, vietnamese)
    return text
