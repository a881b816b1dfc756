// Without JavaScript, without a mouse, and on the narrowest screen.

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

test("all works without JavaScript", async () => {
  const context = await browser.person({ javaScriptEnabled: false });
  const page = await launch(context, server.url, "enterprise");
  await page.getByRole("link", { name: "Chamberí" }).first().click();
  await page.getByRole("heading", { name: "Today" }).waitFor();
  await page.getByRole("button", { name: "Español" }).click();
  await page.getByRole("heading", { name: "Hoy" }).waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: "Theme: Dark" }).click();
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");

  await page.goto(`${server.url}/demo/tables/orders/vehicles`);
  await page.getByText("Filter").first().click();
  await page.locator(`[id="filter.kind"]`).selectOption("refrigerated_van");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("link", { name: /^Remove filter/ }).click();
  await page.locator("tbody a").first().click();
  // What is refused is said above the form, with a way to its field.
  context.expects(page.url());
  await page.getByLabel("Capacity (kg)").fill("-1");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").getByRole("link", { name: "Capacity (kg)" }).press("Enter");
  await page.locator("#c-capacity_kg:focus").fill("500");
  await page.getByLabel("Name").fill("The other van");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "The other van" }).waitFor();
  await page.getByRole("button", { name: "Extend" }).click();
  await page.getByText("full time again").waitFor();
  await page.getByRole("link", { name: "Session" }).click();
  await page.getByRole("link", { name: "Reset" }).click();
  await page.getByText("Lost: whatever you").waitFor();
  await page.getByRole("button", { name: "Reset" }).click();
  await page.getByText("Everything is as it was").waitFor();
  await page.goto(`${server.url}/demo/end`);
  await page.getByRole("button", { name: "End the demo" }).click();
  await page.getByRole("heading", { name: "The demo is gone" }).waitFor();
});

/** Presses Tab until something has the focus, which must be seen wherever it comes by. */
async function tabTo(page, locator) {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return document.activeElement === document.body || (outlineStyle !== "none" && outlineWidth !== "0px");
    });
    assert.ok(seen, `the focus is not seen: ${await page.evaluate(() => document.activeElement.outerHTML)}`);
    if (await locator.evaluate((element) => element === document.activeElement)) return;
  }
  assert.fail(`no Tab leads to ${locator}`);
}

test("the keyboard alone suffices", async () => {
  const page = await (await browser.person()).newPage();
  const { keyboard } = page;
  await page.goto(server.url);
  await keyboard.press("Tab");
  assert.equal(await page.locator(":focus").innerText(), "Skip to content");
  await keyboard.press("Enter");
  await tabTo(page, page.locator("#profile-professional"));
  await keyboard.press("ArrowDown");
  assert.ok(await page.locator("#profile-enterprise").isChecked());
  await tabTo(page, page.locator("#email"));
  await keyboard.type("ana@example.com");
  await keyboard.press("Enter");
  await page.getByRole("heading", { name: "Your bakery is ready" }).waitFor();
  await tabTo(page, page.getByRole("link", { name: "Open the bakery" }));
  await keyboard.press("Enter");
  await page.getByRole("heading", { name: "Today" }).waitFor();
  await tabTo(page, page.getByRole("link", { name: /^Harinera Vega/ }));
  await keyboard.press("Enter");
  await page.locator(".row-facts").waitFor();
  await tabTo(page, page.getByLabel("Carrier"));
  await keyboard.press("ControlOrMeta+a");
  await keyboard.type("Another carrier");
  await keyboard.press("Enter");
  await page.getByText("Saved").waitFor();
  await tabTo(page, page.getByRole("link", { name: "Session" }));
  await keyboard.press("Enter");
  await page.getByRole("heading", { name: "Your demo session" }).waitFor();
  await tabTo(page, page.getByRole("link", { name: "End the demo" }));
  await keyboard.press("Enter");
  await page.getByRole("heading", { name: "End the demo" }).waitFor();
  await tabTo(page, page.getByRole("button", { name: "End the demo" }));
  await keyboard.press("Space");
  await page.getByRole("heading", { name: "The demo is gone" }).waitFor();
});

