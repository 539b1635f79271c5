// spider-rs with its page callback: every page and its links come to JavaScript; robots.txt obeyed.
import { Website } from "@spider-rs/spider-rs";

const homes = process.argv[2].split(",");
const began = performance.now();
let pages = 0;
let links = 0;
let characters = 0;
async function crawl(home) {
  const website = new Website(home).withRespectRobotsTxt(true).withReturnPageLinks(true).build();
  await website.crawl((error, page) => {
    if (error) return;
    pages += 1;
    links += (page.links ?? []).length;
    characters += page.content.length;
  });
}
await Promise.all(homes.map(crawl));
const seconds = (performance.now() - began) / 1000;
console.log(JSON.stringify({ seconds, pages, links, characters }));
process.exit(0);
