"""Texts of the clustered engine, Vietnamese and English."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "engine.cluster.not_installed": Text(
            vi="Khu này chạy theo cụm (có tệp cluster.yaml) nhưng máy này chưa cài phần mở rộng. "
            "Hãy cài bằng: pip install 'ecopark[cluster]'.",
            en="This park runs on a cluster (there is a cluster.yaml), but the extra is not installed here. "
            "Install it: pip install 'ecopark[cluster]'.",
        ),
        "engine.cluster.no_key_file": Text(
            vi="Không đọc được tệp khóa ({reason}). Hãy kiểm tra đường dẫn trong cluster.yaml và quyền đọc tệp.",
            en="A key file cannot be read ({reason}). Check its path in cluster.yaml and its permissions.",
        ),
        "engine.cluster.no_stream": Text(
            vi="Không kết nối được với cụm NATS JetStream ({reason}). Hãy kiểm tra địa chỉ trong cluster.yaml và xem quá "
            "bán số nút có đang chạy không (ecopark cluster check).",
            en="The NATS JetStream cluster cannot be reached ({reason}). Check the addresses in cluster.yaml and "
            "whether a majority of the nodes is up (ecopark cluster check).",
        ),
        "engine.cluster.not_acknowledged": Text(
            vi="Cụm NATS không xác nhận số đo này ({reason}); có thể một phần đã được lưu. Hãy gửi lại với cùng khóa: "
            "mỗi số đo chỉ được lưu một lần.",
            en="The NATS cluster did not acknowledge these readings ({reason}); some may be stored. Send them again "
            "with the same key: each is stored once.",
        ),
        "engine.cluster.stream_lost": Text(
            vi="Luồng {where} không còn thông điệp số {number} mà phần {part} đã lấy sau cùng: luồng đã bị mất hoặc bị "
            "tạo lại, không thể biết thông điệp nào trong đó là mới. Hãy đặt tên luồng mới (nats.stream) trong "
            "cluster.yaml; dữ liệu trong hồ vẫn nguyên vẹn.",
            en="Stream {where} does not have message {number}, the last that part {part} took from it: the stream was "
            "lost or made anew, and which of its messages are new cannot be told. Give the streams a new name "
            "(nats.stream in cluster.yaml); what is in the lake is intact.",
        ),
        "engine.cluster.part_taken": Text(
            vi="Một tiến trình ghi khác đã công bố phần {part}; tiến trình này dừng lại để không ghi trùng. "
            "Mỗi phần chỉ chạy một tiến trình: ecopark cluster writer --part {part}.",
            en="Another writer has published part {part}; this one stops so that nothing is published twice. "
            "Run one process per part: ecopark cluster writer --part {part}.",
        ),
        "engine.cluster.park_taken": Text(
            vi="Một tiến trình khác đã công bố phiên bản {version} của khu này; tiến trình này dừng lại. "
            "Chỉ chạy ecopark run ở một nơi.",
            en="Another process has published version {version} of this park; this one stops. "
            "Run ecopark run in one place only.",
        ),
        "engine.cluster.writer_behind": Text(
            vi="Các phần {parts} chưa được ghi vào hồ dữ liệu và không có tiến triển. Số đo vẫn được giữ trong luồng; "
            "hãy kiểm tra tiến trình ghi (ecopark cluster check).",
            en="Parts {parts} are behind and make no progress. Their readings are kept in the stream; "
            "check the writers (ecopark cluster check).",
        ),
        "engine.cluster.sent_again": Text(
            vi="{count} thông điệp đã được xác nhận nhưng luồng không còn giữ; đã gửi lại từ đĩa của máy này.",
            en="{count} acknowledged messages were no longer in the stream; they were sent again from this machine's disk.",
        ),
        "engine.cluster.other_parts": Text(
            vi="cluster.yaml ghi {parts} phần nhưng hồ dữ liệu đã được chia theo số khác ({found}). "
            "Số phần không đổi được khi đã có số đo; hãy ghi lại số cũ.",
            en="cluster.yaml says {parts} parts, but the lake was made with another number ({found}). "
            "The number of parts stays once there are readings; put the old one back.",
        ),
        "engine.objects.unreachable": Text(
            vi="Không truy cập được kho đối tượng ({reason}). Hãy kiểm tra object_store trong cluster.yaml: địa chỉ, "
            "bucket, khóa. Dữ liệu đã nhận vẫn được giữ trong luồng.",
            en="The object store cannot be used ({reason}). Check object_store in cluster.yaml: endpoint, bucket, keys. "
            "What was acknowledged is kept in the stream.",
        ),
        "engine.objects.damaged": Text(
            vi="Một tệp trong kho đối tượng bị mất hoặc không đúng với bản kê ({reason}). "
            "Hãy giữ nguyên kho và khôi phục tệp này từ bản sao lưu.",
            en="An object is missing or is not what the manifest lists ({reason}). Keep the store as it is and restore "
            "this object from the backup.",
        ),
    }
)
