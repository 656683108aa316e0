# frozen_string_literal: true

# The SLA fields of real incidents, in every state a clock can have, and who sees them.

require 'time'
require_relative 'support'

class IncidentsTest < Acceptance::Test
  STATES = %w[at_risk breached met none paused running].freeze
  FIELDS = { 'sla_response' => %w[response state], 'sla_response_due' => %w[response due],
             'sla_resolution' => %w[resolution state], 'sla_resolution_due' => %w[resolution due] }.freeze
  WORDS = { 'none' => 'does not apply', 'at_risk' => 'at risk' }.freeze

  # The demo's incidents, whose histories end now; answers their ids.
  def incidents
    @@incidents ||= begin
      redmine.run(File.join(Acceptance::ROOT, 'install/redmine/demo.rb'),
                  'ESTAFETA_MAPPINGS' => site.file('mappings'), 'ESTAFETA_IDS' => site.file('ids.json'), 'ESTAFETA_PEOPLE' => site.file('people.json'))
      redmine.clear_mails
      site.sync!
      all.map { |one| one['id'] }
    end
  end

  def all
    site['admin'].issues("tracker_id=#{site.tracker('incident')}&status_id=*&limit=100&sort=id")
  end

  # As the program explains it: clock => {state, due}; without a contract no clock.
  def explained(id)
    run = site.estafeta('sla', 'explain', id, '--format', 'json')
    assert_code 0, run
    JSON.parse(run.out)
  end

  def shown(clock, part)
    return '' if clock.nil? || clock[part].nil?
    return WORDS.fetch(clock[part], clock[part]) if part == 'state'

    Time.iso8601(clock[part]).getlocal('+03:00').strftime('%Y-%m-%d %H:%M') # the site's zone, Europe/Moscow
  end

  UNEXPLAINED = ' (on hold without a reason)'

  # The contracts of the demo pause only for named reasons, and only the resolution.
  def runs_on_hold_unexplained?(issue, clock)
    on_hold = issue['status']['name'] == 'On hold' && site.value(issue, 'hold_reason').to_s.empty?
    on_hold && clock && clock['clock'] == 'resolution' && %w[running at_risk].include?(clock['state'])
  end

  rule 'the demo has 21 incidents, and after a sync the fields of each say what explain says' do
    assert_equal 21, incidents.size
    seen = []
    all.each do |issue|
      told = explained(issue['id'])
      clocks = told['clocks'].to_h { |one| [one['clock'], one] }
      next assert_empty(FIELDS.keys.map { |key| site.value(issue, key) }.join, issue['subject']) if issue['created_on'] < '2025'

      seen += clocks.values.map { |one| one['state'] }
      FIELDS.each do |key, (clock, part)|
        next if told['verdict'] != 'complete'

        wanted = shown(clocks[clock], part)
        wanted += UNEXPLAINED if part == 'state' && runs_on_hold_unexplained?(issue, clocks[clock])
        assert_equal wanted, site.value(issue, key), "#{issue['subject']}: #{key}"
      end
    end
    assert_equal STATES - %w[none], (seen.uniq - %w[none]).sort
  end

  rule 'explain says where each second went' do
    incidents.each do |id|
      told = explained(id)
      (told['ledgers'] || []).each do |ledger|
        entries = ledger['entries']
        entries.each_cons(2) { |one, two| assert_equal one['end'], two['start'], "##{id}" }
        assert(entries.all? { |one| Time.iso8601(one['end']) - Time.iso8601(one['start']) == one['seconds'] })
      end
    end
  end

  rule 'nothing is written to an incident from before live_from' do
    old = all.find { |one| one['created_on'] < '2025' }
    assert_empty site.issue(old['id'])['journals'].select { |one| one['user']['id'] == site.ids['account']['id'] }
    assert_empty FIELDS.keys.map { |key| site.value(old, key) }.join
  end

  rule 'the client sees none of these fields nor that they changed, and gets no mail' do
    client = site['aurora1']
    own = client.issues('status_id=*&limit=100')
    assert_operator own.size, :>=, 10
    own.each do |issue|
      seen = client.issue(issue['id'])
      assert_empty (seen['custom_fields'] || []).map { |one| one['name'] }.grep(/SLA|Deadline/)
      assert_empty seen['journals'].select { |one| one['user']['id'] == site.ids['account']['id'] }
    end
    assert_empty redmine.mails.keys.grep(/aurora|meridian/)
  end

  rule 'a second sync writes nothing' do
    site.sync!
    requests = redmine.requests { site.sync! }
    assert_wrote_nothing requests
    puts "a sync with nothing to do about #{incidents.size} incidents: #{requests.size} requests"
  end

  rule 'nor does one that has lost its store' do
    site.forget_store
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  rule 'when an engineer answers, the response clock is met' do
    issue = site['aurora1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('incident'), 'subject' => 'The fresh one').body['issue']
    site.sync!
    assert_equal 'running', site.value(site.issue(issue['id']), 'sla_response')
    site['duty1'].update(issue['id'], 'notes' => 'Looking into it.')
    site.sync!
    assert_equal 'met', site.value(site.issue(issue['id']), 'sla_response')
    assert_equal 'running', site.value(site.issue(issue['id']), 'sla_resolution')
  end

  rule 'the board names what runs out next' do
    run = site.estafeta('board')
    assert_code 0, run
    assert_includes run.out, 'The fresh one'
  end
end
