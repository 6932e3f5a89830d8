"""Turns measurements into Markdown: one table a workload, one line a step and quantity."""

from statistics import median

# The first of them that took part is what the others are compared with.
REFERENCES = ["base", "restic", "borg"]

TRACE_BYTES = 2**20


def markdown(steps, contestants):
    names = [tool.name for tool in contestants]
    reference = next((name for name in REFERENCES if name in names), names[0])
    lines = ["Measured with " + ", ".join(tool.version() for tool in contestants) + ".", ""]
    for workload in dict.fromkeys(step.workload for step in steps):
        of_workload = [step for step in steps if step.workload == workload]
        lines += head(workload, names, reference)
        for title, quantity, form in COSTS:
            lines += rows(title, quantity, form, of_workload, names, reference)
        for title, quantity, form in TRAFFIC:
            lines += rows(title, quantity, form, moved(of_workload, quantity), names, reference)
        for title, quantity, form in SIZES:
            lines += rows(title, quantity, form, stored(of_workload), names, reference)
        lines.append("")
    return "\n".join(lines)


def head(workload, names, reference):
    others = [f"{name} / {reference}" for name in names if name != reference]
    titles = [workload, *names, *others]
    return ["| " + " | ".join(titles) + " |", "|---" + "|---:" * (len(titles) - 1) + "|"]


def rows(title, quantity, form, steps, names, reference):
    for label in dict.fromkeys(step.step for step in steps):
        values = {}
        for name in names:
            runs = [step for step in steps if step.step == label and step.tool == name]
            if runs:
                failed = any(run.cost.failure for run in runs)
                values[name] = None if failed else median(quantity(run) for run in runs)
        cells = [cell(values, name, form) for name in names]
        cells += [ratio(values, name, reference) for name in names if name != reference]
        yield f"| {label}, {title} | " + " | ".join(cells) + " |"


def stored(steps):
    """The steps that changed somebody's repository by more than traces."""
    labels = {step.step for step in steps if abs(step.growth_bytes) >= TRACE_BYTES}
    return [step for step in steps if step.step in labels]


def moved(steps, quantity):
    """The steps in which somebody moved more than traces."""
    labels = {step.step for step in steps if quantity(step) >= 1}
    return [step for step in steps if step.step in labels]


def cell(values, name, form):
    if name not in values:
        return ""
    return "failed" if values[name] is None else form.format(values[name])


def ratio(values, name, reference):
    value, base = values.get(name), values.get(reference)
    return f"{value / base:.2f}" if value and base and base > 0 else ""


COSTS = [
    ("s", lambda step: step.cost.wall, "{:.2f}"),
    ("s CPU", lambda step: step.cost.cpu, "{:.2f}"),
    ("peak MB", lambda step: step.cost.peak_bytes / 1e6, "{:.0f}"),
]
TRAFFIC = [
    ("MB from disk", lambda step: step.cost.read_bytes / 1e6, "{:.0f}"),
    ("MB to disk", lambda step: step.cost.written_bytes / 1e6, "{:.0f}"),
]
SIZES = [
    ("repository MiB", lambda step: step.repository_bytes / 2**20, "{:.1f}"),
    ("repository bytes", lambda step: step.repository_bytes, "{:.0f}"),
    ("growth MiB", lambda step: step.growth_bytes / 2**20, "{:.1f}"),
]
