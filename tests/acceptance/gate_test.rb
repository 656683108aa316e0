# frozen_string_literal: true

# Nobody starts too early, whichever way they take, and the TAM's word counts.

require_relative 'support'

class GateTest < Acceptance::Test
  def change
    @@change ||= site.agreed('landscape', 'system' => 'gate', 'backup' => 'false').tap { site.sync! }
  end

  def tasks = site.tasks(change)
  def task(key) = tasks.fetch(key)['id']
  def state(key) = site.state(tasks.fetch(key))

  rule 'an early start by form leaves the task waiting' do
    id = task('vms')
    assert_empty site['vmware1'].offered(id).map(&:first) - [site.status('task', 'waiting').to_s]
    site['vmware1'].edit_by_form(id, 'status_id' => site.status('task', 'in_progress'))
    assert_equal 'waiting', state('vms')
  end

  rule 'so does one by bulk edit' do
    site['vmware2'].bulk_edit([task('vms')], 'status_id' => site.status('task', 'in_progress'))
    assert_equal 'waiting', state('vms')
  end

  rule 'so does one by REST' do
    site['vmware3'].update(task('vms'), 'status_id' => site.status('task', 'in_progress'))
    assert_equal 'waiting', state('vms')
  end

  rule 'one that goes round by a change of tracker is put back, with one note that names what is open and who holds it' do
    id = task('vms')
    engineer = site['vmware1']
    site.sync!
    engineer.change_tracker_by_form(id, site.tracker('incident'))
    engineer.update(id, 'status_id' => site.status('incident', 'in_progress'))
    engineer.change_tracker_by_form(id, site.tracker('task'))
    assert_equal 'in_progress', site.state(site.issue(id))
    2.times { site.sync! }
    assert_equal 'waiting', site.state(site.issue(id))
    notes = site.notes(id)
    assert_equal 1, notes.size, notes.inspect
    assert_includes notes.first, "##{task('network')}"
    assert_includes notes.first, 'Network'
    assert_equal "#{change}/vms", site.value(site.issue(id), 'task_key')
  end

  rule 'after that a second sync makes no write at all' do
    requests = redmine.requests { site.sync! }
    assert_wrote_nothing requests
    puts "a sync with nothing to do: #{requests.size} requests"
  end

  rule 'the TAM may start a task before its time: its relation goes, and it can be finished' do
    site.set_state(task('vms'), 'task', 'ready', 'tam1', 'notes' => 'the old VLAN will do')
    site.sync!
    assert_equal 'ready', state('vms')
    refute_includes site.edges(change), %w[network vms]
    site.finish(task('vms'), 'vmware1', 'hosts' => 'gate-1')
    assert_equal 'done', state('vms')
    site.sync!
    assert_equal 'ready', state('linux')
    assert_equal 'ready', state('network')
  end

  rule 'a task returned for lack of data reaches the TAM, and its department once it is answered' do
    id = task('linux')
    redmine.clear_mails
    site.set_state(id, 'task', 'returned', 'unix1', 'notes' => 'Which release?')
    site.sync!
    assert_equal site['tam1'].id, site.issue(id).dig('assigned_to', 'id')
    assert_operator redmine.mails['tam1@example.org'].to_i, :>=, 1
    site.set_state(id, 'task', 'ready', 'tam1', 'notes' => 'Twelve.')
    site.sync!
    assert_equal site.group('unix'), site.issue(id).dig('assigned_to', 'id')
    assert_equal 'ready', state('linux')
  end

  rule 'a child and a relation that people add by hand are adopted' do
    tam = site['tam1']
    page = tam.create_by_form('aurora', site.tracker('task'), 'subject' => 'Name the hosts in DNS', 'parent_issue_id' => change,
                                                              site.form_field('department') => 'Microsoft')
    id = page.location[/issues\/(\d+)/, 1].to_i
    relation = tam.post("/issues/#{task('network')}/relations.json", 'relation' => { 'issue_to_id' => id, 'relation_type' => 'blocks' })
    assert_equal 201, relation.code
    site.sync!
    assert_equal 'waiting', state("##{id}")
    site.finish(task('network'), 'network1', 'vlan' => 7, 'subnet' => '10.7.0.0/24')
    site.sync!
    assert_equal 'ready', state("##{id}")
    assert_equal site.group('microsoft'), site.issue(id).dig('assigned_to', 'id')
    assert_equal 1, site.notes(id).grep(/10\.7\.0\.0/).size
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  rule 'made below a running change, a task waits for somebody to link it, and a later link still counts' do
    tam = site['tam1']
    page = tam.create_by_form('aurora', site.tracker('task'), 'subject' => 'Renew the certificates', 'parent_issue_id' => change,
                                                              site.form_field('department') => 'Microsoft')
    id = page.location[/issues\/(\d+)/, 1].to_i
    site.sync!
    assert_equal 'waiting', state("##{id}")
    assert_nil site.issue(id)['assigned_to']
    assert_match(/Renew the certificates.*unless it is linked/, site.estafeta('plan', '--change', change).out)
    site.set_state(id, 'task', 'ready', 'tam1')
    site.sync!
    assert_equal ['ready', site.group('microsoft')], [state("##{id}"), site.issue(id).dig('assigned_to', 'id')]
    answer = tam.post("/issues/#{task('linux')}/relations.json", 'relation' => { 'issue_to_id' => id, 'relation_type' => 'blocks' })
    assert_equal 201, answer.code, answer.inspect
    site.sync!
    assert_equal 'waiting', state("##{id}")
    assert_equal 1, site.notes(id).grep(/waits again/).size
    assert_wrote_nothing(redmine.requests { site.sync! })
    site.set_state(id, 'task', 'ready', 'tam1')
    site.sync!
    assert_equal 'ready', state("##{id}")
    assert_equal 1, site.notes(id).grep(/waits again/).size
  end
end
