// linkinator, recursive, 64 at a time.
import { LinkChecker } from "linkinator";

const checker = new LinkChecker();
const began = performance.now();
const found = await checker.check({
  path: process.argv[2].split(","),
  recurse: true,
  concurrency: 64,
  timeout: 30000,
});
const seconds = (performance.now() - began) / 1000;
const broken = found.links.filter((link) => link.state === "BROKEN").length;
console.log(JSON.stringify({ seconds, checked: found.links.length, broken }));
