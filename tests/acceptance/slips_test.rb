# frozen_string_literal: true

# What people do by mistake, or too early, is told to who can mend it, stands on their list until it is done, and does not stop
# the others.

require_relative 'support'

class SlipsTest < Acceptance::Test
  def change
    @@change ||= site.agreed('landscape', 'system' => 'slips', 'vms' => 2).tap { site.sync! }
  end

  def id(key) = site.tasks(change).fetch(key)['id']
  def state(key) = site.state(site.issue(id(key)))
  def department(name) = site.estafeta('department', name).out
  def desk = site.estafeta('desk', '--client', 'aurora').out
  def page(title) = site['tam1'].get("/projects/staff/wiki/#{title}.json").body.dig('wiki_page', 'text')

  rule 'released early with one of two values, the next one has it and is told what is still to come' do
    site.set_state(id('network'), 'task', 'in_progress', 'network1', 'assigned_to_id' => site['network1'].id)
    saved = site['network1'].edit_by_form(id('network'), site.form_field('others_may_go_on') => '1', site.form_field('hand_over') => 'vlan: 215')
    assert saved.saved?, saved.errors.inspect
    2.times { site.sync! }
    assert_equal 'ready', state('vms')
    told = site.notes(id('vms'))
    assert_equal 1, told.size, told.inspect
    assert_match(/vlan: 215/, told.first)
    assert_match(/Still to come: .*subnet/, told.first)
  end

  rule 'what comes later stands in it too' do
    site.set_state(id('network'), 'task', 'done', 'network1', 'custom_fields' => [{ 'id' => site.field('hand_over'), 'value' => "vlan: 215\nsubnet: 10.21.0.0/24" }])
    site.sync!
    assert_includes site.issue(id('vms'))['description'].gsub("\r\n", "\n"), "VLAN: 215\nSubnet: 10.21.0.0/24"
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  rule 'a task closed without its values stands on its department\'s page until they are there' do
    site.finish(id('vms'), 'vmware1')
    2.times { site.sync! }
    assert_equal 'waiting', state('linux')
    assert_match(/values missing: 1/, department('vmware'))
    assert_includes page('Department-vmware'), "##{id('vms')}"
    site['vmware1'].update(id('vms'), 'custom_fields' => [{ 'id' => site.field('hand_over'), 'value' => 'hosts: slips-1, slips-2' }])
    site.sync!
    assert_equal 'ready', state('linux')
    refute_match(/values missing: [1-9]/, department('vmware'))
  end

  rule 'a task opened again is told once, and stands on the desk and on the page of who builds on it, until somebody decides' do
    mapping = site.file('mappings/tracker.yaml')
    File.write(mapping, File.read(mapping, encoding: 'UTF-8').sub('on_reopened_after: 15m', 'on_reopened_after: 1s'))
    site.set_state(id('linux'), 'task', 'in_progress', 'unix1', 'assigned_to_id' => site['unix1'].id)
    site.sync!
    page = site['vmware1'].edit_by_form(id('vms'), 'status_id' => site.status('task', 'in_progress'), 'notes' => 'One host is too small.')
    assert page.saved?, page.errors.inspect
    2.times { site.sync! }
    assert_equal 'in_progress', state('linux')
    told = site.notes(change).grep(/##{id('vms')}.*##{id('linux')}/m)
    assert_equal 1, told.size, site.notes(change).inspect
    assert_match(/##{id('vms')}.*reopened by/, desk)
    assert_match(/Reopened, though your tasks depend on it: 1/, department('unix'))
    page = site['tam1'].edit_by_form(id('vms'), site.form_field('decision') => 'go on without it', 'notes' => 'The second host will do.')
    assert page.saved?, page.errors.inspect
    2.times { site.sync! }
    refute_match(/##{id('vms')}.*reopened by/, desk)
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  rule 'a copy of the change with its tasks is a draft of its own, and nothing of it begins' do
    before = site.tasks(change).transform_values { |one| one['updated_on'] }
    form = Estafeta::Form.new(site['tam1'].open("/projects/aurora/issues/#{change}/copy").text, 'id="issue-form"')
    form.set('copy_subtasks', '1')
    saved = site['tam1'].save_form(form, 'subject' => 'A second landscape', 'status_id' => site.status('change', 'draft'))
    assert saved.saved?, saved.errors.inspect
    @@copy = saved.location[/issues\/(\d+)/, 1].to_i
    @@copied = site['admin'].issues("parent_id=#{@@copy}&status_id=*&limit=100").map { |one| one['id'] }
    assert_equal before.size, @@copied.size
    2.times { site.sync! }
    assert_equal 'draft', site.state(site.issue(@@copy))
    assert_equal 1, site.notes(@@copy).grep(/copy/).size, site.notes(@@copy).inspect
    refute_includes @@copied.map { |one| site.state(site.issue(one)) }, 'ready'
    assert_equal before, site.tasks(change).transform_values { |one| one['updated_on'] }
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  rule 'the copied tasks end when the TAM cancels them, and the copy makes its own' do
    open = @@copied.reject { |one| %w[done cancelled].include?(site.state(site.issue(one))) }
    open.each { |one| site.set_state(one, 'task', 'cancelling', 'tam1') }
    site.agree(@@copy)
    2.times { site.sync! }
    assert_equal %w[cancelled], open.map { |one| site.state(site.issue(one)) }.uniq
    assert_equal 'in_progress', site.state(site.issue(@@copy))
    made = site.tasks(@@copy).values.map { |one| one['id'] } - @@copied
    assert_equal @@copied.size, made.size
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  rule 'a request of the client stands on the desk until somebody takes it up' do
    request = site['aurora1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('request'), 'subject' => 'A shop for the north').body['issue']['id']
    site.sync!
    assert_match(/Request of the client.*##{request}/, desk)
    site['tam1'].update(request, 'status_id' => site.status('request', 'in_progress'))
    site.sync!
    refute_match(/##{request}/, desk)
  end

  rule 'an incident that is deleted or made a request is in no figure any more' do
    made = %w[Deleted Turned].map do |subject|
      site['aurora1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('incident'), 'subject' => subject).body['issue']['id']
    end
    site.sync!
    made.each { |one| assert_match(/##{one}\b/, site.estafeta('sla', 'forecast', '--hours', '999').out) }
    site['admin'].delete("/issues/#{made.first}.json")
    site['duty1'].change_tracker_by_form(made.last, site.tracker('request'))
    site.sync!
    made.each { |one| refute_match(/##{one}\b/, site.estafeta('sla', 'forecast', '--hours', '999').out) }
  end
end
