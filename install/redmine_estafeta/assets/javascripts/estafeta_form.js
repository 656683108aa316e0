/* The form of a change: fields made of the chosen template in place of Redmine's two texts, which are kept the same all the
   while and are what Redmine saves; what would come of it, asked while it is filled in; two buttons in place of the status. */
(function () {
  'use strict';

  var PAUSE = 600;

  var asText = false; // chosen by the person, or needed: Redmine draws the form anew at times
  var texts = {};     // template => the text that was filled in for it, to come back to
  var form = null;    // of the page as it is now

  function all(root, selector) { return Array.prototype.slice.call(root.querySelectorAll(selector)); }
  function visible(one) { return one.offsetParent !== null; }
  function filled(words, values) {
    return Object.keys(values).reduce(function (text, key) { return text.replace('%{' + key + '}', values[key]); }, words);
  }

  // --- one parameter -------------------------------------------------------------------------------------------------------

  function Parameter(place, words) {
    this.place = place;
    this.words = words;
    this.name = place.dataset.parameter;
    this.title = place.dataset.title;
    this.type = place.dataset.type;
    this.required = place.dataset.required === 'true';
    this.controls = all(place, 'input, select, textarea');
    this.problem = place.querySelector('.estafeta-problem');
    this.several = !!place.querySelector('[role=group]');
    this.initial = this.value();
  }

  Parameter.prototype.value = function () {
    var one = this.controls[0];
    if (this.several) { return this.controls.filter(function (box) { return box.checked; }).map(function (box) { return box.value; }); }
    if (one.type === 'checkbox') { return one.checked ? 'true' : 'false'; }
    if (this.type !== 'array') { return this.type === 'number' ? one.value.trim().replace(/^(-?\d+),(\d+)$/, '$1.$2') : one.value.trim(); }
    return one.value.split('\n').map(function (line) { return line.trim(); }).filter(function (line) { return line !== ''; });
  };

  // False: it has no place for that value.
  Parameter.prototype.show = function (value) {
    var one = this.controls[0];
    if (this.several) {
      this.controls.forEach(function (box) { box.checked = value.indexOf(box.value) >= 0; });
      return this.value().length === value.length;
    }
    if (one.type === 'checkbox') { one.checked = value === 'true'; return true; }
    if (this.type === 'array') {
      one.value = value.join('\n');
      return value.every(function (entry) { return entry !== '' && entry === entry.trim() && entry.indexOf('\n') < 0; });
    }
    one.value = value;
    return one.value === value;
  };

  // What is wrong with one text of it; '': nothing.
  Parameter.prototype.objection = function (text, type) {
    var data = this.place.dataset, number = Number(text);
    if (type === 'integer' && !/^-?\d+$/.test(text)) { return this.words.integer; }
    if (type === 'number' && !/^-?\d+(\.\d+)?$/.test(text)) { return this.words.number; }
    if (this.type !== 'array' && type !== 'string') {
      if (data.minimum !== undefined && number < Number(data.minimum)) { return filled(this.words.least, { value: data.minimum }); }
      if (data.maximum !== undefined && number > Number(data.maximum)) { return filled(this.words.most, { value: data.maximum }); }
    }
    if (type !== 'string' || this.type === 'array' || this.matches(text)) { return ''; }
    return data.about ? filled(this.words.described, { about: data.about }) : filled(this.words.pattern, { value: data.pattern });
  };

  // A pattern that this browser does not understand is left to Estafeta.
  Parameter.prototype.matches = function (text) {
    try {
      return !this.place.dataset.pattern || new RegExp(this.place.dataset.pattern, 'u').test(text);
    } catch (e) {
      return true;
    }
  };

  Parameter.prototype.check = function () {
    var value = this.value(), type = this.type === 'array' ? this.place.dataset.item : this.type, self = this;
    if (this.controls[0].type === 'checkbox' && !this.several) { return ''; }
    if (value.length === 0) { return this.required ? this.words.missing : ''; }
    return [].concat(value).reduce(function (found, text) { return found || self.objection(text, type); }, '');
  };

  Parameter.prototype.say = function (problem) {
    if (this.problem.textContent !== problem) { this.problem.textContent = problem; }
    this.controls.forEach(function (one) {
      if (problem) { one.setAttribute('aria-invalid', 'true'); } else { one.removeAttribute('aria-invalid'); }
    });
  };

  // --- the form ------------------------------------------------------------------------------------------------------------

  function Form(box) {
    var data = box.dataset;
    this.box = box;
    this.words = JSON.parse(data.words);
    this.template = document.getElementById(data.template);
    this.parameters = document.getElementById(data.parameters);
    this.choice = document.getElementById('estafeta-template');
    this.plan = box.querySelector('.estafeta-preview');
    this.promised = document.getElementById(data.promised);
    this.tooEarly = document.createElement('span');
    this.tooEarly.className = 'estafeta-problem';
    this.tooEarly.setAttribute('role', 'status');
    this.groups = {};
    var self = this;
    all(box, '[data-of]').forEach(function (place) {
      var parameters = all(place, '[data-parameter]').map(function (one) { return new Parameter(one, self.words); });
      self.groups[place.dataset.of] = { place: place, parameters: parameters, types: parameters.reduce(function (types, one) {
        types[one.name] = one.type;
        return types;
      }, {}) };
    });
  }

  Form.prototype.group = function () {
    var name = this.template.value.trim();
    return Object.prototype.hasOwnProperty.call(this.groups, name) ? this.groups[name] : null;
  };

  Form.prototype.shown = function () { return asText || !this.group() ? [] : this.group().parameters; };

  // Reads what stands in Redmine's fields into ours; why they must be shown, if they must.
  Form.prototype.read = function () {
    var group = this.group(), text = this.parameters.value;
    if (!group) { return text.trim() === '' ? '' : this.unreadable(text.trim().split('\n')[0]); }
    if (group.place.dataset.unfit) { return this.words.unfit; }
    var known = EstafetaLines.read(text, group.types);
    if (known.left !== undefined) { return this.unreadable(known.left); }
    var odd = group.parameters.find(function (one) {
      var value = known.values[one.name];
      return !one.show(value === undefined || (value === '' && !one.required && one.type !== 'string') ? one.initial : value);
    });
    return odd ? this.unreadable(known.lines[known.places[odd.name].from]) : '';
  };

  Form.prototype.unreadable = function (line) { return filled(this.words.unreadable, { line: line.trim() }); };

  Form.prototype.write = function () {
    var group = this.group();
    if (asText || !group || group.place.dataset.unfit) { return; }
    this.parameters.value = EstafetaLines.write(this.parameters.value, group.types, group.parameters.map(function (one) {
      return { name: one.name, value: one.value(), required: one.required };
    }));
  };

  // Another template: what was filled in under the same names goes over, and so do comments.
  Form.prototype.choose = function () {
    var before = this.group(), text = this.parameters.value;
    this.byHand = false;
    all(document, '.estafeta-buttons-state').forEach(function (one) { one.textContent = ''; });
    texts[this.template.value.trim()] = text;
    this.template.value = this.choice.value;
    var after = this.group();
    if (texts[this.choice.value] !== undefined) {
      this.parameters.value = texts[this.choice.value];
    } else {
      var known = before ? EstafetaLines.read(text, before.types).values || {} : {};
      var changed = before ? before.parameters.filter(function (one) { return one.name in known && String(one.initial) !== String(known[one.name]); }) : [];
      this.parameters.value = EstafetaLines.remarks(text, before ? before.parameters.map(function (one) { return one.title; }) : []).join('\n');
      if (after) {
        after.parameters.forEach(function (one) {
          var same = changed.find(function (other) { return other.name === one.name && other.type === one.type; });
          if (!same || !one.show(known[one.name])) { one.show(one.initial); }
        });
      }
      this.write();
    }
    this.draw();
    this.soon();
  };

  // Shows fields or texts, as it is wanted and possible.
  Form.prototype.draw = function () {
    var self = this, group = this.group(), name = this.template.value.trim();
    var why = this.read();
    var fields = !asText && !why;
    if (why) { asText = true; }
    [this.template, this.parameters].forEach(function (one) { one.closest('p').hidden = fields; });
    this.choice.closest('p').hidden = !fields;
    Object.keys(this.groups).forEach(function (key) { self.groups[key].place.hidden = !fields || key !== name; });
    this.choice.value = group ? name : '';
    document.getElementById('estafeta-template-about').textContent = group ? group.place.dataset.about : name && filled(this.words.unknown, { name: name });
    this.box.querySelector('.estafeta-as-text').textContent = fields ? this.words.as_text : this.words.as_fields;
    this.box.querySelector('.estafeta-why-text').textContent = why;
  };

  Form.prototype.listen = function () {
    var self = this;
    this.choice.addEventListener('change', function () { self.choose(); });
    this.box.querySelector('.estafeta-as-text').addEventListener('click', function () {
      asText = !asText;
      self.draw();
      self.soon();
    });
    [this.template, this.parameters].forEach(function (one) {
      one.addEventListener('input', function () { self.soon(); });
    });
    Object.keys(this.groups).forEach(function (key) {
      self.groups[key].parameters.forEach(function (one) {
        one.place.addEventListener('input', function () {
          self.write();
          if (one.problem.textContent) { one.say(one.check()); }
          self.soon();
        });
        one.place.addEventListener('focusout', function (event) {
          if (!one.place.contains(event.relatedTarget)) { one.say(one.check()); }
        });
      });
    });
    if (this.promised) {
      this.promised.closest('p').append(this.tooEarly);
      this.promised.addEventListener('input', function () { self.checkPromise(); });
    }
    // The form of a draft is hidden until somebody wants to edit it.
    this.box.closest('form').addEventListener('focusin', function () { if (form === self && self.asked === undefined) { self.soon(); } });
  };

  // --- what would come of it -----------------------------------------------------------------------------------------------

  Form.prototype.say = function (text, plan) {
    var state = this.box.querySelector('.estafeta-preview-state'), place = this.box.querySelector('.estafeta-preview-plan');
    if (state.textContent !== text) { state.textContent = text; }
    if (plan !== undefined) { place.replaceChildren.apply(place, plan); }
    place.classList.toggle('estafeta-old', plan === undefined);
  };

  Form.prototype.wrong = function () { return this.shown().filter(function (one) { return one.check() !== ''; }); };

  // A day promised before the plan can end is said while nobody has promised it yet; it may be meant.
  Form.prototype.checkPromise = function () {
    if (!this.promised) { return; }
    var early = this.finish && this.finish.day && this.promised.value && this.promised.value < this.finish.day;
    this.tooEarly.textContent = early ? filled(this.words.too_early, { finish: this.finish.text }) : '';
  };

  Form.prototype.toCorrect = function (wrong) {
    return filled(this.words.correct, { titles: wrong.map(function (one) { return one.title; }).join(', ') });
  };

  Form.prototype.soon = function () {
    var self = this;
    clearTimeout(this.timer);
    this.timer = setTimeout(function () { self.preview(); }, PAUSE);
  };

  Form.prototype.request = function () {
    return new URLSearchParams({ template: this.template.value, parameters: this.parameters.value, project: this.box.dataset.project }).toString();
  };

  // One at a time; what is typed meanwhile is asked for afterwards.
  Form.prototype.preview = function () {
    var self = this, wrong = this.wrong();
    if (!visible(this.box)) { return; }
    this.plan.hidden = this.template.value.trim() === '';
    if (this.plan.hidden) { return; }
    if (wrong.length) {
      this.asked = '';
      this.say(this.toCorrect(wrong), []);
      return;
    }
    if (this.asking || this.asked === this.request()) { return; }
    var body = this.request();
    this.ask().then(function () { if (form === self && body !== self.request()) { self.preview(); } });
  };

  // Answers whether there are problems.
  Form.prototype.ask = function () {
    var self = this, body = this.request();
    if (this.asking) { return this.asking.then(function () { return self.ask(); }); }
    this.asked = body;
    this.say(this.words.asking);
    this.asking = fetch(this.box.dataset.preview, {
      method: 'POST', credentials: 'same-origin', body: body,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Requested-With': 'XMLHttpRequest',
                 'X-CSRF-Token': (document.querySelector('meta[name=csrf-token]') || {}).content || '' }
    }).then(function (answer) {
      return answer.ok && !answer.redirected ? answer.text() : '';
    }).catch(function () {
      return '';
    }).then(function (text) {
      self.asking = null;
      return self.take(new DOMParser().parseFromString(text, 'text/html').querySelector('[data-state]'), body);
    });
    return this.asking;
  };

  Form.prototype.take = function (answer, body) {
    if (body !== this.request()) { return false; }
    var state = answer ? answer.dataset.state : 'away', shown = this.shown();
    shown.forEach(function (one) { one.say(one.problem.textContent && one.check()); });
    if (state === 'away') {
      this.asked = undefined;
      this.say(this.words.away, []);
      return false;
    }
    var wrong = shown.filter(function (one) {
      var problems = all(answer, '[data-about]').filter(function (problem) { return problem.dataset.about === one.name; });
      problems.forEach(function (problem) { problem.remove(); });
      if (problems.length) { one.say(problems.map(function (problem) { return problem.textContent; }).join(' ')); }
      return problems.length > 0;
    });
    if (state === 'plan') { this.good = body; }
    this.finish = { day: answer.dataset.finish, text: answer.dataset.finishText };
    this.checkPromise();
    this.say(wrong.length ? this.toCorrect(wrong) : answer.dataset.said || '', [answer]);
    return state === 'problems';
  };

  // --- saving --------------------------------------------------------------------------------------------------------------

  // Nothing is saved while anything is wrong with what was filled in.
  Form.prototype.start = function (button) {
    var self = this;
    this.shown().forEach(function (one) { one.say(one.check()); });
    if (this.wrong().length) { this.refuse(); return; }
    if (this.template.value.trim() === '' && !this.byHand) {
      this.byHand = true;
      button.parentNode.querySelector('.estafeta-buttons-state').textContent = this.words.by_hand;
      return;
    }
    if (this.template.value.trim() === '' || this.good === this.request()) { this.submit(button); return; }
    var state = button.parentNode.querySelector('.estafeta-buttons-state');
    button.disabled = true;
    state.textContent = this.words.asking;
    this.ask().then(function (problems) {
      button.disabled = false;
      state.textContent = '';
      if (problems) { self.refuse(); } else { self.submit(button); }
    });
  };

  Form.prototype.refuse = function () {
    var wrong = this.shown().find(function (one) { return one.problem.textContent !== ''; });
    var place = wrong ? wrong.controls[0] : this.plan;
    place.focus();
    place.scrollIntoView({ block: 'center' });
  };

  Form.prototype.submit = function (button) {
    var status = document.getElementById('issue_status_id');
    if (status && this.box.dataset.start !== 'new') { status.value = this.box.dataset.start; }
    button.form.requestSubmit(button);
  };

  function arrangeButtons(page) {
    all(page, '.estafeta-buttons').forEach(function (one) { one.remove(); });
    var both = !!form && form.box.dataset.start !== undefined;
    var theirs = all(page, 'input[type=submit]'), status = document.getElementById('issue_status_id');
    theirs.forEach(function (one) { one.hidden = both; });
    if (status) { status.closest('p').hidden = both; }
    if (!both) { return; }
    var buttons = document.importNode(document.getElementById('estafeta-change-buttons').content, true), start = buttons.querySelector('.estafeta-start');
    theirs[0].parentNode.insertBefore(buttons, theirs[0]);
    // A second click, which the form itself causes, is the one that saves.
    start.addEventListener('click', function (event) {
      event.preventDefault();
      form.start(start);
    });
  }

  // --- the page ------------------------------------------------------------------------------------------------------------

  function set() {
    var page = document.getElementById('issue-form'), box = document.getElementById('estafeta-change');
    if (!page || (box && box === (form && form.box))) { return; }
    form = box ? new Form(box) : null;
    if (form && !(form.template && form.parameters)) { form = null; }
    if (form) {
      document.getElementById('attributes').before(box);
      box.querySelector('.estafeta-fields').prepend(form.template.closest('p'), form.parameters.closest('p'));
      box.hidden = false;
      box.dataset.needless.split(' ').forEach(function (id) {
        var field = document.getElementById(id);
        if (field) { field.closest('p').hidden = true; }
      });
      form.listen();
      form.draw();
      if (form.template.value.trim() !== '') { form.soon(); }
    }
    arrangeButtons(page);
  }

  document.addEventListener('DOMContentLoaded', function () {
    var place = document.getElementById('all_attributes');
    if (!place) { return; }
    // Redmine draws the fields anew when the tracker, the project or the status changes.
    new MutationObserver(set).observe(place, { childList: true });
    set();
  });
}());
