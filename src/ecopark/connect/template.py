"""A small valid park that a person adapts: what ``ecopark init`` writes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ecopark.connect.park_folder import TABLES
from ecopark.core.errors import InputError
from ecopark.core.messages import Lang, Text

_PARK_YAML = Text(
    vi="""\
# Mô tả khu. Sửa tệp này và các tệp .csv bên cạnh bằng Excel hoặc LibreOffice; mỗi dòng bắt đầu bằng # là ghi chú.
id: khu-mau
name_vi: Khu công nghiệp mẫu
name_en: Example industrial park
province: Khánh Hòa
zone: Asia/Ho_Chi_Minh

settings:
  lang: vi
  # Thư mục được theo dõi: tệp trạm quan trắc (Thông tư 10/2021) và bảng tính thả vào đây được nhập tự động.
  inbox: inbox
  inventory:
    gwp_report: AR5          # AR4, AR5 hoặc AR6; một kiểm kê chỉ dùng một báo cáo
  tariff_groups:             # nhóm giá điện và cấp điện áp của từng doanh nghiệp
    cong-ty-a: {group: production_retail, voltage: "22kV..<110kV"}
  permits:                   # giấy phép môi trường; được ưu tiên trước bảng của quy chuẩn
    - id: GPMT-01
      monitoring_point: cua-xa
      document: Giấy phép môi trường mẫu
      valid_from: 2024-01-01
      limits:
        - {property: cod, unit: mg/L, maximum: 75}
        - {property: ph, unit: "-", minimum: 6, maximum: 9, statistic: hour_mean}
  server:
    host: 127.0.0.1
    port: 8765
""",
    en="""\
# Description of the park. Edit this file and the .csv files beside it; a row that begins with # is a remark.
id: khu-mau
name_vi: Khu công nghiệp mẫu
name_en: Example industrial park
province: Khánh Hòa
zone: Asia/Ho_Chi_Minh

settings:
  lang: en
  # Watched folder: station files (Circular 10/2021) and sheets dropped here are imported by themselves.
  inbox: inbox
  inventory:
    gwp_report: AR5          # AR4, AR5 or AR6; one inventory uses one report
  tariff_groups:             # tariff group and voltage of each firm
    cong-ty-a: {group: production_retail, voltage: "22kV..<110kV"}
  permits:                   # environmental permits; they win over the table of the regulation
    - id: GPMT-01
      monitoring_point: cua-xa
      document: Example environmental permit
      valid_from: 2024-01-01
      limits:
        - {property: cod, unit: mg/L, maximum: 75}
        - {property: ph, unit: "-", minimum: 6, maximum: 9, statistic: hour_mean}
  server:
    host: 127.0.0.1
    port: 8765
""",
)

_REMARKS = {
    "firms": Text(vi="# doanh nghiệp trong khu", en="# firms in the park"),
    "facilities": Text(vi="# cơ sở của doanh nghiệp, mỗi cơ sở một ranh giới kiểm kê", en="# sites of firms"),
    "nodes": Text(
        vi="# nút: grid source feeder firm generation works outfall stack ambient loss; cột firm trống là của khu",
        en="# nodes: grid source feeder firm generation works outfall stack ambient loss; no firm: the park's own",
    ),
    "edges": Text(
        vi="# dòng chảy source -> target: electricity water wastewater fuel heat material waste air",
        en="# flows source -> target: electricity water wastewater fuel heat material waste air",
    ),
    "monitoring_points": Text(
        vi="# điểm quan trắc; station là mã trạm trong tên tệp; cột fact.… là dữ kiện để chọn quy chuẩn",
        en="# monitoring points; station is the code in file names; columns fact.… choose the limits that apply",
    ),
    "meters": Text(
        vi="# công tơ trên cạnh hoặc tại điểm quan trắc; parent là công tơ mẹ",
        en="# meters on an edge or at a monitoring point; parent is the meter above",
    ),
    "datastreams": Text(
        vi="# unit là đơn vị thiết bị gửi; factor là hệ số nhân (tỷ số biến dòng…); step_s là số giây giữa hai lần đo",
        en="# unit is what the device sends; factor multiplies it (transformer ratio …); step_s: seconds between readings",
    ),
}

_ROWS: dict[str, str] = {
    "firms": """\
