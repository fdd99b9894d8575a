"""Spark's side of ``flows.py``: ``spark_peer.py FILES TARGET CORES``, in the peers' environment.

``FILES``: a JSON file with the Parquet files of the lake. The same definition as ``day_flow.py``.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

JUMP = 5.0
VALUE = "coalesce(real, mantissa / divisor)"


def main(files: str, target: str, cores: str) -> None:
    from pyspark.sql import SparkSession, Window
    from pyspark.sql import functions as f

    entered = time.time()
    spark = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "6g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "16")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    began = time.time()
    rows = (
        spark.read.parquet(*json.loads(Path(files).read_text()))
        .where("superseded IS NULL")
        .selectExpr("datastream", "phenomenon_time AS time", f"{VALUE} AS value")
    )
    before = f.lag("value").over(Window.partitionBy("datastream").orderBy("time"))
    jump = f.coalesce((f.abs(f.col("value") - before) > JUMP).cast("long"), f.lit(0))
    days = (
        rows.withColumn("jump", jump)
        .withColumn("day", f.date_trunc("day", "time"))
        .groupBy("datastream", "day")
        .agg(
            f.count("*").alias("readings"),
            f.sum(f.col("value").isNull().cast("long")).alias("missing"),
            f.sum("jump").alias("jumps"),
            f.coalesce(f.sum("value"), f.lit(0.0)).alias("total"),
            f.min("value").alias("lowest"),
            f.max("value").alias("highest"),
        )
    )
    days.write.mode("overwrite").parquet(target)
    ended = time.time()
    print(json.dumps({"began": began, "ended": ended, "start_s": began - entered}), flush=True)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
