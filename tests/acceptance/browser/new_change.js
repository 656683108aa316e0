// A TAM makes changes by the form. What is seen on the way is printed for browser_test.rb.
'use strict';

const story = require('./story');

const plan = page => page.locator('.estafeta-preview [data-state=plan]');
const rows = page => page.locator('.estafeta-preview tbody tr');
const lines = async (page, given) => (await page.inputValue(`#issue_custom_field_values_${given.parameters}`)).trim().split('\n');
// Of the template that was chosen.
const field = (page, label) => page.locator('[data-of]:visible').getByLabel(label);
// The form's own, as a draft's panel has one too.
const start = page => page.locator('#issue-form').getByRole('button', { name: 'Start' });
const newChange = given => `/projects/aurora/issues/new?issue[tracker_id]=${given.change}`;

async function ofARequest(tam, given) {
  const page = tam.page;
  await tam.open(`/issues/${given.request}`);
  await tam.click(page.getByText('Make a change of this'));
  await tam.choose(page.getByLabel('Template', { exact: true }), { label: 'New landscape for …' });
  await field(page, 'System name').fill('shop');
  await plan(page).waitFor();
  const seen = { before: await page.locator('.estafeta-preview-state').textContent(), tasks: await rows(page).count(), url: page.url() };
  const started = Date.now();
  await tam.click(start(page));
  await page.waitForURL(/issues\/\d+$/);
  const saved = Date.now();
  await page.locator('#estafeta-panel').getByText('VLAN and routing for shop').first().waitFor({ state: 'attached' });
  return { ...seen, clicks: tam.clicks, change: tam.number(), started, saved, shown: Date.now() };
}

async function ofADraft(tam, given) {
  const page = tam.page;
  await tam.open(newChange(given));
  await page.getByLabel('Subject').fill('First a draft');
  await page.getByLabel('Template', { exact: true }).selectOption('landscape');
  await field(page, 'System name').fill('draft');
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await page.waitForURL(/issues\/\d+$/);
  const status = await page.locator('.status .value').first().textContent();
  // Estafeta writes the plan of a draft into it; who opened the form before would be told that somebody else has saved.
  await page.locator('#estafeta-panel').getByText('VLAN and routing for draft').first().waitFor({ state: 'attached' });
  await page.reload();
  await page.getByRole('link', { name: 'Edit', exact: true }).first().click();
  await plan(page).waitFor();
  const kept = await field(page, 'System name').inputValue();
  await start(page).click();
  await page.locator('#flash_notice').getByText('Successful update').waitFor();
  return { status, kept, change: tam.number() };
}

async function byKeyboard(tam, given) {
  const page = tam.page, keys = page.keyboard;
  await tam.open(newChange(given));
  await page.getByLabel('Subject').focus();
  await keys.type('By keyboard');
  await page.getByLabel('Template', { exact: true }).focus();
  await keys.type('New land');
  const vms = field(page, 'Virtual machines');
  while (!await vms.evaluate(field => field === document.activeElement)) { await keys.press('Tab'); }
  await keys.press('Control+A');
  await keys.type('200');
  await keys.press('Tab');
  const reason = await page.locator('[data-of=landscape] [data-parameter=vms] [role=alert]').textContent();
  const marked = await vms.getAttribute('aria-invalid');
  while (!await start(page).evaluate(button => button === document.activeElement)) { await keys.press('Tab'); }
  await keys.press('Enter');
  const focused = () => page.evaluate(() => document.activeElement.closest('[data-parameter]')?.dataset.parameter);
  return { reason, marked, url: page.url(), at: await focused(), missing: await page.locator('[data-of=landscape] [data-parameter=system] [role=alert]').textContent() };
}

async function asText(tam, given) {
  const page = tam.page, text = page.locator(`#issue_custom_field_values_${given.parameters}`);
  await tam.open(newChange(given));
  await page.getByLabel('Template', { exact: true }).selectOption('landscape');
  await field(page, 'System name').fill('shop');
  await page.getByLabel('Template', { exact: true }).selectOption('ddos-protection');
  await field(page, 'Sites').fill('north\nsouth, east');
  const written = await lines(page, given);
  await page.getByRole('button', { name: 'As text' }).click();
  await text.fill('# agreed by phone\nsystem: mart\nsites: [west]\nhttps: true\n');
  await page.getByRole('button', { name: 'As fields' }).click();
  const read = [await field(page, 'System name').inputValue(), await field(page, 'Sites').inputValue(), await field(page, 'Filtering inside HTTPS').isChecked()];
  await field(page, 'System name').fill('market');
  const kept = await lines(page, given);
  await page.getByRole('button', { name: 'As text' }).click();
  await text.fill('system: mart\ncolour: red\n');
  await page.getByRole('button', { name: 'As fields' }).click();
  const why = await page.locator('.estafeta-why-text').textContent();
  return { written, read, kept, why, left: await lines(page, given), visible: await text.isVisible() };
}

async function otherTracker(tam, given) {
  const page = tam.page, buttons = () => page.locator('#issue-form').getByRole('button', { name: /Start|Save as draft|^Create$/ }).allTextContents();
  await tam.open(`/projects/aurora/issues/new?issue[tracker_id]=${given.incident}`);
  await page.selectOption('#issue_tracker_id', String(given.change));
  await page.getByLabel('Template', { exact: true }).selectOption('landscape');
  await field(page, 'System name').fill('shop');
  const change = await buttons();
  await page.selectOption('#issue_tracker_id', String(given.incident));
  await page.locator('#estafeta-change').waitFor({ state: 'detached' });
  return { change, incident: await page.locator('#issue-form input[name=commit]').isVisible() };
}

async function mistakes(tam, given) {
  const page = tam.page, promised = page.locator(`#issue_custom_field_values_${given.promised}`);
  const beside = async field => (await field.locator('xpath=ancestor::p').locator('.estafeta-problem').textContent()).trim();
  await tam.open(newChange(given));
  await page.getByLabel('Subject').fill('By mistake');
  await start(page).click();
  const asked = await page.locator('.estafeta-buttons-state').textContent();
  await page.getByLabel('Template', { exact: true }).selectOption('landscape');
  const chosen = await page.locator('.estafeta-buttons-state').textContent();
  await field(page, 'System name').fill('The shop');
  await field(page, 'System name').blur();
  const unlike = await beside(field(page, 'System name'));
  await field(page, 'System name').fill('shop');
  await plan(page).waitFor();
  await promised.fill('2020-01-31');
  const early = await beside(promised);
  await promised.fill('2040-01-31');
  const needless = await page.locator(`#issue_custom_field_values_${given.decision}`).isVisible();
  return { url: page.url(), asked, chosen, unlike, early, late: await beside(promised), needless };
}

async function strict(tam, given) {
  const page = tam.page;
  await tam.open(newChange(given));
  await page.getByLabel('Template', { exact: true }).selectOption('landscape');
  await field(page, 'System name').fill('shop');
  await plan(page).waitFor();
  return { tasks: await rows(page).count() };
}

story(async (person, given) => {
  const tam = await person('tam1');
  const told = { request: await ofARequest(tam, given), draft: await ofADraft(tam, given), keyboard: await byKeyboard(tam, given), text: await asText(tam, given), tracker: await otherTracker(tam, given), mistakes: await mistakes(tam, given) };
  return { ...told, strict: await strict(await person('tam1', { strict: true }), given), errors: tam.errors };
}).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
