# frozen_string_literal: true

# People write at the same time as Estafeta: nothing of theirs is lost, and what their browsers add is no news.

require_relative 'slow_proxy'
require_relative 'support'

class PeopleTest < Acceptance::Test
  PARAMETERS = { 'system' => 'people', 'vms' => 2, 'backup' => 'false' }.freeze

  # A pass makes a task ready, assigns it to its group, writes its dates and what was handed over; in the middle of it a person
  # saves title, dates and assignee. Which of the requests it is, and on which side of it.
  MOMENTS = {
    'Estafeta has read the task' => ['GET', 1, :after],
    'Estafeta has looked once more' => ['GET', 2, :after],
    'Estafeta has written and before it reads back' => ['PUT', 1, :after]
  }.freeze

  def change = (@@change ||= site.draft('landscape', **PARAMETERS).tap { site.sync! })
  def task(key) = site.tasks(change).fetch(key)

  rule 'a form of a change that alters only the subject, with the line ends of a browser, is nothing to write about' do
    form = site['tam1'].open_form(change)
    site.sync!
    assert site['tam1'].save_form(form, 'subject' => 'The TAM\'s own title').saved?
    # The desk and the dossier name the change; the issue is left alone.
    assert_equal %w[Desk Dossier].map { |page| "PUT /projects/staff/wiki/#{page}-aurora.json" }, redmine.requests { site.sync! }.select(&:write?).map(&:to_s)
    assert_wrote_nothing(redmine.requests { site.sync! })
    issue = site.issue(change)
    assert_equal 'The TAM\'s own title', issue['subject']
    assert_equal 'draft', site.state(issue)
    assert_equal "system: people\nvms: 2\nbackup: false", site.value(issue, 'change_parameters').gsub("\r\n", "\n")
  end

  rule 'nor is one of a task, and what was handed over is still filled in' do
    site.agree(change)
    site.sync!
    form = site['vmware1'].open_form(task('vms')['id'])
    site.sync!
    assert site['vmware1'].save_form(form, 'subject' => 'Two machines, please').saved?
    # Pages and their pictures show the task's name; the issues are left alone.
    writes = redmine.requests { site.sync! }.select(&:write?).map(&:to_s)
    assert_includes writes, "PUT /projects/staff/wiki/Change-#{change}.json"
    assert_empty(writes.grep_v(%r{\A(PUT /projects/staff/wiki/|POST /uploads|DELETE /attachments/)}))
    assert_wrote_nothing(redmine.requests { site.sync! })
    site.finish(task('network')['id'], 'network1', 'vlan' => 12, 'subnet' => '10.1.0.0/24')
    site.sync!
    issue = site.issue(task('vms')['id'])
    assert_equal 'Two machines, please', issue['subject']
    assert_includes issue['description'], 'VLAN: 12'
  end

  rule 'a description that a person has rewritten stays theirs' do
    id = task('linux')['id']
    site['unix1'].update(id, 'description' => 'Use the golden image.')
    site.finish(task('vms')['id'], 'vmware1', 'hosts' => 'people-1')
    site.sync!
    issue = site.issue(id)
    assert_equal 'Use the golden image.', issue['description']
    assert_equal 'ready', site.state(issue)
    assert_equal 1, site.notes(id).grep(/people-1/).size
  end

  rule 'a form opened before Estafeta wrote and saved after it loses nothing: Redmine asks, Estafeta\'s part stands' do
    id = task('web')['id']
    form = site['tam1'].open_form(id)
    site.finish(task('linux')['id'], 'unix1')
    site.sync!
    page = site['tam1'].save_form(form, 'subject' => 'Only the web server')
    assert page.conflict?, page.errors.inspect
    assert_includes page.text, 'Only the web server'
    assert site['tam1'].edit_by_form(id, 'subject' => 'Only the web server').saved?
    site.sync!
    assert_equal 'ready', site.state(site.issue(id))
    assert_equal 'Only the web server', site.issue(id)['subject']
  end

  rule 'a date and an assignee that people choose are respected' do
    id = task('web')['id']
    site['unix1'].update(id, 'assigned_to_id' => site['unix4'].id, 'due_date' => '2027-03-01')
    2.times { site.sync! }
    issue = site.issue(id)
    assert_equal site['unix4'].id, issue.dig('assigned_to', 'id')
    assert_equal '2027-03-01', issue['due_date']
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  rule 'a task that a person removed from the change is said once and not made again' do
    id = task('accept')['id']
    assert site['admin'].delete("/issues/#{id}.json").ok?
    2.times { site.sync! }
    refute_includes site.tasks(change).keys, 'accept'
    assert_equal 1, site.notes(change).grep(/not made again/).size
  end

  rule 'a copy that a person made is left alone' do
    before = site.tasks(change).size
    page = site['tam1'].open("/projects/aurora/issues/#{task('web')['id']}/copy")
    form = Estafeta::Form.new(page.text, 'id="issue-form"')
    assert site['tam1'].save_form(form, 'subject' => 'A copy').saved?
    site.sync!
    copies = site['admin'].issues("parent_id=#{change}&status_id=*&limit=100").select { |one| one['subject'] == 'A copy' }
    assert_equal 1, copies.size
    assert_operator site.tasks(change).size, :<=, before + 1
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  # `request`: the one around which they save, by the task's number; `restored`: whether Estafeta had written over it.
  def assert_theirs_are_kept(request, which, side, restored: 0)
    own = site.agreed('landscape', 'system' => 'meanwhile', 'backup' => 'false').tap { site.sync! }
    id = site.tasks(own).fetch('vms')['id']
    site.finish(site.tasks(own).fetch('network')['id'], 'network1', 'vlan' => 12, 'subnet' => '10.1.0.0/24')
    theirs = { 'subject' => 'Two machines, with care', 'start_date' => '2027-03-01', 'due_date' => '2027-03-02', 'assigned_to_id' => site['vmware4'].id }
    proxy = Acceptance::MeddlingProxy.new(redmine.url, request.call(id), which, side) do
      page = site['tam1'].edit_by_form(id, theirs)
      raise page.errors.inspect unless page.saved?
    end
    assert_code 0, site.estafeta('sync', config: site.settings_with("meanwhile-#{id}.yaml", 'url' => proxy.url))
    assert_equal 1, proxy.met
    site.sync!
    issue = site.issue(id)
    kept = issue.slice(*theirs.keys).merge('assigned_to_id' => issue.dig('assigned_to', 'id'))
    assert_equal theirs, kept, issue['journals'].map { |one| one.slice('user', 'notes', 'details') }.inspect
    assert_equal 'ready', site.state(issue)
    assert_includes issue['description'], 'VLAN: 12'
    assert_equal 1, site.notes(id).grep(/10\.1\.0\.0/).size
    assert_equal restored, site.notes(id).grep(/Their values have been restored/).size
    assert_wrote_nothing(redmine.requests { site.sync! })
  ensure
    proxy&.close
  end

  # A long run has each moment, another the one that costs Estafeta most.
  (LONG ? MOMENTS : MOMENTS.slice('Estafeta has looked once more')).each do |moment, (method, which, side)|
    rule "title, dates and assignee that a person saves after #{moment} are kept, and the task is handed over all the same" do
      assert_theirs_are_kept(->(id) { "#{method} /issues/#{id}.json" }, which, side, restored: which == 2 ? 1 : 0)
    end
  end

  rule 'a draft that names only its template stays a draft, has the names to fill in, and is told when all is right' do
    own = site.draft('landscape')
    site.sync!
    issue = site.issue(own)
    assert_equal 'draft', site.state(issue)
    assert_includes site.value(issue, 'change_parameters').gsub("\r\n", "\n"), "# System name: lower-case letters, digits and hyphens, a letter first; for example polaris\nsystem:\n"
    assert_includes site.notes(own).last, 'system'
    refute_includes site.notes(own).last, 'again'
    assert_wrote_nothing(redmine.requests { site.sync! })
    page = site['tam1'].edit_by_form(own, site.form_field('change_parameters') => "* System name = bare\r\n* Virtual machines: 3")
    assert page.saved?, page.errors.inspect
    site.sync!
    assert_equal 'draft', site.state(site.issue(own))
    assert_includes site.notes(own).last, 'set the status to Agreed'
    assert_includes site['tam1'].open("/issues/#{own}").text, 'VLAN and routing for bare'
  end

  # The plugin looks and writes in one transaction: there is no moment in which anything of theirs is written over.
  %i[before after].each do |side|
    rule "with the plugin, what a person saves right #{side} Estafeta's write is kept, and nothing needs to be restored" do
      @@plugin ||= redmine.add_plugin(site.file('ids.json'))
      assert_theirs_are_kept(->(_) { 'POST /estafeta/apply.json' }, 1, side)
    end
  end
end