id,name_vi,name_en,sector
cong-ty-a,Công ty A,Company A,2410
cong-ty-b,Công ty B,Company B,3100
""",
    "facilities": """\
id,firm,name_vi,name_en
nha-may-a,cong-ty-a,Nhà máy A,Plant A
""",
    "nodes": """\
id,kind,name_vi,name_en,firm,facility
luoi,grid,Lưới điện,Grid,,
tram-22kv,feeder,Trạm 22 kV,22 kV substation,,
a,firm,Công ty A,Company A,cong-ty-a,nha-may-a
b,firm,Công ty B,Company B,cong-ty-b,
tram-xlnt,works,Trạm xử lý nước thải,Wastewater works,,
cua-xa-song,outfall,Cửa xả ra sông,Outfall to the river,,
""",
    "edges": """\
id,carrier,source,target,substance
dien-khu,electricity,luoi,tram-22kv,
dien-a,electricity,tram-22kv,a,
dien-b,electricity,tram-22kv,b,
nuoc-thai-a,wastewater,a,tram-xlnt,
nuoc-thai-ra,wastewater,tram-xlnt,cua-xa-song,
""",
    "monitoring_points": """\
id,node,name_vi,name_en,medium,firm,station,public,permit,permit_date,fact.column
cua-xa,cua-xa-song,Cửa xả trạm xử lý,Outfall of the works,wastewater,,KHHMAUNT01,true,GPMT-01,2024-01-01,A
""",
    "meters": """\
id,edge,monitoring_point,parent,firm,accuracy_class_pct
ct-khu,dien-khu,,,,0.5
ct-a,dien-a,,ct-khu,cong-ty-a,0.5
ct-b,dien-b,,ct-khu,cong-ty-b,1
tram-nt,,cua-xa,,,
""",
    "datastreams": """\
id,meter,property,unit,kind,origin,name_vi,name_en,firm,step_s,resolution,factor
ct-khu.kwh,ct-khu,active_energy,kWh,total,measured,Điện cả khu,Electricity of the park,,900,,1
ct-a.kwh,ct-a,active_energy,kWh,total,measured,Điện công ty A,Electricity of company A,cong-ty-a,900,0.01,1
ct-b.chi-so,ct-b,active_energy,kWh,total_increasing,measured,Chỉ số công tơ B,Register of meter B,cong-ty-b,,,40
nt.flow,tram-nt,wastewater_flow,m3/h,measurement,measured,Lưu lượng xả,Discharge,,300,,1
nt.ph,tram-nt,ph,-,measurement,measured,pH nước xả,pH of the discharge,,300,,1
nt.cod,tram-nt,cod,mg/L,measurement,measured,COD nước xả,COD of the discharge,,300,,1
""",
}


def write_template(folder: Path, lang: Lang = "vi") -> tuple[Path, ...]:
    """Write a small valid park into an empty or new folder and return the files written.

    Sheets are UTF-8 with a mark, with semicolons in Vietnamese and commas in English, as Excel there opens them.

    Raises
    ------
    InputError
        ``connect.park.not_empty`` if the folder describes a park already: nothing is overwritten.
    """
    names = ["park.yaml", *(f"{table}.csv" for table in TABLES)]
    for name in (*names, "park.xlsx"):
        if (folder / name).exists():
            raise InputError("connect.park.not_empty", where=str(folder), name=name)
    (folder / "inbox").mkdir(parents=True, exist_ok=True)
    (folder / "park.yaml").write_text(_PARK_YAML.get(lang), encoding="utf-8")
    for table in TABLES:
        (folder / f"{table}.csv").write_text(_sheet(table, lang), encoding="utf-8-sig", newline="")
    return tuple(folder / name for name in names)


def _sheet(table: str, lang: Lang) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if lang == "vi" else ",")
    writer.writerow([_REMARKS[table].get(lang)])
    for row in csv.reader(io.StringIO(_ROWS[table])):
        writer.writerow(row)
    return out.getvalue()
