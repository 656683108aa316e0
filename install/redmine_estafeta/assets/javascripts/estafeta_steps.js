/* The buttons on a task's panel: a step is taken without leaving the page, and what is wrong with a value is said beside it. Without
   this script the forms are sent as any other. */
(function () {
  'use strict';

  function say(form, problems) {
    form.querySelectorAll('[data-about]').forEach(function (place) {
      var said = problems[place.dataset.about] || '';
      place.textContent = said;
      var field = place.id && form.querySelector('[aria-describedby="' + place.id + '"]');
      if (field) { if (said) { field.setAttribute('aria-invalid', 'true'); } else { field.removeAttribute('aria-invalid'); } }
    });
    var first = form.querySelector('[aria-invalid="true"]');
    if (first) { first.focus(); }
  }

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
    send(form, form.querySelector('[type="submit"]'));
  });

  // A panel in which somebody has begun to fill in something is not drawn anew under their hands.
  document.addEventListener('input', function (event) {
    var panel = event.target.closest('#estafeta-panel');
    if (panel) { panel.dataset.busy = 'yes'; }
  });
}());