/** What a page shows beside the screen, or cuts off. Tables, charts and maps may scroll in a
 * region of their own, which the keyboard reaches too. */
function misfits() {
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth) {
    found.push(`the page is ${document.documentElement.scrollWidth} wide`);
  }
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (box.width === 0 || !element.checkVisibility() || element.closest(".scroll, .unseen, .heard, .skip, pre, svg")) continue;
    const name = `${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 40)}`;
    if (box.right > innerWidth + 0.5 || box.left < -0.5) found.push(`beside the screen: ${name}`);
    const cuts = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
    if (cuts && style.overflowX !== "auto" && !/^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName)) {
      found.push(`cut off: ${name}`);
    }
  }
  for (const region of document.querySelectorAll(".scroll")) {
    if (region.tabIndex !== 0) found.push("a region that the keyboard does not reach");
    for (const cell of region.querySelectorAll("th, td, .cell")) {
      if (cell.scrollWidth > cell.clientWidth + 1 && getComputedStyle(cell).overflowX !== "visible") {
        found.push(`cut off: ${cell.textContent}`);
      }
    }
  }
  return found;
}

test("320 px are enough", async () => {
  // Spanish has the longer words.
  const narrow = { viewport: { width: 320, height: 640 }, locale: "es-ES" };
  const context = await browser.person(narrow);
  const page = await launch(context, server.url, "enterprise");
  const paths = Object.values(await kindsOfPages(page));
  for (const path of paths) {
    await page.goto(server.url + path);
    await page.locator("details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
    assert.deepEqual(await page.evaluate(misfits), [], path);
  }
  // What is always in sight leaves the page its room, and the rest is in a menu.
  await page.goto(`${server.url}/demo`);
  const { y, height } = await page.locator(".banner").boundingBox();
  assert.ok(y + height <= 112, `${y + height} px above the page`);
  // What time it is that is left, is said where it is not written.
  assert.match(await page.locator(".banner").ariaSnapshot(), /\d+:\d\d\n\s*- text: restantes/);
  await page.locator(".menu summary").click();
  await page.getByRole("link", { name: "Chamartín" }).first().waitFor();
  await page.locator(".menu").getByRole("link", { name: "Datos" }).click();
  await page.getByRole("heading", { name: "Todos los datos" }).waitFor();
  const operator = await operate(context, server.url);
  assert.deepEqual(await operator.evaluate(misfits), [], "/operator");
  context.expects(`${server.url}/demo/tables/orders/nothing`);
  await page.goto(`${server.url}/demo/tables/orders/nothing`);
  assert.deepEqual(await page.evaluate(misfits), [], "an error");
});

test("a phone shows all of the waterfall and the map, and the way to the other places", async () => {
  for (const width of [320, 390]) {
    const context = await browser.person({ viewport: { width, height: 800 }, reducedMotion: "reduce" });
    const page = await launch(context, server.url, "enterprise");
    const inside = async (locator) => {
      for (const one of await locator.all()) {
        const box = await one.boundingBox();
        assert.ok(box.x >= 0 && box.x + box.width <= width && box.width > 0, JSON.stringify(box));
      }
    };
    await page.goto(`${server.url}/demo/progress`);
    assert.equal(await page.locator(".waterfall .took").count(), 11);
    await inside(page.locator(".waterfall .took, .waterfall .took-ms"));
    await page.goto(`${server.url}/demo/map`);
    await inside(page.locator(".map.cropped"));
    // What is planned and what it carries is read without scrolling.
    await inside(page.locator("#route-A td:not(:empty)"));
    await page.locator(".places").getByRole("link", { name: "Chamberí" }).click();
    await page.getByRole("heading", { name: "Deliveries" }).waitFor();
  }
});

test("where there is no room for all days, the latest are seen", async () => {
  const narrow = { viewport: { width: 320, height: 640 } };
  const page = await launch(await browser.person(narrow), server.url, "enterprise");
  const chart = await page.locator(".chart").boundingBox();
  assert.ok(chart.x < 0 && chart.x + chart.width <= 320, JSON.stringify(chart));
});
