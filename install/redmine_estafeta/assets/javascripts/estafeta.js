/* Keeps what Estafeta shows on an issue's page and on its own pages fresh: counts down the working time that is left, and asks for the panel anew,
   often for a while after a save, seldom otherwise, never while nobody sees the page. */
(function () {
  'use strict';

  var OFTEN = 2000, SELDOM = 60000, COUNTING = 10000;

  var drawnWith = ''; // the state of the issue when the page was drawn

  // --- the working time that is left -----------------------------------------------------------------------------------

  function duration(seconds, words) {
    var minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);
    if (minutes === 0) { return words.moment; }
    var parts = [];
    if (hours > 0) { parts.push(words.hours.replace('%{n}', hours)); }
    if (minutes % 60 > 0) { parts.push(words.minutes.replace('%{n}', minutes % 60)); }
    return parts.join(' ');
  }

  // The clock of the server counts, not this machine's.
  function count(one) {
    if (one.ahead === undefined) { one.ahead = Number(one.dataset.now) - Date.now(); }
    var now = Date.now() + one.ahead;
    var left = JSON.parse(one.dataset.open).reduce(function (sum, hours) {
      return sum + Math.max(0, hours[1] - Math.max(hours[0], now));
    }, 0);
    one.textContent = left > 0 ? one.dataset.left.replace('%{time}', duration(left / 1000, one.dataset)) : one.dataset.over;
  }

  // How late something is that should have ended.
  function countLate(one) {
    if (one.ahead === undefined) { one.ahead = Number(one.dataset.now) - Date.now(); }
    var late = Math.max(Date.now() + one.ahead, Number(one.dataset.expected)) - Number(one.dataset.due);
    if (late < 60000) { return; }
    one.textContent = one.dataset.late.replace('%{time}', duration(late / 1000, one.dataset));
    one.classList.add('estafeta-late');
  }

  function countAll() {
    document.querySelectorAll('.estafeta [data-late]').forEach(countLate);
    document.querySelectorAll('.estafeta [data-open]').forEach(count);
    document.querySelectorAll('.estafeta-counted').forEach(function (one) { one.hidden = true; });
  }

  // --- the panel -------------------------------------------------------------------------------------------------------

  function panel() { return document.getElementById('estafeta-panel'); }

  function keyed(root) { return root.querySelectorAll('[data-key]'); }

  function reachable(root) { return Array.from(root.querySelectorAll('a, summary, [tabindex]')); }

  // By what the same place is known in a panel that is drawn anew.
  function place(one) { return one.tagName + (one.getAttribute('href') || one.dataset.key || one.parentNode.dataset.key); }

  // The rest of the page shows the issue as it was when the page was drawn.
  function tellOfChange() { panel().querySelector('.estafeta-changed').hidden = panel().dataset.state === drawnWith; }

  // What the reader has opened, scrolled to and reached by the keyboard stays so.
  function replace(text) {
    var old = panel();
    var made = new DOMParser().parseFromString(text, 'text/html').getElementById('estafeta-panel');
    // What somebody is filling in is not drawn anew under their hands.
    if (!made || old.dataset.busy) { return; }
    made = document.importNode(made, true);
    var before = {};
    keyed(old).forEach(function (one) { before[one.dataset.key] = { open: one.open, left: one.scrollLeft }; });
    var focused = old.contains(document.activeElement) ? place(document.activeElement) : null;
    old.replaceWith(made);
    keyed(made).forEach(function (one) {
      var was = before[one.dataset.key];
      if (!was) { return; }
      if (one.tagName === 'DETAILS') { one.open = was.open; }
      one.scrollLeft = was.left;
    });
    var again = reachable(made).find(function (one) { return place(one) === focused; });
    if (again) { again.focus({ preventScroll: true }); }
    tellOfChange();
    countAll();
    document.dispatchEvent(new Event('estafeta:drawn'));
  }

  function live() {
    var timer, asking = false, stopped = false;
    var often = Date.now() + Number(panel().dataset.soon) * 1000;

    function next() {
      clearTimeout(timer);
      if (!stopped && !document.hidden) { timer = setTimeout(ask, Date.now() < often ? OFTEN : SELDOM); }
    }

    function ask() {
      if (asking || stopped || document.hidden) { return; }
      asking = true;
      var url = panel().dataset.url;
      fetch(url + (url.includes('?') ? '&' : '?') + 'version=' + encodeURIComponent(panel().dataset.version), {
        credentials: 'same-origin', headers: { 'X-Requested-With': 'XMLHttpRequest' }
      }).then(function (answer) {
        // Who has logged out or lost the right keeps what they see, and asks no more.
        if (answer.redirected || (answer.status >= 400 && answer.status < 500)) { stopped = true; return ''; }
        return answer.status === 200 ? answer.text() : '';
      }).then(function (text) {
        if (text) { replace(text); }
      }).catch(function () {
        // Redmine is away for the moment.
      }).then(function () {
        asking = false;
        next();
      });
    }

    document.addEventListener('visibilitychange', function () {
      if (document.hidden) { clearTimeout(timer); } else { ask(); }
    });
    next();
  }

  // Redmine's own field that says the same at length stays, folded.
  function fold() {
    var field = panel().dataset.covers && document.querySelector('.issue .attribute.cf_' + panel().dataset.covers);
    if (!field) { return; }
    var folded = document.createElement('details');
    var title = document.createElement('summary');
    title.textContent = panel().dataset.fold;
    folded.className = 'estafeta-folded';
    field.replaceWith(folded);
    folded.append(title, field);
  }

  // Entries of the history by which Estafeta linked issues, behind one button; unless the address names one of them.
  function hush() {
    var entries = Array.from(document.querySelectorAll('.journal.estafeta-quiet'));
    if (entries.length === 0) { return; }
    var history = entries[0].parentNode, words = panel().dataset;
    var line = document.createElement('p'), button = document.createElement('button');
    function set(hidden) {
      history.classList.toggle('estafeta-hushed', hidden);
      button.setAttribute('aria-expanded', String(!hidden));
      button.textContent = (hidden ? words.quiet : words.loud).replace('%{n}', entries.length);
    }
    button.type = 'button';
    button.className = 'estafeta-quiet-button';
    button.addEventListener('click', function () { set(!history.classList.contains('estafeta-hushed')); });
    line.append(button);
    history.prepend(line);
    var named = window.location.hash.length > 1 && document.getElementById(window.location.hash.slice(1));
    set(!(named && entries.some(function (one) { return one.contains(named); })));
  }

  document.addEventListener('DOMContentLoaded', function () {
    if (!panel()) { return; }
    drawnWith = panel().dataset.state;
    fold();
    hush();
    countAll();
    setInterval(countAll, COUNTING);
    live();
  });
}());
