// axe finds nothing, on any page, in either theme and language.

import assert from "node:assert/strict";
import test, { after, before } from "node:test";

import { barriers, kindsOfPages, launch, openBrowser, operate, serve } from "./harness.mjs";

let server, browser;
before(async () => ([server, browser] = await Promise.all([serve(), openBrowser()])));
after(async () => {
  try {
    await browser.close();
  } finally {
    await server.stop();
  }
});

for (const locale of ["en-GB", "es-ES"]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`in ${locale}, ${colorScheme}`, async () => {
      // Nothing moves while colours are looked at.
      const context = await browser.person({ locale, colorScheme, reducedMotion: "reduce" });
      const page = await launch(context, server.url, "enterprise");
      const paths = Object.values(await kindsOfPages(page));
      const missing = "/demo/tables/orders/nothing";
      context.expects(server.url + missing);
      const found = [];
      for (const path of [...paths, missing]) {
        await page.goto(server.url + path);
        await page.locator("details").evaluateAll((all) => all.forEach((one) => (one.open = true)));
        found.push(...(await barriers(page)));
      }
      // What was refused, what was ended, and the operator's.
      await page.goto(server.url);
      await page.locator("#email").fill("a@b");
      context.expects(`${server.url}/`);
      await page.locator("form.launch button").click();
      await page.getByRole("alert").waitFor();
      found.push(...(await barriers(page)));
      found.push(...(await barriers(await operate(context, server.url))));
      await page.goto(`${server.url}/demo/end`);
      await page.locator("button.danger").click();
      await page.locator("tbody tr").nth(10).waitFor();
      found.push(...(await barriers(page)));
      assert.deepEqual(found, []);
    });
  }
}
