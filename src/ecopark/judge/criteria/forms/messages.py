"""Texts printed in forms, the self-assessment and the dossier."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.form.title.a4": Text(
            vi="BÁO CÁO THEO DÕI TÌNH HÌNH VẬN HÀNH KHU CÔNG NGHIỆP SINH THÁI",
            en="FOLLOW-UP REPORT ON RUNNING THE ECO-INDUSTRIAL PARK",
        ),
        "judge.form.title.a5": Text(
            vi="CÁC CHỈ TIÊU CỦA KHU CÔNG NGHIỆP SINH THÁI", en="INDICATORS OF THE ECO-INDUSTRIAL PARK"
        ),
        "judge.form.title.b4": Text(
            vi="BÁO CÁO THEO DÕI TÌNH HÌNH HOẠT ĐỘNG CỦA DOANH NGHIỆP SINH THÁI",
            en="FOLLOW-UP REPORT OF AN ECO-ENTERPRISE",
        ),
        "judge.form.title.b5": Text(
            vi="CÁC CHỈ TIÊU VỀ DOANH NGHIỆP TRONG KHU CÔNG NGHIỆP", en="INDICATORS ON THE FIRMS OF THE PARK"
        ),
        "judge.form.name": Text(
            vi="Biểu {form} (Thông tư số 05/2025/TT-BKHĐT)", en="Form {form} (Circular 05/2025/TT-BKHDT), translation"
        ),
        "judge.form.year": Text(
            vi="Năm báo cáo (N): {year}. Kết quả tiết kiệm là của năm {before} (N-1).",
            en="Reporting year (N): {year}. Savings are those of {before} (N-1).",
        ),
        "judge.form.republic": Text(vi="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", en="SOCIALIST REPUBLIC OF VIETNAM"),
        "judge.form.motto": Text(vi="Độc lập - Tự do - Hạnh phúc", en="Independence - Freedom - Happiness"),
        "judge.form.number": Text(vi="Số: ……………", en="No.: ……………"),
        "judge.form.place_and_day": Text(vi="……………, ngày …… tháng …… năm ………", en="……………, day …… month …… year ………"),
        "judge.form.to": Text(vi="Kính gửi: {name}", en="To: {name}"),
        "judge.form.to_blank": Text(vi="Kính gửi: Ban quản lý ……………………………", en="To: the management board ……………………………"),
        "judge.form.ministry": Text(
            vi="Cơ quan quản lý nhà nước về khu công nghiệp khi lập biểu: {name}",
            en="In charge of industrial parks when the form was made: {name}",
        ),
        "judge.form.subject.park": Text(vi="Khu công nghiệp: {name}", en="Industrial park: {name}"),
        "judge.form.subject.firm": Text(vi="Doanh nghiệp: {name}", en="Firm: {name}"),
        "judge.form.head.code": Text(vi="Mã", en="Field"),
        "judge.form.head.what": Text(vi="Nội dung", en="Content"),
        "judge.form.head.unit": Text(vi="Đơn vị", en="Unit"),
        "judge.form.head.period": Text(vi="Kỳ", en="Period"),
        "judge.form.head.value": Text(vi="Giá trị", en="Value"),
        "judge.form.head.proof": Text(vi="Mức tin cậy, mã số", en="Standing, code"),
        "judge.form.head.standing": Text(vi="Mức tin cậy", en="Standing"),
        "judge.form.head.trace": Text(vi="Mã số truy vết", en="Code"),
        "judge.form.head.typed": Text(vi="Số đã khai", en="Typed"),
        "judge.form.head.computed": Text(vi="Số tính lại", en="Computed"),
        "judge.form.head.difference": Text(vi="Chênh lệch", en="Difference"),
        "judge.form.head.evidence": Text(vi="Bằng chứng", en="Evidence"),
        "judge.form.differences": Text(vi="Chênh lệch giữa số khai và số tính lại", en="Where typed and computed differ"),
        "judge.form.differences_why": Text(
            vi="Giá trị ở bảng trên là số đã khai; số tính lại theo công thức của biểu hoặc theo số liệu của nền tảng. Cả hai "
            "đều được giữ.",
            en="The table above shows the typed numbers; the computed ones follow the form's formula or the platform's data. "
            "Both are kept.",
        ),
        "judge.form.no_differences": Text(
            vi="Không có chênh lệch giữa số khai và số tính lại.", en="Typed and computed numbers agree."
        ),
        "judge.form.printed_as": Text(vi="{code} (mẫu in ghi {printed})", en="{code} (the form prints {printed})"),
        "judge.form.blank": Text(
            vi="Có {count} mục để trống vì chưa có số liệu; để trống không có nghĩa là bằng 0.",
            en="{count} fields are blank for want of data; blank does not mean zero.",
        ),
        "judge.form.check": Text(
            vi="Các mục theo đặc tả của hệ thống báo cáo; câu chữ và bố cục cần đối chiếu với mẫu in của Thông tư trước khi nộp.",
            en="Fields follow the specification of the reporting system; compare wording and layout with the printed form "
            "before filing.",
        ),
        "judge.form.signer_park": Text(
            vi="ĐẠI DIỆN NHÀ ĐẦU TƯ HẠ TẦNG\n(Ký, ghi rõ họ tên, chức vụ, đóng dấu)",
            en="FOR THE INFRASTRUCTURE INVESTOR\n(signature, full name, position, seal)",
        ),
        "judge.form.signer_firm": Text(
            vi="ĐẠI DIỆN DOANH NGHIỆP\n(Ký, ghi rõ họ tên, chức vụ, đóng dấu)",
            en="FOR THE FIRM\n(signature, full name, position, seal)",
        ),
        "judge.form.made_by": Text(vi="Người lập biểu\n(Ký, ghi rõ họ tên)", en="Made by\n(signature, full name)"),
        "judge.form.footer": Text(vi="Nội dung SHA-256 {hash}", en="Content SHA-256 {hash}"),
        "judge.form.yes": Text(vi="Có", en="Yes"),
        "judge.form.no": Text(vi="Không", en="No"),
        "judge.form.standing.verified": Text(vi="Đã kiểm chứng", en="Verified"),
        "judge.form.standing.measured": Text(vi="Số đo", en="Measured"),
        "judge.form.standing.declared": Text(vi="Khai báo", en="Declared"),
        "judge.form.standing.not_provable": Text(vi="Không chứng minh được", en="Not provable"),
        "judge.form.section.land": Text(vi="Sử dụng đất", en="Land use"),
        "judge.form.section.social_works": Text(vi="Nhà ở và công trình xã hội", en="Housing and social works"),
        "judge.form.section.compliance": Text(vi="Chấp hành pháp luật", en="Compliance with law"),
        "judge.form.section.recp": Text(
            vi="Hiệu quả tài nguyên và sản xuất sạch hơn", en="Resource efficiency and cleaner production"
        ),
        "judge.form.section.symbiosis": Text(vi="Cộng sinh công nghiệp", en="Industrial symbiosis"),
        "judge.form.section.symbiosis_results": Text(vi="Kết quả cộng sinh công nghiệp", en="Results of symbiosis"),
        "judge.form.section.capacity": Text(vi="Sản phẩm và công suất", en="Products and capacity"),
        "judge.form.section.environment": Text(vi="Môi trường", en="Environment"),
        "judge.form.section.management": Text(vi="Quản lý khu", en="Park management"),
        "judge.form.section.social": Text(vi="Xã hội", en="Social"),
        "judge.form.section.economy": Text(vi="Kinh tế", en="Economy"),
        "judge.form.section.investor": Text(vi="Nhà đầu tư hạ tầng", en="Infrastructure investor"),
        "judge.form.section.firms": Text(vi="Doanh nghiệp tham gia", en="Firms taking part"),
        "judge.form.section.park": Text(vi="Toàn khu", en="The whole park"),
        "judge.form.section.taxonomy": Text(vi="Phân loại xanh", en="Green taxonomy"),
        "judge.form.section.green_firm": Text(vi="Điều kiện công nhận", en="Conditions"),
        "judge.form.section.facts": Text(vi="Thông tin nền", en="Facts"),
        "judge.form.self.title": Text(
            vi="BÁO CÁO TỰ ĐÁNH GIÁ ĐÁP ỨNG TIÊU CHÍ KHU CÔNG NGHIỆP SINH THÁI",
            en="SELF-ASSESSMENT AGAINST THE CRITERIA OF AN ECO-INDUSTRIAL PARK",
        ),
        "judge.form.self.basis": Text(
            vi="Theo Điều 37 Nghị định số 35/2022/NĐ-CP. Năm đánh giá: {year}.",
            en="Against article 37 of Decree 35/2022/ND-CP. Year: {year}.",
        ),
        "judge.form.self.status": Text(vi="Kết quả", en="Result"),
        "judge.form.self.why": Text(vi="Căn cứ, còn thiếu", en="Reason, what is missing"),
        "judge.form.self.provisional": Text(
            vi="Kết quả tạm thời: câu chữ tiêu chí chưa được người có trách nhiệm đối chiếu với Công báo.",
            en="Provisional: the wording of the criteria has not been compared with the gazette by a named person.",
        ),
        "judge.form.letter.title": Text(
            vi="VĂN BẢN ĐỀ NGHỊ CHỨNG NHẬN KHU CÔNG NGHIỆP SINH THÁI",
            en="LETTER ASKING FOR THE CERTIFICATE OF AN ECO-INDUSTRIAL PARK",
        ),
        "judge.form.letter.body": Text(
            vi="{investor} đề nghị xem xét, chứng nhận {park} là khu công nghiệp sinh thái theo Nghị định số 35/2022/NĐ-CP. Hồ "
            "sơ kèm theo gồm {count} bộ như mục lục. Chúng tôi chịu trách nhiệm về tính chính xác của hồ sơ.",
            en="{investor} asks that {park} be certified as an eco-industrial park under Decree 35/2022/ND-CP. The dossier has "
            "{count} sets as listed. We answer for its accuracy.",
        ),
        "judge.form.letter.draft": Text(
            vi="Dự thảo: mẫu đề nghị chính thức chưa tìm được, cần đối chiếu trước khi ký.",
            en="Draft: the official template was not found; compare before signing.",
        ),
        "judge.form.nobody": Text(vi="……………………………", en="………………………………"),
    }
)
