# frozen_string_literal: true

# What the panels and pages have in common. Whatever comes from a document is text, never markup.
module EstafetaHelper
  include EstafetaGraphHelper
  include EstafetaClockHelper
  include EstafetaWindowHelper

  STATE = /\A[a-z_]+\z/
  ENDED = %w[done failed cancelled].freeze

  # Redmine draws the tasks in time itself.
  def estafeta_gantt_link(change)
    return unless User.current.allowed_to?(:view_gantt, change.project)

    filter = { set_filter: 1, f: %w[parent_id status_id], op: { parent_id: '=', status_id: '*' }, v: { parent_id: [change.id] } }
    started = change.start_date || change.created_on.to_date
    tag.p(link_to(l(:estafeta_gantt), project_gantt_path(change.project, filter.merge(year: started.year, month: started.month, months: 2))))
  end

  # The page's style sheet and script, once.
  def estafeta_assets
    return if @estafeta_assets

    @estafeta_assets = true
    content_for(:header_tags) do
      stylesheet_link_tag('estafeta', plugin: 'redmine_estafeta') + javascript_include_tag('estafeta', 'estafeta_steps', plugin: 'redmine_estafeta')
    end
  end

  # Of a document in a list.
  def estafeta_about(document) = (@estafeta_about ||= {})[document.name] ||= document.in_language(I18n.locale)

  def estafeta_title(document) = estafeta_about(document).text('title').presence || document.id_in_name

  def estafeta_by_title(documents) = documents.sort_by { |one| estafeta_title(one).downcase }

  # --- issues --------------------------------------------------------------------------------------------------------------

  def estafeta_link(id) = (link_to("##{id}", issue_path(id)) if id)
  def estafeta_links(ids) = safe_join(ids.map { |id| estafeta_link(id) }, ', ')

  # The issues that a sentence names are links.
  def estafeta_text(text)
    safe_join(text.split(/(#\d+)\b/).map { |one| one.match?(/\A#\d+\z/) ? estafeta_link(one.delete('#').to_i) : one })
  end

  # “#12 VLAN and routing”; by its title alone if it is not made yet, or stands on this very page.
  def estafeta_issue(part, except: nil)
    id = part.issue('issue')
    return ''.html_safe if id && id == except

    safe_join([estafeta_link(id), part.text('title')].compact, ' ')
  end

  # What a row of a desk is about: the draft of a digest is a page of the staff project.
  def estafeta_need(part)
    return estafeta_issue(part) unless part.text('kind') == 'digest'

    staff = Project.active.find_by(id: RedmineEstafeta::Words.current.staff_project_id)
    staff ? link_to(part.text('title'), project_wiki_page_path(staff, part.text('title'))) : part.text('title')
  end

  # The same of a change in a list of changes.
  def estafeta_change_title(part) = safe_join([estafeta_link(part.issue('id')), part.text('title')].compact, ' ')

  # key => “#12 VLAN and routing”
  def estafeta_titles(tasks)
    tasks.to_h { |task| [task.text('key'), estafeta_link(task.issue('issue')) || task.text('title')] }
  end

  # --- states and times ----------------------------------------------------------------------------------------------------

  def estafeta_class(state) = ("estafeta-is-#{state}" if state.match?(STATE))

  def estafeta_state(part)
    text = part.text('state_text').presence || part.text('state')
    tag.span(text, class: ['estafeta-state', estafeta_class(part.text('state'))]) if text.present?
  end

  def estafeta_moment(part, key) = (part.date(key) ? format_date(part.date(key)) : estafeta_time(part.time(key)) if part.moment(key))

  # What the department promised the others for a task: “taking it up: 30.11.2026 14:00”.
  def estafeta_promised_times(task)
    times = task.parts('promised').map do |one|
      due = one.time('due')
      when_due = due ? estafeta_moment(one, 'due') : l(:estafeta_sla_paused)
      when_due = l(:estafeta_promise_over, due: when_due) if due&.past?
      tag.span("#{one.text('clock')}: #{when_due}", class: ('estafeta-late' if due&.past?))
    end
    safe_join(times, tag.br)
  end

  # The day of it; nil: it is not told.
  def estafeta_day_of(part, key)
    return part.date(key) if part.date(key) || part.time(key).nil?

    estafeta_zone ? part.time(key).in_time_zone(estafeta_zone).to_date : User.current.time_to_date(part.time(key))
  end

  # To a task made by hand below a change; nil: not for this user.
  def estafeta_new_task_link(change)
    return unless User.current.allowed_to?(:manage_subtasks, change.project) && User.current.allowed_to?(:add_issues, change.project)

    link_to l(:button_add), new_project_issue_path(change.project, issue: { parent_issue_id: change.id, tracker_id: RedmineEstafeta::Words.current.task_tracker_id })
  end

  # In the zone of Estafeta's sentences and fields, so that two times on one page can be compared.
  def estafeta_time(time, date: true)
    return format_time(time, date) if estafeta_zone.nil?

    local = time.in_time_zone(estafeta_zone)
    clock = I18n.l(local, format: Setting.time_format.presence || :time)
    date ? "#{format_date(local.to_date)} #{clock}" : clock
  end

  # Whose clock that is, for who lives by another one.
  def estafeta_zone_remark
    own = User.current.time_zone || ActiveSupport::TimeZone[Time.now.utc_offset] || ActiveSupport::TimeZone['UTC']
    return if estafeta_zone.nil? || own.now.utc_offset == estafeta_zone.now.utc_offset

    tag.p(l(:estafeta_zone, zone: estafeta_zone.tzinfo.name), class: 'estafeta-zone')
  end

  def estafeta_zone
    return @estafeta_zone if defined?(@estafeta_zone)

    @estafeta_zone = RedmineEstafeta::Look.last&.time_zone
  end

  def estafeta_critical(task) = (tag.span(l(:estafeta_critical), class: 'estafeta-critical-word') if task.yes?('critical'))

  def estafeta_since(part)
    since = estafeta_moment(part, 'since')
    tag.span(l(:estafeta_since, time: since), class: 'estafeta-aside') if since
  end

  # Who holds a task that is waited for, and until when. One that has ended and is still waited for owes something.
  def estafeta_when_likely(task)
    ended = ENDED.include?(task.text('state'))
    said = [(l(:estafeta_with, name: task.text('holder')) if task.text('holder').present?),
            (l(:estafeta_likely, time: estafeta_moment(task, 'due')) if task.moment('due') && !ended)].compact
    safe_join([(tag.span(said.join(', '), class: 'estafeta-aside') if said.any?), (estafeta_owes(task) if ended)].compact, ' ')
  end

  def estafeta_owes(task)
    tag.span(l(:estafeta_owes, values: task.texts('owes').join('; ')), class: 'estafeta-late') if task.texts('owes').any?
  end

  def estafeta_progress(part)
    done, total = part.numbers('done', 'total')
    return if total.nil?

    bar = total.positive? ? tag.progress('', value: done, max: total, class: 'estafeta-progress', 'aria-hidden': true) : ''
    safe_join([bar, l(:estafeta_done_of, done: done, total: total)], ' ')
  end

  def estafeta_lateness(part)
    return if part.date('forecast').nil? || part.date('promised').nil?

    days = (part.date('forecast') - part.date('promised')).to_i
    return tag.span(l(:estafeta_in_time), class: 'estafeta-in-time') unless days.positive?

    tag.span(l(:estafeta_late, days: l('datetime.distance_in_words.x_days', count: days)), class: 'estafeta-late')
  end

  # --- values --------------------------------------------------------------------------------------------------------------

  def estafeta_value(part)
    part.text('value').present? ? tag.code(part.text('value'), class: 'estafeta-value') : tag.em(l(:estafeta_no_value))
  end

  # “whole number from 1 to 4094”
  def estafeta_kind(part)
    choices = part.texts('choices')
    return l(:estafeta_kind_choices, choices: choices.join(', ')) if choices.any?

    type = %w[integer number string boolean array].include?(part.text('type')) ? l("estafeta_kind_#{part.text('type')}") : nil
    [type, estafeta_bounds(part.number('minimum'), part.number('maximum'))].compact.join(' ')
  end

  def estafeta_bounds(least, most)
    return l(:estafeta_bounds, least: least, most: most) if least && most
    return l(:estafeta_bound_least, least: least) if least

    l(:estafeta_bound_most, most: most) if most
  end

  # --- parts of a page -----------------------------------------------------------------------------------------------------

  def estafeta_needs_heading(project, count)
    l(RedmineEstafeta::Words.current.steers?(User.current, project) ? :estafeta_needs_you : :estafeta_needs_tam, count: count)
  end

  def estafeta_sentences(sentences, look = nil)
    return if sentences.empty?

    tag.div(safe_join(sentences.map { |one| tag.p(estafeta_text(one)) }), class: ['estafeta-sentences', look])
  end

  # The way to the note that a correction is: there Redmine's own form changes or empties it.
  def estafeta_to_note(correction)
    link_to(l(:estafeta_correction_mend), "#change-#{correction.issue('journal')}", class: 'estafeta-to-note') if correction.issue('journal')
  end

  # The way to the duty's list, for who may see it.
  def estafeta_duty_link
    query = RedmineEstafeta::DutyQuery.of(User.current)
    tag.p(link_to(query.name, issues_path(query_id: query.id))) if query
  end

  # What a page hides until it is asked for; the script keeps it open under that key when the page is drawn anew.
  def estafeta_folded(key, title, open: false, &block)
    tag.details(tag.summary(title) + capture(&block), class: 'estafeta-folded', open: open, data: { key: key })
  end
end
