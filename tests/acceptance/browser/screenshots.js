// Pictures of Estafeta's pages, wide and narrow, for install/screenshots.
'use strict';

const path = require('path');
const story = require('./story');

const WIDTHS = { wide: 1280, narrow: 400 };
const panel = '#estafeta-panel';

// Numbers of issues, the newest first, as REST tells them to who is logged in.
async function issues(person, query) {
  const answer = await person.page.evaluate(async address => (await fetch(address)).text(), `${person.url}/issues.csv?${query}&sort=id:desc&c[]=id`);
  return answer.trim().split('\n').slice(1).map(Number);
}

async function take(person, out, name, address, shown, prepare) {
  for (const [width, pixels] of Object.entries(WIDTHS)) {
    await person.page.setViewportSize({ width: pixels, height: 1000 });
    await person.open(address);
    await person.page.locator(shown).first().waitFor();
    if (prepare) { await prepare(person.page); }
    const file = path.join(out, `${name}-${width}.png`);
    await person.page.screenshot({ path: file });
    console.error(file);
  }
}

async function fillIn(page) {
  await page.locator('.estafeta-template select').first().selectOption('landscape');
  await page.locator('[data-of=landscape] [data-parameter=system] input').fill('polaris');
  await page.locator('.estafeta-preview [data-state=plan]').waitFor();
}

story(async (person, given) => {
  const tam = await person('tam1'), duty = await person('duty1'), tracker = kind => `tracker_id=${given.trackers[kind]}&status_id=*`;
  const tasks = state => issues(tam, `tracker_id=${given.trackers.task}&status_id=${given.statuses[state][0]}`);
  const [change] = await issues(tam, tracker('change')), [waiting] = await tasks('waiting'), [ready] = await tasks('ready');
  const [incident] = await issues(duty, `tracker_id=${given.trackers.incident}&status_id=o`);
  const pages = [
    ['new-change', `/projects/aurora/issues/new?issue[tracker_id]=${given.trackers.change}`, '#estafeta-change', fillIn],
    ['change', `/issues/${change}`, panel], ['task-waiting', waiting && `/issues/${waiting}`, panel], ['task-ready', ready && `/issues/${ready}`, panel],
    ['desk', '/projects/aurora/estafeta', '#content'], ['pages', '/estafeta', '#content'], ['department', '/estafeta/departments/network', '#content'],
  ];
  for (const [name, address, shown, prepare] of pages) {
    if (address) { await take(tam, given.out, name, address, shown, prepare); }
  }
  await take(duty, given.out, 'incident', `/issues/${incident}`, panel);
  return { taken: true };
}).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
