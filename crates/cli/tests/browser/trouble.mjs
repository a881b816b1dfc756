// Ends, losses and crowds, under the user's eyes.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { connect, createServer } from "node:net";
import test, { after, before } from "node:test";

import { launch, openBrowser, serve } from "./harness.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser.close());

/** A program of a test's own, and its people; they leave before it stops. */
async function stage(t, environment) {
  const server = await serve(environment);
  const contexts = [];
  t.after(async () => {
    for (const context of contexts) await context.close();
    await server.stop();
  });
  const person = async (options) => {
    contexts.push(await browser.person(options));
    return contexts.at(-1);
  };
  return { url: server.url, person };
}

/** A service that runs elsewhere and answers a clone when it is let. */
async function slowService() {
  let letGo;
  const held = new Promise((go) => (letGo = go));
  const http = createHttpServer(async (request, response) => {
    if (request.method === "POST") await held;
    const done = { service: "forecasting", status: "completed", duration_ms: 1 };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ ...done, records_cloned: 7, records_deleted: 7, records: 7, tables: {} }));
  });
  await once(http.listen(0, "127.0.0.1"), "listening");
  const stop = () => {
    letGo();
    http.close();
    http.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${http.address().port}`, letGo, stop };
}

/** A way to a server that can be cut. */
async function relay(url) {
  const { port } = new URL(url);
  const sockets = new Set();
  const asked = [];
  let isCut = false;
  const way = createServer((near) => {
    if (isCut) return near.destroy();
    near.on("data", (data) => asked.push(data.toString("latin1")));
    const far = connect(port, "127.0.0.1");
    for (const [one, other] of [[near, far], [far, near]]) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => sockets.delete(one));
      one.pipe(other);
    }
  });
  await once(way.listen(0, "127.0.0.1"), "listening");
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  const stop = () => {
    cut();
    way.close();
  };
  return { url: `http://127.0.0.1:${way.address().port}`, asked, cut, mend: () => (isCut = false), stop };
}

test("a demo that expires says so where it is looked at", async (t) => {
  const server = await stage(t, { DEMO_SESSION_SESSION__LIFETIME: "20s" });
  const context = await server.person();
  context.expects(`${server.url}/demo`);
  const page = await launch(context, server.url, "professional");
  await page.goto(`${server.url}/demo/map`);
  await page.locator("[data-countdown]", { hasText: /^0:[01]\d$/ }).waitFor();
  // The last tenth of its time looks like an end.
  await page.locator("[data-countdown].bad", { hasText: /^0:0\d$/ }).waitFor();
  await page.getByRole("heading", { name: "This demo has ended" }).waitFor({ timeout: 60_000 });
  await page.getByRole("link", { name: "Start a new demo" }).click();
  await page.getByText("Choose a bakery").waitFor();
});

test("progress goes on after a lost connection, and without JavaScript", async (t) => {
  const slow = await slowService();
  t.after(slow.stop);
  const server = await stage(t, {
    DEMO_SESSION_SERVICES__FORECASTING__URL: slow.url,
    DEMO_SESSION_INTERNAL_TOKEN: "the-internal-token-of-these-tests",
    // The slow service is let go by the test, not by the clock.
    DEMO_SESSION_SESSION__CLONE_TIMEOUT: "120s",
    DEMO_SESSION_SESSION__LEASE: "300s",
  });
  const way = await relay(server.url);
  t.after(way.stop);
  const start = async (context) => {
    const page = await context.newPage();
    await page.goto(way.url);
    await page.locator("#email").fill("ana@example.com");
    await page.locator("form.launch button").click();
    await page.getByRole("heading", { name: "Making your bakery" }).waitFor();
    return page;
  };
  const context = await server.person();
  const page = await start(context);
  const plain = await start(await server.person({ javaScriptEnabled: false }));
  for (const one of [page, plain]) {
    await one.locator("tbody .good").nth(9).waitFor();
    assert.equal(await one.locator("tbody .good").count(), 10);
    assert.equal(await one.locator('[data-service="forecasting"] .good').count(), 0);
  }

  const session = await page.locator("[data-progress]").getAttribute("data-progress");
  const events = `${way.url}/api/v1/demo-sessions/${session}/events`;
  context.expects(events);
  const lost = page.waitForEvent("requestfailed", (request) => request.url() === events);
  // The page without a script has nobody to ask again for it.
  await plain.close();
  way.cut();
  await lost;
  slow.letGo();
  way.mend();
  await page.getByRole("heading", { name: "Your bakery is ready" }).waitFor();
  assert.equal(await page.locator(".waterfall .took").count(), 11);
  // The browser asked for what came after the last that it had.
  assert.ok(way.asked.some((request) => /^last-event-id: \S+/im.test(request)));
});

test("two people have two bakeries", async (t) => {
  const server = await stage(t);
  const people = await Promise.all([server.person(), server.person()]);
  const [ana, ben] = await Promise.all(
    people.map((context, at) => launch(context, server.url, "professional", `p${at}@example.com`)),
  );
  const customers = "/demo/tables/orders/customers";
  for (const page of [ana, ben]) await page.goto(server.url + customers);
  await ana.locator("tbody tr a").first().click();
  const row = ana.url();
  await ana.getByLabel("City").fill("Atlantis");
  await ana.getByRole("button", { name: "Save" }).click();
  await ana.getByText("Saved").waitFor();
  await ben.reload();
  assert.doesNotMatch(await ben.locator("tbody").innerText(), /Atlantis/);
  // The other's row is not there.
  people[1].expects(row);
  assert.equal((await ben.goto(row)).status(), 404);
  await ben.getByRole("heading", { name: "There is nothing at this address" }).waitFor();
});

test("seven tabs live together, and end together", async (t) => {
  const server = await stage(t);
  const context = await server.person();
  const first = await launch(context, server.url, "enterprise");
  const paths = ["/demo/map", "/demo/runs", "/demo/tables", "/demo/session", "/demo/progress", "/demo/tables/sales/sales"];
  const others = await Promise.all(paths.map(() => context.newPage()));
  await Promise.all(others.map((tab, at) => tab.goto(server.url + paths[at])));
  const tabs = [first, ...others];
  for (const tab of tabs) await tab.locator("[data-countdown]").waitFor();
  await first.goto(`${server.url}/demo/end`);
  context.expects(`${server.url}/demo`);
  await first.getByRole("button", { name: "End the demo" }).click();
  await first.getByRole("heading", { name: "The demo is gone" }).waitFor();
  // Each looks when it comes to the front.
  await Promise.all(
    others.map(async (tab) => {
      await tab.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
      await tab.getByRole("heading", { name: "There is no demo in this browser" }).waitFor();
    }),
  );
});
