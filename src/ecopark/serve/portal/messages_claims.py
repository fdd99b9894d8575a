"""Texts of the portal: claims and the ledger of units."""

from __future__ import annotations

import ecopark.judge.claims.messages
import ecopark.judge.ledger.messages  # noqa: F401  texts of the room
from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.nav.claims": Text("Được nói gì?", "What may we say?"),
        "portal.nav.ledger": Text("Sổ đơn vị", "Ledger of units"),
        "portal.claims.lead": Text(
            "Mỗi lời nói về môi trường được xét theo bằng chứng. Chưa chứng minh được thì vẫn luôn có câu đúng để nói ngay.",
            "Each statement is judged on evidence. Where it cannot be proved yet, there is a true sentence to use now.",
        ),
        "portal.claims.new": Text("Lập lời nói", "Make a claim"),
        "portal.claims.list": Text("Các lời nói", "Claims"),
        "portal.claims.list_what": Text(
            "Đã công bố trước. Lời nói đã rút vẫn còn ở đây.", "Published ones first. Withdrawn claims stay in sight."
        ),
        "portal.claims.none": Text("Chưa có lời nói nào", "There are no claims yet"),
        "portal.claims.none_why": Text(
            "Một lời nói là con số, ranh giới và kỳ, không phải khẩu hiệu. Nó được xét ngay khi lập.",
            "A claim is a number, a boundary and a period, not a slogan. It is judged as soon as it is made.",
        ),
        "portal.claims.verdict_supported": Text("Bằng chứng đỡ được", "Supported"),
        "portal.claims.verdict_insufficient": Text("Chưa đủ bằng chứng", "Not enough evidence"),
        "portal.claims.verdict_not_supported": Text("Không được nói", "May not be said"),
        "portal.claims.verdict_unjudged": Text("Chưa xét", "Not judged yet"),
        "portal.claims.answer_supported": Text("Được nói như vậy", "You may say this"),
        "portal.claims.answer_insufficient": Text(
            "Chưa nói được: bằng chứng chưa đủ", "Not yet: the evidence is not enough"
        ),
        "portal.claims.answer_not_supported": Text("Không được nói như vậy", "You may not say this"),
        "portal.claims.answer_unjudged": Text("Chưa xét", "Not judged yet"),
        "portal.claims.state_draft": Text("Bản nháp", "Draft"),
        "portal.claims.state_published": Text("Đã công bố", "Published"),
        "portal.claims.state_withdrawn": Text("Đã rút", "Withdrawn"),
        "portal.claims.state_expired": Text("Hết hiệu lực", "Expired"),
        "portal.claims.grade": Text("Mức {grade}", "Grade {grade}"),
        "portal.claims.until": Text("Có giá trị đến {day}", "Valid until {day}"),
        "portal.claims.because": Text("Lý do chính: {why}.", "Main reason: {why}."),
        "portal.claims.more_reasons": Text("Còn {count} điểm khác.", "{count} more points."),
        "portal.claims.number_decides": Text(
            "Mọi cửa kiểm đều qua, nhưng con số chưa đạt mức nêu.",
            "Every gate passed, but the number does not reach the target.",
        ),
        "portal.claims.may_say": Text("Có thể nói ngay:", "What you may say now:"),
        "portal.claims.withdrawn_because": Text("Đã rút: {reason}", "Withdrawn: {reason}"),
        "portal.claims.withdrawn_note": Text("Lời nói này đã được rút: {reason}", "This claim was withdrawn: {reason}"),
        "portal.claims.expired_note": Text(
            "Lời nói này không còn hiệu lực ({reason}). Cần xét và công bố lại.",
            "This claim no longer stands ({reason}). It has to be judged and published again.",
        ),
        "portal.claims.words": Text("Kiểm tra một đoạn chữ", "Check a text"),
        "portal.claims.words_what": Text(
            "Dán tờ rơi hoặc bài đăng: các từ chung chung như “xanh” được đánh dấu, không hơn.",
            "Paste a leaflet or post: generic words such as “green” are flagged, no more than that.",
        ),
        "portal.claims.text": Text("Đoạn chữ", "Text"),
        "portal.claims.check": Text("Tìm từ chung chung", "Find generic words"),
        "portal.claims.flagged": Text(
            "Có {count} chỗ cần bỏ hoặc thay bằng con số:", "{count} places to drop, or to replace by a number:"
        ),
        "portal.claims.no_flags": Text("Không thấy từ chung chung nào trong danh sách.", "No word of the list was found."),
        "portal.claims.audience": Text("Nói với ai", "Said to whom"),
        "portal.claims.audience_public": Text("Công chúng", "The public"),
        "portal.claims.audience_regulator": Text("Cơ quan quản lý", "An authority"),
        "portal.claims.audience_buyer": Text("Khách hàng", "A buyer"),
        "portal.claims.number": Text("Con số so với mức nêu", "The number against the target"),
        "portal.claims.number_what": Text(
            "Quyết định dựa trên đầu của khoảng tin cậy, không dựa trên số giữa.",
            "The end of the interval decides, not the middle.",
        ),
        "portal.claims.interval": Text("khoảng 90 %: {low} – {high}", "90 % interval: {low} – {high}"),
        "portal.claims.source_meter_class": Text(
            "sai số của công tơ (cấp chính xác)", "error of the meter (accuracy class)"
        ),
        "portal.claims.source_model_bias": Text("đường cơ sở có thể lệch đều", "the baseline may be off throughout"),
        "portal.claims.source_model_noise": Text(
            "dao động mà đường cơ sở không giải thích", "ups and downs that the baseline does not explain"
        ),
        "portal.claims.source_meter": Text("công tơ {name}", "meter {name}"),
        "portal.claims.source_factor": Text("hệ số {name}", "factor {name}"),
        "portal.claims.source_model": Text("mô hình {name}", "model {name}"),
        "portal.claims.target": Text("mức nêu {target} {unit}", "target {target} {unit}"),
        "portal.claims.picture": Text(
            "Khoảng {low} đến {high}, mức nêu {target}", "Interval {low} to {high}, target {target}"
        ),
        "portal.claims.key_reach": Text("vùng lời nói đúng", "where the claim holds"),
        "portal.claims.key_interval": Text("khoảng đo được", "measured interval"),
        "portal.claims.key_target": Text("mức nêu", "target"),
        "portal.claims.tested": Text(
            "Xét cùng lúc {count} lời nói của bên này, nên mức đòi hỏi cao hơn (hiệu chỉnh Holm).",
            "{count} claims of this party are tested at once, so more is asked of each (Holm correction).",
        ),
        "portal.claims.strongest": Text("Lời mạnh nhất được đỡ:", "The strongest claim that is supported:"),
        "portal.claims.carried": Text(
            "Khi các điểm còn mở được giải quyết, con số này đỡ được:",
            "Once the open points are settled, this number would carry:",
        ),
        "portal.claims.widens": Text("Điều làm khoảng tin cậy rộng nhất", "What widens the interval most"),
        "portal.claims.gates": Text("Cửa kiểm: qua {passed} trên {all}", "Gates: {passed} of {all} passed"),
        "portal.claims.gates_what": Text(
            "Tất cả phải qua trước khi so con số.", "All must pass before any number is compared."
        ),
        "portal.claims.do": Text("Việc cần làm: {what}", "What to do: {what}"),
        "portal.claims.next": Text("Bằng chứng rẻ nhất giúp quyết định", "The cheapest evidence that would decide"),
        "portal.claims.next_what": Text(
            "Chi phí là mức ước chừng cho một doanh nghiệp; hãy thay bằng báo giá.",
            "Costs are rough figures for one firm; replace them by offers.",
        ),
        "portal.claims.what": Text("Việc", "What"),
        "portal.claims.cost": Text("Chi phí", "Cost"),
        "portal.claims.mvnd": Text("{low}–{high} triệu đồng", "{low}–{high} million VND"),
        "portal.claims.days": Text("Số ngày", "Days"),
        "portal.claims.effect": Text("Giúp được gì", "What it does"),
        "portal.claims.decides": Text("đủ để quyết định", "would decide"),
        "portal.claims.act": Text("Thao tác", "Actions"),
        "portal.claims.judge": Text("Xét lại bây giờ", "Judge again now"),
        "portal.claims.publish": Text("Công bố", "Publish"),
        "portal.claims.second_person": Text(
            "Bạn đã tham gia lập lời nói này, nên một người khác phải công bố.",
            "You had a hand in this claim, so another person has to publish it.",
        ),
        "portal.claims.cannot_publish": Text(
            "Chưa công bố được khi bằng chứng chưa đỡ.", "It cannot be published until the evidence supports it."
        ),
        "portal.claims.withdraw": Text("Rút lời nói", "Withdraw the claim"),
        "portal.claims.reason": Text("Lý do (hiện cho mọi người)", "Reason (everybody sees it)"),
        "portal.claims.history": Text("Lịch sử", "History"),
        "portal.claims.history_what": Text("Không có gì bị xóa.", "Nothing is deleted."),
        "portal.claims.proof": Text("Kiểm chứng", "Verify"),
        "portal.claims.inputs": Text("Mã băm của mọi đầu vào", "Hash of all inputs"),
        "portal.claims.judged_at": Text("Xét lúc", "Judged at"),
        "portal.claims.new_lead": Text(
            "Bạn điền con số; câu chữ do hệ thống lập bằng hai thứ tiếng và không nói quá con số.",
            "You fill in the number; the sentence is made from it in both languages and never says more.",
        ),
        "portal.claims.not_you": Text("Vai trò của bạn không lập lời nói", "Your role makes no claims"),
        "portal.claims.not_you_why": Text(
            "Doanh nghiệp và ban quản lý lập lời nói của mình.", "Firms and the park's management make their own."
        ),
        "portal.claims.which": Text("Bạn muốn nói điều gì?", "What do you want to say?"),
        "portal.claims.kind_absolute_limit": Text(
            "Ví dụ: COD tại cửa xả luôn dưới 75 mg/L.", "Example: COD at the outfall was always below 75 mg/L."
        ),
        "portal.claims.kind_reduction": Text(
            "Ví dụ: giải pháp A giảm ít nhất 5 % điện.", "Example: measure A cut electricity by at least 5 %."
        ),
        "portal.claims.kind_intensity": Text("Ví dụ: không quá 300 kWh cho mỗi tấn.", "Example: at most 300 kWh per tonne."),
        "portal.claims.kind_share": Text(
            "Ví dụ: ít nhất 20 % điện là điện tái tạo.", "Example: at least 20 % of electricity is renewable."
        ),
        "portal.claims.kind_balance": Text(
            "Ví dụ: thất thoát nước không quá 8 %.", "Example: at most 8 % of the water is lost."
        ),
        "portal.claims.kind_attribute": Text(
            "Ví dụ: đã hủy chứng chỉ cho 100 MWh.", "Example: certificates for 100 MWh were cancelled."
        ),
        "portal.claims.no_neutrality": Text(
            "“Trung hòa các-bon” nhờ mua tín chỉ không được nói, dù có bằng chứng gì.",
            "“Carbon neutral” by buying credits may not be said, whatever the evidence.",
        ),
        "portal.claims.step_who": Text("Ai nói, với ai", "Who says it, to whom"),
        "portal.claims.claimant": Text("Bên nói", "Claimant"),
        "portal.claims.quantity": Text("Về", "About"),
        "portal.claims.scope": Text("Phạm vi khí nhà kính", "Emission scope"),
        "portal.claims.property": Text("Thông số", "Parameter"),
        "portal.claims.comparator": Text("So sánh", "Comparison"),
        "portal.claims.side_least": Text("ít nhất", "at least"),
        "portal.claims.side_most": Text("không quá", "at most"),
        "portal.claims.side_about": Text("khoảng (kèm sai lệch)", "about (with tolerance)"),
        "portal.claims.how_much": Text("Mức", "How much"),
        "portal.claims.unit": Text("Đơn vị", "Unit"),
        "portal.claims.tolerance": Text("Sai lệch cho phép", "Tolerance"),
        "portal.claims.tolerance_what": Text("chỉ khi so sánh “khoảng”", "only with “about”"),
        "portal.claims.per": Text("Trên mỗi", "Per"),
        "portal.claims.measure": Text("Giải pháp tiết kiệm", "Savings measure"),
        "portal.claims.measure_choose": Text("chọn giải pháp", "choose a measure"),
        "portal.claims.measure_none": Text(
            "chưa có giải pháp nào: hãy thêm ở trang Giải pháp tiết kiệm",
            "no measure yet: add one on the page Savings measures",
        ),
        "portal.claims.measure_what": Text(
            "mức cơ sở của giải pháp này phải được khóa trước kỳ", "its baseline must be locked before the period"
        ),
        "portal.claims.step_where": Text("Khi nào, ở đâu", "When and where"),
        "portal.claims.where_what": Text(
            "Mặc định là mọi công tơ ở ranh giới của bên nói.", "By default every meter at the claimant's border."
        ),
        "portal.claims.first_day": Text("Từ ngày", "First day"),
        "portal.claims.last_day": Text("Đến hết ngày", "Last day"),
        "portal.claims.points": Text("Điểm quan trắc", "Monitoring points"),
        "portal.claims.only_meters": Text("Chỉ nói về một số công tơ", "Speak of some meters only"),
        "portal.claims.meters": Text("Công tơ", "Meters"),
        "portal.claims.whole": Text("Nói về toàn bộ doanh nghiệp (hoặc khu)", "Said of the whole firm (or park)"),
        "portal.claims.whole_what": Text("khi đó không phần nào được bỏ ra", "then no part may be left out"),
        "portal.claims.step_more": Text("Ghi thêm", "More"),
        "portal.claims.exclusions": Text("Không bao gồm", "Not included"),
        "portal.claims.exclusions_what": Text("mỗi dòng một điều; in kèm lời nói", "one per line; printed beside the claim"),
        "portal.claims.slogan": Text("Tên hoặc khẩu hiệu đi kèm", "Name or slogan beside it"),
        "portal.claims.slogan_what": Text("được kiểm tra từ chung chung", "checked for generic words"),
        "portal.claims.make": Text("Lập và xét ngay", "Make and judge it"),
        "portal.ledger.lead": Text(
            "Chứng chỉ, điện mái nhà, lợi ích cộng sinh, vật liệu tái chế, tín chỉ: mỗi đơn vị dùng cho đúng một lời nói.",
            "Certificates, roof electricity, symbiosis savings, recycled mass, credits: each unit serves one claim only.",
        ),
        "portal.ledger.totals": Text("Tổng cộng", "Totals"),
        "portal.ledger.usable": Text("Còn dùng được", "Usable"),
        "portal.ledger.used": Text("Đã dùng", "Used"),
        "portal.ledger.units": Text("Các đơn vị", "Units"),
        "portal.ledger.units_what": Text(
            "Phần đã bán thuộc về người mua; bên bán không nói được nữa.",
            "What was sold belongs to the buyer; the seller can no longer claim it.",
        ),
        "portal.ledger.none": Text("Sổ chưa có đơn vị nào", "The ledger has no units yet"),
        "portal.ledger.none_why": Text(
            "Phát hành đơn vị khi có chứng chỉ hoặc số đo, rồi dùng nó cho một lời nói.",
            "Issue a unit when there is a certificate or a measurement, then use it for a claim.",
        ),
        "portal.ledger.owner": Text("của {owner}", "of {owner}"),
        "portal.ledger.part_of": Text("phần của {unit}", "part of {unit}"),
        "portal.ledger.used_for": Text("Đã dùng cho", "Used for"),
        "portal.ledger.act": Text("Dùng hoặc chuyển", "Use or hand on"),
        "portal.ledger.claim": Text("Lời nói (mã)", "Claim (id)"),
        "portal.ledger.use": Text("Dùng, vĩnh viễn", "Use for good"),
        "portal.ledger.to": Text("Bên nhận", "Receiver"),
        "portal.ledger.to_what": Text(
            "mã doanh nghiệp, hoặc outside:tên khi bán ra ngoài", "id of a firm, or outside:name when it is sold"
        ),
        "portal.ledger.hand_on": Text("Chuyển", "Hand on"),
        "portal.ledger.issue": Text("Phát hành đơn vị", "Issue a unit"),
        "portal.ledger.issue_what": Text(
            "Số nguyên của đơn vị nhỏ nhất (Wh, g, gCO₂e), làm tròn xuống.",
            "Whole numbers of the smallest unit (Wh, g, gCO₂e), rounded down.",
        ),
        "portal.ledger.id": Text("Mã đơn vị", "Unit id"),
        "portal.ledger.kind": Text("Loại", "Kind"),
        "portal.ledger.origin": Text("Nguồn gốc (công tơ, lô, giải pháp)", "Origin (meter, batch, measure)"),
        "portal.ledger.owner_field": Text("Chủ sở hữu", "Owner"),
        "portal.ledger.quantity": Text("Lượng", "Quantity"),
        "portal.ledger.model": Text("Mô hình (vật liệu tái chế)", "Model (recycled mass)"),
        "portal.ledger.model_book_and_claim": Text("ghi nhận và yêu cầu", "book and claim"),
        "portal.ledger.model_mass_balance": Text("cân bằng khối lượng", "mass balance"),
        "portal.ledger.model_controlled_blending": Text("pha trộn có kiểm soát", "controlled blending"),
        "portal.ledger.model_segregated": Text("tách riêng", "segregated"),
        "portal.ledger.model_identity_preserved": Text("giữ nguyên nguồn gốc", "identity preserved"),
        "portal.ledger.done_issue": Text("Đã phát hành.", "The unit is issued."),
        "portal.ledger.done_moved": Text("Đã ghi vào sổ.", "The ledger is changed."),
    }
)
