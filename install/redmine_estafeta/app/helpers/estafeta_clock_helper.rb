# frozen_string_literal: true

# The working time that a clock of an incident has left. Here as at the moment at which the page is drawn; the script counts on.
module EstafetaClockHelper
  # The sentence about a clock below a heading that names the clock already.
  def estafeta_verdict(clock)
    said, name = clock.text('verdict'), "#{clock.text('clock_text')}: "
    said.downcase.start_with?(name.downcase) ? said[name.size..].upcase_first : said
  end

  def estafeta_countdown(clock)
    hours = estafeta_open_hours(clock)
    return if hours.empty? || clock.time('stopped_at')

    now = Time.now
    left = hours.sum { |from, to| [to - [from, now].max, 0].max }
    said = left.positive? ? l(:estafeta_left, time: RedmineEstafeta::Duration.in_words(left)) : l(:estafeta_over)
    at = tag.span(l(:estafeta_counted_at, time: estafeta_time(now, date: false)), class: 'estafeta-aside estafeta-counted')
    tag.p(safe_join([tag.strong(said, data: estafeta_counting(hours, now)), at], ' '), class: 'estafeta-left')
  end

  private

  def estafeta_open_hours(clock)
    clock.rows('open').map { |row| row.first(2).map { |one| RedmineEstafeta::Part.time(one) } }.select { |two| two.size == 2 && two.all? }
  end

  # What the script needs: when working hours are, and the words for what is left of them.
  def estafeta_counting(hours, now)
    milliseconds = ->(time) { (time.to_f * 1000).round }
    { open: hours.map { |two| two.map(&milliseconds) }.to_json, now: milliseconds.call(now), left: l(:estafeta_left, time: '%{time}'),
      over: l(:estafeta_over), hours: l(:estafeta_hours, n: '%{n}'), minutes: l(:estafeta_minutes, n: '%{n}'), moment: l(:estafeta_moment) }
  end
end
