"""Texts of products, footprints and the CBAM sheet."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "account.pcf.not_object": Text(
            vi="không phải là một hồ sơ dấu chân sản phẩm (đối tượng JSON).",
            en="this is no product footprint (a JSON object).",
        ),
        "account.pcf.missing": Text(
            vi="thiếu thuộc tính bắt buộc này. Hãy yêu cầu bên gửi bổ sung.",
            en="this required property is missing. Ask the sender to add it.",
        ),
        "account.pcf.form": Text(
            vi="giá trị không đúng dạng; cần: {expected}.", en="the value has not the right form; needed: {expected}."
        ),
        "account.pcf.uptake_missing": Text(
            vi="giá trị gồm hấp thụ ({including}) khác giá trị không gồm hấp thụ ({excluding}) nhưng không ghi lượng hấp thụ.",
            en="the value including uptake ({including}) differs from the one excluding it ({excluding}), "
            "yet no uptake is stated.",
        ),
        "account.pcf.including": Text(
            vi="giá trị gồm hấp thụ phải bằng giá trị không gồm cộng hấp thụ: {excluding} + ({uptake}) = {expected}, "
            "nhưng ghi {including}.",
            en="including must equal excluding plus uptake: {excluding} + ({uptake}) = {expected}, but {including} is stated.",
        ),
        "account.pcf.components": Text(
            vi="các phần cộng lại được {sum}, khác tổng {excluding}. Hãy hỏi phần nào thiếu hoặc tính hai lần.",
            en="the parts add up to {sum}, not to the total {excluding}. Ask which part is missing or counted twice.",
        ),
        "account.pcf.part_larger": Text(
            vi="phần này ({part}) lớn hơn cả tổng {of} ({whole}).",
            en="this part ({part}) is larger than its whole {of} ({whole}).",
        ),
        "account.pcf.carbon_over_mass": Text(
            vi="lượng carbon trong sản phẩm ({carbon} kg) lớn hơn khối lượng sản phẩm ({mass} kg).",
            en="the product contains more carbon ({carbon} kg) than it weighs ({mass} kg).",
        ),
        "account.pcf.recycled_over_carbon": Text(
            vi="carbon tái chế ({recycled} kg) lớn hơn tổng carbon trong sản phẩm ({carbon} kg).",
            en="there is more recycled carbon ({recycled} kg) than carbon in the product ({carbon} kg).",
        ),
        "account.pcf.uptake_of_carbon": Text(
            vi="hấp thụ {uptake} không khớp carbon sinh học {carbon} kg: 44/12 lần là {expected}.",
            en="the uptake {uptake} does not fit the biogenic carbon content of {carbon} kg: 44/12 of it is {expected}.",
        ),
        "account.pcf.mass_of_kilogram": Text(
            vi="đơn vị khai báo là {amount} kg nhưng khối lượng sản phẩm ghi {mass} kg; hai số phải bằng nhau.",
            en="the declared unit is {amount} kg but the product mass says {mass} kg; both must be equal.",
        ),
        "account.pcf.mass_of_service": Text(
            vi="đơn vị “{unit}” không có khối lượng: phải ghi 0, không phải {mass}.",
            en="a “{unit}” has no mass: it must be 0, not {mass}.",
        ),
        "account.pcf.mass_zero": Text(
            vi="đơn vị “{unit}” cần khối lượng sản phẩm (kg), không được là 0.",
            en="a “{unit}” needs the mass of the product (kg), not 0.",
        ),
        "account.pcf.share": Text(
            vi="tỷ lệ phải từ 0 đến 100 %, nhưng ghi {share}.", en="a share lies between 0 and 100 %, but {share} is stated."
        ),
        "account.pcf.exemption_why": Text(
            vi="đã bỏ ra {share} % phát thải mà không nói vì sao.",
            en="{share} % of the emissions are left out without a reason.",
        ),
        "account.pcf.exemption_large": Text(
            vi="đã bỏ ra {share} % phát thải, nhiều hơn mức thường gặp 5 %. Hãy hỏi phần nào bị bỏ.",
            en="{share} % of the emissions are left out, more than the usual 5 %. Ask which.",
        ),
        "account.pcf.no_quality": Text(
            vi="không có tỷ lệ dữ liệu sơ cấp và không có chấm điểm chất lượng: không biết số này dựa vào đâu.",
            en="neither a primary data share nor quality ratings: what the number rests on is not known.",
        ),
        "account.pcf.sources_of_nothing": Text(
            vi="ghi 100 % dữ liệu sơ cấp thì không được liệt kê nguồn hệ số thứ cấp.",
            en="with 100 % primary data no secondary sources may be listed.",
        ),
        "account.pcf.sources_missing": Text(
            vi="dữ liệu sơ cấp chỉ {share} %, nhưng không nói hệ số thứ cấp lấy từ đâu.",
            en="only {share} % are primary data, yet no secondary source is named.",
        ),
        "account.pcf.rating": Text(
            vi="điểm chất lượng phải từ 1 đến 5, nhưng ghi {rating}.",
            en="a quality rating lies between 1 and 5, not {rating}.",
        ),
        "account.pcf.packaging_excluded": Text(
            vi="nói là không gồm bao bì nhưng lại ghi phát thải bao bì.",
            en="packaging is said not to be included, yet its emissions are stated.",
        ),
        "account.pcf.packaging_missing": Text(
            vi="nói là gồm bao bì nhưng không ghi phát thải bao bì.",
            en="packaging is said to be included, yet its emissions are not stated.",
        ),
        "account.pcf.capture_excluded": Text(
            vi="nói là không có thu giữ CO₂ nhưng lại ghi một lượng.",
            en="no capture is said to take place, yet an amount is stated.",
        ),
        "account.pcf.capture_not_said": Text(
            vi="có lượng CO₂ thu giữ nhưng không nói là thu giữ được tính vào.",
            en="an amount of captured CO₂ is stated, yet not that capture is included.",
        ),
        "account.pcf.capture_origin": Text(
            vi="không nói CO₂ thu giữ từ đâu và chôn ở đâu.", en="where the captured CO₂ comes from and goes to is not said."
        ),
        "account.pcf.credit_uncertified": Text(
            vi="cách tính Credit cần chứng nhận của sổ ghi bên ngoài để không tính hai lần.",
            en="the credit approach needs a certificate of an outside register, so that nothing is counted twice.",
        ),
        "account.pcf.geography": Text(
            vi="chỉ được ghi một mức địa lý, nhưng có: {names}.", en="one geographic level only, but there are: {names}."
        ),
        "account.pcf.reports_mixed": Text(
            vi="dùng lẫn hệ số GWP của nhiều báo cáo: {reports}. Không nên cộng hay so sánh.",
            en="warming potentials of several reports are mixed: {reports}. Do not add or compare it.",
        ),
        "account.pcf.report_old": Text(
            vi="dùng GWP của {report}; phương pháp PACT yêu cầu bản mới nhất ({latest}).",
            en="uses warming potentials of {report}; the PACT methodology asks for the latest ({latest}).",
        ),
        "account.pcf.period_order": Text(
            vi="kỳ phải bắt đầu trước khi kết thúc: {start} … {end}.", en="a period begins before it ends: {start} … {end}."
        ),
        "account.pcf.valid_before_end": Text(
            vi="hiệu lực bắt đầu {start}, trước khi kỳ tham chiếu kết thúc.",
            en="validity begins on {start}, before the reference period ends.",
        ),
        "account.pcf.valid_too_long": Text(
            vi="hiệu lực đến {end}, quá {years} năm sau kỳ tham chiếu.",
            en="valid until {end}, more than {years} years after the reference period.",
        ),
        "account.pcf.created_early": Text(
            vi="lập lúc {created}, trước khi kỳ tham chiếu kết thúc ({end}).",
            en="made on {created}, before the reference period ends ({end}).",
        ),
        "account.pcf.created_later": Text(vi="lập lúc {created}, ở tương lai.", en="made on {created}, in the future."),
        "account.pcf.run_out": Text(
            vi="đã hết hiệu lực từ {end} nhưng vẫn ghi Active.", en="validity ran out on {end}, yet the status is Active."
        ),
        "account.pcf.precedes_itself": Text(
            vi="một dấu chân không thể là bản trước của chính nó.", en="a footprint cannot precede itself."
        ),
        "account.pcf.preceding_active": Text(
            vi="bản trước {id} vẫn ghi Active; bản bị thay phải là Deprecated.",
            en="the preceding footprint {id} is still Active; what is replaced must be Deprecated.",
        ),
        "account.pcf.two_active": Text(
            vi="dấu chân {id} của cùng sản phẩm, cùng nơi và cùng thời gian cũng đang Active: dùng bản nào?",
            en="footprint {id} of the same product, place and time is Active as well: which one counts?",
        ),
        "account.product.no_production": Text(
            vi="chưa có số liệu sản lượng của “{product}”. Hãy nhập sản lượng từng tháng (tấn, chiếc …) rồi tính lại.",
            en="there is no production data of “{product}”. Enter what was made each month (tonnes, pieces …) and try again.",
        ),
        "account.product.production_gap": Text(
            vi="sản lượng của “{product}” còn thiếu {days} ngày trong kỳ. Hãy nhập cho đủ.",
            en="production data of “{product}” lack {days} days of the period. Complete them.",
        ),
        "account.product.sibling": Text(
            vi="“{product}” cũng được làm ở đây nhưng sản lượng chưa đủ, nên chưa chia được phát thải cho từng sản phẩm.",
            en="“{product}” is made here too, but its production data are not complete: the emissions cannot be shared out.",
        ),
        "account.product.no_inputs": Text(
            vi="chưa nói về nguyên vật liệu mua vào. Hãy liệt kê (inputs; danh sách rỗng nếu không có), hoặc nói phần trăm bỏ ra "
            "(exempted_percent) và lý do.",
            en="nothing is said of purchased materials. List them (inputs; an empty list if there are none), or state the "
            "percentage left out (exempted_percent) and why.",
        ),
        "account.product.exempted_why": Text(
            vi="đã bỏ ra một phần phát thải: hãy nói lý do (exempted_why).",
            en="part of the emissions is left out: say why (exempted_why).",
        ),
        "account.product.no_carbon_content": Text(
            vi="chưa ghi lượng carbon hóa thạch trong sản phẩm (fossil_carbon_kg). Thép, kim loại: gần bằng 0.",
            en="the fossil carbon content of the product (fossil_carbon_kg) is not stated. Steel and metals: nearly 0.",
        ),
        "account.product.mass_missing": Text(
            vi="chưa ghi khối lượng (mass_kg) của một đơn vị “{unit}”; dịch vụ và năng lượng ghi 0.",
            en="the mass (mass_kg) of one “{unit}” is not stated; services and energy say 0.",
        ),
        "account.product.no_id": Text(
            vi="chưa có mã sản phẩm dạng URN (product_ids), ví dụ urn:gtin:4712345060507.",
            en="there is no product id in URN form (product_ids), for example urn:gtin:4712345060507.",
        ),
        "account.product.no_lines": Text(
            vi="kiểm kê khí nhà kính của doanh nghiệp chưa có dòng nào trong kỳ. Hãy nối công tơ hoặc khai nhiên liệu.",
            en="the firm's greenhouse-gas inventory has no line in the period. Connect a meter or declare fuel.",
        ),
        "account.product.months_missing": Text(
            vi="nguồn “{category}” có {months} tháng trong kỳ chưa đo đủ (dưới 90 %), nên dấu chân sẽ thấp hơn thực tế. Hãy chọn kỳ khác hoặc bổ sung số đo.",
            en="of “{category}” {months} months of the period are not measured enough (below 90 %): the footprint would be too low. Choose another period or complete the readings.",
        ),
        "account.product.lines_not_computed": Text(
            vi="{count} dòng kiểm kê chưa tính được, nên dấu chân sẽ thấp hơn thực tế. Hãy bổ sung trước.",
            en="{count} lines of the inventory could not be computed: the footprint would be too low. Complete them first.",
        ),
        "account.product.nothing_made": Text(vi="sản lượng trong kỳ bằng 0.", en="nothing was made in the period."),
        "account.product.no_mass": Text(
            vi="có nhiều sản phẩm ({products}) nhưng chưa đủ khối lượng để chia phát thải. Hãy điền mass_kg cho từng sản phẩm.",
            en="there are several products ({products}) without a mass to share the emissions out by. Fill in mass_kg of each.",
        ),
        "account.product.unit": Text(
            vi="không có đơn vị “{unit}”. Dùng một trong: {known}.", en="there is no unit “{unit}”. Use one of: {known}."
        ),
        "account.product.field": Text(vi="ô “{field}” chưa đúng hoặc còn trống.", en="“{field}” is empty or not right."),
        "account.product.number": Text(
            vi="ô “{field}” cần một số không âm.", en="“{field}” is a number that is not negative."
        ),
        "account.product.day": Text(
            vi="“{value}” ở ô “{field}” không phải là ngày. Hãy ghi dạng 2026-06-05.",
            en="“{value}” in “{field}” is not a day. Write it as 2026-06-05.",
        ),
        "account.product.days": Text(vi="ngày cuối ở trước ngày đầu.", en="the last day lies before the first."),
        "account.product.urn": Text(
            vi="“{value}” ở ô “{field}” không phải là URN. Ví dụ: urn:gtin:4712345060507.",
            en="“{value}” in “{field}” is no URN. For example: urn:gtin:4712345060507.",
        ),
        "account.product.cn_code": Text(
            vi="“{value}” không phải mã CN/HS (4 đến 10 chữ số).", en="“{value}” is no CN/HS code (4 to 10 digits)."
        ),
        "account.product.unknown": Text(
            vi="không có sản phẩm “{id}”, hoặc bạn không được xem.", en="there is no product “{id}”, or you may not see it."
        ),
        "account.product.not_yours": Text(
            vi="bạn không được ghi cho doanh nghiệp “{firm}”.", en="you may not record anything for the firm “{firm}”."
        ),
        "account.product.unknown_footprint": Text(
            vi="không có dấu chân “{id}”, hoặc bạn không được xem.",
            en="there is no footprint “{id}”, or you may not see it.",
        ),
        "account.product.not_draft": Text(
            vi="dấu chân này đã được công bố hoặc đã bị thay.", en="this footprint is published or replaced already."
        ),
        "account.product.same_person": Text(
            vi="người tính không tự công bố. Hãy nhờ người khác xem rồi công bố.",
            en="who computed it does not publish it. Ask another person to look at it and publish.",
        ),
        "account.product.has_errors": Text(
            vi="kiểm tra tìm thấy {count} lỗi. Hãy sửa rồi tính lại trước khi gửi cho khách hàng.",
            en="the check found {count} errors. Mend them and compute again before a customer gets it.",
        ),
        "account.product.synthetic": Text(
            vi="số liệu có phần được tạo ra để minh họa (synthetic): xem được, nhưng không được gửi cho khách hàng.",
            en="part of the data was made up for a demonstration (synthetic): you may look at it, but no customer gets it.",
        ),
        "account.product.only_firm": Text(
            vi="chỉ chính doanh nghiệp “{firm}” mới được cho phép chia sẻ dấu chân của mình.",
            en="only the firm “{firm}” itself may allow its footprints to be shared.",
        ),
        "account.cbam.no_code": Text(
            vi="chưa có mã CN của “{product}”. Hãy hỏi khách hàng nhập khẩu hoặc hải quan.",
            en="there is no CN code of “{product}”. Ask your importer or the customs.",
        ),
        "account.cbam.not_covered": Text(
            vi="mã {code} không thuộc nhóm hàng CBAM trong bộ quy tắc (tạm thời). Hãy đối chiếu Phụ lục I.",
            en="code {code} is not among the CBAM goods of the rule pack (provisional). Compare with Annex I.",
        ),
        "account.cbam.no_direct": Text(
            vi="kiểm kê không có dòng phát thải trực tiếp nào trong kỳ: không có, hay chưa đo?",
            en="the inventory has no line of direct emissions in the period: are there none, or are they not metered?",
        ),
        "account.cbam.line_unknown": Text(
            vi="dòng phát thải trực tiếp “{category}” chưa tính được.",
            en="the direct emissions of “{category}” could not be computed.",
        ),
        "account.cbam.gases_mixed": Text(
            vi="dòng “{category}” không tách theo từng khí nên không biết phần nào được tính.",
            en="“{category}” is not split by gas: which part counts is not known.",
        ),
        "account.cbam.no_route": Text(
            vi="chưa ghi lộ trình sản xuất (ví dụ lò điện hồ quang).",
            en="the production route is not stated (for example electric arc furnace).",
        ),
        "account.cbam.no_precursors": Text(
            vi="chưa nói về nguyên liệu đầu vào thuộc CBAM (phôi, gang …). Danh sách rỗng nghĩa là không có.",
            en="precursors (billets, pig iron …) are not stated. An empty list says that there are none.",
        ),
        "account.cbam.no_markup": Text(
            vi="không có mức cộng thêm đang hiệu lực cho giá trị mặc định.", en="no mark-up on default values is in force."
        ),
        "account.cbam.no_electricity": Text(
            vi="không có công tơ điện của nhà máy trong kỳ.", en="no electricity meter of the site in the period."
        ),
        "account.cbam.no_installation": Text(
            vi="chưa có tên và địa chỉ cơ sở sản xuất.", en="name and address of the installation are not stated."
        ),
        "account.cbam.no_monitoring_plan": Text(
            vi="chưa có kế hoạch giám sát. Bên kiểm định sẽ hỏi.",
            en="there is no monitoring plan. The verifier will ask for it.",
        ),
        "account.cbam.no_verifier": Text(
            vi="chưa có bên kiểm định được công nhận: số liệu chưa thể dùng thay giá trị mặc định.",
            en="no accredited verifier is named: the figures cannot replace default values yet.",
        ),
        "account.cbam.no_carbon_price": Text(
            vi="chưa nói đã trả giá carbon ở Việt Nam hay chưa (danh sách rỗng nghĩa là chưa trả).",
            en="whether a carbon price was paid in Viet Nam is not said (an empty list says none).",
        ),
    }
)
