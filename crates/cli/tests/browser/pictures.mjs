// Makes the pictures of docs/pictures: `make pictures`.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { launch, openBrowser, operate, serve } from "./harness.mjs";

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const server = await serve();
const browser = await openBrowser();

/** The screen, or so much of it, as WebP: a quarter of what PNG takes. */
async function picture(page, name, height) {
  await page.mouse.move(0, 0);
  const chromium = await page.context().newCDPSession(page);
  const { width } = page.viewportSize();
  const { data } = await chromium.send("Page.captureScreenshot", {
    format: "webp",
    quality: 82,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height, scale: 1 },
  });
  writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, "base64"));
}

// A weekday before noon, whenever the pictures are made: at night a bakery has little to show.
const enterprise = (person) => launch(person, server.url, "enterprise", "ana@example.com", "2025-12-11T11:30");

const screen = { viewport: { width: 1200, height: 800 }, deviceScaleFactor: 1.5, reducedMotion: "reduce" };
const light = await browser.person({ ...screen, colorScheme: "light" });
const dark = await browser.person({ ...screen, colorScheme: "dark" });
const phone = await browser.person({ ...screen, colorScheme: "dark", viewport: { width: 320, height: 640 } });

// Others have been here, or there would be nothing for an operator to see.
for (let at = 0; at < 60; at++) {
  const body = { demo_account_type: at % 3 ? "professional" : "enterprise", email: `visitor${at}@example.com` };
  const headers = { "content-type": "application/json" };
  await fetch(`${server.url}/api/v1/demo-sessions`, { method: "POST", headers, body: JSON.stringify(body) });
}

const first = await light.newPage();
await first.goto(server.url);
await picture(first, "launch", 760);
const page = await enterprise(light);
await picture(page, "dashboard", 1216);
await page.goto(`${server.url}/demo/progress`);
await picture(page, "waterfall", 860);
await page.goto(`${server.url}/demo/map`);
await picture(page, "map", 886);
await picture(await operate(light, server.url), "operator", 800);
await picture(await enterprise(dark), "dashboard-dark", 800);
await picture(await enterprise(phone), "dashboard-phone", 860);

await browser.close();
await server.stop();
