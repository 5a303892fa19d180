// Opens the page of `cargo portcullis report --html` in a headless Chromium and uses its filter, as a reader would.
//
//     node page.mjs PAGE CHROMIUM DIRECTORY
//
// Prints one JSON object with what was seen; screenshots go to DIRECTORY. Fails where the page asks for anything beyond itself, or
// its script reports an error.
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

const [page_file, executablePath, directory] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath,
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1400, height: 900 });
  const faults = [];
  const address = pathToFileURL(page_file).href;
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (request.url() !== address) faults.push(`request: ${request.url()}`);
  });
  await page.goto(address, { waitUntil: "load" });

  const rows = (selector) =>
    page.$$eval(`${selector} tr.row`, (all) => all.filter((row) => row.offsetParent !== null).length);
  const operations = () => rows("#operations");
  const seen = { all: await operations() };
  const screenshot = (name) => page.screenshot({ path: join(directory, `${name}.png`), fullPage: true });
  await screenshot("light");

  await page.click("#search");
  await page.keyboard.type("cards:write");
  seen.searched = await operations();
  seen.said = await page.$eval("#shown", (output) => output.textContent);
  await screenshot("searched");
  await page.click("button[type=reset]");
  await page.waitForFunction(() => document.getElementById("search").value === "");
  seen.reset = await operations();

  await page.select("#access", "public");
  seen.public = await operations();
  await page.select("#access", "scheme:partner");
  seen.partner = await operations();
  await page.select("#access", "");
  await page.click("#only-sensitive");
  seen.sensitive = await operations();
  await page.click("#only-sensitive");
  await page.click("#only-findings");
  seen.findings = await operations();
  await page.click("#only-findings");

  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  seen.dark = await page.$eval("body", (body) => getComputedStyle(body).backgroundColor);
  await screenshot("dark");
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  await page.emulateMediaType("print");
  seen.filter_in_print = await page.$eval("#filter", (form) => getComputedStyle(form).display);
  await page.pdf({ path: join(directory, "print.pdf"), format: "A4", landscape: true });
  await page.emulateMediaType("screen");

  // What assistive technology is told: every control has a name, every table headers.
  const tree = await page.accessibility.snapshot({ interestingOnly: true });
  const unnamed = [];
  (function walk(node) {
    if (["textbox", "searchbox", "combobox", "checkbox", "button", "link"].includes(node.role) && !node.name) {
      unnamed.push(node.role);
    }
    (node.children ?? []).forEach(walk);
  })(tree);
  seen.unnamed = unnamed;
  seen.tables_without_headers = await page.$$eval("table", (all) => all.filter((t) => !t.querySelector("th[scope]")).length);
  seen.faults = faults;
  process.stdout.write(JSON.stringify(seen));
} finally {
  await browser.close();
}
