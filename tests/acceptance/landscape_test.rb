# frozen_string_literal: true

# One `landscape` change from the TAM's form to its end, on a real Redmine. The rules run in the order in which they stand.

require_relative 'support'

class LandscapeTest < Acceptance::Test
  # web needs linux and windows; in place of the latter, which is left out, it needs what that needed.
  EDGES = [%w[backup accept], %w[linux web], %w[network vms], %w[vms backup], %w[vms linux], %w[vms web], %w[web accept]].freeze
  NETWORK = { 'vlan' => 118, 'subnet' => '10.20.30.0/24' }.freeze

  def change = (@@change ||= site.draft('landscape', 'system' => 'polaris', 'vms' => 3))

  def tasks = site.tasks(change)

  def description(key) = site.issue(tasks.fetch(key)['id'])['description'].gsub("\r\n", "\n")

  # From the state before to the one after, by Estafeta alone.
  def assert_step(expected)
    site.sync!
    assert_equal expected, site.states(change)
  end

  rule 'a draft gets a preview and no task' do
    change
    redmine.clear_mails
    site.sync!
    assert_empty tasks
    assert_equal 'draft', site.state(site.issue(change))
    page = site['tam1'].open("/issues/#{change}").text
    assert_includes page, 'VLAN and routing for polaris'
    assert_includes page, 'Acceptance of polaris'
  end

  rule 'the plan is a table, in whichever markup this Redmine reads' do
    page = site['tam1'].open("/issues/#{change}").text
    assert_match(%r{<td[^>]*>[^<]*VLAN and routing for polaris}, page)
  end

  rule 'a mapping in another markup is refused before anything is written, with what to write instead' do
    mapping = site.file('mappings/tracker.yaml')
    right = File.read(mapping)
    other = site.ids.fetch('text_formatting') == 'textile' ? 'markdown' : 'textile'
    File.write(mapping, right.sub('markup: auto', "markup: #{other}"))
    requests = redmine.requests do
      [%w[check], %w[check --live], %w[sync]].each do |words|
        run = site.estafeta(*words)
        assert_code 1, run
        assert_includes run.all, '`markup: auto`'
      end
    end
    assert_empty requests.map(&:to_s)
  ensure
    File.write(mapping, right)
  end

  rule 'agreed, it has one task for each chosen part, linked as in the template' do
    site.agree(change)
    site.sync!
    assert_equal %w[accept backup linux network vms web], tasks.keys.sort
    assert_equal EDGES, site.edges(change)
    assert_equal 'in_progress', site.state(site.issue(change))
    tasks.each { |key, task| assert_equal "#{change}/#{key}", site.value(task, 'task_key') }
    departments = tasks.transform_values { |task| site.value(task, 'department') }
    assert_equal({ 'network' => 'Network', 'vms' => 'Virtualization VMware', 'linux' => 'Unix', 'web' => 'Unix',
                   'backup' => 'Backup and storage', 'accept' => '' }, departments)
  end

  rule 'exactly the first task is ready and assigned to its group, the others wait for nobody in particular' do
    waiting = tasks.except('network')
    assert_equal 'ready', site.state(tasks['network'])
    assert_equal site.group('network'), tasks['network'].dig('assigned_to', 'id')
    assert_equal ['waiting'], waiting.values.map { |task| site.state(task) }.uniq
    assert_equal [nil], waiting.values.map { |task| task['assigned_to'] }.uniq
  end

  rule 'every task has its dates and what is not yet known stands as an ellipsis' do
    tasks.each { |key, task| assert task['start_date'] && task['due_date'], "#{key} has no dates" }
    assert_includes description('vms'), 'VLAN: …'
  end

  rule 'the client sees nothing of it and is not told' do
    client = site['aurora1']
    assert_equal [403], [change, *tasks.values.map { |task| task['id'] }].map { |id| client.get("/issues/#{id}.json").code }.uniq
    assert_empty client.issues('status_id=*&limit=100')
    assert_equal 403, client.get("/projects/staff/wiki/Change-#{change}.json").code
    assert_empty redmine.mails.keys.grep(/aurora/)
  end

  rule 'the wiki of the staff project begins with the page that leads to the others' do
    page = site['tam1'].open('/projects/staff/wiki').text
    assert_includes page, '/projects/staff/wiki/Desk-aurora'
    assert_includes page, 'managed-platform'
  end

  rule 'a second sync writes nothing' do
    requests = redmine.requests { site.sync! }
    assert_wrote_nothing requests
    puts "a sync with nothing to do: #{requests.size} requests"
    # 33 to 35 were seen: one of them asks for each of the five kinds of issues, which the check at the start looks for. A new process asks
    # who it is twice: what people entered in Redmine's pages comes with the first answer, and must be known before anything is decided.
    # Which of the others it could do without is not looked into yet.
    assert_operator requests.size, :<=, 35, requests.join("\n")
  end

  rule 'without its store it finds everything again and writes nothing' do
    site.forget_store
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  rule 'a task that is ready names in its field what it has to hand over' do
    form = "# VLAN number: 1–4094\nvlan:\n# Subnet\nsubnet:"
    assert_equal form, site.value(site.issue(tasks['network']['id']), 'hand_over').gsub("\r\n", "\n").strip
    assert_includes site['network1'].open("/issues/#{tasks['network']['id']}").text, 'VLAN number: 1–4094'
    assert_empty site.value(site.issue(tasks['vms']['id']), 'hand_over')
  end

  rule 'a value that cannot be is answered with its line, and nothing is handed over' do
    id = tasks['network']['id']
    site.set_state(id, 'task', 'in_progress', 'network1', 'assigned_to_id' => site['network1'].id)
    page = site['network1'].edit_by_form(id, 'status_id' => site.status('task', 'done'),
                                             site.form_field('hand_over') => "VLAN = 5000\r\n* Subnet: #{NETWORK['subnet']}")
    assert page.saved?, page.errors.inspect
    2.times { site.sync! }
    assert_equal 'waiting', site.state(tasks['vms'])
    assert_equal 1, site.notes(id).size
    assert_match(/“vlan” \(line 1: .*4094/, site.notes(id).last)
  end

  rule 'when a task is done, the next is ready and carries what was handed over' do
    page = site['network1'].edit_by_form(tasks['network']['id'],
                                         site.form_field('hand_over') => "VLAN = #{NETWORK['vlan']}\r\n* Subnet: #{NETWORK['subnet']}")
    assert page.saved?, page.errors.inspect
    redmine.clear_mails
    assert_step('network' => 'done', 'vms' => 'ready', 'linux' => 'waiting', 'web' => 'waiting', 'backup' => 'waiting', 'accept' => 'waiting')
    assert_equal site.group('vmware'), tasks['vms'].dig('assigned_to', 'id')
    assert_includes description('vms'), "VLAN: 118\nSubnet: 10.20.30.0/24"
    note = site.notes(tasks['vms']['id'])
    assert_equal 1, note.size, note.inspect
    ['118', '10.20.30.0/24', site['network1'].name, "##{tasks['network']['id']}"].each { |part| assert_includes note.first, part }
    assert_equal (1..8).map { |n| "vmware#{n}@example.org" }, redmine.mails.keys.grep(/vmware/).sort
  end

  rule 'two that need the same are ready together' do
    site.finish(tasks['vms']['id'], 'vmware3', 'hosts' => 'polaris-1, polaris-2, polaris-3')
    assert_step('network' => 'done', 'vms' => 'done', 'linux' => 'ready', 'web' => 'waiting', 'backup' => 'ready', 'accept' => 'waiting')
    assert_includes description('linux'), 'polaris-1, polaris-2, polaris-3'
  end

  rule 'done without all it has to hand over, the next waits and it is asked for once' do
    site.finish(tasks['linux']['id'], 'unix2')
    site.sync!
    site.finish(tasks['web']['id'], 'unix5')
    2.times { assert_step('network' => 'done', 'vms' => 'done', 'linux' => 'done', 'web' => 'done', 'backup' => 'ready', 'accept' => 'waiting') }
    site.finish(tasks['backup']['id'], 'backup1')
    2.times { assert_step('network' => 'done', 'vms' => 'done', 'linux' => 'done', 'web' => 'done', 'backup' => 'done', 'accept' => 'waiting') }
    asked = site.notes(tasks['web']['id']).grep(/“url”/)
    assert_equal 1, asked.size, asked.inspect
    site['unix5'].update(tasks['web']['id'], 'custom_fields' => [{ 'id' => site.field('hand_over'), 'value' => 'url: https://polaris.example.org' }])
    assert_step('network' => 'done', 'vms' => 'done', 'linux' => 'done', 'web' => 'done', 'backup' => 'done', 'accept' => 'ready')
  end

  rule 'the acceptance is the TAM\'s to move, with all that was handed over' do
    assert_equal site['tam1'].id, tasks['accept'].dig('assigned_to', 'id')
    assert_includes description('accept'), 'https://polaris.example.org'
    assert_includes description('accept'), 'polaris-1'
    site.finish(tasks['accept']['id'], 'tam1')
  end

  rule 'when all is finished the TAM is told, once' do
    redmine.clear_mails
    3.times { site.sync! }
    told = site.notes(change).grep(/accept the change/)
    assert_equal 1, told.size, site.notes(change).inspect
    # The store was lost before, so the field that remembers the note is written and read back first.
    assert_operator redmine.mails['tam1@example.org'], :<=, 2
    assert_equal 'in_progress', site.state(site.issue(change))
  end

  rule 'nothing is told twice when the store is gone' do
    site.forget_store
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  rule 'the TAM accepts, and the change stays closed and untouched' do
    site.set_state(change, 'change', 'done', 'tam1')
    site.sync!
    assert_wrote_nothing(redmine.requests { site.sync! })
    assert_equal 'done', site.state(site.issue(change))
    assert_empty redmine.mails.keys.grep(/aurora/)
  end
end
