# frozen_string_literal: true

# A maintenance window to the minute. What is late is counted as at the moment at which the page is drawn; the script counts on.
module EstafetaWindowHelper
  # Whether the page has to say anything of it: from a day before it opens until its tasks are over.
  def estafeta_window?(window) = window.time('opens') && window.time('closes') && window.parts('tasks').any?

  def estafeta_window_title(window)
    l(:estafeta_window, opens: estafeta_time(window.time('opens')), closes: estafeta_time(window.time('closes')))
  end

  def estafeta_stretch(from, till)
    return if from.nil? && till.nil?

    safe_join([from, till].map { |one| one ? estafeta_time(one, date: false) : '…' }, ' – ')
  end

  def estafeta_window_lateness(one, window)
    return estafeta_late_by(one.time('ended') - one.time('planned_due')) if one.time('ended')

    now = Time.now
    return unless now.between?(window.time('opens'), window.time('closes'))
    return estafeta_missed(one) if one.time('latest_start') && one.time('start') > one.time('latest_start')
    return estafeta_running(one, now) if one.time('began')

    l(:estafeta_window_from, at: estafeta_time(one.time('start'), date: false)) if one.time('start') > one.time('planned_start')
  end

  # Of all that is open; nil where nothing is, or the window is over.
  def estafeta_window_end(window)
    open = window.parts('tasks').reject { |one| one.time('ended') || !one.yes?('bound') }
    return if open.empty? || Time.now > window.time('closes')

    last, closes = open.map { |one| one.time('due') }.max, window.time('closes')
    key = last - closes >= 60 ? :estafeta_window_over : :estafeta_window_fits
    l(key, at: estafeta_time(last, date: false), time: RedmineEstafeta::Duration.in_words((closes - last).abs))
  end

  private

  def estafeta_late_by(seconds) = tag.span(estafeta_lateness_in_words(seconds), class: ('estafeta-late' if seconds >= 60))

  def estafeta_lateness_in_words(seconds)
    return l(:estafeta_window_on_time) if seconds.abs < 60

    l(seconds.positive? ? :estafeta_window_late : :estafeta_window_early, time: RedmineEstafeta::Duration.in_words(seconds.abs))
  end

  def estafeta_missed(one)
    tag.strong(l(:estafeta_window_missed, by: estafeta_time(one.time('latest_start'), date: false)), class: 'estafeta-late')
  end

  def estafeta_running(one, now)
    late = [now, one.time('due')].max - one.time('planned_due')
    milliseconds = ->(time) { (time.to_f * 1000).round }
    tag.span(estafeta_lateness_in_words(late), class: ('estafeta-late' if late >= 60),
             data: { due: milliseconds.call(one.time('planned_due')), expected: milliseconds.call(one.time('due')), now: milliseconds.call(now),
                     late: l(:estafeta_window_late, time: '%{time}'), hours: l(:estafeta_hours, n: '%{n}'), minutes: l(:estafeta_minutes, n: '%{n}'),
                     moment: l(:estafeta_moment) })
  end
end
