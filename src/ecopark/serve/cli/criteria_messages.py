"""Texts of ``ecopark criteria``."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.criteria": Text(
            vi="Tiêu chí khu công nghiệp sinh thái: tình trạng, trả lời, biểu mẫu, hồ sơ.",
            en="Criteria of eco-industrial parks: status, answers, forms, dossier.",
        ),
        "cli.help.criteria_status": Text(
            vi="Đạt, chưa đạt hay chưa đủ căn cứ, và bước rẻ nhất tiếp theo.\n\nVí dụ: ecopark criteria status --pack "
            "vn-decree-35",
            en="Met, not met or insufficient, and the cheapest next step.\n\nExample: ecopark criteria status --pack "
            "vn-decree-35",
        ),
        "cli.help.criteria_answer": Text(
            vi="Trả lời một tiêu chí hoặc một mục của biểu mẫu, kèm tài liệu.\n\nVí dụ: ecopark criteria answer vn-form-a5 PM.1 "
            "có --evidence quy-che.pdf",
            en="Answer a criterion or a field of a form, with documents.\n\nExample: ecopark criteria answer vn-form-a5 PM.1 "
            "yes --evidence rules.pdf",
        ),
        "cli.help.criteria_form": Text(
            vi="Ghi biểu A.4, A.5, B.4 hoặc B5 ra tệp .docx hay .xlsx.\n\nVí dụ: ecopark criteria form A.4 bieu-a4.docx",
            en="Write form A.4, A.5, B.4 or B5 as .docx or .xlsx.\n\nExample: ecopark criteria form A.4 form-a4.docx",
        ),
        "cli.help.criteria_dossier": Text(
            vi="Danh mục 6 bộ hồ sơ đăng ký; có tên tệp thì ghi cả hồ sơ ra ZIP.\n\nVí dụ: ecopark criteria dossier ho-so.zip",
            en="Checklist of the six sets of the dossier; with a file name, the whole dossier as ZIP.\n\nExample: ecopark "
            "criteria dossier dossier.zip",
        ),
        "cli.help.criteria_year": Text(vi="Năm báo cáo N; bỏ trống: năm nay.", en="Reporting year N; left out: this year."),
        "cli.help.criteria_subject": Text(vi="“park” (cả khu) hoặc mã doanh nghiệp.", en="“park” or the id of a firm."),
        "cli.help.criteria_pack": Text(vi="Chỉ một bộ tiêu chí, từng dòng.", en="One pack only, line by line."),
        "cli.help.criteria_evidence": Text(
            vi="Tệp làm bằng chứng; lặp lại được.", en="A file as evidence; may be repeated."
        ),
        "cli.help.criteria_document": Text(
            vi="Mã tài liệu đã nộp; lặp lại được.", en="Id of a document that was handed in; may be repeated."
        ),
        "cli.criteria.next": Text(vi="  Bước rẻ nhất: {code} – {step}", en="  Cheapest next step: {code} – {step}"),
        "cli.criteria.ladder": Text(vi="Bậc trưởng thành: {level}/6 ({name})", en="Maturity ladder: {level}/6 ({name})"),
        "cli.criteria.kept": Text(
            vi="Đã lưu câu trả lời {id}, lần {revision}, kèm {count} bằng chứng.",
            en="Kept the answer {id}, revision {revision}, with {count} pieces of evidence.",
        ),
        "cli.criteria.kind": Text(
            vi="Tên tệp phải kết thúc bằng .docx hoặc .xlsx. Hãy đổi đuôi tệp.",
            en="The file's name ends in .docx or .xlsx. Change its ending.",
        ),
        "cli.criteria.written": Text(vi="Đã ghi {file} ({bytes} byte).", en="Wrote {file} ({bytes} bytes)."),
        "cli.criteria.not_found": Text(
            vi="tên bộ này chưa tìm được trong văn bản, cần đối chiếu", en="the name of this set was not found in the text"
        ),
    }
)
