# frozen_string_literal: true

# With the plugin, Redmine below a path of its address (`https://example.org/tracker`) and in several processes, as companies run
# it: what Estafeta writes, reads and shows has the path, and it does not matter which process answers.

require 'socket'

ENV['ESTAFETA_REDMINE_PATH'] = '/tracker'
ENV['ESTAFETA_REDMINE_WORKERS'] = '2'
require_relative 'support'

class SubUriTest < Acceptance::Test
  with_plugin

  PATH = ENV.fetch('ESTAFETA_REDMINE_PATH')

  def change
    @@change ||= site.agreed('landscape', 'system' => 'below', 'backup' => 'false')
  end

  def task(key) = site.tasks(change).fetch(key)

  # The processes that answered in the part of the log from that byte on.
  def processes_since(byte)
    File.open(redmine.log_file, 'rb') { |file| file.seek(byte) && file.read }.force_encoding('UTF-8').scan(/#(\d+)\]  INFO -- : \[[0-9a-f-]{36}\] Started/).uniq.size
  end

  # The block, by several people at once, until both processes have answered; its answers.
  def by_both_processes(&block)
    before = File.size(redmine.log_file)
    answers = []
    wait_for('an answer of both processes') do
      answers += Array.new(6) { Thread.new(&block) }.map(&:value)
      processes_since(before) == 2
    end
    answers
  end

  rule 'a change that is agreed to has its tasks, made by the plugin, and what is said of them has the path' do
    change
    run = nil
    requests = redmine.requests { run = site.sync! }
    assert_operator requests.count { |one| one.path == "#{PATH}/estafeta/apply.json" }, :>, 0
    assert_equal({ 'network' => 'ready', 'vms' => 'waiting', 'linux' => 'waiting', 'web' => 'waiting', 'accept' => 'waiting' }, site.states(change))
    addresses = run.all.scan(%r{http://\S+/issues/\d+})
    refute_empty addresses
    assert_empty addresses.reject { |one| one.start_with?("#{redmine.url}/") }
    assert redmine.url.end_with?(PATH)
  end

  rule 'who starts too early reads what is open, and no link of a page leads out of the path' do
    answer = site['vmware1'].update(task('vms')['id'], 'status_id' => site.status('task', 'in_progress'))
    assert_equal 422, answer.code
    assert_includes answer.errors.join, "This task cannot start yet. Not finished: ##{task('network')['id']} "
    form = site['vmware1'].open("/issues/#{task('vms')['id']}/edit").text
    assert_includes form, 'Cannot start yet.'
    page = site['tam1'].open("/issues/#{change}").text
    assert_includes page, "href=\"#{PATH}/issues/#{task('vms')['id']}\""
    [form, page].each do |one|
      assert_empty one.scan(%r{\b(?:href|src|action)="(/(?!/)[^"]*)"}).flatten.reject { |address| address.start_with?("#{PATH}/") || address == PATH }
    end
  end

  rule 'the feed answers what REST does, the addresses of files too' do
    fed = site.service.post('/estafeta/issues.json', 'ids' => [change]).body['issues'].first
    stock = site.service.issue(change, include: 'attachments,journals')
    refute_empty stock['attachments']
    assert_equal stock['attachments'].map { |one| one['content_url'] }, fed['attachments'].map { |one| one['content_url'] }
    assert_equal stock['journals'], fed['journals']
    site.finish(task('network')['id'], 'network1', 'vlan' => 7, 'subnet' => '10.7.0.0/24')
    site.sync!
    assert_equal 'ready', site.states(change)['vms']
  end

  rule 'what is sent to several processes at once, or again, is carried out once' do
    action = { 'key' => 'once', 'do' => 'create', 'mails' => 'nobody',
               'issue' => { 'project_id' => 'aurora', 'tracker_id' => site.tracker('task'), 'subject' => 'once', 'status_id' => site.status('task', 'waiting') } }
    answers = by_both_processes { site.service.post('/estafeta/apply.json', 'actions' => [action]).body['results'].first }
    made, busy = answers.partition { |one| one['error'].nil? }
    assert_equal 1, made.map { |one| one['id'] }.uniq.size
    assert_equal 1, made.count { |one| !one['repeated'] }
    assert_empty busy.map { |one| one['error'] } - ['busy']
    assert_equal 1, site['admin'].issues('status_id=*&subject=once').size
  end

  rule 'what is saved is told to the connector once, whichever process saved it' do
    listener = TCPServer.new('127.0.0.1', 0)
    hints = Queue.new
    Thread.new do
      loop do
        hint = listener.accept
        length = hint.each_line.take_while { |line| line != "\r\n" }.grep(/\AContent-Length/i).first[/\d+/].to_i
        hints << hint.read(length)
        hint.write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        hint.close
      end
    end
    File.write(site.file('hints.secret'), "known to both\n", perm: 0o600)
    redmine.rake('estafeta:install', "IDS=#{site.file('ids.json')}", "HINTS=http://127.0.0.1:#{listener.addr[1]}/hints", "SECRET_FILE=#{site.file('hints.secret')}")
    told = []
    before = File.size(redmine.log_file)
    saves = 0
    wait_for('a save by each process') do
      assert_equal 204, site['tam1'].update(change, 'notes' => "Note #{saves += 1}").code
      told << hints.pop
      processes_since(before) == 2 && saves >= 6
    end
    assert_empty hints
    assert_equal saves, told.uniq.size
  end

  rule 'settings of the plugin that are changed are those of every process at once' do
    codes = -> { by_both_processes { [site['tam1'], site.service].map { |who| who.get('/estafeta/capabilities.json').code } }.uniq }
    assert_equal [[403, 200]], codes.call
    redmine.execute(<<~RUBY)
      settings = Setting.plugin_redmine_estafeta
      Setting.plugin_redmine_estafeta = settings.merge('words' => settings['words'].merge('account' => { 'id' => #{site['tam1'].id}, 'login' => 'tam1' }))
    RUBY
    assert_equal [[200, 403]], codes.call
  end
end
