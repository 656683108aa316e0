# frozen_string_literal: true

# With the plugin, the service looks as soon as something changed; saving waits for nobody, and nobody else can wake it. It polls
# so seldom here that whatever comes in this story came by a hint.

require 'net/http'
require 'openssl'
require 'socket'
require_relative 'support'

class HintsTest < Acceptance::Test
  def port = (@@port ||= TCPServer.open('127.0.0.1', 0) { |one| one.addr[1] })
  def secret_file = site.file('hints.secret')

  def install_plugin(url)
    File.write(secret_file, "one-that-both-know\n", perm: 0o600) unless File.exist?(secret_file)
    redmine.rake('estafeta:install', "IDS=#{site.file('ids.json')}", "HINTS=#{url}", "SECRET_FILE=#{secret_file}")
  end

  def service
    @@service ||= begin
      redmine.add_plugin(site.file('ids.json'))
      install_plugin("http://127.0.0.1:#{port}/hints")
      settings = YAML.safe_load(File.read(site.file('estafeta.yaml')), permitted_classes: [Date])
      listener = { 'address' => "127.0.0.1:#{port}", 'secret_file' => 'hints.secret' }
      config = site.write_settings('serve.yaml', settings.merge('poll_interval' => '1h', 'listener' => listener))
      Acceptance::Service.new(site, config).tap { |one| wait_for('the service') { one.text.include?('Takes hints') } }
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

  rule 'a change that is agreed to has its tasks, and each task that is closed in the browser makes the next one ready, at once' do
    service
    times = (1..3).flat_map do |number|
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
    puts "ready after #{times.map { |one| one.round(1) }.sort.join(', ')} s"
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

  rule 'saving is as quick while the service is stopped, and while nobody answers at its address' do
    id = site['tam1'].create('project_id' => 'aurora', 'tracker_id' => site.tracker('incident'), 'subject' => 'Saved often').body['issue']['id']
    save = lambda do
      began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      12.times { |n| assert_equal 204, site['tam1'].update(id, 'subject' => "Saved often #{n} #{began}").code }
      Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
    end
    save.call
    assert_equal 0, service.stop
    stopped = save.call
    silent = TCPServer.new('127.0.0.1', 0)
    install_plugin("http://127.0.0.1:#{silent.addr[1]}/hints")
    hanging = save.call
    redmine.rake('estafeta:install', "IDS=#{site.file('ids.json')}")
    without = save.call
    puts format('twelve saves: %.2f s without hints, %.2f s with the service stopped, %.2f s with nobody answering', without, stopped, hanging)
  ensure
    silent&.close
  end
end
