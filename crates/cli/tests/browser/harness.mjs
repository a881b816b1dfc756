// The real program on SQLite, and a Chromium that is watched: no request may leave this machine,
// and nothing may go wrong without being noticed.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = resolve(process.env.DEMO_SESSION);
const modules = createRequire(resolve(process.env.BROWSER_MODULES, "node_modules") + "/");
const { chromium } = modules("playwright-core");
const AXE = readFileSync(modules.resolve("axe-core/axe.min.js"), "utf8");

export const OPERATOR = "the-operator-of-these-tests";

/** The program with more of its environment; it ends with this process at the latest. */
export async function serve(environment = {}) {
  const data = mkdtempSync(join(tmpdir(), "demo-browser-"));
  const child = spawn(PROGRAM, ["serve", "--listen", "127.0.0.1:0"], {
    cwd: data,
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      DEMO_SESSION_DATABASE: `sqlite:${data}`,
      DEMO_SESSION_OPERATOR_TOKEN: OPERATOR,
      DEMO_SESSION_LIMITS__PER_ADDRESS: "0",
      DEMO_SESSION_LIMITS__PER_EMAIL: "0",
      ...environment,
    },
  });
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  const said = [];
  const url = await new Promise((listens, fails) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      said.push(line);
      const address = line.match(/listen=(\S+)/)?.[1];
      if (address) listens(`http://${address}`);
    });
    child.on("exit", () => fails(new Error(`the program does not listen:\n${said.join("\n")}`)));
  });
  return {
    url,
    async stop() {
      process.off("exit", kill);
      child.kill("SIGKILL");
      await once(child, "exit");
      rmSync(data, { recursive: true });
    },
  };
}

/**
 * A Chromium. What it wants from elsewhere goes to a proxy that leads nowhere and says so: some
 * it looks for by itself, each version something else. What pages ask for is watched by page.
 */
export async function openBrowser() {
  const proxy = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (data) => {
      console.error(`Chromium itself asked: ${data.toString("latin1").split("\r\n")[0]}`);
      socket.destroy();
    });
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [`--proxy-server=127.0.0.1:${proxy.address().port}`],
  });
  const watched = [];

  return {
    /** Another person: with cookies of their own. */
    async person(options = {}) {
      const context = await browser.newContext({ locale: "en-GB", ...options });
      context.setDefaultTimeout(20_000);
      const wrong = [];
      const expected = new Set();
      watched.push(wrong);
      context.on("page", (page) => {
        page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error}`));
        page.on("console", (message) => {
          const { url } = message.location();
          const isOfStatus = message.text().startsWith("Failed to load resource");
          if (message.type() !== "error" || (isOfStatus && expected.has(url))) return;
          wrong.push(`${page.url()}: ${message.text()} (${url})`);
        });
        page.on("request", (request) => {
          const { protocol, hostname } = new URL(request.url());
          if (protocol !== "data:" && hostname !== "127.0.0.1") wrong.push(request.url());
        });
      });
      // Chromium says so on its console when an answer has a status of 4xx, or is cut off.
      context.expects = (url) => expected.add(url);
      return context;
    },
    /** Ends it; fails when anything was wrong that a test has not looked for. */
    async close() {
      await browser.close();
      proxy.close();
      const wrong = watched.flat();
      if (wrong.length > 0) throw new Error(wrong.join("\n"));
    },
  };
}

/** Starts a demo from the launch page, of now unless a date is given; the page shows the bakery's day. */
export async function launch(context, url, profile, email = "ana@example.com", date = "") {
  const page = await context.newPage();
  await page.goto(url);
  await page.locator(`label[for="profile-${profile}"]`).click();
  await page.locator("#email").fill(email);
  if (date) {
    await page.locator("form.launch summary").click();
    await page.locator("#date").fill(date);
  }
  await page.locator("form.launch button").click();
  await page.locator('main a[href="/demo"]').click();
  await page.waitForURL("**/demo");
  return page;
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds on a page, a line a finding. */
export async function barriers(page) {
  // Not a script of the page, which its policy would refuse.
  await page.evaluate(AXE);
  const found = await page.evaluate(
    (values) => window.axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
    RULES,
  );
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${page.url()}: ${rule.id}: ${node.target}: ${node.failureSummary}`),
  );
}

/** One page of each kind, as the owner of an enterprise reaches them. */
export async function kindsOfPages(page) {
  const firstLink = async (path, pattern) => {
    await page.goto(new URL(path, page.url()).href);
    const links = page.locator("main a");
    return (await links.evaluateAll((all) => all.map((a) => a.getAttribute("href")))).find((link) =>
      pattern.test(link),
    );
  };
  const table = "/demo/tables/orders/customer_orders";
  return {
    today: "/demo",
    outlet: await firstLink("/demo", /^\/demo\?tenant=/),
    waterfall: "/demo/progress",
    map: "/demo/map",
    runs: "/demo/runs",
    tables: "/demo/tables",
    table,
    filtered: `${table}?status=delivered&sort=-order_date`,
    empty: `${table}?status=cancelled`,
    row: await firstLink(table, new RegExp(`^${table}/[0-9a-f-]{36}`)),
    new: `${table}/new`,
    session: "/demo/session",
    end: "/demo/end",
    reset: "/demo/reset",
    launch: "/",
    login: "/login",
  };
}

/** Logs in as the operator. */
export async function operate(context, url) {
  const page = await context.newPage();
  await page.goto(`${url}/operator`);
  await page.locator("#token").fill(OPERATOR);
  await page.locator("main button").click();
  await page.locator("#sessions").waitFor();
  return page;
}
