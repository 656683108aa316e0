# frozen_string_literal: true

# With the plugin, the service looks as soon as something changed; saving waits for nobody, and nobody else can wake it. It polls
# so seldom here that whatever comes in this story came by a hint.

require 'net/http'
require 'openssl'
require 'socket'
require_relative 'support'

class HintsTest < Acceptance::Test
  with_plugin

  # A long run measures: twenty tasks, and five rounds of saving in turns, as a machine gets slower or quicker meanwhile.
  CHANGES = LONG ? 10 : 3
  ROUNDS = LONG ? 5 : 1

  def port = (@@port ||= TCPServer.open('127.0.0.1', 0) { |one| one.addr[1] })
  def secret_file = site.file('hints.secret')

  def install_plugin(url)
    File.write(secret_file, "one-that-both-know\n", perm: 0o600) unless File.exist?(secret_file)
    redmine.install_plugin(site.file('ids.json'), "HINTS=#{url}", "SECRET_FILE=#{secret_file}")
  end

  def own_address = "http://127.0.0.1:#{port}/hints"

  def start
    settings = YAML.safe_load(File.read(site.file('estafeta.yaml')), permitted_classes: [Date])
    listener = { 'address' => "127.0.0.1:#{port}", 'secret_file' => 'hints.secret' }
    config = site.write_settings('serve.yaml', settings.merge('poll_interval' => '1h', 'listener' => listener))
    Acceptance::Service.new(site, config).tap { |one| wait_for('the service') { one.text.include?('Takes hints') } }
  end

  def service
    @@service ||= begin
      install_plugin(own_address)
      start
    end
  end

  def state(id) = site.state(site.issue(id))
  def task(change, key) = site.tasks(change).fetch(key)['id']

  def hint(body, signature)
    request = Net::HTTP::Post.new('/hints', 'Content-Type' => 'application/json', 'X-Estafeta-Signature' => signature)
    request.body = body
    Net::HTTP.start('127.0.0.1', port) { |http| http.request(request) }.code.to_i
  end

  def signature(body, secret = 'one-that-both-know') = "sha256=#{OpenSSL::HMAC.hexdigest('SHA256', secret, body)}"

  def passes
    Net::HTTP.get(URI("http://127.0.0.1:#{port}/metrics")).scan(/^estafeta_passes_total\{[^}]*\} (\d+)/).sum { |(count)| count.to_i }
  end

  # What the saves led to is over, as it is when the next person saves: all other ways are measured from rest as well.
  def from_rest(save)
    before = passes
    seconds = save.call
    wait_for('the pass that the saves led to') { passes > before }
    seconds
  end

  def median(numbers) = numbers.sort.then { |all| (all[(all.size - 1) / 2] + all[all.size / 2]) / 2.0 }

  rule 'a change that is agreed to has its tasks, and each task that is closed in the browser makes the next one ready, at once' do
    service
    times = (1..CHANGES).flat_map do |number|
      change = site.agreed('landscape', 'system' => "hints-#{number}", 'backup' => 'false')
      wait_for('the tasks') { site.tasks(change).size > 3 && site.issue(change)['status']['id'] == site.status('change', 'in_progress') }
      [['network', 'network1', "vlan: 7\nsubnet: 10.7.0.0/24", 'vms'], ['vms', 'vmware1', 'hosts: hints-1', 'linux']].map do |key, who, values, following|
        id = task(change, key)
        site.set_state(id, 'task', 'in_progress', who)
        site[who].edit_by_form(id, 'status_id' => site.status('task', 'done'), site.form_field('hand_over') => values)
        assert_equal 'done', state(id)
        wait_for("#{following} to be ready") { state(task(change, following)) == 'ready' }
      end
    end
    puts "ready after #{times.map { |one| one.round(1) }.sort.join(', ')} s, median #{median(times).round(1)} s"
  end

  rule 'a hint that is forged, old or sent again is refused' do
    good = JSON.generate(id: 'one', sent: Time.now.to_i)
    assert_equal 401, hint(good, signature(good, 'guessed'))
    assert_equal 401, hint(good, '')
    assert_equal 204, hint(good, signature(good))
    assert_equal 409, hint(good, signature(good))
    old = JSON.generate(id: 'two', sent: Time.now.to_i - 3600)
    assert_equal 409, hint(old, signature(old))
    assert_equal 400, hint('[]', signature('[]'))
  end

  # In turns, as a machine gets slower or quicker meanwhile, and each right after a start of Redmine.
  rule 'saving is as quick with the service running, while it is stopped, and while nobody answers at its address' do
    assert_equal 0, service.stop
    id = site['tam1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('incident'), 'subject' => 'Saved often').body['issue']['id']
    save = lambda do
      began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      12.times { |n| assert_equal 204, site['tam1'].update(id, 'subject' => "Saved often #{n} #{began}").code }
      Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
    end
    seconds = Hash.new { |all, how| all[how] = [] }
    silent = TCPServer.new('127.0.0.1', 0)
    ROUNDS.times do
      install_plugin(own_address)
      save.call
      seconds['with the service stopped'] << save.call
      running = start
      from_rest(save)
      seconds['with the service running'] << from_rest(save)
      seconds['with it running, without a rest'] << save.call
      assert_equal 0, running.stop
      { 'with nobody answering' => "http://127.0.0.1:#{silent.addr[1]}/hints", 'without hints' => nil }.each do |how, url|
        url ? install_plugin(url) : redmine.install_plugin(site.file('ids.json'))
        save.call
        seconds[how] << save.call
      end
    end
    seconds.each { |how, all| puts format('twelve saves %s: median %.2f s of %s', how, median(all), all.map { |one| one.round(2) }.sort.join(', ')) }
  ensure
    silent&.close
  end
end
