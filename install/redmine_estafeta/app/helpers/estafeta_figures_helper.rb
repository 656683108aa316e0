# frozen_string_literal: true

# What the pages of clients' SLA have in common.
module EstafetaFiguresHelper
  # A number that leads to the list of what it counts; 0 leads nowhere.
  def estafeta_count(clock, standing, project, month)
    number = clock.number(standing).to_i
    return number.to_s if number.zero?

    title = l(:estafeta_count_list, what: l("estafeta_standing_#{standing}"), clock: clock.text('clock_text'))
    link_to(number, project_estafeta_sla_incidents_path(project, month: month, clock: clock.text('clock'), standing: standing), title: title)
  end

  def estafeta_counts(project, month)
    %w[met breached running at_risk paused left_out].to_h do |standing|
      [l("estafeta_standing_#{standing}"), ->(clock) { estafeta_count(clock, standing, project, month) }]
    end
  end

  # “98.5%” and what decided it.
  def estafeta_share(clock)
    share = clock.text('compliance_text')
    tag.strong(share) if share.present?
  end

  # Columns of which at least one row has something to say.
  def estafeta_filled(columns, rows) = columns.select { |_, cell| rows.any? { |row| cell.call(row).present? } }

  # Redmine's own list of these issues, where its address is short enough.
  def estafeta_issues_path(ids)
    issues_path(set_filter: 1, f: ['issue_id'], op: { issue_id: '=' }, v: { issue_id: [ids.join(',')] }) if ids.any? && ids.size <= 200
  end

  def estafeta_month(month)
    year, number = month.split('-').map(&:to_i)
    "#{I18n.t('date.standalone_month_names', default: :'date.month_names')[number]} #{year}"
  end

  def estafeta_month_options(months, chosen) = options_for_select(months.map { |one| [estafeta_month(one), one] }, chosen)

  # When a breach comes, and how long that is in working time.
  def estafeta_line_due(line)
    clock = line.clock
    safe_join([estafeta_moment(clock, 'due'), estafeta_countdown(clock)].compact, ' ')
  end

  def estafeta_line_holder(line)
    parts = [line.clock.text('department'), line.clock.text('holder')].reject(&:empty?).uniq
    parts.any? ? parts.join(': ') : tag.span(l(:estafeta_nobody), class: 'estafeta-late')
  end

  def estafeta_seconds_left(line) = l(:estafeta_left, time: RedmineEstafeta::Duration.in_words(line.clock.number('left_s').to_i))

  # A task in a cell of the board: its number, which says its title too, and its state.
  def estafeta_board_task(task)
    id = task.issue('issue')
    said = id ? link_to("##{id}", issue_path(id), title: task.text('title'), 'aria-label': "##{id} #{task.text('title')}") : task.text('title')
    tag.span(safe_join([said, estafeta_state(task)].compact, ' '), class: 'estafeta-board-task')
  end

  # Whether this page was opened by pressing the button, and nothing came of it yet.
  def estafeta_waits_for_signing?(figures)
    params[:asked].present? && params[:at].present? && figures.outcome(params[:asked].to_s).nil?
  end

  # Seconds for which news are likely.
  def estafeta_soon(figures)
    return 0 unless estafeta_waits_for_signing?(figures)

    [params[:at].to_i + RedmineEstafeta::Panel::SOON.to_i - Time.now.to_i, 0].max
  end
end
