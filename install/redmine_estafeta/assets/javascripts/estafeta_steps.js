/* The buttons on a task's panel: a step is taken without leaving the page, and what is wrong with a value is said beside it. Without
   this script the forms are sent as any other. */
(function () {
  'use strict';

  function say(form, problems) {
    form.querySelectorAll('[data-about]').forEach(function (place) {
      var said = problems[place.dataset.about] || '';
      place.textContent = said;
      var field = place.id && form.querySelector('[aria-describedby~="' + place.id + '"]');
      if (field) { if (said) { field.setAttribute('aria-invalid', 'true'); } else { field.removeAttribute('aria-invalid'); } }
    });
    var first = form.querySelector('[aria-invalid="true"]');
    if (first) { first.focus(); }
  }

  // What was wrong with a field is no longer, once it is filled in anew; what is wrong now is said when it is sent.
  function unsay(field) {
    field.removeAttribute('aria-invalid');
    (field.getAttribute('aria-describedby') || '').split(' ').forEach(function (id) {
      var place = id && document.getElementById(id);
      if (place && place.matches('.estafeta-problem')) { place.textContent = ''; }
    });
  }

  // --- forms whose fields depend on a choice ---------------------------------------------------------------------------

  function show(form) {
    var chosen = form.elements[form.dataset.shows].value;
    form.querySelectorAll('[data-with]').forEach(function (one) { one.hidden = one.dataset.with.split(' ').indexOf(chosen) < 0; });
  }

  function showAll() { document.querySelectorAll('form[data-shows]').forEach(show); }

  // The clock of the site, not this machine's: both read as if they were UTC.
  function siteNow(form) { return Date.parse(form.dataset.clock + 'Z') + performance.now() - (form.drawn || 0); }

  // What can be told of a correction before it is sent; the server looks at all of it again.
  function problemsOf(form) {
    var problems = {};
    if (!form.dataset.clock) { return problems; }
    ['at', 'from', 'until'].forEach(function (name) {
      var field = form.elements[name];
      if (field.parentNode.hidden) { return; }
      if (!field.value) { problems[name] = form.dataset.missing; }
      else if (Date.parse(field.value + 'Z') > siteNow(form)) { problems[name] = form.dataset.future; }
    });
    var from = form.elements.from, until = form.elements.until;
    if (!from.parentNode.hidden && !problems.from && !problems.until && until.value <= from.value) { problems.until = form.dataset.order; }
    if (!form.elements.reason.value.trim()) { problems.reason = form.dataset.missing; }
    return problems;
  }

  // --- sending ---------------------------------------------------------------------------------------------------------

  function send(form, button) {
    button.disabled = true;
    fetch(form.action, {
      method: 'POST', credentials: 'same-origin', body: new FormData(form),
      headers: { 'Accept': 'application/json', 'X-Requested-With': 'XMLHttpRequest' }
    }).then(function (answer) {
      if (answer.ok) { window.location.reload(); return null; }
      return answer.status === 422 ? answer.json() : Promise.reject(new Error(String(answer.status)));
    }).then(function (told) {
      if (!told) { return; }
      button.disabled = false;
      say(form, told.problems);
    }).catch(function () {
      // What came of it Redmine's own page tells.
      form.dataset.plain = 'yes';
      form.submit();
    });
  }

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.matches('.estafeta-step') || form.dataset.plain) { return; }
    event.preventDefault();
    var problems = problemsOf(form);
    say(form, problems);
    if (Object.keys(problems).length > 0) { return; }
    send(form, form.querySelector('[type="submit"]'));
  });

  document.addEventListener('change', function (event) {
    var form = event.target.form;
    if (form && form.dataset.shows === event.target.name) { show(form); }
  });

  document.addEventListener('DOMContentLoaded', showAll);
  document.addEventListener('estafeta:drawn', function () {
    document.querySelectorAll('form[data-clock]').forEach(function (form) { form.drawn = performance.now(); });
    showAll();
  });

  // A panel in which somebody has begun to fill in something is not drawn anew under their hands.
  document.addEventListener('input', function (event) {
    var panel = event.target.closest('#estafeta-panel');
    if (panel) { panel.dataset.busy = 'yes'; }
    if (event.target.closest('.estafeta-step')) { unsay(event.target); }
  });
}());
