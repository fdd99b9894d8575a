"""Texts about paper forms."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "trust.paper.wrong_number": Text(
            vi="số phiếu “{number}” không đúng: một ký tự bị sai, thiếu hoặc đổi chỗ. Hãy xem lại góc trên bên phải của phiếu.",
            en="the form number “{number}” is not right: a character is wrong, missing or swapped. Look again at the top right of the form.",
        ),
        "trust.paper.count": Text(
            vi="không in được {count} phiếu một lần (từ 1 đến {most}). Hãy chọn vị trí, hoặc chia thành nhiều lần.",
            en="{count} forms cannot be printed at once (1 to {most}). Choose places, or print several sets.",
        ),
    }
)
