// What a person does with a demo, from its launch to its end.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";

import { kindsOfPages, launch, openBrowser, operate, serve } from "./harness.mjs";

let server, browser;
before(async () => ([server, browser] = await Promise.all([serve(), openBrowser()])));
after(async () => {
  try {
    await browser.close();
  } finally {
    await server.stop();
  }
});

test("a neighbourhood bakery is launched and looked at", async () => {
  const context = await browser.person();
  const page = await context.newPage();
  await page.goto(server.url);
  await page.locator("#email").fill("ana@example.com");
  await page.locator("#company").fill("Pan & Sol");
  await page.getByRole("button", { name: "Start the demo" }).click();
  // The result is shown, with where the time went.
  await page.getByRole("heading", { name: "Your bakery is ready" }).waitFor();
  assert.equal(await page.locator(".waterfall .took").count(), 11);
  await page.getByRole("link", { name: "Open the bakery" }).click();
  await page.getByRole("heading", { name: "Today" }).waitFor();
  assert.match(await page.locator(".brand").innerText(), /Pan & Sol/);
  assert.match(await page.locator("[data-countdown]").innerText(), /^(30:00|29:\d\d)$/);
});

test("who opens the chain's dashboard sees what is late and where the van is", async () => {
  const page = await launch(await browser.person(), server.url, "enterprise");
  const panel = (name) => page.locator(".today", { has: page.getByRole("heading", { name }) });
  assert.match(await panel("Late deliveries").innerText(), /Harinera Vega del Cerrato[^]*late by 4\sh/);
  assert.match(await panel("Overdue").innerText(), /Barra de Valdelatas[^]*overdue by 2\sh/);
  assert.match(await panel("On the road").innerText(), /Between Tienda \w+ and Hotel[^]*2 stops to go/);
  assert.ok(await panel("On the road").locator(".strip .van").isVisible());
  // None of it lies below the first screen.
  for (const name of ["Late deliveries", "Overdue", "On the road"]) {
    const { y, height } = await panel(name).boundingBox();
    assert.ok(y + height < page.viewportSize().height, name);
  }
  await panel("On the road").getByRole("link").click();
  await page.getByRole("heading", { name: "Delivery map", level: 1 }).waitFor();
  assert.match(await page.locator(".vans .now").innerText(), /^Between Tienda/);
  assert.ok(await page.locator(".map .van-halo").isVisible());
});

/** Names on the map that a way runs through, or another name. */
function crossed() {
  const names = [...document.querySelectorAll(".map .halo")].map((text) => [text.textContent, text.getBBox()]);
  const points = [...document.querySelectorAll(".map path[class^=route-]")].flatMap((way) => {
    const steps = Math.ceil(way.getTotalLength());
    return Array.from({ length: steps }, (_, step) => way.getPointAtLength(step));
  });
  const holds = (box, { x, y }) =>
    x > box.x && x < box.x + box.width && y > box.y + 2 && y < box.y + box.height - 2;
  const meet = (one, other) =>
    one.x < other.x + other.width && other.x < one.x + one.width &&
    one.y + 2 < other.y + other.height && other.y + 2 < one.y + one.height;
  return names
    .filter(([name, box]) =>
      points.some((point) => holds(box, point)) || names.some(([other, area]) => other !== name && meet(box, area)))
    .map(([name]) => name);
}

test("no way and no other name runs through a name on the map", async () => {
  for (const profile of ["enterprise", "professional"]) {
    const page = await launch(await browser.person(), server.url, profile);
    await page.goto(`${server.url}/demo/map`);
    assert.deepEqual(await page.evaluate(crossed), [], profile);
  }
});

test("every kind of page is there, and each link of the dashboard leads to its row", async () => {
  const page = await launch(await browser.person(), server.url, "enterprise");
  for (const [kind, path] of Object.entries(await kindsOfPages(page))) {
    const answer = await page.goto(server.url + path);
    assert.equal(answer.status(), 200, kind);
    await page.locator("h1").waitFor();
  }
  await page.goto(`${server.url}/demo`);
  const links = page.locator('main a[href^="/demo/tables/"]');
  for (const link of new Set(await links.evaluateAll((all) => all.map((a) => a.href)))) {
    assert.equal((await page.goto(link)).status(), 200, link);
    // What a card does not show is a list.
    await page.locator(link.includes("?") ? ".rows tbody tr" : ".row-facts").first().waitFor();
  }
});

test("what is looked at stays true, and keeps the focus", async () => {
  const context = await browser.person();
  const page = await launch(context, server.url, "enterprise");
  await page.clock.install();
  await page.goto(`${server.url}/demo`);
  const link = page.locator("main").getByRole("link", { name: /^Harinera Vega/ });
  await link.focus();
  await link.evaluate((element) => (element.isTheSame = true));
  const other = await context.newPage();
  await other.goto(await link.evaluate((element) => element.href));
  await other.getByLabel("Carrier").fill("Another carrier");
  await other.getByRole("button", { name: "Save" }).click();
  await other.getByText("Saved").waitFor();
  await page.clock.fastForward(31_000);
  await page.locator(".today", { hasText: "Another carrier" }).waitFor();
  assert.ok(await page.evaluate(() => document.activeElement.isTheSame));
});

