"""Texts of the greenhouse-gas account: factors of a firm's own, refrigerants, scope 2, scope 3, restatement."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "account.line.no_heat_factor": Text(
            vi="hơi, nhiệt hoặc lạnh mua ngoài chưa có hệ số. Hãy nộp hệ số của bên cấp kèm văn bản chấp thuận; không dùng số "
            "đoán.",
            en="purchased steam, heat or cold has no factor on file. Hand in the supplier's factor with its approval; no "
            "figure is guessed.",
        ),
        "account.line.no_leak_rate": Text(
            vi="không có tỷ lệ rò rỉ cho loại thiết bị “{equipment}”. Hãy khai theo lượng môi chất đã nạp bù.",
            en="there is no leak rate for equipment “{equipment}”. Declare what was recharged instead.",
        ),
        "account.line.ozone_gas": Text(
            vi="{gas} do Nghị định thư Montreal kiểm soát: không cộng vào phạm vi 1, được ghi riêng bên cạnh.",
            en="{gas} is controlled by the Montreal Protocol: not added to scope 1, shown apart beside it.",
        ),
        "account.own_factor.missing_field": Text(
            vi="hệ số riêng thiếu “{field}”. Hãy điền {field}; cần văn bản chấp thuận của cơ quan có thẩm quyền.",
            en="the own factor lacks “{field}”. Fill in {field}; the approval of the authority is needed.",
        ),
        "account.own_factor.bad_field": Text(
            vi="“{field}” = “{value}” không đọc được. Dạng đúng: {expected}.",
            en="“{field}” = “{value}” cannot be read. Expected: {expected}.",
        ),
        "account.own_factor.unknown": Text(
            vi="không có hệ số riêng “{id}”. Hãy kiểm tra mã.", en="there is no own factor “{id}”. Check its id."
        ),
        "account.own_factor.not_yours": Text(
            vi="bạn không được quyết định hệ số này: chỉ ban quản lý hoặc cơ quan quản lý, và không phải người đã nộp.",
            en="you may not decide on this factor: the manager or the regulator does, and never who handed it in.",
        ),
        "account.own_factor.decided": Text(
            vi="hệ số này đã được quyết định ({state}). Muốn đổi, hãy nộp lại.",
            en="this factor has been decided on ({state}). To change it, hand it in again.",
        ),
    }
)
