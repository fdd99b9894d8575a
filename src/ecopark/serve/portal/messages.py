"""Texts of the portal, frame and overview; the texts of single pages stand in ``messages_*.py`` beside this file."""

from __future__ import annotations

import ecopark.serve.portal.inspection_form_messages
import ecopark.serve.portal.inspection_messages
import ecopark.serve.portal.measure_messages
import ecopark.serve.portal.measures_messages
import ecopark.serve.portal.messages_account
import ecopark.serve.portal.messages_believe
import ecopark.serve.portal.messages_claims
import ecopark.serve.portal.messages_compliance
import ecopark.serve.portal.messages_data
import ecopark.serve.portal.messages_import
import ecopark.serve.portal.messages_path
import ecopark.serve.portal.messages_products
import ecopark.serve.portal.messages_public
import ecopark.serve.portal.messages_queue
import ecopark.serve.portal.messages_settings
import ecopark.serve.portal.messages_sources
import ecopark.serve.portal.messages_trust
import ecopark.serve.portal.paper_messages
import ecopark.serve.portal.project_messages  # noqa: F401
from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.frame.skip": Text("Đến nội dung chính", "Skip to the content"),
        "portal.frame.menu": Text("Trình đơn", "Menu"),
        "portal.person.platform": Text("nền tảng", "the platform"),
        "portal.frame.language": Text("Ngôn ngữ", "Language"),
        "portal.frame.sign_in": Text("Đăng nhập", "Sign in"),
        "portal.frame.sign_out": Text("Đăng xuất", "Sign out"),
        "portal.frame.snapshot": Text("Phiên bản dữ liệu {version}", "Data version {version}"),
        "portal.frame.as_of": Text("Tính đến {when}, giờ Việt Nam", "As of {when}, Viet Nam time"),
        "portal.frame.sources": Text("Nguồn dữ liệu và giấy phép", "Data sources and licences"),
        "portal.frame.verify": Text("Tự kiểm chứng một số đọc", "Verify a reading yourself"),
        "portal.nav.group_park": Text("Khu công nghiệp", "The park"),
        "portal.nav.group_measure": Text("Đo lường", "Measurement"),
        "portal.nav.group_inout": Text("Vào và ra", "In and out"),
        "portal.nav.group_judge": Text("Đánh giá", "Judge"),
        "portal.nav.group_trust": Text("Niềm tin", "Trust"),
        "portal.nav.overview": Text("Tổng quan", "Overview"),
        "portal.nav.flows": Text("Dòng chảy", "Flows"),
        "portal.nav.firms": Text("Doanh nghiệp", "Firms"),
        "portal.nav.accounts": Text("Kiểm kê", "Accounts"),
        "portal.nav.points": Text("Điểm quan trắc", "Monitoring points"),
        "portal.nav.datastreams": Text("Chuỗi dữ liệu", "Datastreams"),
        "portal.nav.quality": Text("Chất lượng dữ liệu", "Data quality"),
        "portal.nav.import": Text("Nhập dữ liệu", "Import data"),
        "portal.nav.quarantine": Text("Cách ly", "Quarantine"),
        "portal.nav.evidence": Text("Bằng chứng", "Evidence"),
        "portal.nav.footprint": Text("Dấu chân nền tảng", "Platform footprint"),
        "portal.nav.about": Text("Về khu và dữ liệu", "About and sources"),
        "portal.role.manager": Text("Ban quản lý khu", "Park manager"),
        "portal.role.firm": Text("Doanh nghiệp", "Firm"),
        "portal.role.inspector": Text("Thanh tra viên", "Inspector"),
        "portal.role.regulator": Text("Cơ quan quản lý nhà nước", "Regulator"),
        "portal.role.hub": Text("Hub", "Hub"),
        "portal.role.public": Text("Công chúng", "Public"),
        "portal.origin.measured": Text("đo được", "measured"),
        "portal.origin.modelled": Text("mô hình", "modelled"),
        "portal.origin.declared": Text("khai báo", "declared"),
        "portal.origin.synthetic": Text("tổng hợp giả lập", "synthetic"),
        "portal.origin.measured_means": Text("từ thiết bị đo", "from an instrument"),
        "portal.origin.modelled_means": Text("từ mô hình", "from a model"),
        "portal.origin.declared_means": Text("người nhập", "typed by a person"),
        "portal.origin.synthetic_means": Text(
            "do bộ sinh có hạt giống tạo ra, không bao giờ làm căn cứ công bố",
            "made by a seeded generator, never feeds a claim",
        ),
        "portal.flag.good": Text("tốt", "good"),
        "portal.flag.doubtful": Text("nghi ngờ", "doubtful"),
        "portal.flag.bad": Text("xấu", "bad"),
        "portal.flag.unflagged": Text("chưa kiểm tra", "not checked"),
        "portal.flag.missing": Text("thiếu", "missing"),
        "portal.severity.serious": Text("Nghiêm trọng", "Serious"),
        "portal.severity.attention": Text("Cần chú ý", "Needs attention"),
        "portal.severity.info": Text("Thông tin", "For information"),
        "portal.figure.insufficient": Text("không đủ dữ liệu", "insufficient data"),
        "portal.figure.no_meter": Text("chưa có công tơ", "no meter"),
        "portal.figure.not_visible": Text("ngoài quyền xem", "outside your view"),
        "portal.figure.not_published": Text("chưa công bố", "not published"),
        "portal.figure.provisional": Text("tạm thời", "provisional"),
        "portal.figure.measured_share": Text("{share} đo được", "{share} measured"),
        "portal.figure.covered_share": Text("{share} có số liệu", "{share} covered"),
        "portal.figure.interval": Text("95 %: {low} – {high}", "95 %: {low} – {high}"),
        "portal.month.choose": Text("Chọn tháng", "Choose a month"),
        "portal.month.previous": Text("Tháng trước", "Month before"),
        "portal.month.next": Text("Tháng sau", "Month after"),
        "portal.chart.loading": Text("Đang vẽ biểu đồ…", "Drawing the chart…"),
        "portal.chart.failed": Text(
            "Không vẽ được biểu đồ. Bảng số bên dưới vẫn đầy đủ.",
            "The chart could not be drawn. The table below is complete.",
        ),
        "portal.chart.no_script": Text(
            "Biểu đồ cần JavaScript; bảng số bên dưới có cùng nội dung.",
            "The chart needs JavaScript; the table below holds the same.",
        ),
        "portal.chart.as_table": Text("Xem dưới dạng bảng", "Show as a table"),
        "portal.table.day": Text("Ngày", "Day"),
        "portal.table.month": Text("Tháng", "Month"),
        "portal.table.time": Text("Thời điểm", "Time"),
        "portal.table.value": Text("Giá trị", "Value"),
        "portal.table.unit": Text("Đơn vị", "Unit"),
        "portal.table.from": Text("Từ", "From"),
        "portal.table.to": Text("Đến", "To"),
        "portal.table.total": Text("Tổng", "Total"),
        "portal.overview.title": Text("Tổng quan", "Overview"),
        "portal.overview.lead": Text(
            "Tình trạng của khu lúc {when}. Mỗi con số đều dẫn về số đọc đã sinh ra nó.",
            "The state of the park at {when}. Every figure leads back to the readings behind it.",
        ),
        "portal.overview.lead_firm": Text(
            "Doanh nghiệp của bạn lúc {when}. Mỗi con số đều dẫn về số đọc đã sinh ra nó.",
            "Your firm at {when}. Every figure leads back to the readings behind it.",
        ),
        "portal.overview.glance": Text("Tình trạng chung", "Status at a glance"),
        "portal.overview.figures": Text("Các con số chính", "Main figures"),
        "portal.overview.profile": Text("Điện tiêu thụ, 14 ngày gần nhất", "Electricity taken, the last 14 days"),
        "portal.overview.profile_what": Text(
            "Tổng theo giờ của các công tơ tính, kWh. Khoảng trống là giờ không có số đọc dùng được.",
            "Hourly sum of the counting meters, kWh. A gap is an hour without a usable reading.",
        ),
        "portal.overview.profile_none": Text("Chưa có số liệu điện để vẽ", "No electricity figures to draw yet"),
        "portal.overview.profile_none_why": Text(
            "Tổng của khu chỉ hiện khi mọi phần của nó nằm trong quyền xem của bạn và đã có số đọc.",
            "The park's total appears once every part of it is within your view and has readings.",
        ),
        "portal.overview.to_flows": Text("Xem dòng chảy", "See the flows"),
        "portal.overview.attention": Text("Cần chú ý", "Needs attention"),
        "portal.overview.attention_all": Text("Tất cả {count} mục", "All {count} items"),
        "portal.overview.attention_none": Text("Không có gì cần xử lý", "Nothing needs attention"),
        "portal.overview.attention_none_why": Text(
            "Không có lần vượt giới hạn hay phát hiện nào từ đầu tháng trước.",
            "No exceedance and no finding since the start of last month.",
        ),
        "portal.overview.points": Text("Điểm quan trắc so với giới hạn", "Monitoring points against their limits"),
        "portal.overview.points_all": Text("Tất cả điểm quan trắc", "All monitoring points"),
        "portal.glance.points_none": Text("Chưa có điểm nào được đánh giá", "No point judged yet"),
        "portal.glance.points_none_why": Text("Chưa có giới hạn hoặc số đọc", "No limit or no readings"),
        "portal.glance.points_over": Text(
            "{count} trong {all} thông số có giới hạn vượt giới hạn", "{count} of {all} parameters with a limit are above it"
        ),
        "portal.glance.points_thin": Text(
            "{count} trong {all} thông số có giới hạn không đủ dữ liệu", "{count} of {all} parameters with a limit lack data"
        ),
        "portal.glance.points_within": Text(
            "Cả {all} thông số có giới hạn đều trong giới hạn", "All {all} parameters with a limit are within it"
        ),
        "portal.glance.points_month": Text("Điểm quan trắc, {month}", "Monitoring points, {month}"),
        "portal.glance.data_none": Text("Chưa kiểm tra dữ liệu", "Data not checked yet"),
        "portal.glance.data_good": Text("{share} số đọc tốt", "{share} of readings good"),
        "portal.glance.data_counts": Text(
            "{doubtful} nghi ngờ · {bad} xấu · {missing} thiếu", "{doubtful} doubtful · {bad} bad · {missing} missing"
        ),
        "portal.glance.attention": Text("{count} mục cần chú ý", "{count} items need attention"),
        "portal.glance.attention_since": Text("Từ đầu tháng trước", "Since the start of last month"),
        "portal.glance.log": Text("{size} mục trong nhật ký bằng chứng", "{size} entries in the evidence log"),
        "portal.glance.log_none": Text("Nhật ký bằng chứng trống", "The evidence log is empty"),
        "portal.glance.log_verify": Text("Ai cũng có thể tự kiểm chứng", "Anybody can verify it"),
        "portal.tile.electricity": Text("Điện", "Electricity"),
        "portal.tile.water": Text("Nước cấp", "Water"),
        "portal.tile.wastewater": Text("Nước thải", "Wastewater"),
        "portal.tile.carbon": Text("Khí nhà kính", "Greenhouse gases"),
        "portal.tile.month_so_far": Text("{month}, đến nay", "{month}, so far"),
        "portal.tile.today": Text("Hôm nay", "Today"),
        "portal.tile.before": Text("Cả {month}", "All of {month}"),
        "portal.attention.exceeded": Text(
            "{parameter}: {count} kỳ trung bình vượt giới hạn trong tháng",
            "{parameter}: {count} averaging periods above the limit this month",
        ),
        "portal.state.exceeded": Text("vượt giới hạn", "above the limit"),
        "portal.state.within": Text("trong giới hạn", "within the limit"),
        "portal.state.insufficient": Text("không đủ dữ liệu", "insufficient data"),
        "portal.state.no_limit": Text("không có giới hạn", "no limit"),
        "portal.carrier.electricity": Text("Điện", "Electricity"),
        "portal.carrier.water": Text("Nước cấp", "Water"),
        "portal.carrier.wastewater": Text("Nước thải", "Wastewater"),
        "portal.carrier.fuel": Text("Nhiên liệu", "Fuel"),
        "portal.carrier.heat": Text("Nhiệt", "Heat"),
        "portal.carrier.material": Text("Vật liệu", "Materials"),
        "portal.carrier.waste": Text("Chất thải", "Waste"),
        "portal.carrier.air": Text("Khí thải", "Air"),
    }
)