test("rows are changed, and a reset brings them back", async () => {
  const page = await launch(await browser.person(), server.url, "professional");
  await page.getByRole("link", { name: "Data" }).click();
  await page.getByRole("link", { name: "Customers", exact: true }).click();
  await page.locator("tbody tr").first().locator("a").first().click();
  const row = page.url();
  await page.getByLabel("City").fill("Atlantis");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();
  assert.match(await page.locator(".row-facts").innerText(), /Atlantis/);

  await page.getByRole("link", { name: "Session" }).click();
  await page.getByRole("link", { name: "Reset" }).click();
  await page.getByText("Lost: whatever you").waitFor();
  await page.getByRole("button", { name: "Reset" }).click();
  await page.getByRole("status").filter({ hasText: "Everything is as it was" }).waitFor();
  await page.goto(row);
  assert.doesNotMatch(await page.locator(".row-facts").innerText(), /Atlantis/);
});

test("what does not fit is said beside its field, and stays as it was typed", async () => {
  const context = await browser.person();
  const page = await launch(context, server.url, "professional");
  await page.goto(`${server.url}/demo/tables/inventory/products`);
  await page.locator("tbody tr").first().locator("a").first().click();
  // What the browser itself would not send.
  const price = page.locator('[name="c-price"], [name$="price"]').first();
  await price.evaluate((field) => (field.type = "text"));
  await price.fill("cheap");
  context.expects(page.url());
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").waitFor();
  const wrong = page.locator('[aria-invalid="true"]');
  assert.equal(await wrong.count(), 1);
  const words = page.locator(`#${await wrong.getAttribute("aria-describedby")}`);
  assert.ok((await words.innerText()).length > 5);
});

test("a demo is extended, played as another user, and ended", async () => {
  const context = await browser.person();
  const page = await launch(context, server.url, "enterprise");
  const before = await page.locator("[data-countdown]").getAttribute("datetime");
  await page.getByRole("button", { name: "Extend" }).click();
  await page.getByRole("status").filter({ hasText: "full time again" }).waitFor();
  const after = await page.locator("[data-countdown]").getAttribute("datetime");
  assert.ok(Date.parse(after) > Date.parse(before));

  await page.getByRole("link", { name: "Session" }).click();
  await page.getByRole("button", { name: "View as Pilar" }).click();
  await page.locator(".as", { hasText: "Pilar" }).waitFor();
  // An outlet's lots are of the parent's products, which are called by their names.
  await page.goto(`${server.url}/demo/tables/inventory/stock_lots`);
  assert.match(await page.locator("tbody").innerText(), /Barra de Valdelatas/);
  assert.doesNotMatch(await page.locator("tbody").innerText(), /\b[0-9a-f]{8}\b/);
  await page.getByRole("link", { name: "Session" }).click();

  await context.clearCookies({ name: "demo_as" });
  await page.goto(`${server.url}/demo/session`);
  await page.getByRole("link", { name: "End the demo" }).click();
  await page.getByRole("button", { name: "End the demo" }).click();
  await page.getByRole("heading", { name: "The demo is gone" }).waitFor();
  assert.equal(await page.locator("tbody tr").count(), 11);
  await page.getByRole("link", { name: "Start a new demo" }).click();
  await page.getByText("Choose a bakery").waitFor();
});

test("credentials are copied, and open the demo elsewhere", async () => {
  const context = await browser.person({ permissions: ["clipboard-read", "clipboard-write"] });
  const page = await launch(context, server.url, "professional");
  await page.getByRole("link", { name: "Session" }).click();
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const [address, email, password] = copied.split("\n");
  const other = await (await browser.person()).newPage();
  await other.goto(address);
  await other.getByLabel("E-mail").fill(email);
  await other.getByLabel("Password").fill(password);
  await other.getByRole("button", { name: "Log in" }).click();
  await other.getByRole("heading", { name: "Today" }).waitFor();
});

test("an operator protects and ends a demo", async () => {
  const prospect = await browser.person();
  const page = await launch(prospect, server.url, "professional", "olga@example.com");
  const operator = await operate(await browser.person(), server.url);
  const line = operator.getByRole("row", { name: "olga@example.com" });
  await line.getByRole("button", { name: "Protect" }).click();
  await line.getByText("protected").waitFor();
  await page.reload();
  await page.getByText("kept by an operator").waitFor();
  await line.getByText("End…").click();
  await line.getByRole("button", { name: "End it now" }).click();
  await line.getByText("Deleted").waitFor();
  prospect.expects(`${server.url}/demo`);
  await page.goto(`${server.url}/demo`);
  await page.getByRole("heading", { name: "This demo has ended" }).waitFor();
});
