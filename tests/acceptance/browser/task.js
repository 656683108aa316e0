// An engineer takes a task and finishes it with its values; the duty looks for what is at risk. What is seen on the way is printed for
// browser_test.rb.
'use strict';

const story = require('./story');

const panel = page => page.locator('#estafeta-panel');
const step = (page, name) => page.locator(`#estafeta-step-${name}`);
const go = (page, name) => step(page, name).locator('[type=submit]');

async function waits(engineer, given) {
  await engineer.open(`/issues/${given.waiting}`);
  return (await panel(engineer.page).innerText()).replace(/\s+/g, ' ');
}

async function takeAndFinish(engineer, given) {
  const page = engineer.page;
  await engineer.open(`/issues/${given.ready}`);
  const before = engineer.clicks;
  await engineer.click(go(page, 'take'));
  await page.locator('.status.attribute', { hasText: 'In Progress' }).waitFor();
  await engineer.click(page.locator('[data-key=step-finish] > summary'));
  await step(page, 'finish').getByLabel('VLAN number').fill('4095');
  await step(page, 'finish').evaluate(form => { form.noValidate = true; });
  await go(page, 'finish').click();
  const reason = step(page, 'finish').locator('[data-about=vlan]', { hasText: 'largest' });
  await reason.waitFor();
  const refused = await reason.textContent();
  await step(page, 'finish').getByLabel('VLAN number').fill('7');
  await step(page, 'finish').getByLabel('Subnet').fill('10.7.0.0/24');
  const pressed = Date.now();
  await engineer.click(go(page, 'finish'));
  await page.locator('.status.attribute', { hasText: 'Done' }).waitFor();
  const saved = Date.now();
  await panel(page).locator('li', { hasText: `#${given.waiting} ` }).getByText('ready to start').waitFor();
  return { clicks: engineer.clicks - before, refused, pressed, saved, next: Date.now() };
}

async function atRisk(duty) {
  const page = duty.page;
  await duty.open('/projects/aurora/issues');
  const before = duty.clicks;
  await duty.click(page.locator('#sidebar').getByText('Open incidents by deadline'));
  await page.waitForURL(/query_id/);
  return { clicks: duty.clicks - before, row: await page.locator('table.issues tbody tr', { hasText: 'The shop is down' }).innerText() };
}

story(async (person, given) => {
  const vmware = await person('vmware1'), network = await person('network1'), duty = await person('duty1');
  const told = { waits: await waits(vmware, given), task: await takeAndFinish(network, given), risk: await atRisk(duty) };
  return { ...told, errors: [...vmware.errors, ...network.errors, ...duty.errors] };
}).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
