# frozen_string_literal: true

# With the plugin, a task and a change are moved on by the buttons of their panels: by whom they concern, with their own rights, and
# with values that are looked at before anything is saved.

require 'cgi'
require_relative 'support'

class StepsTest < Acceptance::Test
  with_plugin

  # An agreed change, whose first task is ready; rules that leave it so share one.
  def change(system)
    (@@changes ||= {})[system] ||= site.agreed('landscape', 'system' => system, 'backup' => 'false').tap do
      site.sync!
      site.sync!
    end
  end

  def task(change, key) = site.tasks(change).fetch(key)['id']
  def state(id) = site.state(site.issue(id))

  def page(id, by) = site[by].open("/issues/#{id}").text
  def offered(id, by) = page(id, by).scan(/id="estafeta-step-([a-z_]+)"/).flatten
  def button(step, id, by) = Estafeta::Form.new(page(id, by), "id=\"estafeta-step-#{step}\"")

  # What the page says afterwards; nothing: it was done. `form`: as it stood on a page that was opened before.
  def press(step, id, by, form: button(step, id, by), **values)
    assert_predicate site[by].submit(form, values), :saved?
    site[by].open("/issues/#{id}").errors.join(' ')
  end

  rule 'whom a task concerns finds the steps that are possible, and nobody else does' do
    id = task(change('worked'), 'network')
    assert_equal %w[take finish release ask fail], offered(id, 'network1')
    assert_empty offered(id, 'vmware1'), 'another department'
    assert_includes offered(id, 'tam1'), 'take'
    waiting = task(site.issue(id)['parent']['id'], 'vms')
    assert_empty offered(waiting, 'vmware1'), 'it waits'
    assert_empty offered(id, 'aurora1')
    form = button(:take, id, 'network1')
    assert_equal 403, site['aurora1'].submit(form, 'authenticity_token' => Estafeta::Form.new(site['aurora1'].open('/my/account').text, 'id="my_account_form"').value('authenticity_token')).code
    assert_equal 'ready', state(id)
  end

  rule 'entries by which Estafeta only linked issues are marked, so that a page folds them; others are not, and REST has all' do
    id = change('worked')
    entries = site.issue(id)['journals']
    linking = entries.select { |one| one['notes'].to_s.empty? && one['details'].all? { |detail| detail['name'] == 'child_id' } }
    refute_empty linking
    text = page(id, 'tam1')
    assert_equal linking.map { |one| one['id'].to_s }, text.scan(/id="change-(\d+)" class="journal[^"]*estafeta-quiet/).flatten
    assert_includes text, 'Entries of Estafeta hidden: %{n}. Show them'
  end

  rule 'a value that cannot be right is refused with its reason, and nothing is saved' do
    id = task(change('worked'), 'network')
    before = site.issue(id)
    assert_equal 'vlan: The largest allowed is 4094. subnet: Fill this in.', press(:finish, id, 'network1', 'values[vlan]' => '5000')
    assert_equal 'vlan: Enter a whole number.', press(:finish, id, 'network1', 'values[vlan]' => 'seven', 'values[subnet]' => 'x')
    assert_equal before, site.issue(id)
  end

  rule 'taken, it is in progress and theirs; done, it hands over what was typed, and what follows is ready' do
    change = change('worked')
    id = task(change, 'network')
    assert_empty press(:take, id, 'network1')
    assert_equal 'in_progress', state(id)
    assert_equal site['network1'].id, site.issue(id)['assigned_to']['id']
    assert_empty press(:finish, id, 'network1', 'values[vlan]' => '7', 'values[subnet]' => '10.7.0.0/24', 'notes' => 'Both are up.')
    assert_equal 'done', state(id)
    site.sync!
    assert_equal 'ready', state(task(change, 'vms'))
    assert_includes site.value(site.issue(id), 'hand_over'), 'vlan: 7'
    assert_includes site.notes(id), 'Both are up.'
  end

  rule 'what somebody else changed in the meantime is not written over' do
    id = task(change('asked'), 'network')
    seen = button(:take, id, 'network1')
    assert_equal 204, site['tam1'].update(id, 'subject' => 'Changed in between').code
    assert_includes press(:take, id, 'network1', form: seen), 'Somebody has changed this task in the meantime.'
    assert_equal 'ready', state(id)
    assert_equal 204, site['tam1'].update(id, 'status_id' => site.status('task', 'in_progress')).code
    assert_includes press(:take, id, 'network1', form: seen), 'This cannot be done any more'
    assert_equal 204, site['tam1'].update(id, 'status_id' => site.status('task', 'ready')).code
  end

  rule 'a question, an answer, a hold and its end are one button each' do
    id = task(change('asked'), 'network')
    assert_equal 'Write it here.', press(:ask, id, 'network1')
    assert_empty press(:ask, id, 'network1', 'notes' => 'Which site?')
    assert_equal 'returned', state(id)
    site.sync!
    assert_equal %w[answer], offered(id, 'tam1')
    assert_empty press(:answer, id, 'tam1', 'notes' => 'North.')
    assert_equal 'ready', state(id)
    site.sync!
    assert_empty press(:take, id, 'network1')
    assert_empty press(:hold, id, 'network1', 'reason' => 'vendor')
    assert_equal 'on_hold', state(id)
    assert_equal 'vendor', site.value(site.issue(id), 'hold_reason')
    assert_empty press(:resume, id, 'network1')
    assert_empty press(:release, id, 'network1')
    assert_equal '1', site.value(site.issue(id), 'others_may_go_on')
  end

  rule 'the TAM starts, holds, goes on with, promises and cancels a change by buttons, and nobody else has them' do
    id = site.draft('landscape', 'system' => 'steered', 'backup' => 'false')
    site.sync!
    assert_empty offered(id, 'network1')
    assert_equal %w[start promise cancel], offered(id, 'tam1')
    assert_empty press(:start, id, 'tam1')
    site.sync!
    site.sync!
    assert_equal %w[promise hold cancel], offered(id, 'tam1')
    assert_equal 'Fill this in.', press(:promise, id, 'tam1')
    assert_empty press(:promise, id, 'tam1', 'promised' => '2030-01-24')
    assert_equal 'Write it here.', press(:promise, id, 'tam1', 'promised' => '2030-01-31'), 'the first promise needs no reason, another one does'
    assert_empty press(:promise, id, 'tam1', 'promised' => '2030-01-31', 'notes' => 'As agreed by telephone.')
    assert_equal '2030-01-31', site.value(site.issue(id), 'promised')
    assert_empty press(:hold, id, 'tam1')
    assert_equal site.status('change', 'on_hold'), site.issue(id)['status']['id']
    assert_empty press(:resume, id, 'tam1')
    assert_empty press(:cancel, id, 'tam1', 'notes' => 'The client needs it no more.')
    site.sync!
    site.sync!
    assert_equal site.status('change', 'cancelled'), site.issue(id)['status']['id']
    assert_empty offered(id, 'tam1')
  end

  rule 'the TAM decides about a task that waits, and about one that failed' do
    change = change('decided')
    waiting = task(change, 'vms')
    assert_equal %w[override], offered(waiting, 'tam1')
    assert_empty press(:override, waiting, 'tam1', 'notes' => 'The old network will do.')
    site.sync!
    assert_equal 'ready', state(waiting)
    id = task(change, 'network')
    assert_empty press(:fail, id, 'network1', 'notes' => 'No port is free.')
    site.sync!
    assert_equal %w[again go_on rollback], offered(id, 'tam1')
    assert_includes site['tam1'].open("/issues/#{id}").text, 'No port is free.', 'why stands beside the buttons'
    assert_empty press(:again, id, 'tam1', 'notes' => 'A card was ordered.')
    site.sync!
    assert_equal 'ready', state(id)
  end

  rule 'when the parameters of a change that runs are changed, the TAM reads what becomes different and agrees to it by one button' do
    change = site.agreed('landscape', 'system' => 'grows', 'backup' => 'false')
    3.times { site.sync! }
    refute_includes offered(change, 'tam1'), 'agree'
    site['tam1'].edit_by_form(change, site.form_field('change_parameters') => "system: grows\nbackup: true")
    site.sync!
    assert_match(/the plan is different: “[^”]*” is added/, page(change, 'tam1'))
    refute_includes offered(change, 'network1'), 'agree'
    assert_empty press(:agree, change, 'tam1')
    2.times { site.sync! }
    assert_includes site.tasks(change).keys, 'backup'
    refute_includes offered(change, 'tam1'), 'agree'
  end

  rule 'who opened the form of a draft before Estafeta wrote its plan saves it all the same, and is asked where a person came in between' do
    draft = site.draft('landscape', 'system' => 'opened')
    form = site['tam1'].open_form(draft)
    other = site['tam1'].open_form(draft)
    site.sync!
    refute_empty site.value(site.issue(draft), 'change_plan')
    assert_predicate site['tam1'].save_form(form, 'subject' => 'Renamed'), :saved?
    assert_equal 'Renamed', site.issue(draft)['subject']
    assert_predicate site['tam1'].save_form(other, 'subject' => 'Renamed again'), :conflict?
    assert_equal 'Renamed', site.issue(draft)['subject']
  end

  rule 'where a project has Redmine\'s Gantt chart, a change leads to its tasks there' do
    id = change('worked')
    refute_includes page(id, 'tam1'), 'issues/gantt'
    redmine.execute("Project.find('aurora').enable_module!(:gantt)")
    address = CGI.unescapeHTML(page(id, 'tam1')[%r{href="([^"]*/issues/gantt\?[^"]*)"}, 1])
    chart = site['tam1'].open(address).text
    shown = site.tasks(id).values.map { |one| one['id'] }.partition { |one| chart.include?("/issues/#{one}\"") }
    assert_empty shown.last
    assert_nil page(id, 'aurora1')[%r{href="([^"]*/issues/gantt[^"]*parent_id[^"]*)"}, 1]
  end
end
