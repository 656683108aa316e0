# frozen_string_literal: true

# Several services share the work of eight clients on one PostgreSQL, while any of them is killed, or stopped for longer than its lease, at random:
# each task is made once, each note is written once, and the order is kept. Every figure is what SQL counts in Redmine's database.
#
# ESTAFETA_SHARED_CHANGES: how many there are while services are killed and stopped (default 24). ESTAFETA_SHARED_MEASURED: how many there are for
# each row of the table of 1, 2 and 4 services that nothing befalls (default: no table). ESTAFETA_SHARED_SEED: of what befalls them.

require_relative 'instances'

class SharingTest < Acceptance::Test
  CHANGES = Integer(ENV.fetch('ESTAFETA_SHARED_CHANGES', '24'))
  SEED = Integer(ENV.fetch('ESTAFETA_SHARED_SEED', '20260615'))
  MEASURED = Integer(ENV.fetch('ESTAFETA_SHARED_MEASURED', '0'))
  CLIENTS = (1..8).map { |n| format('client-%02d', n) }
  BETWEEN_LOOKS = 50 # requests
  TEMPLATE = <<~YAML
    template: line-and-host
    version: 1
    title: "A host on a line for {{ system }}"
    parameters: { system: { type: string } }
    tasks:
      line: { department: network, title: "Line for {{ system }}", duration: 1h, gives: { vlan: { type: integer, title: "VLAN number" } } }
      host: { department: unix, needs: [line], title: "Host {{ system }}", description: "VLAN: {{ line.vlan }}", duration: 1h }
  YAML

  def self.templates = templates_of('line-and-host' => TEMPLATE)

  # Far more writes and mails a pass than there are: what is looked at is not the limits.
  def self.site(**) = super(**{ 'templates' => templates, 'poll_interval' => '3s', 'pictures' => false, 'limits' => { 'writes_per_pass' => 100_000, 'mails_per_pass' => 100_000 } })

  def database = (@@database ||= Acceptance::SharedDatabase.new)

  def within(file, act = '', **more)
    facts = { 'ids' => site.ids, 'clients' => CLIENTS, 'template' => 'line-and-host', 'act' => act }.merge(more.transform_keys(&:to_s))
    File.write(site.file('facts.json'), JSON.generate(facts))
    redmine.run(File.join(__dir__, file), 'SHARING_FACTS' => site.file('facts.json'))
  end

  def describe
    site.edit_mapping('clients') do |all|
      aurora = all['clients']['aurora'].tap { |one| one.delete('freezes') }
      CLIENTS.each { |id| all['clients'][id] = aurora.merge('project' => id, 'name' => id.capitalize) }
    end
    within('sharing_life.rb', 'clients')
  end

  def open_changes(count)
    @@opened ||= 0
    within('sharing_life.rb', 'changes', count: count, first: @@opened + 1)
    @@opened += count
  end

  def in_state(kind, state) = site['admin'].get("/issues.json?limit=1&tracker_id=#{site.tracker(kind)}&status_id=#{site.status(kind, state)}").body['total_count']

  # Hears what Redmine is asked until it is so; answers how many seconds that took. Who ended meanwhile is started again.
  def hear_until(instances, trouble = nil)
    began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    heard = 0
    IO.popen(['tail', '-n', '0', '-F', redmine.log_file]) do |log|
      log.each_line do |line|
        started = line.force_encoding('UTF-8').scrub.match(/Started (\S+) "([^"]*)"/) or next
        trouble&.heard(Acceptance::Request.new(started[1], started[2]))
        next unless ((heard += 1) % BETWEEN_LOOKS).zero?

        instances.look_after
        break if yield
      end
      Process.kill('TERM', log.pid)
    end
    Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
  end

  def counts = (@@counts ||= JSON.parse(within('sharing_counts.rb').lines.last))
  def task(key) = counts['keys'].fetch(key).first
  def changes
    counts['keys'].keys.map { |key| key.split('/').first }.uniq.tap { |all| assert_equal CHANGES, all.size }
  end

  def log(text) = puts("#{Time.now.strftime('%H:%M:%S')} #{text}")

  def services(count)
    Acceptance::Instances.new(site, database, count).tap do |all|
      wait_for("#{count} services") do
        all.look_after
        all.all_joined?
      end
    end
  end

  def measure(count)
    instances = services(count)
    open_changes(MEASURED)
    log_size = File.size(redmine.log_file)
    took = hear_until(instances) { in_state('change', 'in_progress') == @@opened }
    log format('| %d | %.0f s | %.1f a minute | %d |', count, took, MEASURED * 60 / took, redmine.requests_since(log_size).size)
  ensure
    instances&.stop
  end

  rule 'eight clients with changes of their own' do
    describe
    log '| services | time | changes | requests |' if MEASURED.positive?
    [1, 2, 4].each { |count| measure(count) } if MEASURED.positive?
    redmine.execute("Issue.where(\"subject LIKE 'Change %'\").destroy_all")
    @@opened = 0
  end

  rule 'while services are killed and stopped, each change is made and each of its tasks comes to its turn' do
    instances = services(4)
    open_changes(CHANGES)
    trouble = Acceptance::Trouble.new(instances, Random.new(SEED), [60, CHANGES / 2].max)
    log format('%d changes made after %.0f s', CHANGES, hear_until(instances, trouble) { in_state('task', 'ready') == CHANGES && in_state('change', 'in_progress') == CHANGES })
    within('sharing_life.rb', 'finish')
    log format('first tasks handed on after %.0f s', hear_until(instances, trouble) { in_state('task', 'ready') == CHANGES })
    within('sharing_life.rb', 'finish')
    instances.look_after
    log "killed #{instances.killed} times, stopped for longer than its lease #{instances.stopped} times"
    instances.stop
    log "#{counts['keys'].size} tasks, #{counts['edges'].size} relations, #{counts['notes'].values.sum(&:size)} notes; there twice: #{counts['twice'].size}, ready too early: #{counts['early'].size}"
  end

  rule 'each task is there once, with the one it waits for' do
    each = changes
    assert_empty(counts['keys'].reject { |_, tasks| tasks.size == 1 })
    assert_equal each.flat_map { |id| ["#{id}/host", "#{id}/line"] }.sort, counts['keys'].keys.sort
    assert_equal changes.map { |id| [task("#{id}/line"), task("#{id}/host")] }.sort, counts['edges'].sort
  end

  rule 'no task was ready before its turn, and each became so once' do
    each = changes
    assert_empty counts['early']
    assert_equal(each.map { |id| [task("#{id}/host").to_s, 1] }.sort, counts['ready'].to_a.sort)
  end

  rule 'each hand-over and each note is there once' do
    hosts = changes.map { |id| task("#{id}/host").to_s }
    assert_empty counts['twice']
    assert_empty(hosts.reject { |id| counts['notes'].fetch(id, []).size == 1 })
  end

  rule 'a service with an empty store tells the end of each change once, and then has nothing left to do' do
    2.times { site.sync! }
    assert_wrote_nothing(redmine.requests { site.sync! })
    @@counts = nil
    assert_empty counts['twice']
    assert_empty(counts['keys'].reject { |_, tasks| tasks.size == 1 })
  end
end
