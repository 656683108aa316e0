// Opens pages whose texts mean ill, and tells what of them ran. For browser_test.rb.
'use strict';

const story = require('./story');

story(async (person, given) => {
  const tam = await person('tam1'), page = tam.page, ran = [], addresses = [];
  let shown = 0;
  page.on('dialog', dialog => { ran.push(dialog.message()); dialog.dismiss(); });
  for (const path of given.pages) {
    await tam.open(path);
    await page.locator('#main .estafeta').first().waitFor();
    for (const fold of await page.locator('#main .estafeta details').all()) { await fold.evaluate(one => { one.open = true; }); }
    if ((await page.locator('#main').innerText()).includes('<script>alert(1)</script>')) { shown += 1; }
    const parts = page.locator('#main .estafeta');
    addresses.push(...await parts.evaluateAll(all => all.flatMap(one => [...one.querySelectorAll('a, form, img, use')])
      .map(one => one.getAttribute('href') || one.getAttribute('action') || one.getAttribute('src') || '')
      .filter(address => !/^(\/(issues|projects|estafeta)(\/|\?|$)|#change-\d+$)/.test(address))));
  }
  return { shown, ran, addresses, errors: tam.errors };
}).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
