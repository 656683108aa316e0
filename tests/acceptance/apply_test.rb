# frozen_string_literal: true

# What the connector has carried out by the plugin: told to those it is for, never twice, never over what somebody wrote; and how
# it goes on while the plugin is away.

require_relative 'support'

class ApplyTest < Acceptance::Test
  with_plugin

  MANY = 1000

  def apply(*actions, by: site.service, **more)
    by.post('/estafeta/apply.json', { 'actions' => actions }.merge(more))
  end

  def result(action)
    answer = apply(action)
    assert_equal 200, answer.code, answer.inspect
    answer.body['results'].first
  end

  def new_task(key, **more)
    issue = { 'project_id' => 'aurora', 'tracker_id' => site.tracker('task'), 'subject' => key,
              'status_id' => site.status('task', 'waiting') }.merge(more)
    { 'key' => key, 'do' => 'create', 'mails' => 'nobody', 'issue' => issue }
  end

  def change(id, key, issue, **more)
    { 'key' => key, 'do' => 'update', 'id' => id, 'mails' => 'nobody', 'issue' => issue }.merge(more.transform_keys(&:to_s))
  end

  def made(key, **more) = result(new_task(key, **more)).fetch('id')
  def count(subject) = redmine.execute("puts Issue.where(subject: #{subject.dump}).count").lines.last.to_i

  rule 'it does what it is told for the service account and for nobody else' do
    assert_equal 200, apply(new_task('mine')).code
    %w[tam1 admin network1].each { |login| assert_equal 403, apply(new_task('theirs'), by: site[login]).code }
    assert_equal 0, count('theirs')
  end

  rule 'tasks and their relations cost no mail, and a task that becomes ready one for each of its group' do
    parent = site.draft('landscape')
    redmine.clear_mails
    answer = apply(new_task('first', 'parent_issue_id' => parent), new_task('second', 'parent_issue_id' => parent),
                   { 'key' => 'edge', 'do' => 'relate', 'from' => '@first', 'to' => '@second' })
    assert_equal [true], answer.body['results'].map { |one| one.key?('id') }.uniq, answer.body
    assert_equal 0, redmine.mails['total']
    start = { 'status_id' => site.status('task', 'ready'), 'assigned_to_id' => site.group('network') }
    result(change(answer.body['results'][0]['id'], 'start', start, mails: 'assignee'))
    assert_equal((1..8).map { |i| "network#{i}@example.org" }, redmine.mails.keys.sort - ['total'])
    assert_equal 8, redmine.mails['total']
  end

  rule 'who takes a task of their group without a word tells nobody, and who writes a note tells the group' do
    id = made('taken', 'assigned_to_id' => site.group('network'), 'status_id' => site.status('task', 'ready'))
    redmine.clear_mails
    site['network1'].update(id, 'status_id' => site.status('task', 'in_progress'), 'assigned_to_id' => site['network1'].id)
    assert_equal 0, redmine.mails['total'], redmine.mails.inspect
    site['network1'].update(id, 'assigned_to_id' => site.group('network'), 'notes' => 'I am away tomorrow.')
    assert_equal 7, redmine.mails['total'], redmine.mails.inspect
  end

  rule 'a request that is repeated is carried out once' do
    first = result(new_task('once'))
    again = result(new_task('once'))
    assert_equal [first['id'], true], again.values_at('id', 'repeated')
    assert_equal 1, count('once')
  end

  rule 'what somebody changed since is not written over, and what they did not touch is written' do
    id = made('shared')
    seen = result(change(id, 'seen', { 'notes' => 'As decided.' }, 'show' => true)).dig('issue', 'journals').last['id']
    site['tam1'].update(id, 'subject' => 'renamed by the TAM')
    refused = result(change(id, 'late', { 'subject' => 'ours' }, 'seen' => seen, 'parts' => ['subject']))
    assert_equal 'overtaken', refused['error']
    assert_equal 'renamed by the TAM', site.issue(id)['subject']
    result(change(id, 'other', { 'due_date' => '2026-12-24' }, 'seen' => seen, 'parts' => ['due_date']))
    assert_equal '2026-12-24', site.issue(id)['due_date']
  end

  rule 'whatever people save at the same moment, nothing of theirs is written over' do
    id = made('contested')
    people = %w[tam1 vmware1].map { |login| Thread.new { 15.times { |n| site[login].update(id, 'subject' => "#{login} #{n}") } } }
    written = (1..20).filter_map do |n|
      seen = site.service.issue(id)['journals'].map { |one| one['id'] }.max || 0
      answer = result(change(id, "contested-#{n}", { 'subject' => "ours #{n}" }, seen: seen, parts: ['subject'], show: true))
      next if answer['error']

      own = answer['issue']['journals'].select { |one| one['details'].any? { |detail| detail['new_value'] == "ours #{n}" } }
      [seen, own.last['id']]
    end
    people.each(&:join)
    theirs = site.issue(id)['journals'].reject { |one| one['user']['id'] == site.ids['account']['id'] }.map { |one| one['id'] }
    refute_empty theirs
    refute_empty written
    written.each { |seen, own| assert_empty theirs.select { |one| one.between?(seen + 1, own - 1) }, "##{own} was decided knowing #{seen}" }
  end

  rule 'a status the workflow does not allow is refused with its note' do
    id = made('refused')
    answer = result(change(id, 'refused-status', { 'status_id' => site.status('change', 'draft'), 'notes' => 'It has begun.' }))
    assert_equal 'status', answer['error']
    assert_includes answer['allowed'], 'Ready'
    assert_empty site.notes(id)
  end

  rule 'of actions that belong together all are carried out or none' do
    answer = apply(new_task('together'), new_task('alone', 'subject' => ''), new_task('never'), 'together' => true)
    assert_equal %w[left_out refused left_out], answer.body['results'].map { |one| one['error'] }
    assert_equal 0, count('together')
    assert_equal [nil, nil], apply(new_task('together'), new_task('both'), 'together' => true).body['results'].map { |one| one['error'] }
    assert_equal 1, count('together')
  end

  rule 'a thousand incidents get new SLA states by one request, without an entry, a mail or a later time of change' do
    redmine.execute(<<~RUBY)
      now = Time.utc(2026, 6, 15, 7)
      about = { project_id: #{site.ids['projects']['aurora']}, tracker_id: #{site.tracker('incident')}, status_id: #{site.status('incident', 'new')},
                priority_id: IssuePriority.default&.id || IssuePriority.first.id, author_id: #{site['aurora1'].id}, subject: 'many',
                created_on: now, updated_on: now, lft: 1, rgt: 2 }
      Issue.insert_all!(Array.new(#{MANY}) { about })
      Issue.where(subject: 'many').update_all('root_id = id')
    RUBY
    ids = redmine.execute("puts Issue.where(subject: 'many').pluck(:id).join(' ')").lines.last.split.map(&:to_i)
    redmine.clear_mails
    writes = ids.map { |id| { 'key' => "sla-#{id}", 'do' => 'fields', 'id' => id, 'fields' => { site.field('sla_resolution').to_s => 'at risk' } } }
    answer = apply(*writes)
    assert_equal [nil], answer.body['results'].map { |one| one['error'] }.uniq
    assert_equal 0, redmine.mails['total']
    found = redmine.execute(<<~RUBY).lines.last.split
      many = Issue.where(subject: 'many')
      puts [CustomValue.where(customized_id: many.select(:id), custom_field_id: #{site.field('sla_resolution')}, value: 'at risk').count,
            Journal.where(journalized_id: many.select(:id)).count, many.where('updated_on > ?', Time.utc(2026, 6, 15, 7)).count].join(' ')
    RUBY
    assert_equal [MANY.to_s, '0', '0'], found
    redmine.execute("Issue.where(subject: 'many').delete_all")
  end

  rule 'the clocks of incidents that Estafeta looks at are written by one request, and the TAM\'s pages tell of them' do
    site.sync!
    incidents = Array.new(5) do |i|
      site['aurora1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('incident'), 'subject' => "slow #{i}").body['issue']['id']
    end
    redmine.clear_mails
    before = incidents.map { |id| site.issue(id)['updated_on'] }
    requests = redmine.requests { site.sync! }.select(&:write?).map(&:to_s)
    assert_equal ['POST /estafeta/apply.json'], requests.grep_v(/wiki/)
    incidents.each { |id| assert_equal 'running', site.value(site.issue(id), 'sla_resolution') }
    assert_equal before, incidents.map { |id| site.issue(id)['updated_on'] }
    assert_empty incidents.flat_map { |id| site.issue(id)['journals'] }
    assert_equal 0, redmine.mails['total']
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  rule 'only the fields of the clocks are written so' do
    assert_equal 'field', result({ 'do' => 'fields', 'id' => made('other'), 'fields' => { site.field('hand_over').to_s => 'x' } })['error']
  end

  rule 'a change goes on over stock REST while the plugin is away, and by it once it is back' do
    change = site.agreed('landscape', 'system' => 'apply', 'backup' => 'false')
    by_plugin = redmine.requests { site.sync! }.count { |one| one.path.start_with?('/estafeta/apply') }
    assert_operator by_plugin, :>, 0
    redmine.remove_plugin
    requests = redmine.requests { finish(change, 'network', 'vlan' => 7, 'subnet' => '10.7.0.0/24') }
    assert_operator requests.count { |one| one.method == 'PUT' && one.login == site.service.login }, :>, 0
    assert_equal 'ready', site.states(change)['vms']
    redmine.add_plugin(site.file('ids.json'))
    requests = redmine.requests { finish(change, 'vms', 'hosts' => 'a-1') }
    assert_operator requests.count { |one| one.path.start_with?('/estafeta/apply') }, :>, 0
    assert_equal 'ready', site.states(change)['linux']
  end

  def finish(change, key, values)
    site.finish(site.tasks(change)[key]['id'], key == 'network' ? 'network1' : 'vmware1', values)
    site.sync!
  end
end
