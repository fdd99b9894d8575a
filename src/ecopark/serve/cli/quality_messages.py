"""Texts of the commands ``quality``."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.quality": Text(
            vi="Phép kiểm tra chất lượng: đề xuất từ lịch sử, duyệt, so sánh phiên bản.",
            en="Quality checks: proposals from history, review, versions compared.",
        ),
        "cli.help.quality_propose": Text(
            vi="Đề xuất tham số kiểm tra từ lịch sử của một chuỗi số liệu, kèm bằng chứng.\n\nVí dụ: ecopark quality propose works.cod",
            en="Propose the parameters of the checks from a datastream's history, with the evidence.\n\nExample: ecopark quality propose works.cod",
        ),
        "cli.help.quality_review": Text(
            vi="Duyệt đề xuất rồi chạy lại các phép kiểm tra: thành một phiên bản mới, bản cũ vẫn đọc được.\n\nVí dụ: ecopark quality review works.cod --accept climatology --change plausible_range.maximum=400",
            en="Review the proposals and run the checks again: a new version, the old one stays readable.\n\nExample: ecopark quality review works.cod --accept climatology --change plausible_range.maximum=400",
        ),
        "cli.help.quality_compare": Text(
            vi="So sánh cờ của hai phiên bản.\n\nVí dụ: ecopark quality compare works.cod --before 3 --after 5",
            en="Compare the flags of two versions.\n\nExample: ecopark quality compare works.cod --before 3 --after 5",
        ),
        "cli.help.quality_accept": Text(
            vi="Chấp nhận đề xuất cho phép thử này.", en="Accept what is proposed for this check."
        ),
        "cli.help.quality_change": Text(vi="Dùng tham số của bạn.", en="Use a parameter of your own."),
        "cli.help.quality_refuse": Text(vi="Không nhận đề xuất; giữ như khai báo.", en="Refuse the proposal; as declared."),
        "cli.help.quality_off": Text(vi="Tắt phép thử này.", en="Switch this check off."),
        "cli.help.quality_note": Text(vi="Lý do, lưu cùng quyết định.", en="The reason, kept with the decision."),
        "cli.help.quality_by": Text(
            vi="Người quyết định (mặc định: người đang dùng máy).",
            en="Who decides (default: who is signed in to the machine).",
        ),
        "cli.help.quality_before": Text(
            vi="Phiên bản cũ (mặc định: bản áp chót).", en="Older version (default: last but one)."
        ),
        "cli.help.quality_after": Text(vi="Phiên bản mới (mặc định: bản cuối).", en="Newer version (default: the last)."),
        "cli.quality.unknown": Text(
            vi="không có chuỗi số liệu này. Xem mã trong datastreams.csv của khu.",
            en="there is no such datastream. The ids stand in datastreams.csv of the park.",
        ),
        "cli.quality.bad_change": Text(
            vi="phải có dạng phép_thử.tham_số=số, ví dụ plausible_range.maximum=400.",
            en="must read check.parameter=number, for example plausible_range.maximum=400.",
        ),
        "cli.quality.too_short": Text(
            vi="{datastream}: lịch sử quá ngắn (hoặc là chỉ số công tơ) nên chưa đề xuất được gì.",
            en="{datastream}: the history is too short (or it is a register), nothing can be proposed yet.",
        ),
        "cli.quality.history": Text(
            vi="{datastream}: {readings} số đo từ {first} đến {last}, cách nhau {step_s} giây, độ phân giải {resolution} {unit}, nhiễu {noise} {unit}",
            en="{datastream}: {readings} readings from {first} to {last}, {step_s} s apart, resolution {resolution} {unit}, noise {noise} {unit}",
        ),
        "cli.quality.share": Text(
            vi="      sẽ nghi ngờ {share} % của lịch sử này", en="      would doubt {share} % of this history"
        ),
        "cli.quality.reviewed": Text(
            vi="Đã duyệt {datastream} (lần {revision}, {actor}); cờ mới là phiên bản {version}.",
            en="Reviewed {datastream} (revision {revision}, {actor}); the new flags are version {version}.",
        ),
        "cli.quality.compared": Text(
            vi="Phiên bản {before} so với {after} (các phiên bản: {versions}).",
            en="Version {before} against {after} (versions: {versions}).",
        ),
        "cli.quality.one_version": Text(
            vi="Chưa có hai phiên bản để so sánh (các phiên bản: {versions}).",
            en="There are no two versions to compare yet (versions: {versions}).",
        ),
        "cli.quality.flagged": Text(vi="  {count} số đo mới bị gắn cờ", en="  {count} readings newly flagged"),
        "cli.quality.cleared": Text(vi="  {count} số đo được gỡ cờ", en="  {count} readings cleared"),
        "cli.quality.other_level": Text(vi="  {count} số đo đổi mức cờ", en="  {count} readings at another level"),
        "cli.quality.other_reason": Text(vi="  {count} số đo đổi lý do", en="  {count} readings for other reasons"),
    }
)
