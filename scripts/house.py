"""A contract for the import linter: a room imports the standard library and what is listed for it, nothing else."""

import sys
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class Only(Contract):
    """What the modules of a room may import, beside one another and the standard library.

    Configuration options:
        - room:        A module or package of ours, with all that it holds.
        - may_import:  Modules or packages, ours or others', with all that they hold. (Optional.)
        - apart_from:  Packages in the room to which the contract does not apply. (Optional.)
    """

    type_name = "only"

    room = fields.StringField()
    may_import = fields.SetField(subfield=fields.StringField(), required=False)
    apart_from = fields.SetField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        named = {self.room, *(self.apart_from or ()), *(name for name in self.may_import or () if _is_ours(name))}
        for name in sorted(named - graph.modules):
            raise ValueError(f"Module '{name}' does not exist.")
        allowed = {self.room, *(self.may_import or ())}
        broken = []
        for module in sorted({self.room, *graph.find_descendants(self.room)}):
            if _within(module, self.apart_from or ()):
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(module)):
                if imported.partition(".")[0] not in sys.stdlib_module_names and not _within(imported, allowed):
                    lines = [
                        place["line_number"] for place in graph.get_import_details(importer=module, imported=imported)
                    ]
                    broken.append((module, imported, lines))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for module, imported, lines in check.metadata["broken"]:
            output.print_error(f"- {module} -> {imported} (l.{', '.join(map(str, lines))})", bold=False)
        output.new_line()


def _within(module: str, packages: Any) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def _is_ours(name: str) -> bool:
    return _within(name, ("autograder",))
