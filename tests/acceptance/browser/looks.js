// How Estafeta's pages look to a checker of accessibility, and in a narrow window. What is seen is printed for browser_test.rb.
'use strict';

const axe = require('axe-core');
const story = require('./story');

const SERIOUS = ['serious', 'critical'];

// Rules that Estafeta's own parts of the page break, each with where. Redmine's parts are Redmine's.
async function problems(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run({ include: [['#main .estafeta']] }, { resultTypes: ['violations'] }));
  return found.violations.filter(one => SERIOUS.includes(one.impact)).map(one => `${one.id}: ${one.nodes.map(node => node.html).join(' ')}`);
}

// Parts that are wider than the window and cannot be scrolled within it.
const sticksOut = page => page.evaluate(() => [...document.querySelectorAll('#main .estafeta')]
  .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1).map(one => one.id || one.className));

async function look(tam, name, path) {
  const page = tam.page;
  await page.setViewportSize({ width: 1280, height: 1000 });
  await tam.open(path);
  await page.locator('#main .estafeta').first().waitFor();
  if (name === 'form') {
    await page.getByLabel('Template', { exact: true }).selectOption('landscape');
    await page.locator('[data-of]:visible').getByLabel('System name').fill('shop');
    await page.locator('.estafeta-preview [data-state=plan]').waitFor();
  }
  for (const fold of await page.locator('#main .estafeta details').all()) { await fold.evaluate(one => { one.open = true; }); }
  const found = await problems(page);
  await page.setViewportSize({ width: 400, height: 1000 });
  return { found, out: await sticksOut(page) };
}

story(async (person, given) => {
  const tam = await person('tam1'), checked = {}, wide = {};
  for (const [name, path] of Object.entries(given.pages)) {
    const { found, out } = await look(tam, name, path);
    checked[name] = found;
    if (out.length) { wide[name] = out; }
  }
  return { checked, wide, errors: tam.errors };
}).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
