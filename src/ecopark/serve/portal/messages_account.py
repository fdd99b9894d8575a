"""Texts of the portal: flows, firms, accounts, cost, platform footprint."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "portal.flows.title": Text("Dòng chảy của khu", "Flows of the park"),
        "portal.flows.lead": Text(
            "Cái gì vào, cái gì ra, và phần mà không công tơ nào giải thích được.",
            "What goes in, what comes out, and the part that no meter explains.",
        ),
        "portal.flows.carriers": Text("Loại dòng", "Kind of flow"),
        "portal.flows.diagram": Text("{carrier}, {month}", "{carrier}, {month}"),
        "portal.flows.diagram_what": Text(
            "Bề rộng là lượng trong tháng. Phần gạch chéo là chênh lệch không giải thích được. Chạm vào một dòng để "
            "tới chuỗi dữ liệu của nó.",
            "Widths are the month's amounts. The hatched part is the unexplained difference. Tap a flow to reach its "
            "datastream.",
        ),
        "portal.flows.diagram_label": Text(
            "Biểu đồ Sankey: {carrier}, {month}. Các con số nằm trong bảng bên dưới.",
            "Sankey diagram: {carrier}, {month}. The numbers stand in the table below.",
        ),
        "portal.flows.none": Text("Không có dòng nào có số liệu trong {month}", "No flow has figures in {month}"),
        "portal.flows.none_why": Text(
            "Chọn tháng khác, hoặc nhập số đọc cho các công tơ của loại dòng này.",
            "Choose another month, or import readings of this carrier's meters.",
        ),
        "portal.flows.unexplained": Text("Chưa giải thích được", "Unexplained"),
        "portal.flows.unexplained_share": Text("{share} của lượng vào nút", "{share} of what entered the node"),
        "portal.flows.differences": Text("Cân bằng tại các nút", "Balance at the nodes"),
        "portal.flows.differences_what": Text(
            "Tại nút không tích trữ, vào phải bằng ra. Chênh lệch là tổn thất, sai số đo, hoặc dòng không có công tơ.",
            "At a node without storage, in equals out. The difference is loss, error of measurement, or a flow "
            "without meter.",
        ),
        "portal.flows.thin": Text("chưa kết luận được, phủ {share}", "not conclusive, {share} covered"),
        "portal.flows.node": Text("Nút", "Node"),
        "portal.flows.into": Text("Vào", "In"),
        "portal.flows.out": Text("Ra", "Out"),
        "portal.flows.difference": Text("Chênh lệch", "Difference"),
        "portal.flows.share": Text("Tỷ lệ", "Share"),
        "portal.flows.edges": Text("Từng dòng", "Flow by flow"),
        "portal.flows.edge": Text("Dòng", "Flow"),
        "portal.flows.quantity": Text("Lượng", "Amount"),
        "portal.flows.origin": Text("Nguồn gốc", "Origin"),
        "portal.flows.measured": Text("Phần đo được", "Measured part"),
        "portal.flows.evidence": Text("Căn cứ", "Evidence"),
        "portal.firms.lead": Text(
            "Các doanh nghiệp trong quyền xem của bạn. Số liệu của mỗi doanh nghiệp thuộc về doanh nghiệp đó.",
            "The firms within your view. Each firm's figures belong to that firm.",
        ),
        "portal.firms.firm": Text("Doanh nghiệp", "Firm"),
        "portal.firms.datastreams": Text("{count} chuỗi dữ liệu", "{count} datastreams"),
        "portal.firms.synthetic": Text("{count} giả lập", "{count} synthetic"),
        "portal.firms.none": Text("Không có doanh nghiệp nào để hiển thị", "No firm to show"),
        "portal.firms.none_why": Text(
            "Tài khoản của bạn chưa được gắn với doanh nghiệp nào. Hãy liên hệ ban quản lý khu.",
            "Your account is not tied to a firm yet. Ask the park's management board.",
        ),
        "portal.firm.resources": Text("Sử dụng tài nguyên, {month}", "Use of resources, {month}"),
        "portal.firm.resources_none": Text(
            "Chưa có số liệu tài nguyên cho tháng này",
            "No resource figures for this month",
        ),
        "portal.firm.resources_none_why": Text(
            "Số liệu xuất hiện sau khi số đọc được nhập và nền tảng đã tính lại.",
            "They appear once readings are imported and the platform has computed again.",
        ),
        "portal.resource.resource": Text("Tài nguyên", "Resource"),
        "portal.resource.electricity": Text("Điện", "Electricity"),
        "portal.resource.water": Text("Nước cấp", "Water"),
        "portal.resource.wastewater": Text("Nước thải", "Wastewater"),
        "portal.resource.waste": Text("Chất thải thường", "Waste"),
        "portal.resource.hazardous_waste": Text("Chất thải nguy hại", "Hazardous waste"),
        "portal.resource.fuel": Text("Nhiên liệu", "Fuel"),
        "portal.resource.in": Text("nhận vào", "taken in"),
        "portal.resource.out": Text("đưa ra", "given off"),
        "portal.resource.generated": Text("phát sinh", "generated"),
        "portal.category.grid_electricity": Text("Điện mua từ lưới", "Electricity from the grid"),
        "portal.category.local_supply": Text("Điện từ nguồn trong khu", "Electricity from inside the park"),
        "portal.category.own_generation": Text("Điện tự phát", "Own generation"),
        "portal.category.park_remainder": Text("Phần còn lại của khu", "Remainder of the park"),
        "portal.cost.band_none": Text("chưa có khung giờ", "no band in force"),
        "portal.category.electricity": Text("Điện mua từ lưới", "Purchased electricity"),
        "portal.category.purchased_electricity": Text("Điện mua từ lưới", "Purchased electricity"),
        "portal.category.natural_gas": Text("Khí tự nhiên", "Natural gas"),
        "portal.category.diesel": Text("Dầu DO", "Diesel oil"),
        "portal.category.gas_diesel_oil": Text("Dầu DO", "Gas/diesel oil"),
        "portal.category.lpg": Text("Khí hóa lỏng LPG", "Liquefied petroleum gas"),
        "portal.category.stationary_combustion": Text("Đốt cố định", "Stationary combustion"),
        "portal.category.wastewater_treatment": Text("Xử lý nước thải", "Wastewater treatment"),
        "portal.category.wastewater": Text("Xử lý nước thải", "Wastewater treatment"),
        "portal.accounts.lead": Text(
            "Năng lượng, nước, chất thải và khí nhà kính theo tháng. Mỗi dòng ghi hệ số, năm và nguồn của nó.",
            "Energy, water, waste and greenhouse gases by month. Each line names its factor, year and source.",
        ),
        "portal.accounts.resources": Text("Tài nguyên", "Resources"),
        "portal.accounts.park_itself": Text("Bản thân khu", "The park itself"),
        "portal.accounts.trend": Text(
            "Phát thải khí nhà kính theo tháng, tCO₂e, theo phạm vi. Các con số nằm trong bảng.",
            "Greenhouse-gas emissions by month, tCO₂e, by scope. The numbers stand in the table.",
        ),
        "portal.inventory.title": Text("Kiểm kê khí nhà kính", "Greenhouse-gas inventory"),
        "portal.inventory.what": Text(
            "Phạm vi 1 và phạm vi 2 theo vị trí. Phát thải tránh được không bao giờ bị trừ vào đây.",
            "Scope 1 and location-based scope 2. Avoided emissions are never subtracted here.",
        ),
        "portal.inventory.source": Text("Nguồn phát thải", "Source of emission"),
        "portal.inventory.activity": Text("Số liệu hoạt động", "Activity data"),
        "portal.inventory.factor": Text("Hệ số", "Factor"),
        "portal.inventory.emission": Text("Phát thải", "Emission"),
        "portal.inventory.scope": Text("Phạm vi {scope}", "Scope {scope}"),
        "portal.inventory.biogenic": Text("sinh học, ghi nhớ: {amount} tCO₂", "biogenic, memo: {amount} tCO₂"),
        "portal.inventory.sources": Text("Nguồn của các hệ số", "Sources of the factors"),
        "portal.inventory.none": Text("Chưa có dòng kiểm kê nào cho tháng này", "No inventory line for this month"),
        "portal.inventory.none_why": Text(
            "Kiểm kê cần số đọc điện hoặc nhiên liệu, hoặc một bản khai báo.",
            "An inventory needs readings of electricity or fuel, or a declaration.",
        ),
        "portal.cost.title": Text("Chi phí điện theo khung giờ", "Electricity cost by tariff band"),
        "portal.cost.band": Text("Khung giờ", "Band"),
        "portal.cost.band_peak": Text("Cao điểm", "Peak"),
        "portal.cost.band_normal": Text("Bình thường", "Normal"),
        "portal.cost.band_offpeak": Text("Thấp điểm", "Off-peak"),
        "portal.cost.energy": Text("Điện năng", "Energy"),
        "portal.cost.price": Text("Đơn giá", "Price"),
        "portal.cost.amount": Text("Thành tiền", "Amount"),
        "portal.cost.rule": Text("Biểu giá", "Tariff rule"),
        "portal.cost.note": Text(
            "Chưa gồm thuế giá trị gia tăng. Chỉ tính phần điện có số đọc; phần thiếu không được đoán.",
            "Without value-added tax. Only metered energy is priced; what is missing is not guessed.",
        ),
        "portal.cost.none": Text("Chưa tính được chi phí cho tháng này", "No cost for this month"),
        "portal.cost.none_why": Text(
            "Cần số đọc điện và một biểu giá có hiệu lực cho nhóm khách hàng này.",
            "It needs electricity readings and a tariff in force for this customer group.",
        ),
        "portal.restate.title": Text("Điều chỉnh so với lần công bố trước", "Restatement against the version before"),
        "portal.restate.what": Text(
            "Khi số đọc muộn hay hệ số mới làm đổi con số đã công bố, từng dòng thay đổi được liệt kê ở đây; bản cũ "
            "vẫn được giữ.",
            "When late readings or a new factor change a published figure, each changed line is listed here; the old "
            "version is kept.",
        ),
        "portal.restate.before": Text("Trước", "Before"),
        "portal.restate.after": Text("Sau", "After"),
        "portal.restate.why": Text("Lý do", "Reason"),
        "portal.restate.none": Text("Không có dòng nào thay đổi", "No line has changed"),
        "portal.restate.none_why": Text(
            "Kết quả hiện tại trùng với lần công bố trước, hoặc đây là lần công bố đầu tiên.",
            "The present results equal the version before, or this is the first version.",
        ),
        "portal.footprint.lead": Text(
            "Số hóa cũng tốn điện. Nền tảng tự đo mình, và mọi khoản tiết kiệm được trình bày sau khi đã trừ phần này.",
            "Digitalisation uses electricity too. The platform measures itself, and every saving is shown net of this.",
        ),
        "portal.footprint.electricity": Text("Điện của nền tảng", "Electricity of the platform"),
        "portal.footprint.carbon": Text("Khí nhà kính của nền tảng", "Greenhouse gases of the platform"),
        "portal.footprint.how": Text("Cách xác định", "How it was found"),
        "portal.footprint.fact_since": Text("Tính từ ngày (UTC)", "Since the day (UTC)"),
        "portal.footprint.fact_elapsed": Text("Thời gian đã xét", "Time looked at"),
        "portal.footprint.fact_cpu": Text("Thời gian CPU", "CPU time"),
        "portal.footprint.fact_memory": Text("Bộ nhớ", "Memory"),
        "portal.footprint.fact_factor": Text("Hệ số lưới điện", "Grid factor"),
        "portal.footprint.none": Text("Chưa có số liệu về chính nền tảng", "No figures of the platform itself yet"),
        "portal.footprint.none_why": Text(
            "Máy này chưa cho số đo điện và mô hình chưa chạy. Số liệu xuất hiện sau lần tính đầu tiên.",
            "This machine offers no counter and the model has not run yet. Figures appear after the first run.",
        ),
    }
)
