"""Texts of ``ecopark cluster``, Vietnamese and English."""

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "cli.help.cluster": Text(
            vi="Các tiến trình của hệ thống nhiều máy. Chỉ dùng trong mạng nội bộ tin cậy.",
            en="The processes of a set-up of several machines. Only inside a trusted network.",
        ),
        "cli.help.cluster_scheduler": Text(
            vi="Chạy bộ điều phối tính toán (Dask) trên đúng một địa chỉ. Ai kết nối được tới nó đều chạy được chương trình trên "
            "các máy tính toán: chỉ mở trong mạng tin cậy, tốt nhất kèm chứng thư.\n\n"
            "Ví dụ: ecopark cluster scheduler --host 10.0.0.5",
            en="Run the scheduler of computations (Dask) on exactly one address. Whoever reaches it can run programs on the "
            "workers: inside a trusted network only, best with certificates.\n\n"
            "Example: ecopark cluster scheduler --host 10.0.0.5",
        ),
        "cli.help.cluster_worker": Text(
            vi="Chạy một tiến trình tính toán cho bộ điều phối; thường mỗi nhân của máy một tiến trình. Thư mục dữ liệu của khu "
            "phải có dưới cùng một đường dẫn.\n\nVí dụ: ecopark cluster worker tcp://10.0.0.5:8786 --host 10.0.0.6",
            en="Run one worker of a scheduler; usually one for each core of the machine. The park's data folder must be there "
            "under the same path.\n\nExample: ecopark cluster worker tcp://10.0.0.5:8786 --host 10.0.0.6",
        ),
        "cli.help.lost_after": Text(
            vi="Sau bao nhiêu giây im lặng thì coi một tiến trình tính toán là đã mất.",
            en="Seconds of silence after which a worker is given up.",
        ),
        "cli.help.worker_memory": Text(
            vi="Giới hạn bộ nhớ; vượt quá thì tiến trình được khởi động lại và việc được làm ở nơi khác.",
            en="Limit of memory; beyond it the worker is started anew and its work done elsewhere.",
        ),
        "cli.help.worker_folder": Text(
            vi="Thư mục cho tệp tạm (mặc định: của hệ thống).", en="Folder for temporary files (default: the system's)."
        ),
        "cli.help.tls_ca": Text(
            vi="Chứng thư (PEM) của nơi ký mọi chứng thư của cụm.",
            en="Certificate (PEM) of the authority that signed all certificates of the cluster.",
        ),
        "cli.help.tls_cert": Text(vi="Chứng thư (PEM) của tiến trình này.", en="Certificate (PEM) of this process."),
        "cli.help.tls_key": Text(vi="Khóa riêng (PEM) của chứng thư đó.", en="Private key (PEM) of that certificate."),
        "cli.help.cluster_writer": Text(
            vi="Ghi các phần của một khu chạy theo cụm (cluster.yaml): lấy số đo từ NATS JetStream, đưa vào hồ dữ liệu, tải lên "
            "kho đối tượng. Mỗi phần một tiến trình, chạy trên máy nào cũng được; đĩa của nó chỉ là bộ đệm.\n\n"
            "Ví dụ: ecopark cluster writer --park khu --part 0",
            en="Write parts of a park that runs on a cluster (cluster.yaml): take readings from NATS JetStream, bring them into "
            "the lake, upload it to the object store. One process per part, on any machine; its disk is only a cache.\n\n"
            "Example: ecopark cluster writer --park park --part 0",
        ),
        "cli.help.cluster_part": Text(
            vi="Số của phần (0, 1, …); ghi nhiều lần được. Không ghi: mọi phần.",
            en="Number of a part (0, 1, …); may be repeated. Without it: all parts.",
        ),
        "cli.help.cluster_cache": Text(
            vi="Thư mục bộ đệm (mặc định: data/writers của khu).",
            en="Folder of the cache (default: data/writers of the park).",
        ),
        "cli.help.cluster_check": Text(
            vi="Kiểm tra từng thành phần của cụm: NATS, các luồng và phần, kho đối tượng, PostgreSQL, Dask. Có lỗi thì mã thoát "
            "là 4.\n\nVí dụ: ecopark cluster check --park khu --json",
            en="Look at each component of the cluster: NATS, streams and parts, object store, PostgreSQL, Dask. The exit code is 4 "
            "if something is wrong.\n\nExample: ecopark cluster check --park park --json",
        ),
        "cli.cluster.no_file": Text(
            vi="Khu này không có cluster.yaml: nó chạy trên một máy. Hãy tạo tệp đó trước (docs/howto/cluster).",
            en="This park has no cluster.yaml: it runs on one machine. Write that file first (docs/howto/cluster).",
        ),
        "cli.cluster.writing": Text(
            vi="Đang ghi các phần: {parts}. Ctrl-C để dừng.", en="Writing parts: {parts}. Ctrl-C stops."
        ),
        "cli.cluster.check.ok": Text(vi="Mọi thành phần đều tốt.", en="All components are well."),
        "cli.cluster.check.partly": Text(
            vi="Cụm hoạt động, nhưng có điểm cần xem (dấu !).", en="The cluster works; see the lines marked with !."
        ),
        "cli.cluster.check.state": Text(
            vi="Có thành phần không dùng được (dấu x).", en="Some components cannot be used (marked with x)."
        ),
        "cli.cluster.tls_together": Text(
            vi="Ba lựa chọn --tls-ca, --tls-cert, --tls-key phải đi cùng nhau.",
            en="The options --tls-ca, --tls-cert and --tls-key belong together; give all three.",
        ),
        "cli.cluster.ready": Text(vi="Sẵn sàng tại {address}. Ctrl-C để dừng.", en="Ready at {address}. Ctrl-C stops."),
    }
)
