# frozen_string_literal: true

# With the plugin, nobody starts a task too early by any way there is, and each is told what is open; the connector is away
# meanwhile.

require_relative 'support'

class GuardTest < Acceptance::Test
  def change
    @@change ||= begin
      id = site.agreed('landscape', 'system' => 'guard', 'backup' => 'false')
      site.sync!
      redmine.add_plugin(site.file('ids.json'))
      id
    end
  end

  def tasks = site.tasks(change)
  def task(key) = tasks.fetch(key)['id']
  def state(key) = site.state(tasks.fetch(key))
  def in_progress = { 'status_id' => site.status('task', 'in_progress') }

  # The sentence, with the task that is open, its holder and the day it is due.
  def assert_too_early(text, reason: 'This task cannot start yet.', due: 'due')
    network = tasks.fetch('network')
    assert_includes text, reason
    assert_includes text, "##{network['id']} #{network['subject']} (#{network['status']['name']}, #{network.dig('assigned_to', 'name')}, #{due} "
    assert_equal 'waiting', state('vms')
  end

  rule 'by REST an early start is refused with what is open, who holds it and when it is due' do
    answer = site['vmware1'].update(task('vms'), in_progress)
    assert_equal 422, answer.code
    assert_too_early answer.errors.join
  end

  rule 'so it is in the language of who tries' do
    redmine.execute("User.find_by_login('vmware2').update_attribute(:language, 'ru')")
    answer = site['vmware2'].update(task('vms'), in_progress)
    assert_equal 422, answer.code
    assert_too_early answer.errors.join, reason: 'Эту работу начинать рано.', due: 'срок'
  end

  rule 'the form says what the task waits for, and one that was forged is refused' do
    id = task('vms')
    assert_too_early site['vmware1'].open("/issues/#{id}/edit").text, reason: 'Cannot start yet.'
    page = site['vmware1'].edit_by_form(id, in_progress)
    refute page.saved?
    assert_too_early CGI.unescapeHTML(page.text)
  end

  rule 'by bulk edit, which the context menu uses too, it is refused' do
    page = site['vmware3'].bulk_edit([task('vms')], in_progress)
    assert_too_early CGI.unescapeHTML(page.text)
  end

  rule 'by mail it is refused' do
    mail = "From: #{site['vmware1'].mail}\r\nTo: redmine@example.org\r\nSubject: [##{task('vms')}] vms\r\n\r\nStatus: In Progress\r\n\r\nI begin.\r\n"
    redmine.execute("MailHandler.receive(#{mail.dump}, allow_override: 'status') rescue nil")
    assert_equal 'waiting', state('vms')
    assert_empty site.notes(task('vms')).grep(/I begin/)
  end

  rule 'a waiting task keeps its tracker, so that nothing goes round by another one' do
    page = site['vmware1'].change_tracker_by_form(task('vms'), site.tracker('incident'))
    refute page.saved?
    assert_too_early CGI.unescapeHTML(page.text), reason: 'This task cannot change its tracker while it waits.'
  end

  rule 'a new task of the change does not start in a later status' do
    answer = site['vmware1'].create({ 'project_id' => 'aurora', 'tracker_id' => site.tracker('task'), 'subject' => 'One more',
                                      'parent_issue_id' => change }.merge(in_progress))
    assert_equal 422, answer.code
    assert_includes answer.errors.join, 'A new task of a change starts as waiting'
  end

  rule 'the TAM starts it before its time by giving the reason, which is kept' do
    ready = { 'status_id' => site.status('task', 'ready') }
    answer = site['tam1'].update(task('linux'), ready)
    assert_equal 422, answer.code
    assert_includes answer.errors.join, 'write the reason into Notes'
    site.set_state(task('linux'), 'task', 'ready', 'tam1', 'notes' => 'the old host will do')
    assert_equal 'ready', state('linux')
    assert_equal 1, site.notes(task('linux')).grep(/the old host will do/).size
  end

  rule 'once all is finished, who is too quick for Estafeta reads that it takes a moment; Estafeta itself is never stopped' do
    site.finish(task('network'), 'network1', 'vlan' => 7, 'subnet' => '10.7.0.0/24')
    answer = site['vmware1'].update(task('vms'), in_progress)
    assert_equal 422, answer.code
    assert_includes answer.errors.join, 'by itself in a moment'
    site.sync!
    assert_equal 'ready', state('vms')
    site.set_state(task('vms'), 'task', 'in_progress', 'vmware1')
  end

  rule 'what the plugin can do is told to the service account and to nobody else' do
    answer = site.service.get('/estafeta/capabilities.json')
    assert_equal [200, %w[guard hints apply feed cursor views settings]], [answer.code, answer.body['capabilities']]
    assert_equal 403, site['tam1'].get('/estafeta/capabilities.json').code
    assert_equal 403, site['admin'].get('/estafeta/capabilities.json').code
  end

  rule 'of a Redmine later than those it was tried with the administrator is told, and it is not refused' do
    said = redmine.execute('puts RedmineEstafeta::Compatibility.remark([7, 0]), RedmineEstafeta::Compatibility.remark.inspect').lines.last(2)
    assert_includes said.first, 'This is Redmine 7.0; Estafeta\'s plugin was tried with Redmine 5.0 to 6.1.'
    assert_equal 'nil', said.last.strip
  end

  rule 'uninstalled, it leaves nothing in the database, and after a restart nobody is stopped by it' do
    assert_includes redmine.rake('estafeta:check'), 'All is in order.'
    redmine.rake('estafeta:uninstall')
    left = "puts [Setting.where(name: 'plugin_redmine_estafeta').count, ActiveRecord::Base.connection.tables.grep(/estafeta/).size].join(' ')"
    assert_equal '0 0', redmine.execute(left).lines.last.strip
    redmine.restart
    waiting = tasks.values.find { |one| site.state(one) == 'waiting' }
    assert_equal 204, site['vmware1'].update(waiting['id'], in_progress).code
    assert_equal 403, site.service.get('/estafeta/capabilities.json').code
  end
end
