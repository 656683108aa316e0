# frozen_string_literal: true

# What is not as it must be is said in one sentence that tells what to do, and nothing is half done.

require 'socket'
require_relative 'support'

class RefusalsTest < Acceptance::Test
  def asked(change)
    site.notes(change).last.to_s
  end

  # Nothing made, the change back with the TAM, and the note about it.
  def assert_refused(change, *words)
    site.sync!
    assert_empty site.tasks(change)
    assert_equal 'needs_input', site.state(site.issue(change))
    words.each { |word| assert_includes asked(change), word }
    assert_equal 1, site.notes(change).size
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  def assert_made(change)
    site.agree(change)
    site.sync!
    assert_equal %w[accept backup linux network vms web], site.tasks(change).keys.sort
  end

  def assert_sentence(code, run, *words)
    assert_code code, run
    words.each { |word| assert_includes run.err, word }
    assert_operator run.err.lines.count { |line| line.start_with?('error') }, :<=, 1, run.err
  end

  rule 'a group that is not a member of the project: nothing is made, and adding it is all it takes' do
    membership = members_of('meridian').find { |one| one.dig('group', 'id') == site.group('backup') }
    assert site['admin'].delete("/memberships/#{membership['id']}.json").ok?
    change = site.agreed('landscape', 'system' => 'refused', project: 'meridian', by: 'tam2')
    assert_refused(change, 'Backup group', 'meridian')
    site['admin'].post('/projects/meridian/memberships.json',
                       'membership' => { 'user_id' => site.group('backup'), 'role_ids' => [site.ids['roles']['engineer']] })
    site.agree(change, by: 'tam2')
    site.sync!
    assert_equal 6, site.tasks(change).size
  end

  rule 'tasks switched off in the project: nothing is made' do
    kinds = %w[change task incident request].map { |kind| site.tracker(kind) }
    admin = site['admin']
    assert admin.put('/projects/meridian.json', 'project' => { 'tracker_ids' => kinds - [site.tracker('task')] }).ok?
    change = site.agreed('landscape', 'system' => 'switched-off', project: 'meridian', by: 'tam2')
    assert_refused(change, 'switched off')
    admin.put('/projects/meridian.json', 'project' => { 'tracker_ids' => kinds })
    site.agree(change, by: 'tam2')
    site.sync!
    assert_equal 6, site.tasks(change).size
  end

  rule 'bad parameters are named all at once, by line, and nothing is made' do
    change = site.agreed('landscape', 'system' => 'BAD NAME', 'vms' => 500, 'colour' => 'red')
    assert_refused(change, 'system', 'vms', 'colour', '64')
    text = "system: good\nvms: 4"
    site['tam1'].update(change, 'custom_fields' => [{ 'id' => site.field('change_parameters'), 'value' => text }])
    assert_made(change)
  end

  rule 'a wrong name of a template is answered with the names there are' do
    change = site.agreed('landscap', 'system' => 'misspelled')
    assert_refused(change, 'landscape', 'managed-platform')
  end

  rule 'a wrong API key' do
    File.write(site.file('wrong-key'), 'f' * 40, perm: 0o600)
    config = site.settings_with('wrong-key.yaml', 'key_file' => 'wrong-key')
    assert_sentence 3, site.estafeta('sync', config: config), 'key'
  end

  rule 'a file with the key that others may read, with the command to type' do
    File.write(site.file('open-key'), File.read(site.file('key')), perm: 0o644)
    File.chmod(0o644, site.file('open-key'))
    config = site.settings_with('open-key.yaml', 'key_file' => 'open-key')
    requests = redmine.requests { assert_sentence 1, site.estafeta('sync', config: config), 'chmod 600', 'open-key' }
    assert_empty requests
  end

  rule 'a file with the key that is not there' do
    config = site.settings_with('no-key.yaml', 'key_file' => 'nowhere')
    assert_sentence 2, site.estafeta('sync', config: config), 'nowhere'
  end

  rule 'REST switched off' do
    rest(false)
    assert_sentence 3, site.estafeta('sync'), 'REST'
  ensure
    rest(true)
  end

  # By the administrator's form: REST cannot.
  def rest(on)
    form = Estafeta::Form.new(site['admin'].open('/settings?tab=api').text, 'tab=api"')
    form.set('settings[rest_api_enabled]', on ? '1' : '0')
    site['admin'].send(:web, Net::HTTP::Post, form.action, form.encoded)
  end

  rule 'a host that does not answer' do
    port = TCPServer.open('127.0.0.1', 0) { |server| server.addr[1] }
    config = site.settings_with('closed.yaml', 'url' => "http://127.0.0.1:#{port}")
    assert_sentence 3, site.estafeta('sync', config: config), port.to_s
  end

  rule 'a field that the tracker does not have' do
    ids = site.ids.merge('fields' => site.ids['fields'].except('hand_over'))
    File.write(site.file('fewer-ids.json'), JSON.generate(ids))
    mapping = File.read(site.file('mappings/tracker.yaml'))
    FileUtils.cp_r(site.file('mappings'), site.file('other-mappings'))
    File.write(site.file('other-mappings/tracker.yaml'), mapping.sub('{ en: Hand-over,', '{ en: Relay baton,'))
    config = site.settings_with('field.yaml', 'ids_file' => 'fewer-ids.json')
    File.write(config, File.read(config).sub('mappings: mappings', 'mappings: other-mappings'))
    requests = redmine.requests { assert_sentence 1, site.estafeta('sync', config: config), 'Relay baton' }
    assert_wrote_nothing requests
  end

  # Somebody else's file on the change, as a form attaches it.
  def attach(change, name, text, by)
    redmine.execute(<<~RUBY)
      author = User.find_by_login('#{by}')
      issue = Issue.find(#{change})
      issue.init_journal(author)
      issue.attachments << Attachment.create!(file: #{text.inspect}, filename: '#{name}', author: author)
      issue.save!
    RUBY
  end

  def said(change, words) = site.notes(change).count { |note| note.include?(words) }

  long_rule 'a file attached under the name of Estafeta\'s own stops nothing, and is said once' do
    change = site.agreed('landscape', 'system' => 'forged')
    site.sync!
    attach(change, site.issue(change)['attachments'].first['filename'], 'forged', 'network1')
    text = "system: forged\nvms: 4"
    site['tam1'].update(change, 'custom_fields' => [{ 'id' => site.field('change_parameters'), 'value' => text }])
    site.agree(change)
    3.times { site.sync! }
    assert_equal 'in_progress', site.state(site.issue(change))
    assert_equal 'Virtual machines for forged: 4', site.tasks(change).fetch('vms')['subject']
    assert_equal 1, said(change, 'so it is ignored')
    assert_code 0, site.estafeta('board')
  end

  # For Estafeta's role, as an administrator does it in the workflow's field permissions.
  def read_only(key, is)
    rule = "tracker_id: #{site.tracker('change')}, role_id: #{site.ids['roles']['service']}, field_name: '#{site.field(key)}'"
    redmine.execute(<<~RUBY)
      WorkflowPermission.where(#{rule}).delete_all
      IssueStatus.all.each { |one| WorkflowPermission.create!(#{rule}, old_status_id: one.id, rule: 'readonly') } if #{is}
    RUBY
  end

  long_rule 'where Change plan cannot be written, nobody is told the same twice, and nothing is lost' do
    change = site.agreed('landscape', 'system' => 'readonly')
    2.times { site.sync! }
    network = site.tasks(change).fetch('network')['id']
    read_only('change_plan', true)
    site.set_state(network, 'task', 'in_progress', 'network1', 'assigned_to_id' => site['network1'].id)
    site.set_state(network, 'task', 'failed', 'network1')
    2.times { site.estafeta('sync') }
    notes = site.notes(change).size
    redmine.clear_mails
    4.times { site.estafeta('sync') }
    assert_equal notes, site.notes(change).size, site.notes(change).last
    assert_equal 0, redmine.mails['total']
    assert_operator said(change, 'nothing new begins until you decide'), :<=, 1
    read_only('change_plan', false)
    assert site['tam1'].update(change, 'notes' => 'The field can be written again.').ok?
    2.times { site.sync! }
    assert_equal 1, said(change, 'nothing new begins until you decide')
  ensure
    read_only('change_plan', false)
  end

  long_rule 'a start date that a relation by hand forbids costs neither status nor assignee nor note, and is told once' do
    change = site.agreed('landscape', 'system' => 'preceded')
    2.times { site.sync! }
    network, vms = site.tasks(change).values_at('network', 'vms').map { |one| one['id'] }
    other = site['tam1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('request'), 'subject' => 'New racks',
                                'start_date' => Date.today.to_s, 'due_date' => (Date.today + 30).to_s).body['issue']['id']
    relation = { 'issue_to_id' => vms, 'relation_type' => 'precedes' }
    assert site['tam1'].post("/issues/#{other}/relations.json", 'relation' => relation).ok?
    site.finish(network, 'network1', 'vlan' => '214', 'subnet' => '10.20.14.0/24')
    3.times { site.estafeta('sync') }
    task = site.issue(vms)
    assert_equal 'ready', site.state(task)
    assert_equal site.group('vmware'), task.dig('assigned_to', 'id')
    assert(site.notes(vms).any? { |note| note.include?('VLAN') }, site.notes(vms).inspect)
    assert_equal 1, said(change, "##{other}"), site.notes(change).inspect
    assert_wrote_nothing(redmine.requests { site.estafeta('sync') })
  end

  long_rule 'what waits for its next try is counted and named by sync, and nothing is written until then' do
    change = site.agreed('landscape', 'system' => 'retried')
    site.sync!
    made = Array.new(2) { site.estafeta('sync') }
    made.each { |run| assert_code 0, run }
    membership = members_of('aurora').find { |one| one.dig('group', 'id') == site.group('vmware') }
    assert site['admin'].delete("/memberships/#{membership['id']}.json").ok?
    site.finish(site.tasks(change).fetch('network')['id'], 'network1', 'vlan' => '215', 'subnet' => '10.20.15.0/24')
    refused = site.estafeta('sync')
    assert_code 1, refused
    assert_match(/^##{change}: next try at /, refused.out)
    again = nil
    requests = redmine.requests { again = site.estafeta('sync') }
    assert_code 1, again
    assert_match(/^##{change}: next try at /, again.out)
    assert_wrote_nothing requests
    # Once, as the list of what changed shows what a person did a minute ago again.
    assert_operator requests.count { |one| one.path.start_with?("/issues/#{change}.json") }, :<=, 1
    let_in_again('vmware')
    assert site['tam1'].update(change, 'notes' => 'The group is there again.').ok?
    2.times { site.sync! }
    assert_equal 'ready', site.state(site.tasks(change).fetch('vms'))
  ensure
    let_in_again('vmware')
  end

  def let_in_again(department)
    membership = { 'user_id' => site.group(department), 'role_ids' => [site.ids['roles']['engineer']] }
    site['admin'].post('/projects/aurora/memberships.json', 'membership' => membership)
  end

  def members_of(project) = site['admin'].get("/projects/#{project}/memberships.json?limit=100").body['memberships']

  rule 'the file of ids of another Redmine: nothing is read or written by it, and check --live names what differs' do
    shifted = site.ids['fields'].transform_values { |id| id + 1 }
    File.write(site.file('other-ids.json'), JSON.generate(site.ids.merge('fields' => shifted)))
    config = site.settings_with('other-ids.yaml', 'ids_file' => 'other-ids.json')
    requests = redmine.requests { assert_sentence 2, site.estafeta('sync', config: config), 'Change plan', 'ids_file' }
    assert_wrote_nothing requests
    live = site.estafeta('check', '--live', config: config)
    assert_code 1, live
    assert_includes live.out, 'Change plan'
    assert_equal 1, live.out.lines.grep(/^NO/).size, live.out
    trackers = site.ids['trackers'].merge('task' => site.ids['trackers']['change'])
    File.write(site.file('other-ids.json'), JSON.generate(site.ids.merge('trackers' => trackers)))
    assert_sentence 2, site.estafeta('sync', config: config), 'Change', 'Task'
  end

  # As an administrator does it, what check --live says of it, and what takes it back.
  LATER = {
    'a closed project' => ["Project.find('meridian').close", 'is closed', "Project.find('meridian').reopen"],
    'a permission that was taken' => ["Role.find_by_name('Estafeta').remove_permission!(:edit_issues)", '“Edit issues”',
                                      "Role.find_by_name('Estafeta').add_permission!(:edit_issues)"],
    'a new required field' => [<<~RUBY, 'Contract number', "IssueCustomField.find_by_name('Contract number').destroy"],
      field = IssueCustomField.new(name: 'Contract number', field_format: 'string', is_required: true, is_for_all: true)
      field.trackers = Tracker.all.to_a
      field.save!
    RUBY
    'a role that takes no tasks' => ["Role.find_by_name('Engineer').update!(assignable: false)", 'can be assigned to',
                                     "Role.find_by_name('Engineer').update!(assignable: true)"],
    'an ending that is not allowed' => ["Setting.attachment_extensions_denied = '.svg'", '.svg',
                                        "Setting.attachment_extensions_denied = ''"]
  }.freeze

  # How many issues there are, and what changed last.
  def newest
    found = site['admin'].get('/issues.json?status_id=*&sort=updated_on:desc&limit=1').body
    [found['total_count'], found['issues'].first.slice('id', 'updated_on')]
  end

  long_rule 'what Redmine would refuse later is found by check --live, which changes nothing' do
    assert_code 0, site.estafeta('check', '--live')
    LATER.each do |what, (done, said, taken_back)|
      redmine.execute(done)
      before = newest
      live = site.estafeta('check', '--live')
      assert_code 1, live
      assert(live.out.lines.grep(/^NO/).any? { |line| line.include?(said) }, "#{what}: #{live.out}")
      assert_equal before, newest
    ensure
      redmine.execute(taken_back)
    end
    assert_code 0, site.estafeta('check', '--live')
  end

  rule 'a store that is damaged, and a folder for it that is not there' do
    config = site.settings_with('damaged.yaml', {})
    File.binwrite(site.file('damaged.yaml.db'), "#{'not a database ' * 20}\n")
    assert_sentence 5, site.estafeta('sync', config: config), 'damaged.yaml.db'
    settings = YAML.load_file(config)
    site.write_settings('nowhere-store.yaml', settings.merge('store' => { 'path' => 'vra/lib/store.db' }))
    assert_sentence 2, site.estafeta('sync', config: site.file('nowhere-store.yaml')), 'mkdir -p'
    refute File.exist?(site.file('vra'))
  end

  rule 'settings that cannot be read, and a command that does not exist' do
    assert_sentence 2, site.estafeta('sync', config: site.file('nowhere.yaml')), 'nowhere.yaml'
    assert_code 2, site.estafeta('synchronise')
  end

  rule 'a template with five mistakes: five, each with its line and column' do
    file = site.file('five.yaml')
    File.write(file, <<~YAML)
      template: five
      version: one
      title: "New landscape for {{ sytem }}"
      parameters:
        system: { type: strin, title: System }
      tasks:
        network: { department: network, title: "Network", duration: 8 hours }
        vms: { department: vmware, needs: [netwrk], title: "VMs", duration: 4h }
    YAML
    run = site.estafeta('template', 'lint', file)
    assert_code 1, run
    places = run.out.scan(/five\.yaml:(\d+):(\d+)/).map { |place| place.map(&:to_i) }.uniq
    assert_equal [2, 3, 5, 7, 8], places.map(&:first), run.out
    assert(places.all? { |_, column| column > 1 }, run.out)
    assert_match(/^5 /, run.out)
  end

  rule 'a dry run says beforehand what the sync then does' do
    change = site.agreed('managed-platform', 'system' => 'foretold')
    foretold = nil
    assert_wrote_nothing(redmine.requests { foretold = site.estafeta('sync', '--dry-run') })
    done = site.sync!('--once')
    subjects = site.tasks(change).values.to_h { |one| [one['id'], one['subject']] }
    said = lines_of(foretold).map { |line| line.delete_prefix('(dry run) ') }
    assert_operator said.size, :>, 17
    assert_equal said, lines_of(done).map { |line| line.gsub(/#(\d+)/) { |id| subjects.key?($1.to_i) ? "“#{subjects[$1.to_i]}”" : id } }
  end

  # Without the addresses at their ends and the sum.
  def lines_of(run)
    run.out.lines.map { |line| line.strip.sub(/\s+http:\S+\z/, '') }[0...-1]
  end

  rule 'an overview without its store does not say that nothing waits' do
    config = site.settings_with('no-store.yaml', {})
    [%w[desk], %w[department network]].each do |overview|
      shown = site.estafeta(*overview, config: config)
      assert_code 0, shown
      assert_includes shown.err, 'does not exist yet'
    end
    File.binwrite(site.file('no-store.yaml.db'), "#{'not a database ' * 20}\n")
    assert_sentence 5, site.estafeta('desk', config: config), 'no-store.yaml.db'
  end

  rule 'of two at once the second names the holder of the store and leaves' do
    server = TCPServer.open('127.0.0.1', 0)
    config = site.settings_with('hanging.yaml', 'url' => "http://127.0.0.1:#{server.addr[1]}", 'request_limit' => '60s')
    first = Process.spawn(Acceptance::BINARY, '-c', config, 'sync', out: File::NULL, err: File::NULL)
    server.accept # it has the store by now and waits for an answer that does not come
    second = site.estafeta('sync', config: config)
    assert_sentence 4, second, first.to_s
  ensure
    Process.kill('KILL', first)
    Process.wait(first)
    server.close
  end
end
