# frozen_string_literal: true

# The service beside a real Redmine: an incident crosses its thresholds while nobody touches it; who is told, how often, and
# who never is. The one test with the real clock: nothing sleeps, it asks Redmine until the answer is there.

require 'time'
require_relative 'support'

class TellingTest < Acceptance::Test
  # Promises short enough to be broken while one looks on: at risk after 15 seconds, breached after 31; or at once.
  POLICY = <<~YAML
    policies:
      gold:
        - { valid_from: 2025-01-01, warn_at: 0.5, targets: [ { calendar: 24x7, response: 30s, resolution: 3h } ] }
      silver:
        - { valid_from: 2025-01-01, warn_at: 0.75, targets: [ { calendar: 24x7, response: 1s, resolution: 8h } ] }
  YAML
  ADVISED = %w[issue_added issue_note_added issue_status_updated issue_assigned_to_updated].freeze
  DUTY = (1..8).map { |n| "duty#{n}@example.org" }.freeze
  HOLDER = 'network1@example.org'

  def incident(subject, assignee: nil, by: 'aurora1', project: 'aurora')
    fields = { 'project_id' => project, 'tracker_id' => site.tracker('incident'), 'subject' => subject }
    issue = site[by].create(fields).body['issue']
    # Who writes to an issue watches it from then on by Redmine's defaults, so the holder takes it.
    site[assignee].update(issue['id'], 'assigned_to_id' => site[assignee].id) if assignee
    issue['id']
  end

  # One whose response is overdue as soon as it is there.
  def overdue(subject)
    id = incident(subject, by: 'meridian1', project: 'meridian')
    wait_for('the end of two seconds') { Time.now - Time.iso8601(site.issue(id)['created_on']) > 2 }
    id
  end

  def own_journals(id) = site.issue(id)['journals'].select { |one| one['user']['id'] == site.ids['account']['id'] }
  def told(id) = own_journals(id).reject { |one| one['notes'].to_s.empty? }
  def duty_watches?(id) = site['admin'].issue(id, include: 'watchers')['watchers'].any? { |one| one['id'] == site.group('duty') }
  def field(id, key) = site.value(site.issue(id), key)

  def mails = redmine.mails.reject { |to, _| to == 'total' }

  def config
    @@config ||= begin
      File.write(site.file('mappings/policies.yaml'), POLICY)
      settings = YAML.safe_load(File.read(site.file('estafeta.yaml')), permitted_classes: [Date])
      site.write_settings('serve.yaml', settings.merge('poll_interval' => '1s'))
    end
  end

  def sync!(*words)
    site.estafeta('sync', *words, config: config)
  end

  rule 'nobody touches it, and at each threshold holder and duty have one mail each, TAM and client none' do
    redmine.execute("Setting.notified_events = #{ADVISED.inspect}")
    id = incident('Shop front unreachable', assignee: 'network1')
    created = Time.iso8601(site.issue(id)['created_on'])
    redmine.clear_mails
    service = Acceptance::Service.new(site, config)
    wait_for('the breach') { told(id).size == 2 }
    assert_equal 'breached', field(id, 'sla_response')
    assert_equal 'response 50%, response breach', field(id, 'sla_told')
    late = told(id).map { |one| Time.iso8601(one['created_on']) - created }.zip([15, 31]).map { |came, due| came - due }
    puts "told #{late.map { |one| format('%.0f', one) }.join(' and ')} s after the thresholds became true"
    assert(late.all? { |one| one.between?(0, 59) }, late.inspect)
    assert(told(id).all? { |one| one['private_notes'] })
    wait_for('the end of the watch') { !duty_watches?(id) }
    assert_equal (DUTY + [HOLDER]).to_h { |to| [to, 2] }, mails
    puts told(id).map { |one| one['notes'] }
  ensure
    assert_equal 0, service.stop, service.text
    puts service.text
  end

  rule 'the client sees neither notes nor fields of it' do
    id = site['aurora1'].issues('status_id=*&limit=1&sort=id:desc').first['id']
    seen = site['aurora1'].issue(id)
    assert_empty seen['journals'].select { |one| one['user']['id'] == site.ids['account']['id'] }
    assert_empty (seen['custom_fields'] || []).map { |one| one['name'] }.grep(/SLA|Deadline/)
  end

  rule 'nothing is told again by a run that has lost its store' do
    sync! # the pages that the service was stopped before
    site.forget_store
    redmine.clear_mails
    assert_wrote_nothing(redmine.requests { assert_code 0, sync! })
    assert_empty mails
  end

  rule 'a pass with nothing to do costs two requests' do
    service = Acceptance::Service.new(site, config)
    file = redmine.log_file
    before = File.size(file)
    requests = redmine.requests do
      wait_for('the end of what the others left, and some passes more') do
        site['admin'].issues('limit=1')
        File.binread(file, nil, before).scan('"/users/current.json').size >= 30
      end
    end
    assert_equal 0, service.stop, service.text
    service = nil
    paths = requests.select { |one| one.login.to_s.start_with?('estafeta') }.map { |one| "#{one.method} #{one.path[/\A[^?]*/]}" }.last(16)
    assert_equal ['GET /issues.json', 'GET /users/current.json'], paths.uniq.sort
    assert_equal paths.count('GET /issues.json'), paths.count('GET /users/current.json')
    puts "requests of a pass with nothing to do: #{paths.size / paths.count('GET /users/current.json')}"
  ensure
    service&.stop
  end

  # Killed around each write of a telling; the notes are counted.
  { 'the fields' => 'PUT /issues/@1', 'the watch' => 'POST /issues/@1', 'the note' => 'PUT /issues/@2',
    'the end of the watch' => 'DELETE /issues/@1' }.each do |what, point|
    %w[before after].each do |side|
      rule "killed #{side} #{what}, it tells once and leaves nobody on the watch" do
        id = overdue("Killed #{side} #{what}")
        killed = sync!('--stop-at', "#{side}:#{point}")
        assert_equal 'signal 9', killed.code, killed.to_s
        redmine.clear_mails
        assert_code 0, sync!
        assert_equal 1, told(id).size
        assert_equal 'response 75%, response breach', field(id, 'sla_told')
        refute duty_watches?(id)
        assert_empty mails.keys.grep(/aurora|meridian|tam/)
      end
    end
  end

  rule 'where notes may not be private nothing is told, and the rest goes on' do
    redmine.execute("Role.find(#{site.ids['roles']['service']}).remove_permission!(:set_notes_private)")
    id = overdue('Nobody may whisper')
    run = sync!
    assert_code 1, run
    assert_includes run.err, 'may not write private notes'
    assert_empty told(id)
    assert_equal 'breached', field(id, 'sla_response')
    assert_equal '', field(id, 'sla_told')
  end
end
