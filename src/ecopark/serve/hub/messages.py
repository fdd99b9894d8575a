"""Texts of the hub."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "serve.hub.not_found": Text(
            vi="không có hub.yaml trong thư mục này. Hãy tạo: ecopark hub init {folder} --name TÊN",
            en="there is no hub.yaml in this folder. Make one: ecopark hub init {folder} --name NAME",
        ),
        "serve.hub.exists": Text(
            vi="thư mục đã có hub.yaml và không bị ghi đè. Hãy chọn thư mục khác.",
            en="the folder has a hub.yaml already; it is not overwritten. Choose another folder.",
        ),
        "serve.hub.park_twice": Text(
            vi="khu “{id}” đã có trong hub.yaml. Hãy dùng mã khác, hoặc sửa dòng cũ.",
            en="park “{id}” is in hub.yaml already. Use another id, or change the old lines.",
        ),
        "serve.hub.bad_id": Text(
            vi="mã khu “{id}” phải gồm 1–64 chữ thường, số, dấu chấm, gạch. Hãy sửa.",
            en="the park id “{id}” must be 1 to 64 of a-z, 0-9, dot, dash, underscore. Correct it.",
        ),
        "serve.hub.bad_key": Text(
            vi="khóa kiểm chứng của khu “{id}” không đọc được: {reason}. Lấy từ khu bằng kênh khác (bản in, gặp mặt), dạng tên+mã+base64.",
            en="the verifier key of park “{id}” cannot be read: {reason}. Get it from the park by another way (in print, in person), as name+id+base64.",
        ),
        "serve.hub.bad_url": Text(
            vi="địa chỉ “{url}” không dùng được: cần https://, hoặc http:// chỉ trên chính máy này, vì mã truy cập được gửi kèm.",
            en="the address “{url}” cannot be used: https:// is needed, or http:// on this machine only, because a token is sent along.",
        ),
        "serve.hub.bad_setting": Text(
            vi="{field} = {value} ngoài khoảng {low} đến {high}. Hãy sửa hub.yaml.",
            en="{field} = {value} is out of the range {low} to {high}. Correct hub.yaml.",
        ),
        "serve.hub.no_token": Text(
            vi="chưa có mã truy cập của khu “{id}”: đặt vào {file} (quyền 0600).",
            en="there is no token for park “{id}”: put it into {file} (mode 0600).",
        ),
        "serve.hub.no_answer": Text(vi="không trả lời: {reason}", en="does not answer: {reason}"),
        "serve.hub.refused": Text(
            vi="khu từ chối mã truy cập (HTTP {status}). Hãy xin khu mã mới.",
            en="the park refuses the token (HTTP {status}). Ask the park for a new one.",
        ),
        "serve.hub.bad_answer": Text(vi="trả lời HTTP {status} cho {path}", en="answers HTTP {status} to {path}"),
        "serve.hub.too_large": Text(
            vi="trả lời dài hơn {limit} byte cho {path}", en="answers with more than {limit} bytes to {path}"
        ),
        "serve.hub.too_slow": Text(
            vi="trả lời chậm hơn {seconds} giây cho {path}", en="took more than {seconds} s to answer {path}"
        ),
        "serve.hub.sign_in_needed": Text(
            vi="Cần mã đọc của hub. Mở địa chỉ mà “ecopark hub run” in ra, hoặc gửi Authorization: Bearer.",
            en="The hub's reading token is needed. Open the address that `ecopark hub run` prints, or send Authorization: Bearer.",
        ),
        "serve.hub.host": Text(
            vi="Hub chỉ trả lời dưới tên của máy này.", en="The hub answers under the names of this machine only."
        ),
        "serve.hub.no_park": Text(vi="Không có khu “{id}” ở hub này.", en="There is no park “{id}” at this hub."),
        "serve.hub.title": Text(vi="Mạng lưới các khu", en="Network of parks"),
        "serve.hub.lead": Text(
            vi="Số liệu do các khu tự công bố và hub này đã kiểm chứng trong nhật ký của từng khu.",
            en="Figures that the parks published themselves and this hub has verified in each park's log.",
        ),
        "serve.hub.parks": Text(vi="Các khu", en="Parks"),
        "serve.hub.park": Text(vi="Khu", en="Park"),
        "serve.hub.province": Text(vi="Tỉnh, thành", en="Province"),
        "serve.hub.all_provinces": Text(vi="Cả nước", en="Whole country"),
        "serve.hub.state": Text(vi="Trạng thái", en="State"),
        "serve.hub.verified": Text(vi="Kiểm chứng lần cuối", en="Last verified"),
        "serve.hub.log_size": Text(vi="Nhật ký (mục)", en="Log (entries)"),
        "serve.hub.shares": Text(vi="Công bố", en="Publication"),
        "serve.hub.findings": Text(vi="Phát hiện", en="Findings"),
        "serve.hub.findings_stay": Text(
            vi="Phát hiện được giữ cùng bằng chứng, kể cả khi khu trở lại bình thường.",
            en="Findings stay with their evidence, also when the park is well again.",
        ),
        "serve.hub.no_findings": Text(vi="Không có phát hiện nào.", en="There are no findings."),
        "serve.hub.totals": Text(vi="Tổng theo tháng", en="Totals by month"),
        "serve.hub.month": Text(vi="Kỳ", en="Period"),
        "serve.hub.series": Text(vi="Chuỗi", en="Series"),
        "serve.hub.value": Text(vi="Giá trị", en="Value"),
        "serve.hub.coverage": Text(vi="Số khu có trong tổng", en="Parks in it"),
        "serve.hub.missing": Text(vi="Không có trong tổng", en="Not in it"),
        "serve.hub.of_parks": Text(vi="{counted} trên {parks} khu", en="{counted} of {parks} parks"),
        "serve.hub.away_now": Text(
            vi="{count} khu đang vắng (số cuối cùng đã kiểm chứng)", en="{count} of them away now (last verified numbers)"
        ),
        "serve.hub.doubted_now": Text(
            vi="{count} khu hiện không được tin (số cuối cùng đã kiểm chứng)",
            en="{count} of them not believed now (last verified numbers)",
        ),
        "serve.hub.interval": Text(vi="95 %: {low} – {high}", en="95 %: {low} – {high}"),
        "serve.hub.lower_bound": Text(vi="giới hạn dưới", en="lower bound"),
        "serve.hub.measured": Text(vi="đo được {share}", en="{share} measured"),
        "serve.hub.summary": Text(
            vi="{current} trên {parks} khu đang cập nhật; {late} chậm hoặc vắng, {doubted} không được tin.",
            en="{current} of {parks} parks are up to date; {late} late or away, {doubted} not believed.",
        ),
        "serve.hub.empty_months": Text(
            vi="{count} tháng khác chưa có khu nào công bố số liệu.",
            en="In {count} other months no park has published figures.",
        ),
        "serve.hub.nothing": Text(vi="Chưa có số liệu nào", en="No figures yet"),
        "serve.hub.nothing_why": Text(
            vi="Chưa khu nào công bố số liệu mà hub kiểm chứng được.",
            en="No park has published figures that the hub could verify.",
        ),
        "serve.hub.status.new": Text(vi="chưa liên lạc", en="not reached yet"),
        "serve.hub.status.current": Text(vi="đã kiểm chứng", en="verified"),
        "serve.hub.status.late": Text(vi="chậm", en="late"),
        "serve.hub.status.away": Text(vi="vắng", en="away"),
        "serve.hub.status.refused": Text(vi="từ chối", en="refuses"),
        "serve.hub.status.not_believed": Text(vi="không được tin", en="not believed"),
        "serve.hub.since": Text(vi="từ {when}", en="since {when}"),
        "serve.hub.number": Text(vi="số {number}, {rows} dòng", en="number {number}, {rows} rows"),
        "serve.hub.withheld": Text(vi="giữ lại", en="withheld"),
        "serve.hub.total_of_park": Text(vi="toàn khu", en="whole park"),
        "serve.hub.witness": Text(
            vi="Checkpoint cuối, có chữ ký đồng xác nhận của hub này",
            en="Last checkpoint, cosigned by this hub",
        ),
        "serve.hub.series.electricity": Text(vi="Điện", en="Electricity"),
        "serve.hub.series.fuel": Text(vi="Nhiên liệu", en="Fuel"),
        "serve.hub.series.water": Text(vi="Nước cấp", en="Water"),
        "serve.hub.series.wastewater": Text(vi="Nước thải", en="Wastewater"),
        "serve.hub.series.emissions": Text(vi="Phát thải khí nhà kính", en="Greenhouse gas emissions"),
        "serve.hub.series.limits": Text(vi="Giới hạn", en="Limits"),
        "serve.hub.series.quality": Text(vi="Chất lượng số liệu", en="Data quality"),
        "serve.hub.series.footprint": Text(vi="Điện của chính nền tảng", en="The platform's own electricity"),
        "serve.hub.part.in": Text(vi="vào", en="in"),
        "serve.hub.part.out": Text(vi="ra", en="out"),
        "serve.hub.part.generated": Text(vi="tự phát", en="generated"),
        "serve.hub.part.scope1": Text(vi="phạm vi 1", en="scope 1"),
        "serve.hub.part.scope2": Text(vi="phạm vi 2", en="scope 2"),
        "serve.hub.part.judged": Text(vi="kỳ được đánh giá", en="periods judged"),
        "serve.hub.part.exceeded": Text(vi="kỳ vượt giới hạn", en="periods exceeded"),
        "serve.hub.part.not_judged": Text(vi="kỳ không đánh giá được", en="periods not judged"),
        "serve.hub.part.good_share": Text(vi="tỷ lệ số đọc tốt", en="share of good readings"),
        "serve.hub.part.electricity": Text(vi="", en=""),
        "serve.hub.step.month": Text(vi="tháng", en="month"),
        "serve.hub.step.day": Text(vi="ngày", en="day"),
        "serve.hub.init_done": Text(
            vi="Đã tạo hub trong {folder}. Khóa đồng xác nhận: {key}\nTiếp theo: ecopark hub add-park --hub {folder} …",
            en="Made a hub in {folder}. Its cosigning key: {key}\nNext: ecopark hub add-park --hub {folder} …",
        ),
        "serve.hub.added": Text(vi="Đã thêm khu {id}. Mã truy cập: {file}", en="Added park {id}. Its token: {file}"),
        "serve.hub.serving": Text(vi="Hub chạy tại {url}", en="The hub runs at {url}"),
        "serve.hub.verify_ok": Text(
            vi="✓ {publications} công bố của {parks} khu khớp với checkpoint đã ký.",
            en="✓ {publications} publications of {parks} parks agree with signed checkpoints.",
        ),
        "serve.hub.verify_bad": Text(vi="✗ {count} sai lệch.", en="✗ {count} differences."),
        "serve.hub.token_made": Text(
            vi="Mã truy cập cho hub “{hub}” (chỉ hiện một lần):\n{token}\nKhóa kiểm chứng của khu, hãy trao bằng kênh khác:\n{key}",
            en="Token for the hub “{hub}” (shown this once):\n{token}\nThe park's verifier key; hand it over by another way:\n{key}",
        ),
        "serve.hub.previewed": Text(
            vi="{hub}: {published} ô công bố, {withheld} ô giữ lại, {missing} ô không có số liệu.",
            en="{hub}: {published} cells published, {withheld} withheld, {missing} without data.",
        ),
        "serve.hub.shares_nothing": Text(
            vi="Khu không chia sẻ gì ngoài checkpoint (settings.sharing trống).",
            en="The park shares nothing but checkpoints (settings.sharing is empty).",
        ),
        "cli.help.hub": Text(
            vi="Hub của nhiều khu: kéo, kiểm chứng, cộng.", en="A hub of many parks: pull, verify, add up."
        ),
        "cli.help.hub_init": Text(
            vi="Tạo thư mục của hub.\n\nVí dụ: ecopark hub init hub --name so-cong-thuong",
            en="Make the folder of a hub.\n\nExample: ecopark hub init hub --name so-cong-thuong",
        ),
        "cli.help.hub_add": Text(
            vi="Thêm một khu: địa chỉ, khóa kiểm chứng (nhận bằng kênh khác), mã truy cập (ECOPARK_TOKEN hoặc hỏi).\n\nVí dụ: ecopark hub add-park nam-dinh --hub hub --url https://… --key ecopark.example/nd+…",
            en="Add a park: address, verifier key (got by another way), token (ECOPARK_TOKEN, or asked for).\n\nExample: ecopark hub add-park nam-dinh --hub hub --url https://… --key ecopark.example/nd+…",
        ),
        "cli.help.hub_run": Text(vi="Kéo các khu và phục vụ trang của hub.", en="Pull the parks and serve the hub's pages."),
        "cli.help.hub_status": Text(vi="Trạng thái từng khu.", en="The state of each park."),
        "cli.help.hub_verify": Text(
            vi="Kiểm chứng lại mọi công bố đã giữ, không cần mạng.",
            en="Verify again every kept publication, without the network.",
        ),
        "cli.help.hub_folder": Text(
            vi="Thư mục của hub (mặc định: thư mục hiện tại, hoặc biến ECOPARK_HUB).",
            en="The hub's folder (default: the current folder, or the variable ECOPARK_HUB).",
        ),
        "cli.help.share": Text(vi="Chia sẻ của khu với các hub.", en="What the park shares with hubs."),
        "cli.help.share_token": Text(
            vi="Tạo mã truy cập cho một hub (tên như trong settings.sharing).\n\nVí dụ: ecopark share token so-cong-thuong --park khu",
            en="Make a token for a hub (its name as in settings.sharing).\n\nExample: ecopark share token so-cong-thuong --park park",
        ),
        "cli.help.share_preview": Text(
            vi="Xem trước những gì mỗi hub sẽ nhận, ô nào giữ lại và vì sao; không công bố gì.",
            en="Show what each hub would get, which cells are withheld and why; publishes nothing.",
        ),
    }
)
