"""Texts of documents that people hand in."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.document.too_large": Text(
            vi="Tệp có {bytes} byte, nhiều hơn mức {largest} byte của một tài liệu (10 MB như Biểu A.4). Hãy nén ảnh trong tệp, "
            "hoặc tách thành nhiều tệp.",
            en="The file has {bytes} bytes, more than the {largest} bytes of a document (10 MB as in Form A.4). Make its "
            "pictures smaller, or split it.",
        ),
        "judge.document.empty": Text(
            vi="Tệp rỗng. Hãy chọn lại tệp rồi gửi.", en="The file is empty. Choose the file again and send it."
        ),
        "judge.document.type": Text(
            vi="Nội dung của tệp không phải {known}. Tên tệp không quyết định loại tệp, nội dung mới quyết định. Hãy xuất tài "
            "liệu ra PDF rồi gửi lại.",
            en="The content of the file is none of {known}. The content decides, not the name. Save the document as PDF and "
            "send that.",
        ),
        "judge.document.macros": Text(
            vi="Tệp Office có chứa chương trình (macro) nên không được nhận. Hãy lưu thành .docx, .xlsx thường hoặc PDF.",
            en="The office file holds a program (macros) and is not taken. Save it as a plain .docx or .xlsx, or as PDF.",
        ),
        "judge.document.name": Text(
            vi="Tên tệp phải có từ 1 đến 200 ký tự. Hãy đổi tên tệp rồi gửi lại.",
            en="The name of the file has 1 to 200 characters. Rename it and send it again.",
        ),
        "judge.document.text_too_long": Text(
            vi="Mục {field} dài quá {most} ký tự. Hãy viết ngắn lại.",
            en="{field} is longer than {most} characters. Say it shorter.",
        ),
        "judge.document.firm_unknown": Text(
            vi="Không có doanh nghiệp “{firm}” trong khu. Hãy chọn đúng mã doanh nghiệp.",
            en="There is no firm “{firm}” in the park. Choose the id of a firm.",
        ),
        "judge.document.say_which_firm": Text(
            vi="Tài khoản của bạn thuộc nhiều doanh nghiệp. Hãy nói tài liệu của doanh nghiệp nào.",
            en="Your account is of several firms. Say whose document this is.",
        ),
    }
)
