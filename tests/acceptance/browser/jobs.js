// The commonest jobs of a TAM, an engineer and the duty, by Redmine's own form or by what the plugin offers: clicks beside typing, and the
// seconds that pages took. One job for each run; what is seen is printed for jobs_test.rb.
'use strict';

const story = require('./story');

const step = (page, name) => page.locator(`#estafeta-step-${name}`);
const plugged = (page, name) => step(page, name).locator('[type=submit]');
const edit = page => page.locator('#content > .contextual').getByRole('link', { name: 'Edit', exact: true }).first();
const field = (page, id) => page.locator(`#issue_custom_field_values_${id}`);
const submit = page => page.locator('#issue-form').getByRole('button', { name: 'Submit' }).first();
const create = page => page.locator('#issue-form').getByRole('button', { name: 'Create', exact: true });
const saved = page => page.locator('#flash_notice').waitFor();

async function newIssue(me, given) {
  const page = me.page;
  await me.open('/projects/aurora/issues');
  await me.click(page.locator('a.new-issue').first());
  await page.locator('#issue_tracker_id').waitFor();
  if (await page.inputValue('#issue_tracker_id') !== String(given.change)) {
    const reloaded = page.waitForResponse(/issues\/new\.js/);
    await me.choose(page.locator('#issue_tracker_id'), String(given.change));
    await reloaded;
  }
  await page.fill('#issue_subject', `Landscape ${given.way}`);
}

async function fill(me, given, system) {
  await field(me.page, given.fields.change_parameters).fill(`system: ${system}`);
}

const jobs = {
  stock: {
    // Who knows the template's name.
    async start(me, given) {
      await newIssue(me, given);
      await field(me.page, given.fields.change_template).fill('landscape');
      await fill(me, given, 'stock');
      await me.click(create(me.page));
      await saved(me.page);
      await me.click(edit(me.page));
      await me.choose(me.page.locator('#issue_status_id'), String(given.statuses.change.agreed[0]));
      await me.click(submit(me.page));
      await saved(me.page);
    },
    // Who does not: the list stands in the answer to a guess.
    async draft(me, given) {
      await newIssue(me, given);
      await field(me.page, given.fields.change_template).fill('new server');
      await me.click(create(me.page));
      await saved(me.page);
    },
    async name(me, given) {
      await me.open(`/issues/${given.issue}`);
      await me.click(edit(me.page));
      await field(me.page, given.fields.change_template).fill('landscape');
      await me.click(submit(me.page));
      await saved(me.page);
    },
    async agree(me, given) {
      await me.open(`/issues/${given.issue}`);
      await me.click(edit(me.page));
      await fill(me, given, 'unknown');
      await me.choose(me.page.locator('#issue_status_id'), String(given.statuses.change.agreed[0]));
      await me.click(submit(me.page));
      await saved(me.page);
    },
    async take(me, given) {
      await me.open(`/issues/${given.issue}`);
      await me.click(edit(me.page));
      await me.choose(me.page.locator('#issue_assigned_to_id'), { label: '<< me >>' });
      await me.choose(me.page.locator('#issue_status_id'), String(given.statuses.task.in_progress[0]));
      await me.click(submit(me.page));
      await saved(me.page);
    },
    async finish(me, given) {
      await me.open(`/issues/${given.issue}`);
      await me.click(edit(me.page));
      await me.choose(me.page.locator('#issue_status_id'), String(given.statuses.task.done[0]));
      await field(me.page, given.fields.hand_over).fill('vlan: 7\nsubnet: 10.7.0.0/24');
      await me.click(submit(me.page));
      await saved(me.page);
    },
    async answer(me, given) {
      await me.open(`/issues/${given.issue}`);
      await me.click(edit(me.page));
      await me.choose(me.page.locator('#issue_status_id'), String(given.statuses.task.ready[0]));
      await me.page.fill('#issue_notes', 'North.');
      await me.click(submit(me.page));
      await saved(me.page);
    },
    async risk(me) {
      await me.open('/projects/aurora/issues');
      await me.click(me.page.locator('#sidebar').getByText('Open incidents by deadline'));
      await me.page.waitForURL(/query_id/);
    },
  },
  plugin: {
    async start(me, given) {
      await newIssue(me, given);
      await me.choose(me.page.getByLabel('Template', { exact: true }), 'landscape');
      await me.page.locator('[data-of]:visible').getByLabel('System name').fill('plugin');
      await me.click(me.page.locator('#issue-form').getByRole('button', { name: 'Start' }));
      await me.page.waitForURL(/issues\/\d+$/);
    },
    async take(me, given) {
      await me.open(`/issues/${given.issue}`);
      await me.click(plugged(me.page, 'take'));
      await me.page.locator('.status.attribute', { hasText: 'In Progress' }).waitFor();
    },
    async finish(me, given) {
      await me.open(`/issues/${given.issue}`);
      await me.click(me.page.locator('[data-key=step-finish] > summary'));
      await step(me.page, 'finish').getByLabel('VLAN number').fill('7');
      await step(me.page, 'finish').getByLabel('Subnet').fill('10.7.0.0/24');
      await me.click(plugged(me.page, 'finish'));
      await me.page.locator('.status.attribute', { hasText: 'Done' }).waitFor();
    },
    async answer(me, given) {
      await me.open(`/issues/${given.issue}`);
      const fold = me.page.locator('[data-key=step-answer] > summary');
      if (await fold.count()) { await me.click(fold); }
      await step(me.page, 'answer').locator('textarea').fill('North.');
      await me.click(plugged(me.page, 'answer'));
      await me.page.locator('.status.attribute', { hasText: 'Ready' }).waitFor();
    },
    async risk(me) {
      await me.open('/projects/aurora/issues');
      await me.click(me.page.locator('#sidebar').getByText('Open incidents by deadline'));
      await me.page.waitForURL(/query_id/);
    },
  },
};

story(async (person, given) => {
  const me = await person(given.who);
  const began = Date.now();
  await jobs[given.way][given.job](me, given);
  const seconds = (Date.now() - began) / 1000;
  return { clicks: me.clicks, seconds, issue: /issues\/\d+/.test(me.page.url()) ? me.number() : null, errors: me.errors };
}).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
