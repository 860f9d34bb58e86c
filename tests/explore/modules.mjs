// Calls functions of the page's modules that need no browser: JSON in, JSON out.

import { readFileSync } from "node:fs";
import { joined } from "../../filterlang/explore/page/conditions.js";
import * as numbers from "../../filterlang/explore/page/numbers.js";

const functions = { joined, ...numbers };
const calls = JSON.parse(readFileSync(0, "utf-8"));
console.log(JSON.stringify(calls.map(([name, ...values]) => functions[name](...values) ?? null)));
