"""Texts of ``ecopark document``."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.document": Text(vi="Tài liệu làm bằng chứng: nộp, liệt kê.", en="Documents as evidence: hand in, list."),
        "cli.help.document_add": Text(
            vi="Nộp một tài liệu (PDF, DOCX, XLSX, JPEG, PNG, CSV; tối đa 10 MB).\n\nVí dụ: ecopark document add "
            'giay-phep.pdf --title "Giấy phép môi trường"',
            en="Hand in a document (PDF, DOCX, XLSX, JPEG, PNG, CSV; 10 MB at most).\n\nExample: ecopark document add "
            'permit.pdf --title "Environmental permit"',
        ),
        "cli.help.document_title": Text(vi="Tài liệu này là gì, một dòng.", en="What it is, in one line."),
        "cli.help.document_about": Text(vi="Tài liệu cho thấy điều gì.", en="What it shows."),
        "cli.help.document_firm": Text(
            vi="Của doanh nghiệp nào; bỏ trống: của khu.", en="Whose it is; left out: the park's own."
        ),
        "cli.help.document_public": Text(vi="Cho mọi người xem.", en="Let everybody read it."),
        "cli.help.document_list": Text(vi="Liệt kê tài liệu đã nộp.", en="List the documents that were handed in."),
        "cli.document.kept": Text(vi="Đã lưu {name} với mã {id}.", en="Kept {name} as {id}."),
        "cli.document.known": Text(
            vi="{name} đã có từ trước với mã {id}; không lưu lại lần nữa.",
            en="{name} was known already as {id}; it is not kept twice.",
        ),
        "cli.document.none": Text(
            vi="Chưa có tài liệu nào. Nộp bằng: ecopark document add TỆP.",
            en="No document yet. Hand one in with: ecopark document add FILE.",
        ),
    }
)
