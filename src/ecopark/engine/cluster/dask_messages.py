"""Texts about flows on a Dask cluster, Vietnamese and English."""

from __future__ import annotations

from ecopark.core.messages import Text, catalogue

catalogue(
    {
        "engine.dask.not_installed": Text(
            vi="Chưa cài phần mềm cho cụm tính toán (Dask). Hãy cài: pip install 'ecopark[cluster]'.",
            en="The software for the computing cluster (Dask) is not installed. Install it: pip install 'ecopark[cluster]'.",
        ),
        "engine.dask.bad_address": Text(
            vi="Địa chỉ “{address}” không dùng được: {reason}. Ví dụ đúng: tcp://10.0.0.5:8786, có mã hóa thì tls://10.0.0.5:8786.",
            en="Address “{address}” cannot be used: {reason}. A right one: tcp://10.0.0.5:8786, encrypted tls://10.0.0.5:8786.",
        ),
        "engine.dask.unreachable": Text(
            vi="Không kết nối được bộ điều phối Dask tại {address} ({reason}). Kết quả cũ vẫn còn hiệu lực. "
            "Hãy kiểm tra tiến trình “ecopark cluster scheduler”, địa chỉ và chứng thư, rồi chạy lại.",
            en="The Dask scheduler at {address} cannot be reached ({reason}). The earlier results stay in force. "
            "Check the process “ecopark cluster scheduler”, the address and the certificates, then run again.",
        ),
        "engine.dask.scheduler_lost": Text(
            vi="Mất bộ điều phối Dask {address} giữa chừng phép tính {flow} ({reason}). Chưa công bố gì, kết quả cũ vẫn còn "
            "hiệu lực. Hãy khởi động lại bộ điều phối rồi chạy lại.",
            en="The Dask scheduler {address} was lost in the middle of flow {flow} ({reason}). Nothing was published, the "
            "earlier results stay in force. Start the scheduler again, then run again.",
        ),
        "engine.dask.no_workers": Text(
            vi="Bộ điều phối Dask {address} không có tiến trình tính toán nào trong {seconds} giây. Kết quả cũ vẫn còn hiệu lực. "
            "Hãy khởi động “ecopark cluster worker {address}” rồi chạy lại.",
            en="The Dask scheduler {address} had no worker for {seconds} seconds. The earlier results stay in force. "
            "Start “ecopark cluster worker {address}”, then run again.",
        ),
        "engine.dask.task_kills_workers": Text(
            vi="Tác vụ {task} của phép tính {flow} làm chết tiến trình tính toán hết lần này đến lần khác, kể cả khi chạy một "
            "mình (tiến trình cuối: {worker}). Kết quả cũ vẫn còn hiệu lực. Hãy xem nhật ký của tiến trình tính toán và giới "
            "hạn bộ nhớ của nó.",
            en="Task {task} of flow {flow} kills worker after worker, alone as well (the last one: {worker}). The earlier "
            "results stay in force. Look at the worker's log and its memory limit.",
        ),
        "engine.dask.worker_failed": Text(
            vi="Tiến trình tính toán không chạy được phép tính {flow}: {reason}. Kết quả cũ vẫn còn hiệu lực. "
            "Hãy kiểm tra phần mềm đã cài trên máy đó.",
            en="A worker could not run flow {flow}: {reason}. The earlier results stay in force. "
            "Check what is installed on its machine.",
        ),
        "engine.dask.other_software": Text(
            vi="Tiến trình tính toán {worker} có phần mềm khác: {differs}. Kết quả phải giống hệt nhau trên mọi máy; "
            "hãy cài cùng phiên bản.",
            en="Worker {worker} has other software: {differs}. Results must be identical on every machine; install the same "
            "versions.",
        ),
        "engine.dask.no_lake": Text(
            vi="Tiến trình tính toán {worker} không thấy phiên bản {version} của kho dữ liệu tại {lake}. Thư mục này phải được "
            "chia sẻ dưới cùng một đường dẫn trên mọi máy.",
            en="Worker {worker} does not see version {version} of the lake at {lake}. This folder must be shared under the "
            "same path on every machine.",
        ),
        "engine.dask.staged_damaged": Text(
            vi="Tệp kết quả tạm {path} không giống như tiến trình tính toán đã báo. Kết quả cũ vẫn còn hiệu lực; hãy kiểm tra "
            "ổ đĩa dùng chung rồi chạy lại.",
            en="The staged file {path} is not what the worker said it wrote. The earlier results stay in force; check the "
            "shared disk, then run again.",
        ),
        "engine.dask.cannot_listen": Text(
            vi="Không mở được {address}: {reason}. Hãy chọn địa chỉ của máy này và một cổng còn trống.",
            en="Cannot listen on {address}: {reason}. Choose an address of this machine and a free port.",
        ),
    }
)
