# frozen_string_literal: true

# Clocks that people know from elsewhere, on a real Redmine with the plugin: how long each further question of a client waits, a
# warning two hours before the end to whom the policy names, a template's planned times beside what its tasks took, what departments
# promise one another, and a change made in an emergency. What takes hours is moved into the past in the database.

require 'time'
require_relative 'support'

class ClocksTest < Acceptance::Test
  with_plugin

  POLICIES = <<~YAML
    policies:
      gold:
        - valid_from: 2025-01-01
          warn_at: 0.75
          clocks: { next_reply: { kind: next_reply } }
          targets: [ { calendar: 24x7, response: 4h, resolution: 100h, next_reply: 1h } ]
      silver:
        - valid_from: 2025-01-01
          warn_at: [ { at: 2h before, tell: [ holder, tam ] }, { at: 100%, tell: [ holder, duty, head ] } ]
          targets: [ { calendar: 24x7, response: 4h, resolution: 100h } ]
      between:
        - valid_from: 2025-01-01
          clocks:
            pickup: { start_in: [ready], stop_in: [in_progress, on_hold, returned, done, failed, cancelled] }
            work: { start_in: [ready], stop_in: [done, failed, cancelled], pause_in: [returned] }
          targets: [ { calendar: 24x7, pickup: 1h, work: 100h } ]
  YAML
  TEMPLATE = <<~YAML
    template: watch
    version: 1
    title: "Watch over {{ system }}"
    parameters: { system: { type: string } }
    tasks:
      watch: { department: duty, title: "Watch over {{ system }}", duration: 1h }
  YAML
  HAND_ON = <<~YAML
    template: hand-on
    version: 1
    title: "A line for {{ system }}"
    parameters: { system: { type: string } }
    tasks:
      line: { department: network, title: "Line for {{ system }}", duration: 1h }
      host: { department: unix, needs: [line], title: "Host {{ system }}", duration: 1h }
  YAML

  def self.templates
    templates_of('watch' => TEMPLATE, 'hand-on' => HAND_ON, 'network-access' => File.read(File.join(Acceptance::ROOT, 'templates/network-access.yaml')))
  end

  def site
    self.class.site('templates' => self.class.templates).tap do |one|
      next if defined?(@@ready)

      @@ready = true
      File.write(one.file('mappings/policies.yaml'), POLICIES)
      departments = one.file('mappings/departments.yaml')
      named = File.read(departments).sub(/^  network: *\{/, "  network: { head: #{one['network2'].name}, ola: between,")
      File.write(departments, named)
    end
  end

  def incident(subject, project, by)
    site[by].create('project_id' => project, 'tracker_id' => site.tracker('incident'), 'subject' => subject).body['issue']['id']
  end

  # Moves an issue, and what happened to it in its order, so many minutes into the past.
  def age(id, created, *entries)
    redmine.execute(<<~RUBY)
      ago = ->(minutes) { Time.now.utc - (minutes * 60) }
      issue = Issue.find(#{id})
      issue.update_columns(created_on: ago[#{created}])
      issue.journals.order(:id).zip(#{entries.inspect}).each do |journal, minutes|
        columns = %w[created_on updated_on] & Journal.column_names
        journal.update_columns(columns.to_h { |one| [one, ago[minutes]] }) if minutes
      end
    RUBY
  end

  def clock(id, name)
    run = site.estafeta('sla', 'explain', id, '--format', 'json')
    assert_code 0, run
    JSON.parse(run.out)['clocks'].find { |one| one['clock'] == name }
  end

  def words(html) = CGI.unescapeHTML(html.gsub(/<[^>]+>/, ' ')).gsub(/\s+/, ' ')
  def panel(id, by) = words(site[by].open("/issues/#{id}").text)
  def told(id) = site.issue(id)['journals'].select { |one| one['user']['id'] == site.ids['account']['id'] && !one['notes'].to_s.empty? }

  # Answered within half an hour, after two hours, and not yet.
  def asked
    @@asked ||= incident('The shop answers slowly', 'aurora', 'aurora1').tap do |id|
      %w[network1 aurora1 network1 aurora1 network1 aurora1].each_with_index do |who, n|
        assert_equal 204, site[who].update(id, 'notes' => "Word #{n + 1}").code
      end
      age(id, 600, 540, 480, 450, 360, 240, 50)
      site.sync!
    end
  end

  rule 'of three questions of a client each has a clock of its own, and explain lists them' do
    told = clock(asked, 'next_reply')
    assert_equal [3, 1, 'at_risk'], told.values_at('cycles', 'breached_cycles', 'state')
    text = site.estafeta('sla', 'explain', asked).out
    puts text
    assert_equal 'met', clock(asked, 'response')['state'], 'the first question is answered by the response'
  end

  rule 'the report counts each question once, in the month it was decided in' do
    now = Time.now.getlocal('+03:00').to_date
    months = [now << 1, now].map { |day| day.strftime('%Y-%m') }
    totals = months.filter_map do |month|
      run = site.estafeta('sla', 'report', '--client', 'aurora', '--month', month, '--format', 'json')
      assert_code 0, run
      JSON.parse(run.out)['totals'].find { |one| one['clock'] == 'next_reply' }
    end
    assert_equal([1, 1], %w[met breached].map { |standing| totals.sum { |one| one[standing].to_i } })
    assert_equal 1, totals.last['at_risk'], 'what is open counts in each month since it was created'
  end

  rule 'the page of the incident shows how long the open question waits, in the language of who looks' do
    redmine.execute("User.find_by_login('tam1').update!(language: 'ru')")
    russian = panel(asked, 'tam1')
    english = panel(asked, 'duty1')
    puts english[/next reply.{0,200}/i], russian[/ответ на вопрос.{0,200}/i]
    assert_match(/next reply at risk/i, english)
    assert_match(/ответ на вопрос под угрозой/i, russian)
    refute_match(/next reply/i, panel(asked, 'aurora1'))
  ensure
    redmine.execute("User.find_by_login('tam1').update!(language: 'en')")
  end

  rule 'two hours before the end those are told whom the policy names, once; at the breach the duty and the head as well' do
    id = incident('Payments fail', 'meridian', 'meridian1')
    assert_equal 204, site['network1'].update(id, 'assigned_to_id' => site.group('network')).code
    age(id, 121, 120)
    network = (1..8).map { |n| "network#{n}@example.org" }
    redmine.clear_mails
    site.sync!
    mails = redmine.mails
    assert_equal 1, mails['tam2@example.org'], mails.inspect
    assert_empty mails.keys.grep(/duty|deputy|meridian/)
    assert_equal 'response 2h before', site.value(site.issue(id), 'sla_told')
    site.sync!
    assert_equal mails, redmine.mails
    age(id, 241, 240)
    redmine.clear_mails
    site.forget_store
    site.sync!
    after = redmine.mails
    assert_equal 8, after.keys.grep(/duty/).size
    assert_operator after['network2@example.org'].to_i, :>=, 1
    assert_equal 0, after['tam2@example.org'].to_i
    assert_equal %w[response\ 2h\ before response\ breach], site.value(site.issue(id), 'sla_told').split(', ')
    assert_empty after.keys.grep(/meridian/)
    assert_equal network & after.keys, network & mails.keys
  end

  # A change of one task, which took so many minutes.
  def watched(minutes)
    change = site.agreed('watch', 'system' => 'polaris')
    site.sync!
    task = site.tasks(change)['watch']['id']
    site.finish(task, 'duty1')
    site.sync!
    site.set_state(change, 'change', 'done', 'tam1')
    redmine.execute(<<~RUBY)
      taken = IssueStatus.find(#{site.status('task', 'in_progress')}).id.to_s
      entries = Issue.find(#{task}).journals.order(:id).to_a
      began = entries.index { |one| one.details.any? { |detail| detail.prop_key == 'status_id' && detail.value == taken } }
      entries[0..began].each { |one| one.update_columns(created_on: entries.last.created_on - #{minutes} * 60) }
    RUBY
  end

  rule 'a template is compared with what its tasks took' do
    [120, 180, 300].each { |minutes| watched(minutes) }
    run = site.estafeta('template', 'calibrate', 'watch', '--format', 'json')
    assert_code 0, run
    told = JSON.parse(run.out)
    assert_equal 3, told['changes'].size
    assert_equal [{ 'task' => 'watch', 'planned_seconds' => 3600, 'runs' => 3, 'half_seconds' => 10_800, 'nine_of_ten_seconds' => 18_000 }], told['tasks']
    { 'en' => 'planned too short: duration: 3h', 'ru' => 'отведено мало: duration: 3h' }.each do |language, sentence|
      text = site.estafeta('--lang', language, 'template', 'calibrate', 'watch')
      assert_code 0, text
      puts text.out
      assert_includes text.out, sentence
    end
    wrong = site.estafeta('template', 'calibrate', 'wach')
    assert_code 2, wrong
    assert_includes wrong.err, 'Did you mean “watch”?'
  end

  rule 'what a department promises the others stands on its task, on the desk once it is broken, and in the report' do
    change = site.agreed('hand-on', 'system' => 'polaris')
    site.sync!
    line = site.tasks(change)['line']['id']
    assert_match(/Promised to the others taking it up: .* finishing it: /, panel(line, 'network1'))
    age(line, 90)
    site.forget_store
    site.sync!
    assert_match(/taking it up: [^,]+, which is over/, panel(line, 'network1'))
    desk = words(site['tam1'].open('/projects/aurora/estafeta').text)
    puts desk[/Promised time over.{0,200}/]
    assert_match(/Promised time over.*Network promised taking it up by .*; it is with Network/, desk)
    site.finish(line, 'network1')
    site.sync!
    refute_match(/Promised time over/, words(site['tam1'].open('/projects/aurora/estafeta').text))
    told = site.estafeta('sla', 'report', '--tasks', '--from', (Date.today - 2).to_s)
    assert_code 0, told
    puts told.out
    assert_match(/^Network +taking it up +1 +0 +1 /, told.out)
    assert_match(/^Network +finishing it +1 +1 +0 /, told.out)
    refute_match(/^Unix/, told.out, 'who promises nothing is not counted')
    russian = site.estafeta('--lang', 'ru', 'sla', 'report', '--tasks', '--from', (Date.today - 2).to_s)
    assert_match(/взятие в работу +1 +0 +1 /, russian.out)
  end

  rule 'in an emergency the work may begin at once, and the approval comes after it and keeps the change open' do
    change = site.agreed('network-access', 'purpose' => 'Payments', 'source' => '203.0.113.0/24', 'target' => '10.20.14.5', 'order' => 'emergency')
    site.sync!
    assert_equal({ 'open-now' => 'ready', 'check' => 'waiting', 'risk-after' => 'waiting', 'approve-after' => 'waiting', 'accept' => 'waiting' },
                 site.states(change))
    site.finish(site.tasks(change)['open-now']['id'], 'network1', 'rule' => 'FW-118')
    site.sync!
    assert_equal %w[ready ready waiting], site.states(change).values_at('check', 'risk-after', 'approve-after')
    assert_includes site.issue(site.tasks(change)['risk-after']['id'])['description'], 'Rule FW-118 was opened in an emergency'
    site['tam1'].update(change, 'status_id' => site.status('change', 'done'))
    assert_equal 'in_progress', site.state(site.issue(change))
  end
end
