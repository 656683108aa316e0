/* The lines of the field “Change parameters”, `name: value`, read for the form's fields and written from them. Comments and
   empty lines stay where they are; what a field cannot show is named, so that its text is left alone. */
var EstafetaLines = (function () {
  'use strict';

  var LINE = /^([a-z][a-z0-9-]*):(?:[ \t]+(.*))?$/;
  var ASIDE = /^\s*(#(?!\d).*)?$/;
  var ENTRY = /^\s*-[ \t]+(.*)$/;
  var PLAIN = /^[\p{L}\p{N}_./][\p{L}\p{N}_./@+ -]*$/u;
  var MARKUP = /^[[\]{}|>&*!%@`#]|\s#/;

  // A text as it is meant; undefined: it needs more than one line of plain text or quotes.
  function scalar(text) {
    text = text.trim();
    if (text[0] === '"') {
      try { return JSON.parse(text); } catch (e) { return undefined; }
    }
    if (text[0] === "'") {
      return /^'([^']|'')*'$/.test(text) ? text.slice(1, -1).replace(/''/g, "'") : undefined;
    }
    if (MARKUP.test(text)) { return undefined; }
    return text === '~' || text === 'null' ? '' : text;
  }

  function boolean(text) {
    if (/^(true|yes)$/i.test(text)) { return 'true'; }
    return /^(false|no|)$/i.test(text) ? 'false' : undefined;
  }

  // `[a, "b, c"]`, or the same without brackets.
  function list(text) {
    var inner = text[0] === '[' ? (/^\[(.*)\]$/.exec(text) || [])[1] : text;
    if (inner === undefined || inner.indexOf(';') >= 0) { return undefined; }
    if (inner.trim() === '') { return []; }
    var entries = inner.match(/\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,"']+)\s*(?:,|$)/g) || [];
    if (entries.join('') !== inner) { return undefined; }
    return all(entries.map(function (entry) { return scalar(entry.replace(/,\s*$/, '')); }));
  }

  function all(values) { return values.indexOf(undefined) < 0 ? values : undefined; }

  function meaning(type, text) {
    if (type === 'boolean') { return boolean(text); }
    return type === 'array' ? list(text) : scalar(text);
  }

  /* `types`: name => type. Answers {lines, places, values}, values of lists being lists; or {left: line}, the first line that
     no field can show. */
  function read(text, types) {
    var lines = text.split(/\r?\n/), places = {}, values = {};
    for (var at = 0; at < lines.length; at++) {
      if (ASIDE.test(lines[at])) { continue; }
      var found = LINE.exec(lines[at].replace(/\s+$/, '')), name = found && found[1];
      if (!found || !Object.prototype.hasOwnProperty.call(types, name) || name in values) { return { left: lines[at] }; }
      var from = at, written = (found[2] || '').trim(), entries = [];
      while (types[name] === 'array' && written === '' && at + 1 < lines.length && ENTRY.test(lines[at + 1])) {
        entries.push(scalar(ENTRY.exec(lines[++at])[1]));
      }
      var value = entries.length ? all(entries) : meaning(types[name], written);
      if (value === undefined) { return { left: lines[from] }; }
      places[name] = { from: from, to: at + 1 };
      values[name] = value;
    }
    return { lines: lines, places: places, values: values };
  }

  function quoted(text) {
    return PLAIN.test(text) && !/ - | $|^null$/i.test(text) ? text : JSON.stringify(text);
  }

  // Nothing stands for “not filled in yet”; an empty text that is meant is written as one.
  function written(name, value, required) {
    if (Array.isArray(value)) { return name + ': [' + value.map(quoted).join(', ') + ']'; }
    if (value === '') { return name + (required ? ':' : ': ""'); }
    return name + ': ' + quoted(value);
  }

  // The text with these values: each in the place of its name, or at the end. `wanted`: [{name, value, required}, …].
  function write(text, types, wanted) {
    var known = read(text, types), ends = {}, gone = {}, added = [];
    wanted.forEach(function (one) {
      var line = written(one.name, one.value, one.required), place = known.places[one.name];
      if (!place) { added.push(line); return; }
      ends[place.from] = line;
      for (var at = place.from; at < place.to; at++) { gone[at] = true; }
    });
    var kept = known.lines.reduce(function (made, line, at) {
      if (at in ends) { made.push(ends[at]); }
      if (!gone[at]) { made.push(line); }
      return made;
    }, []);
    while (kept.length && kept[kept.length - 1].trim() === '') { kept.pop(); }
    return kept.concat(added).join('\n') + '\n';
  }

  // The person's own comments: those that do not repeat the title of a field.
  function remarks(text, titles) {
    return text.split(/\r?\n/).filter(function (line) {
      return /^\s*#(?!\d)/.test(line) && !titles.some(function (title) { return line.indexOf('# ' + title) === 0; });
    });
  }

  return { read: read, write: write, remarks: remarks };
}());
