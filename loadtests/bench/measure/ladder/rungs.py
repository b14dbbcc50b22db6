"""The rungs that a run measures: their order, the contender below each, and the structures of its database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bench.contenders import STANDS_ON, Contender, choose
from bench.errors import BenchError

# The last rung on the first framework. Leave-one-out takes its changes away, one at a time.
WHOLE = "tuned"

# Services of leave-one-out listen at ports from here on, behind those of rungs.toml.
FIRST_PORT = 8121


@dataclass(frozen=True, slots=True)
class Rung:
    contender: Contender
    below: str
    """The measured contender with which it is compared; empty for the lowest one."""
    change: str
    """What it adds to the contender below, or what it lacks."""
    root: str
    """The contender whose migrations and rows its database begins with."""
    structures: tuple[str, ...] = ()
    """The rungs whose structures its database has besides. Rungs with the same root and structures share a database."""
    left_out: str = ""
    """Of leave-one-out, the change that is missing."""
    superseded_by: str = ""
    """Of leave-one-out, the change that makes the missing one needless."""

    @property
    def name(self) -> str:
        return self.contender.name


@dataclass(frozen=True, slots=True)
class Ladder:
    roots: Mapping[str, Contender]
    """Contenders with data of their own; the first one is the lowest rung."""
    changes: Mapping[str, Contender]
    """Contenders that are made of one below, by `after`."""

    @property
    def contenders(self) -> dict[str, Contender]:
        return {**self.roots, **self.changes}

    def climb(self, names: Sequence[str], *, leave_one_out: bool) -> list[Rung]:
        """The named contenders, or all, from the lowest rung up. With leave-one-out, the tuned service is followed by
        the same service without each of its changes."""
        lowest = next(iter(self.roots.values()))
        known = {each.name: each for each in (lowest, *self._above(lowest.name))}
        chosen = {each.name: each for each in choose(known, names)}
        if len(chosen) < 2:
            raise BenchError("A ladder needs two rungs or more, such as --rungs naive,tuned.")
        found: list[Rung] = []
        for name in (name for name in known if name in chosen):
            found.append(self._rung(known[name], chosen, lowest=not found))
            if leave_one_out and name == WHOLE:
                found += self._left_out(found[-1], chosen)
        return found

    def _above(self, name: str) -> Iterator[Contender]:
        for contender in self.contenders.values():
            if contender.after == name:
                yield contender
                yield from self._above(contender.name)

    def _rung(self, contender: Contender, chosen: Mapping[str, Contender], *, lowest: bool) -> Rung:
        known = self.contenders
        changes, below = [contender.change], contender.after
        while below and below not in chosen:
            changes.insert(0, known[below].change)
            below = known[below].after
        if not below and not lowest:
            raise BenchError(
                f"No chosen rung is below {contender.name}. Add one to --rungs, such as {next(iter(known))}."
            )
        return Rung(
            contender,
            below,
            change="; ".join(changes) if below else "",
            root=self._root(contender),
            structures=self._structures(contender),
        )

    def _root(self, contender: Contender) -> str:
        while contender.name not in self.roots:
            contender = self.contenders[contender.after]
        return contender.name

    def _structures(self, contender: Contender) -> tuple[str, ...]:
        return tuple(name for name in contender.rungs if self.changes[name].build)

    def _left_out(self, whole: Rung, chosen: Mapping[str, Contender]) -> Iterator[Rung]:
        """Without the last change the tuned service is the rung below, which may be measured anyway."""
        for number, name in enumerate(whole.contender.rungs):
            change, contender = self.changes[name], self._without(name, whole.contender, port=FIRST_PORT + number)
            if any(each.environment == contender.environment for each in chosen.values()):
                continue
            yield Rung(
                contender,
                whole.name,
                change=change.change,
                root=whole.root,
                structures=self._structures(contender),
                left_out=name,
                superseded_by=change.superseded_by,
            )

    def _without(self, name: str, whole: Contender, *, port: int) -> Contender:
        change = self.changes[name]
        below = self.contenders[change.after]
        others = ",".join(each for each in whole.rungs if each != name)
        return replace(
            whole,
            name=f"{whole.name}_without_{name}",
            title=f"{whole.title}, without {name}",
            environment={**whole.environment, STANDS_ON: others},
            # Both settings are the whole's, unless this very change has made them different.
            page_parameter=(whole if change.page_parameter == below.page_parameter else below).page_parameter,
            needs=(whole if change.needs == below.needs else below).needs,
            port=port,
        )
