# frozen_string_literal: true

# How entries are said, and the fields of their forms.
module EstafetaEntriesHelper
  ZONES = ActiveSupport::TimeZone.all.map { |one| one.tzinfo.name }.uniq.sort.freeze
  TYPES = { 'valid_from' => 'date', 'valid_until' => 'date', 'checked' => 'date', 'on' => 'date' }.freeze
  CLOCKS = { 'window' => 'time', 'freeze' => 'datetime-local', 'absence' => 'date' }.freeze
  NEEDED = { 'window' => %w[from until], 'freeze' => %w[from until why], 'document' => %w[title], 'risk' => %w[text on],
               'absence' => %w[who from until], 'cause' => %w[text] }.freeze

  # One line: “Tue, Sat 01:00–04:00 (Europe/Moscow), from 12/01/2026”.
  def estafeta_entry_said(kind, values)
    send("estafeta_#{kind}_said", values)
  end

  # By the last day that it says, on the reader's calendar.
  def estafeta_entry_past?(entry)
    last = entry.values[entry.kind == 'window' ? 'valid_until' : 'until']
    entry.kind != 'cause' && last.present? && Date.parse(last) < User.current.today
  end

  def estafeta_change_said(change)
    before, after = [change.before_values, change.after_values].map { |one| one && estafeta_entry_said(change.kind, one) }
    what = l("estafeta_entry_was_#{change.what}", kind: l("estafeta_entry_kind_#{change.kind}"))
    "#{what}: #{[before, after].compact.join(' → ')}"
  end

  # What a form shows: what was typed and refused, else what is there.
  def estafeta_entry_typed(kind, entry, field)
    failed = estafeta_entry_failed(kind, entry)
    return failed[:typed][field] if failed

    entry ? entry.values[field] : { 'zone' => estafeta_own_zone }[field]
  end

  def estafeta_entry_failed(kind, entry) = (@failed if @failed && @failed[:kind] == kind && @failed[:id] == entry&.id)
  def estafeta_entry_problem(kind, entry, field) = estafeta_entry_failed(kind, entry)&.dig(:problems, field)

  # That of the client's latest entry, or else that of Estafeta's sentences.
  def estafeta_own_zone
    @entries.values.flatten.filter_map { |one| one.values['zone'] }.last || estafeta_zone&.tzinfo&.name || 'UTC'
  end

  def estafeta_entry_field(kind, entry, field)
    id = "estafeta-#{kind}-#{entry&.id || 'new'}-#{field}"
    value = estafeta_entry_typed(kind, entry, field)
    problem = estafeta_entry_problem(kind, entry, field)
    about = { describedby: ("#{id}-problem" if problem), invalid: (true if problem) }.compact
    control = estafeta_entry_control(kind, field, value, id, { aria: about, required: NEEDED.fetch(kind).include?(field) })
    said = problem ? tag.span(problem, id: "#{id}-problem", class: 'estafeta-problem', role: 'alert') : ''
    label = l("estafeta_entry_#{kind}_#{field}", default: :"estafeta_entry_#{field}")
    return tag.fieldset(tag.legend(label) + control + said, class: 'estafeta-days') if field == 'days'

    tag.p(safe_join([label_tag(id, label), control, said], ' '))
  end

  def estafeta_moment_of(text) = (text.present? ? "#{format_date(Date.parse(text))} #{text[11, 5]}" : '')

  private

  def estafeta_entry_control(kind, field, value, id, more)
    case field
    when 'days' then estafeta_day_boxes(value, id, more)
    when 'zone' then select_tag(field, options_for_select((ZONES | [value].compact).sort, value), more.merge(id: id))
    when 'who' then select_tag(field, estafeta_people_options(absent_people, value), more.merge(id: id, include_blank: absent_people.size > 1))
    when 'stand_in', 'owner' then select_tag(field, estafeta_people_options(people, value), more.merge(id: id, include_blank: true))
    when 'from', 'until', 'valid_from', 'valid_until', 'checked', 'on'
      text_field_tag(field, value, more.merge(id: id, type: TYPES[field] || CLOCKS.fetch(kind)))
    when 'link' then text_field_tag(field, value, more.merge(id: id, type: 'url', size: 60, maxlength: RedmineEstafeta::EntryReading::LONGEST_LINK))
    else text_field_tag(field, value, more.merge(id: id, size: 40, maxlength: RedmineEstafeta::EntryReading::LONGEST))
    end
  end

  def estafeta_people_options(list, value) = options_for_select(list.map { |one| [one.name, one.id] }, value.presence&.to_i)

  def estafeta_day_boxes(value, id, more)
    boxes = RedmineEstafeta::EntryReading::DAYS.map do |day|
      box = check_box_tag('days[]', day, Array(value).include?(day), id: "#{id}-#{day}", aria: more[:aria])
      tag.label(safe_join([box, estafeta_day(day)], ' '), for: "#{id}-#{day}")
    end
    safe_join(boxes, ' ')
  end

  # Abbreviated, as the reader's language does it.
  def estafeta_day(day) = I18n.t('date.abbr_day_names')[(RedmineEstafeta::EntryReading::DAYS.index(day) + 1) % 7]

  def estafeta_window_said(values)
    days = values['days'].map { |day| estafeta_day(day) }.join(', ')
    bounds = [(l(:estafeta_entry_said_from, date: format_date(Date.parse(values['valid_from']))) if values['valid_from']),
              (l(:estafeta_entry_said_until, date: format_date(Date.parse(values['valid_until']))) if values['valid_until'])].compact
    ["#{days} #{values['from']}–#{values['until']} (#{values['zone']})", *bounds].join(', ')
  end

  def estafeta_freeze_said(values)
    "#{estafeta_moment_of(values['from'])} – #{estafeta_moment_of(values['until'])} (#{values['zone']}): #{values['why']}"
  end

  def estafeta_absence_said(values)
    who, other = values.values_at('who', 'stand_in').map { |id| id && estafeta_person(id) }
    said = "#{who}: #{format_date(Date.parse(values['from']))} – #{format_date(Date.parse(values['until']))}"
    [said, (l(:estafeta_entry_said_stand_in, name: other) if other), values['word']].compact.join(', ')
  end

  def estafeta_document_said(values)
    title = [values['title'], ("(#{values['code']})" if values['code'])].compact.join(' ')
    checked = values['checked'] ? l(:estafeta_entry_said_checked, date: format_date(Date.parse(values['checked']))) : l(:estafeta_entry_said_unchecked)
    [title, (estafeta_person(values['owner']) if values['owner']), checked, values['link']].compact.join(', ')
  end

  def estafeta_risk_said(values) = "#{format_date(Date.parse(values['on']))}: #{values['text']}"

  def estafeta_cause_said(values) = values['text']

  def estafeta_person(id)
    @estafeta_persons ||= {}
    @estafeta_persons[id] ||= User.find_by(id: id)&.name || "##{id}"
  end
end
