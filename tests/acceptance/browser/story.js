// A person at a browser: opens Redmine, logs in, and tells what a story asks for. Clicks are counted as a hand would make them;
// typing is not.
'use strict';

const { chromium } = require('playwright-core');

const PATIENCE = 110000; // milliseconds, on a busy machine

class Person {
  static async at(browser, url, login, password, options) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 1000 } });
    context.setDefaultTimeout(PATIENCE);
    const person = new Person(context, await context.newPage(), url);
    person.page.on('pageerror', error => person.errors.push(error.message));
    await person.open('/login');
    await person.page.fill('#username', login);
    await person.page.fill('#password', password);
    await person.page.press('#password', 'Enter');
    await person.page.waitForSelector('#loggedas');
    if (options && options.strict) { await person.beStrict(); }
    return person;
  }

  constructor(context, page, url) {
    this.context = context;
    this.page = page;
    this.url = url;
    this.errors = [];
    this.clicks = 0;
  }

  // As behind a server that forbids everything but its own files.
  async beStrict() {
    await this.page.route('**/*', async route => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': "default-src 'self'" } });
    });
  }

  async open(path) { await this.page.goto(this.url + path); }

  async click(what) {
    this.clicks += 1;
    await what.click();
  }

  async choose(what, value) {
    this.clicks += 1;
    await what.selectOption(value);
  }

  number() { return Number(this.page.url().match(/issues\/(\d+)/)[1]); }
}

// Calls the story with the browser and what it was given, and prints what it answers.
module.exports = async story => {
  const given = JSON.parse(process.argv[2]);
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
  try {
    const person = (login, options) => Person.at(browser, given.url, login, given.passwords[login], options);
    console.log(JSON.stringify(await story(person, given)));
  } finally {
    await browser.close();
  }
};
