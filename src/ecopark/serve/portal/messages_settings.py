"""Texts of the portal: review of the settings of the checks of one datastream."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.settings.link": Text("Phép kiểm tra và thiết lập", "Checks and their settings"),
        "portal.settings.title": Text("Phép kiểm tra của chuỗi này", "Checks of this datastream"),
        "portal.settings.lead": Text(
            "Mỗi phép kiểm tra cần vài con số: bao nhiêu là quá cao, đứng yên bao lâu là lạ. Hệ thống đề xuất từ lịch sử "
            "của chính chuỗi này và nói rõ dựa vào đâu. Không đề xuất nào tự có hiệu lực: một người quyết định và "
            "ghi lý do.",
            "Each check needs a few numbers: how high is too high, how long standing still is odd. They are proposed from "
            "the history of this very datastream, each with what it rests on. None takes effect by itself: a person "
            "decides and says why.",
        ),
        "portal.settings.of_stream": Text("Thiết lập ở chuỗi này", "Settings there"),
        "portal.settings.history": Text(
            "Lịch sử đã xem: {readings} số đo, {first} – {last}, cách nhau {step}; nấc nhỏ nhất {resolution} {unit}, "
            "dao động ngẫu nhiên {noise} {unit}.",
            "History looked at: {readings} readings, {first} – {last}, {step} apart; smallest step of the value "
            "{resolution} {unit}, random noise {noise} {unit}.",
        ),
        "portal.settings.too_short": Text("Chưa đề xuất được gì", "Nothing can be proposed yet"),
        "portal.settings.too_short_why": Text(
            "Lịch sử còn dưới 1000 số đo, hoặc chuỗi này là chỉ số công tơ. Các phép kiểm tra chạy theo khai báo.",
            "The history has fewer than 1000 readings, or this is a meter's register. The checks run as declared.",
        ),
        "portal.settings.proposed_head": Text("Đề xuất từ lịch sử", "Proposed from the history"),
        "portal.settings.others_head": Text("Các phép khác đang chạy: {count}", "Other checks that run: {count}"),
        "portal.settings.others_what": Text(
            "Không có đề xuất nào từ lịch sử cho các phép này.", "The history proposes nothing for these."
        ),
        "portal.settings.in_force": Text("Đang dùng", "In force"),
        "portal.settings.not_running": Text("không chạy", "does not run"),
        "portal.settings.as_built": Text("chạy với thông số có sẵn", "runs with its own parameters"),
        "portal.settings.origin_declared": Text("theo khai báo", "as declared"),
        "portal.settings.origin_park": Text("theo tệp thiết lập của khu", "by the park's settings file"),
        "portal.settings.origin_reviewed": Text("theo quyết định dưới đây", "by the decision below"),
        "portal.settings.proposal": Text("Đề xuất", "Proposed"),
        "portal.settings.withheld": Text("không đề xuất", "nothing"),
        "portal.settings.same": Text("đã dùng đúng như vậy", "in force already"),
        "portal.settings.why": Text("Vì sao", "Why"),
        "portal.settings.share": Text("Nếu dùng cho lịch sử này", "On this history"),
        "portal.settings.share_none": Text("không nghi ngờ số đo nào", "would doubt no reading"),
        "portal.settings.share_of": Text(
            "sẽ nghi ngờ {share} số đo (khoảng {count})", "would doubt {share} of the readings (about {count})"
        ),
        "portal.settings.decided": Text("Đã quyết định", "Decided"),
        "portal.settings.decide": Text("Quyết định về “{check}”", "Decide on “{check}”"),
        "portal.settings.question": Text("Bạn chọn gì?", "What do you choose?"),
        "portal.settings.choice_none": Text("Chưa quyết định", "Not now"),
        "portal.settings.choice_accept": Text("Chấp nhận đề xuất", "Accept the proposal"),
        "portal.settings.choice_change": Text("Dùng số của tôi", "Use my own numbers"),
        "portal.settings.choice_refuse": Text("Từ chối, giữ như khai báo", "Refuse, as declared"),
        "portal.settings.choice_off": Text("Tắt phép này ở chuỗi này", "Switch it off here"),
        "portal.settings.did_accept": Text("chấp nhận đề xuất", "proposal accepted"),
        "portal.settings.did_change": Text("dùng số khác", "other numbers"),
        "portal.settings.did_refuse": Text("từ chối đề xuất", "proposal refused"),
        "portal.settings.did_off": Text("tắt", "switched off"),
        "portal.settings.own_numbers": Text("Chỉ dùng khi chọn “Dùng số của tôi”.", "Used only with “Use my own numbers”."),
        "portal.settings.reason": Text("Lý do (bắt buộc khi quyết định)", "Reason (needed for a decision)"),
        "portal.settings.save": Text("Lưu các quyết định", "Save the decisions"),
        "portal.settings.save_what": Text(
            "Lần tính kế tiếp dùng thiết lập mới và tạo một phiên bản cờ mới. Phiên bản cũ vẫn đọc được; số đo không đổi.",
            "The next run uses them and makes a new version of the flags. The old one stays readable; no reading changes.",
        ),
        "portal.settings.done": Text("Đã lưu {count} quyết định.", "{count} decisions are saved."),
        "portal.settings.waiting": Text(
            "Cờ đang hiển thị vẫn theo thiết lập trước; phiên bản mới có sau lần tính kế tiếp (thường dưới một phút).",
            "The flags shown still follow the earlier settings; the new version comes with the next run (usually within a "
            "minute).",
        ),
        "portal.settings.versions_head": Text("Cờ đã đổi ra sao", "How the flags changed"),
        "portal.settings.versions_what": Text(
            "So phiên bản cờ trước và sau khi phép kiểm tra thay đổi (ở bất kỳ chuỗi nào của khu).",
            "The flags before and after the checks changed (for any datastream of the park).",
        ),
        "portal.settings.one_version": Text("Chưa có gì để so", "Nothing to compare yet"),
        "portal.settings.one_version_why": Text(
            "Phép kiểm tra chưa thay đổi lần nào kể từ khi có số liệu.", "The checks have not changed since there are data."
        ),
        "portal.settings.before": Text("Phiên bản trước", "Earlier version"),
        "portal.settings.after": Text("Phiên bản sau", "Later version"),
        "portal.settings.version": Text("{version} · từ {when}", "{version} · from {when}"),
        "portal.settings.compare": Text("So sánh", "Compare"),
        "portal.settings.no_change": Text(
            "Không số đo nào của chuỗi này bị đánh giá khác đi.", "No reading of this datastream is judged otherwise."
        ),
        "portal.settings.flagged": Text("mới bị nghi ngờ", "newly doubted"),
        "portal.settings.cleared": Text("không còn bị nghi ngờ", "no longer doubted"),
        "portal.settings.other_level": Text("đổi mức", "at another level"),
        "portal.settings.other_reason": Text("vì lý do khác", "for other reasons"),
        "portal.settings.added": Text("Thêm", "Anew"),
        "portal.settings.gone": Text("Bớt", "No longer"),
        "portal.settings.change": Text("Thay đổi", "Change"),
        "portal.settings.check": Text("Phép kiểm tra", "Check"),
        "portal.settings.newest": Text("{count} số đo mới nhất trong số đó", "The newest {count} of them"),
        "portal.settings.check_counter": Text("chỉ số công tơ chạy lùi hoặc về 0", "register runs backwards or is reset"),
        "portal.settings.check_neighbour_spike": Text("nhô khỏi hai số đo kề", "sticks out of its two neighbours in time"),
        "portal.settings.none": Text("không đặt", "not set"),
        "portal.settings.seconds": Text("giây", "s"),
        "portal.settings.per_hour_unit": Text("{unit} mỗi giờ", "{unit} per hour"),
        "portal.settings.p_minimum": Text("thấp nhất", "lowest"),
        "portal.settings.p_maximum": Text("cao nhất", "highest"),
        "portal.settings.p_per_hour": Text("nhanh nhất", "fastest"),
        "portal.settings.p_threshold": Text("cách trung bình hai bên", "away from the mean of both"),
        "portal.settings.p_sigmas": Text("số lần độ dao động thường", "times the usual spread"),
        "portal.settings.p_readings": Text("số lần đo liên tiếp", "readings in a row"),
        "portal.settings.p_least": Text("dao động ít nhất", "spans at least"),
        "portal.settings.p_seasons": Text("số mùa", "seasons"),
        "portal.settings.p_hours": Text("số khung giờ trong ngày", "parts of the day"),
        "portal.settings.p_days": Text("số ngày so sánh", "days compared"),
        "portal.settings.p_smallest": Text("chênh ít nhất", "differs by at least"),
        "portal.settings.p_microseconds": Text("chu kỳ", "step"),
        "portal.settings.p_step": Text("chu kỳ", "step"),
        "portal.settings.p_silence": Text("im lặng hai bên ít nhất", "silence on both sides"),
        "serve.review.nothing": Text(
            "Chưa có quyết định nào để lưu. Hãy mở một phép kiểm tra, chọn và ghi lý do.",
            "There is no decision to save. Open a check, choose, and say why.",
        ),
        "serve.review.reason_needed": Text(
            "Hãy ghi lý do cho “{check}” ({least} đến {most} ký tự): người sau cần biết vì sao. Chưa có gì được lưu.",
            "Say why for “{check}” ({least} to {most} characters): those who come later need it. Nothing was saved.",
        ),
    }
)
