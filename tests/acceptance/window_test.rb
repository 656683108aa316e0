# frozen_string_literal: true

# A night in a maintenance window, with the plugin: who is on, who is next, how late, what still fits; and the dates a department may move before
# they count as agreed.

require_relative 'support'

class WindowTest < Acceptance::Test
  with_plugin

  TEMPLATES = {
    'night' => <<~YAML,
      template: night
      version: 1
      title: { en: "Night of {{ system }}", ru: "Ночь {{ system }}" }
      parameters: { system: { type: string, title: { en: System, ru: Система } } }
      tasks:
        stop: { department: network, title: { en: "Stop {{ system }}", ru: "Остановить {{ system }}" }, duration: 30m, window: maintenance }
        copy: { department: backup, needs: [stop], title: { en: Copy, ru: Скопировать }, duration: 1h, window: maintenance }
        start: { department: network, needs: [copy], title: { en: "Start {{ system }}", ru: "Запустить {{ system }}" }, duration: 1h, window: maintenance }
    YAML
    'lines' => <<~YAML
      template: lines
      version: 1
      title: { en: "Lines of {{ system }}", ru: "Каналы {{ system }}" }
      parameters: { system: { type: string, title: { en: System, ru: Система } } }
      tasks:
        copy: { department: backup, title: { en: Full copy, ru: Полная копия }, duration: 8h }
        line: { department: network, needs: [copy], title: { en: Line, ru: Канал }, duration: 8h }
        host: { department: network, needs: [copy], title: { en: Host, ru: Сервер }, duration: 8h }
    YAML
  }.freeze

  MOSCOW = 3 * 3600 # the site's zone

  def self.templates = templates_of(TEMPLATES)
  def self.site(**) = super(**{ 'templates' => templates })

  # Opened 90 minutes ago, for five hours.
  def open_window
    return if defined?(@@opened)

    @@opened = Time.now.utc - (90 * 60)
    site.edit_mapping('clients') do |all|
      all['clients']['aurora'].delete('freezes')
      shift = "#{@@opened.strftime('%H:%M')}-#{(@@opened + (5 * 3600)).strftime('%H:%M')}"
      all['clients']['aurora']['windows'] = { 'timezone' => 'UTC', 'week' => %w[mon tue wed thu fri sat sun].to_h { |day| [day, [shift]] } }
    end
    site.edit_mapping('departments') { |all| all['departments']['network']['consent_after'] = '8h' }
  end

  def night
    open_window
    @@night ||= site.agreed('night', system: 'shop').tap { 3.times { site.sync! } }
  end

  def task(change, key) = site.tasks(change).fetch(key)['id']
  def page(id, by) = site[by].open("/issues/#{id}").text
  def plan(change) = site['tam1'].get("/projects/staff/wiki/Change-#{change}.json").body['wiki_page']
  def told = site.estafeta('window', night.to_s)
  def clock(time) = time.strftime('%H:%M')

  def take(key, by)
    site.set_state(task(night, key), 'task', 'in_progress', by)
    3.times { site.sync! }
  end

  rule 'the page of a change shows the window that is open to the minute' do
    text = page(night, 'tam1')
    assert_includes text, 'Maintenance window,'
    %w[Planned Really Late].each { |head| assert_includes text, "<th>#{head}</th>" }
    assert_includes text, 'at the earliest'
    assert_match(/It closes in 3 h (2[5-9]|30) min\./, told.out)
    assert_match(/#{task(night, 'stop')} Stop shop .*#{clock(@@opened + MOSCOW)} – .*at the earliest/, told.out)
  end

  rule 'it says who is on and who is next' do
    assert_match(/^Next: ##{task(night, 'stop')}/, told.out)
    take('stop', 'network1')
    assert_match(/^On it now: ##{task(night, 'stop')}/, told.out)
    assert_match(/^Next: ##{task(night, 'copy')}/, told.out)
    assert_match(/estafeta-late|data-late/, page(night, 'tam1'))
  end

  rule 'what no longer fits is said, with what can be done about it, and by the exit code' do
    site.edit_mapping('clients') do |all|
      shift = "#{clock(@@opened)}-#{clock(@@opened + (2 * 3600))}"
      all['clients']['aurora']['windows']['week'].transform_values! { [shift] }
    end
    said = told
    assert_code 1, said
    assert_includes said.out, 'no longer fits into this window'
    assert_includes said.out, 'roll back'
    shown = JSON.parse(site.estafeta('window', night.to_s, '--format', 'json').out)
    # The last one could not have been done in two hours at all.
    assert_equal [false, true], shown['tasks'].map { |one| one['misses'] }
  end

  rule 'its page costs no version while nobody does anything' do
    2.times { site.sync! }
    before = plan(night)['version']
    2.times { site.sync! }
    assert_equal before, plan(night)['version']
  end

  rule 'a change without a window that is near says so' do
    other = site.draft('lines', system: 'crm')
    site.sync!
    said = site.estafeta('window', other.to_s)
    assert_code 0, said
    assert_includes said.out, 'none opens within 24 hours'
  end

  rule 'a department moves dates while it may, and they count as agreed afterwards' do
    lines = site.agreed('lines', system: 'mail').tap { 3.times { site.sync! } }
    assert_includes plan(lines)['text'], 'Dates that count as agreed unless the department moves them by then'
    line = task(lines, 'line')
    assert_includes page(line, 'network1'), 'Dates may be moved until'
    assert_includes site['network1'].open('/estafeta/departments/network').text, 'Dates may be moved until'
    later = Date.parse(site.issue(line)['due_date']) + 7
    assert_predicate site['network1'].put("/issues/#{line}.json", issue: { start_date: later.to_s, due_date: (later + 1).to_s }), :ok?
    3.times { site.sync! }
    assert_match(/moved the dates of “Line”/, plan(lines)['text'])
    assert_equal later.to_s, site.issue(line)['start_date']
    refute_includes page(line, 'network1'), 'Dates may be moved until'
    assert_includes page(task(lines, 'host'), 'network1'), 'Dates may be moved until'
  end
end
