"""The life of a matter as a Mermaid state diagram, drawn from its table of moves."""

from collections.abc import Iterable

from portal.workflow.machine import Machine


def mermaid(machine: Machine) -> str:
    """The diagram of one machine: states by their labels, moves by label and role."""
    lines = ["---", f"title: {_plain(machine.label)}", "---", "stateDiagram-v2"]
    lines += [f'    state "{_plain(machine.label_of(state))}" as {state.value}' for state in machine.states]
    lines.append(f"    [*] --> {machine.initial.value}")
    for move in machine.moves:
        doers = "、".join(_plain(role.label) for role in move.roles)
        lines += [
            f"    {source.value} --> {move.target.value}: {_plain(move.label)}（{doers}）" for source in move.sources
        ]
    lines += [f"    {state.value} --> [*]" for state in machine.states if state in machine.terminal]
    return "\n".join(lines)


def document(machines: Iterable[Machine]) -> str:
    """All diagrams, as a Markdown document."""
    return "\n\n".join(f"```mermaid\n{mermaid(machine)}\n```" for machine in machines)


def _plain(text: object) -> str:
    return str(text).replace('"', "'").replace(":", "：").replace("\n", " ")
