"""The embedded runner: plans the tasks of flows, executes those whose inputs changed, publishes their outputs.

One flow is published at once: readers see all its new rows or none. # design 5.4
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ecopark.core.errors import StateError
from ecopark.core.flows import Flow, OutputTable, Task
from ecopark.core.network import FlowNetwork
from ecopark.engine.embedded.derived import add_rows, add_runs, declare, live_tasks, stamped, with_table
from ecopark.engine.embedded.flow_inputs import Markers, extent
from ecopark.engine.embedded.flow_tasks import Made, TaskRunner, Work
from ecopark.engine.embedded.manifest import Manifest
from ecopark.engine.embedded.runs import RUNS, Run, runs_table
from ecopark.engine.embedded.view import LakeView

Progress = Callable[[str, int, int], None]  # flow, tasks done, tasks to do


@dataclass(frozen=True, slots=True)
class FlowReport:
    """What became of one flow: tasks ``planned`` = ``executed`` + ``skipped``; ``retired`` are no longer planned.

    ``version`` is the manifest version that published it; None if nothing changed.
    """

    flow: str
    planned: int
    executed: int
    skipped: int
    retired: int
    rows: int
    version: int | None


@dataclass(frozen=True, slots=True)
class Publication:
    """A new version of a flow's outputs, ready to be published."""

    manifest: Manifest
    runs: tuple[Run, ...]


def in_order(flows: Sequence[Flow]) -> list[Flow]:
    """Flows so that each comes after those whose tables it reads."""
    makers = {output.name: flow for flow in flows for output in flow.outputs}
    ordered: list[Flow] = []
    visiting: list[str] = []

    def visit(flow: Flow) -> None:
        if flow in ordered:
            return
        if flow.name in visiting:
            raise StateError("engine.flow.failed", where=flow.name, flow=flow.name, task="", reason="flows read each other")
        visiting.append(flow.name)
        for name in flow.inputs:
            if name in makers and makers[name] is not flow:
                visit(makers[name])
        visiting.pop()
        ordered.append(flow)

    for flow in flows:
        visit(flow)
    return ordered


@dataclass(frozen=True, slots=True)
class FlowRun:
    """One flow over one version of the lake."""

    view: LakeView
    network: FlowNetwork
    flow: Flow
    declared: dict[str, OutputTable]  # output tables of all flows of this run, by name

    def plan(self) -> tuple[list[tuple[Task, str]], list[tuple[Task, str]], list[Run]]:
        """Tasks to execute and tasks to skip, with their markers; runs to retire."""
        interval = extent(self.view)
        tasks = list(self.flow.plan(self.network, interval)) if interval is not None else []
        keys = [task.key for task in tasks]
        if len(set(keys)) != len(keys):
            double = next(k for k in keys if keys.count(k) > 1)
            raise StateError("engine.flow.double_task", where=self.flow.name, flow=self.flow.name, task=double)
        before = {task: run for (flow, task), run in self.view.runs.items() if flow == self.flow.name}
        markers = Markers(self.view, self.flow)
        names = tuple(o.name for o in self.flow.outputs)
        todo: list[tuple[Task, str]] = []
        same: list[tuple[Task, str]] = []
        for task in tasks:
            marker, run = markers.of_task(task), before.get(task.key)
            unchanged = run is not None and (run.flow_version, run.marker, run.tables) == (self.flow.version, marker, names)
            (same if unchanged else todo).append((task, marker))
        planned = set(keys)
        retired = [run for task, run in before.items() if task not in planned and run.marker]
        return todo, same, retired

    def execute(self, todo: Sequence[Task], runner: TaskRunner, progress: Progress | None) -> dict[str, Made]:
        """Outputs by task key."""
        inputs = {name: self.declared.get(name) for name in self.flow.inputs}
        work = Work(self.flow.name, self.flow.run, inputs, self.flow.outputs)
        made: dict[str, Made] = {}
        for task, outputs in runner(self.view, work, todo):
            made[task.key] = outputs
            if progress is not None:
                progress(self.flow.name, len(made), len(todo))
        return made

    def publication(
        self,
        lake: Path,
        todo: Sequence[tuple[Task, str]],
        retired: Sequence[Run],
        made: dict[str, Made],
        published: datetime,
    ) -> Publication:
        """Write the outputs; the manifest that lists them is not published yet."""
        version = self.view.manifest.version + 1
        runs = [self._run(task, marker, made[task.key], version, published) for task, marker in todo]
        runs += [
            replace(
                run,
                version=version,
                marker="",
                published=published,
                rows=(0,) * len(run.tables),
                contents=("",) * len(run.tables),
            )
            for run in retired
        ]
        runs.sort(key=lambda run: run.task)
        now = {**self.view.runs, **{(run.flow, run.task): run for run in runs}}
        manifest = self.view.manifest
        for output in self.flow.outputs:
            declared = declare(output, self.flow.name)
            manifest = with_table(manifest, output.name, manifest.derived.get(output.name, ()), declared)
            live = live_tasks(manifest, output.name, now.values())
            found = {key: made[key].tables[output.name] for key in sorted(made)}
            rows = {key: table for key, table in found.items() if len(table)}
            table = stamped(rows, version, output.schema)
            manifest = with_table(
                manifest, output.name, add_rows(lake, manifest, output.name, table, version, live), declared
            )
        manifest = with_table(manifest, RUNS, add_runs(lake, manifest, runs_table(runs), version), {})
        self.view.catalog.keep_runs(manifest.derived[RUNS], now)
        return Publication(manifest, tuple(runs))

    def _run(self, task: Task, marker: str, made: Made, version: int, published: datetime) -> Run:
        names = tuple(o.name for o in self.flow.outputs)
        return Run(
            self.flow.name,
            task.key,
            version,
            self.flow.version,
            marker,
            published,
            task.datastreams,
            task.answers.start,
            task.answers.end,
            names,
            tuple(len(made.tables[name]) for name in names),
            tuple(made.contents[name] for name in names),
        )


def rows_of(made: dict[str, Made]) -> int:
    return sum(len(table) for each in made.values() for table in each.tables.values())
