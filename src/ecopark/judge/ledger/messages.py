"""Texts of the ledger of attribute units."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "judge.ledger.damaged": Text("dòng sổ không đọc được: {reason}", "an entry of the ledger cannot be read: {reason}"),
        "judge.ledger.no_unit": Text(
            "sổ không có đơn vị “{id}”. Hãy kiểm tra mã.", "the ledger has no unit “{id}”. Check the id."
        ),
        "judge.ledger.known": Text(
            "mã “{id}” đã có trong sổ. Hãy dùng mã khác.", "“{id}” is in the ledger already. Take another id."
        ),
        "judge.ledger.bad_state": Text(
            "đơn vị mới “{id}” phải ở trạng thái phát hành, không phải “{state}”.",
            "a new unit “{id}” begins as issued, not “{state}”.",
        ),
        "judge.ledger.bad_quantity": Text(
            "lượng {quantity} phải là số nguyên dương (làm tròn xuống).",
            "the quantity {quantity} must be a whole number above 0 (rounded down).",
        ),
        "judge.ledger.bad_unit": Text(
            "đơn vị đo “{unit}” không dùng được; hãy dùng {known}.", "the unit “{unit}” does not fit; use {known}."
        ),
        "judge.ledger.bad_time": Text("thời gian kết thúc phải sau khi bắt đầu.", "the time must end after it starts."),
        "judge.ledger.no_model": Text(
            "vật liệu tái chế (và chỉ loại này) cần mô hình chuỗi hành trình: {known}.",
            "recycled mass (and nothing else) needs a chain-of-custody model: {known}.",
        ),
        "judge.ledger.issued_already": Text(
            "thuộc tính của “{origin}” trong thời gian này đã phát hành (đơn vị {id}). Một kWh, một tấn chỉ được tính một lần.",
            "the attribute of “{origin}” in this time was issued already (unit {id}). A kWh or a tonne counts once.",
        ),
        "judge.ledger.not_all": Text(
            "các phần của “{id}” phải cộng lại đúng {quantity}.", "the parts of “{id}” must add up to exactly {quantity}."
        ),
        "judge.ledger.not_owner": Text("“{id}” không thuộc bên này.", "“{id}” does not belong to this party."),
        "judge.ledger.to_itself": Text(
            "hãy nêu bên nhận khác với bên giao “{id}”.", "name a receiver of “{id}” other than its owner."
        ),
        "judge.ledger.moves_up": Text(
            "“{id}” đang theo mô hình {now}, không chuyển lên {wanted} được.",
            "“{id}” is under the model {now} and cannot move up to {wanted}.",
        ),
        "judge.ledger.no_claim": Text("hãy nêu lời nói dùng đơn vị “{id}”.", "name the claim that uses unit “{id}”."),
        "judge.ledger.used": Text(
            "“{id}” đã dùng cho lời nói {claim}. Mỗi đơn vị dùng một lần.",
            "“{id}” was used for claim {claim}. A unit is used once.",
        ),
        "judge.ledger.is_split": Text("“{id}” đã chia nhỏ; hãy dùng các phần của nó.", "“{id}” was split; use its parts."),
        "judge.ledger.expired": Text("“{id}” đã hết hạn.", "“{id}” has expired."),
        "judge.ledger.bad_key": Text(
            "khóa phân chia của “{id}” chỉ dành cho lợi ích cộng sinh, các phần không âm.",
            "a key for “{id}” is for symbiosis savings only, with shares of 0 or more.",
        ),
        "judge.ledger.key_too_large": Text(
            "khóa phân chia của “{id}” cộng lại {sum}, lớn hơn 1: sẽ tính trùng.",
            "the key of “{id}” adds up to {sum}, more than 1: that would count twice.",
        ),
        "judge.ledger.no_claim_known": Text(
            "không có lời nói “{claim}” của bên này.", "there is no claim “{claim}” of this party."
        ),
        "judge.ledger.fault.no_claim": Text("hủy mà không nêu lời nói: {units}", "cancelled without a claim: {units}"),
        "judge.ledger.fault.used_twice": Text("dùng nhiều hơn đã phát hành: {units}", "used more than was issued: {units}"),
        "judge.ledger.fault.bad_start": Text("bắt đầu ở trạng thái sai: {units}", "begins in a wrong state: {units}"),
        "judge.ledger.fault.bad_step": Text(
            "đổi trạng thái không được phép: {units}", "a step that is not allowed: {units}"
        ),
        "judge.ledger.fault.changed": Text("nội dung cố định bị đổi: {units}", "what is fixed was changed: {units}"),
        "judge.ledger.fault.moved_up": Text("chuyển lên mô hình chặt hơn: {units}", "moved up to a stricter model: {units}"),
        "judge.ledger.fault.bad_quantity": Text("lượng không dương: {units}", "a quantity of zero or less: {units}"),
        "judge.ledger.fault.part_of_whole": Text(
            "phần và toàn bộ cùng tồn tại: {units}", "part and whole stand beside each other: {units}"
        ),
        "judge.ledger.fault.not_conserved": Text(
            "các phần không bằng toàn bộ: {units}", "the parts are not the whole: {units}"
        ),
        "judge.ledger.fault.issued_twice": Text("phát hành trùng: {units}", "issued twice: {units}"),
        "judge.balance.negative": Text(
            "tài khoản âm khi đóng kỳ ({grams} g).", "the account is negative at the close ({grams} g)."
        ),
        "judge.balance.bad_movement": Text(
            "dòng ngày {day}: mô hình hoặc hệ số sai.", "movement of {day}: wrong model or conversion."
        ),
        "judge.balance.no_evidence": Text(
            "dòng ngày {day}: thiếu bằng chứng đầu vào.", "movement of {day}: no evidence of the input."
        ),
        "judge.balance.moves_up": Text(
            "dòng ngày {day}: đầu ra theo mô hình chặt hơn đầu vào.",
            "movement of {day}: output under a stricter model than the input.",
        ),
        **{
            f"judge.unit.{kind}": Text(vi, en)
            for kind, vi, en in (
                ("certificate", "Chứng chỉ năng lượng", "Energy certificate"),
                ("pv_kwh", "Điện mặt trời mái nhà", "Roof photovoltaic"),
                ("symbiosis_saving", "Lợi ích cộng sinh", "Symbiosis saving"),
                ("recycled_mass", "Vật liệu tái chế", "Recycled mass"),
                ("carbon_credit", "Tín chỉ các-bon", "Carbon credit"),
                ("allowance", "Hạn ngạch phát thải", "Emission allowance"),
            )
        },
        **{
            f"judge.unitstate.{state}": Text(vi, en)
            for state, vi, en in (
                ("issued", "Đã phát hành", "Issued"),
                ("transferred", "Đã chuyển", "Transferred"),
                ("split", "Đã chia", "Split"),
                ("cancelled", "Đã dùng", "Used"),
                ("expired", "Hết hạn", "Expired"),
            )
        },
    }
)
