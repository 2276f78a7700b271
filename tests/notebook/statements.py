"""Writes statements of small notebooks: bindings, changes, blocks, imports."""

from __future__ import annotations

from tests.notebook.expressions import DICTS, IMPORTED, LISTS, NUMBERS, OBJECTS, Context, Expressions


class Statements(Expressions):
    """Every method writes one statement, or a few that belong together."""

    def assign(self) -> None:
        one, two = self.random.sample(NUMBERS, 2)
        value, other = self.here(), self.here()
        kind = self.random.randrange(6)
        if kind < 2:
            self.write(f"{one} = {value}", one)
        elif kind == 2:
            self.write(f"{one}, {two} = {value}, {other}", one, two)
        elif kind == 3:
            self.write(f"{one} = {two} = {value}", one, two)
        elif kind == 4:
            self.write(f"[{one}, *never_9] = [{value}, {other}]; {two}: int = {value}", one, two)
        else:
            self.write(f"{one} = ({two} := {value}) + {other}", one, two)

    def change_number(self) -> None:
        name = self.pick(NUMBERS, Context(True))
        if name:
            self.write(f"{name} {self.random.choice('+-*')}= {self.here()}\n{name} %= 97")

    def listing(self) -> None:
        name = self.random.choice(LISTS)
        source = self.pick(LISTS, Context(True))
        self.write(f"{name} = " + (f"[*{source}, {self.here()}]" if source else f"[{self.here()}, 2]"), name)

    def change_list(self) -> None:
        name = self.pick(LISTS, Context(True))
        if name:
            value = self.here()
            other = self.random.choice(NUMBERS)
            change = self.random.choice(
                [
                    f"{name}.append({value})",
                    f"{name} += [{value}]",
                    f"{name}[0:1] = [{value}, 4]",
                    f"del {name}[2:]",
                    f"{name}.sort()",
                    f"for i in range(2):\n    {name}.append(i + {value})",
                    f"{name}.extend([t for t in range({value} % 3)])",
                ]
            )
            if self.random.random() < 0.2:
                self.write(f"{other} = {name}.pop() if {name} else {value}", other)
            else:
                self.write(change)

    def mapping(self) -> None:
        name = self.random.choice(DICTS)
        self.write(f"{name} = dict(u={self.here()}, z=[])", name)

    def change_mapping(self) -> None:
        name = self.pick(DICTS, Context(True))
        if name:
            value = self.here()
            self.write(
                self.random.choice(
                    [
                        f"{name}['{self.random.choice('uvw')}'] = {value}",
                        f"{name}.update(v={value})",
                        f"{name}.setdefault('z', []).append({value}); {name}['w'] = len({name}['z'])",
                        f"{name}.pop('v', None)",
                        f"if {value} % 2: {name}['u'] = 1",
                    ]
                )
            )

    def instance(self) -> None:
        name = self.random.choice(OBJECTS)
        kind = self.pick(("Base", "Thing"), Context(True))
        if kind:
            self.write(f"{name} = {kind}({self.here()})", name)
            self.reads[name] = {kind}

    def change_object(self) -> None:
        name = self.pick(OBJECTS, Context(True))
        if name:
            value = self.here()
            self.write(self.random.choice([f"{name}.n = {value}", f"{name}.bump({value})", f"{name}.n += {value}"]))

    def imports(self) -> None:
        name = self.random.choice(list(IMPORTED))
        text = self.random.choice(IMPORTED[name])
        bound = ("double", "base", "reset") if "*" in text else (name,)
        if self.random.random() < 0.2:
            text = f"try:\n    {text.replace('*', name)}\nexcept ImportError:\n    {name} = None"
            bound = (name,)
        self.write(text, *bound)

    def change_module(self) -> None:
        if self.ready("helpers"):
            value = self.here()
            self.write(
                self.random.choice(
                    [
                        "helpers.reset()",
                        f"helpers.table['k'] = {value}",
                        f"helpers.extra = {value}\nhelpers.table['k'] += helpers.extra",
                        f"helpers.shift = lambda x, by={value}: (x * by + 1) % 97",
                    ]
                )
            )

    def branch(self) -> None:
        name = self.random.choice(NUMBERS)
        test, one, two = self.here(), self.here(), self.here()
        if name in self.bound:
            self.write(f"if {test} % 2:\n    never_8 = {one}\n    {name} = never_8\nelif {two} > 40:\n    pass", name)
        else:
            self.write(f"if {test} % 2:\n    {name} = {one}\nelse:\n    {name} = {two}", name)

    def loop(self) -> None:
        name = self.pick(NUMBERS, Context(True))
        value = self.here()
        if name and self.random.random() < 0.5:
            self.write(f"for i in range(3):\n    never_7 = i + {value}\n    {name} = ({name} + never_7 + i) % 97")
        else:
            name = self.random.choice(NUMBERS)
            self.write(f"{name} = {value}\nwhile {name} > 9:\n    {name} = {name} // 2", name)

    def attempt(self) -> None:
        name = self.random.choice(NUMBERS)
        value = self.here()
        self.write(
            self.random.choice(
                [
                    f"try:\n    {name} = {value} // ({value} % 2)\nexcept ZeroDivisionError as error:\n"
                    f"    {name} = len(str(error))\nfinally:\n    never_6 = 1",
                    f"from contextlib import nullcontext\nwith nullcontext({value}) as never_5:\n    {name} = never_5",
                ]
            ),
            name,
        )

    def match(self) -> None:
        name = self.random.choice(NUMBERS)
        value = self.here()
        self.write(f"match [{value}, {self.here()}]:\n    case [i, {name}] if i < 200:\n        {name} += i", name)

    def delete(self) -> None:
        name, first = self.random.choice(NUMBERS), self.here()
        self.bound.discard(name)
        self.write(f"{name} = {first}\ndel {name}\n{name} = {self.here()}", name)

    def nothing(self) -> None:
        """A statement that reads and leaves nothing behind."""
        value = self.here()
        self.write(self.random.choice([f"{value}", f"print({value}, file=sink)", f"str({value}).upper()"]))

    def unneeded(self) -> None:
        """A statement that binds what nothing reads: it has no place in a slice."""
        self.write(f"useless_{self.never} = {self.here()}")
        self.never += 1
