# frozen_string_literal: true

# Acceptance tests: the program as people run it, against a real Redmine with people at it. No mocks, no sleeping: whatever
# is waited for is an answer.
#
# ESTAFETA_BINARY: the program. ESTAFETA_ACCEPTANCE: the folder with the prepared databases (prepare.rb makes them) and
# everything a test leaves behind. ESTAFETA_REDMINE_RELEASE and ESTAFETA_REDMINE_DATABASE: of the Redmines in it (default: 5.0 and
# sqlite). ESTAFETA_ACCEPTANCE_PLUGIN=1: with Estafeta's plugin. ESTAFETA_REQUEST_LIMIT: how long Estafeta waits for an answer.

require 'date'
require 'fileutils'
require 'json'
require 'minitest'
require 'open3'
require 'yaml'
require_relative '../../install/redmine/people'

module Acceptance
  ROOT = File.expand_path('../..', __dir__)
  FOLDER = ENV.fetch('ESTAFETA_ACCEPTANCE') { File.join(ROOT, 'build/dev/acceptance') }
  PLUGIN = File.join(ROOT, 'install/redmine_estafeta')
  BINARY = ENV.fetch('ESTAFETA_BINARY') { File.join(ROOT, 'build/dev/estafeta') }

  RELEASE = ENV.fetch('ESTAFETA_REDMINE_RELEASE', '5.0')
  # Whether every Redmine has the plugin from its start on, also for stories that are told without it.
  WITH_PLUGIN = ENV.fetch('ESTAFETA_ACCEPTANCE_PLUGIN', '') == '1'
  DATABASE = ENV.fetch('ESTAFETA_REDMINE_DATABASE', 'sqlite')

  Run = Struct.new(:out, :err, :code) do
    def all = "#{out}#{err}"
    def to_s = "exit code #{code}\n#{all}"
  end

  Request = Struct.new(:method, :path, :login) do
    # The feed is asked by POST, as its list of numbers is too long for an address.
    def write? = method != 'GET' && !%w[/estafeta/issues.json /estafeta/documents.json].include?(path)
    def to_s = "#{method} #{path}"
  end

  # install/redmine/redmine, for one instance.
  class Redmine
    attr_reader :folder

    def initialize(folder)
      @folder = folder
    end

    # `from`: a saved database. `plugin`: with Estafeta's plugin, which was in it when it was saved.
    def start(lang, from: nil, plugin: false)
      more = [*(['--from', from] if from), *(['--plugin', PLUGIN] if plugin)]
      command('up', '--release', RELEASE, '--database', DATABASE, '--fresh', '--lang', lang, *more)
    end

    def stop = command('down')

    # Puts Estafeta's plugin into it, until the next start; `ids` is the file that provisioning wrote.
    def add_plugin(ids, *more)
      command('plugin', PLUGIN)
      install_plugin(ids, *more)
    end

    # Tells the plugin that is in it what it needs to know.
    def install_plugin(ids, *more) = rake('estafeta:install', "IDS=#{ids}", *more)

    # Its tables and settings stay, as when an administrator takes its folder away.
    def remove_plugin
      FileUtils.rm_rf(File.join(@folder, 'app/plugins/redmine_estafeta'))
      restart
    end

    def rake(*words) = command('rake', *words)

    def restart
      stop
      command('up')
    end

    def url = File.read(File.join(@folder, 'url')).strip
    def save(file) = command('save', file)
    def log_file = command('log').strip
    def clear_mails = command('mails', '--clear')
    def run(file, env) = command('runner', file, env: env)

    # Ruby within Redmine: what no form and no REST call does, or not quickly.
    def execute(text)
      file = File.join(@folder, 'execute.rb')
      File.write(file, text)
      run(file, {})
    end

    # address => number, and their total
    def mails
      counts = Dir[File.join(@folder, 'mails', '*')].to_h { |one| [File.basename(one), Dir[File.join(one, '*.eml')].size] }
      counts.merge('total' => counts.values.sum)
    end

    def mail_texts(address)
      Dir[File.join(@folder, 'mails', address, '*.eml')].sort.map { |file| File.read(file, encoding: 'UTF-8') }
    end

    # The requests that Redmine logs while the block runs.
    def requests
      before = File.size(log_file)
      yield
      requests_since(before)
    end

    # Those in the log from that byte on.
    def requests_since(byte)
      text = File.open(log_file, 'rb') { |file| file.seek(byte) && file.read }.force_encoding('UTF-8')
      users = text.scan(/\[([0-9a-f-]{36})\]\s+Current user: (\S+)/).to_h
      text.scan(/\[([0-9a-f-]{36})\] Started (\S+) "([^"]*)"/).map { |id, method, path| Request.new(method, path, users[id]) }
    end

    private

    def command(*words, env: {})
      out, err, status = Open3.capture3(env, File.join(ROOT, 'install/redmine/redmine'), words.first, '--dir', @folder, *words.drop(1))
      raise "redmine #{words.join(' ')}: #{out}#{err}" unless status.success?

      out
    end
  end

  # A Redmine with its people, and an Estafeta beside it.
  class Site
    attr_reader :redmine, :people, :ids, :folder, :service, :settings

    def initialize(name, lang: 'en', plugin: false, settings: {})
      prepared = File.join(FOLDER, "prepared-#{lang}")
      @lang = lang
      @redmine = Redmine.new(File.join(FOLDER, "redmine-#{lang}"))
      @folder = File.join(FOLDER, name)
      FileUtils.rm_rf(@folder)
      FileUtils.mkdir_p(@folder)
      plugin ||= WITH_PLUGIN
      @redmine.start(lang, from: File.join(prepared, plugin ? 'with-plugin.saved' : 'redmine.saved'), plugin: plugin)
      FileUtils.cp_r(%w[key ids.json people.json mappings].map { |one| File.join(prepared, one) }, @folder)
      @settings = Site.settings(@redmine.url).merge(settings)
      write_settings
      @ids = JSON.parse(File.read(file('ids.json'), encoding: 'UTF-8'))
      @people = Estafeta::Person.all(@redmine.url, file('people.json'))
      @service = Estafeta::Person.new(@redmine.url, @ids['account']['login'], 'key' => File.read(file('key')).strip)
    end

    # As install/demo-site writes them. The request limit is short, so that a run after a crash has little to wait for; a machine
    # that is busy with more than the tests wants a longer one.
    def self.settings(url)
      { 'tracker' => { 'kind' => 'redmine', 'url' => url, 'key_file' => 'key', 'ids_file' => 'ids.json', 'request_limit' => ENV.fetch('ESTAFETA_REQUEST_LIMIT', '5s') },
        'store' => { 'path' => 'store.db' }, 'mappings' => 'mappings', 'templates' => File.join(ROOT, 'templates'),
        'live_from' => '2025-01-01T00:00:00Z' }
    end

    def file(name) = File.join(@folder, name)
    def [](login) = @people.fetch(login)

    # A mapping with what the block made of it. JSON is YAML, too, and has no anchors.
    def edit_mapping(name)
      all = YAML.safe_load(File.read(file("mappings/#{name}.yaml")), permitted_classes: [Date, Time])
      yield all
      File.write(file("mappings/#{name}.yaml"), JSON.pretty_generate(all))
    end

    def write_settings(name = 'estafeta.yaml', settings = @settings)
      File.write(file(name), YAML.dump(settings))
      file(name)
    end

    # Other settings beside the site's own; answers the file.
    def settings_with(name, tracker)
      write_settings(name, @settings.merge('tracker' => @settings['tracker'].merge(tracker), 'store' => { 'path' => "#{name}.db" }))
    end

    def estafeta(*words, config: file('estafeta.yaml'))
      out, err, status = Open3.capture3(BINARY, '-c', config, '--no-color', *words.map(&:to_s))
      raise "#{words.join(' ')} prints the API key" if "#{out}#{err}".include?(File.read(file('key')).strip)

      Run.new(out.force_encoding('UTF-8'), err.force_encoding('UTF-8'), status.exitstatus || "signal #{status.termsig}")
    end

    def sync!(*words)
      run = estafeta('sync', *words)
      raise "sync #{words.join(' ')}: #{run}" unless run.code.zero?

      run
    end

    def forget_store
      FileUtils.rm_f(Dir[file('store.db*')])
    end

    # --- words of the mapping <-> ids of this Redmine --------------------------------------------------------------------

    def tracker(kind) = @ids['trackers'].fetch(kind)
    def status(kind, state) = @ids['statuses'].fetch(kind).fetch(state).first
    def field(key) = @ids['fields'].fetch(key)
    def group(department) = @ids['groups'].fetch(department)
    def form_field(key) = "custom_field_values][#{field(key)}"

    def state(issue)
      kind = @ids['trackers'].key(issue['tracker']['id'])
      @ids['statuses'].fetch(kind, {}).find { |_, list| list.include?(issue['status']['id']) }&.first
    end

    def value(issue, key)
      (issue['custom_fields'] || []).find { |one| one['id'] == field(key) }&.fetch('value', nil).to_s
    end

    # --- what people do --------------------------------------------------------------------------------------------------

    # A TAM makes a draft by the web form; answers its id. Parameters of the template are those with texts as names.
    def draft(template, project: 'aurora', by: 'tam1', **parameters)
      text = parameters.map { |name, value| "#{name}: #{value}" }.join("\n")
      page = self[by].create_by_form(project, tracker('change'), 'subject' => "#{template} for a test", 'assigned_to_id' => self[by].id,
                                     form_field('change_template') => template, form_field('change_parameters') => text)
      raise "the draft was not saved: #{page.errors}" unless page.saved?

      page.location[/issues\/(\d+)/, 1].to_i
    end

    def agree(change, by: 'tam1')
      set_state(change, 'change', 'agreed', by)
    end

    def agreed(template, by: 'tam1', **more)
      draft(template, by: by, **more).tap { |id| agree(id, by: by) }
    end

    def set_state(id, kind, state, by, more = {})
      answer = self[by].update(id, { 'status_id' => status(kind, state) }.merge(more))
      now = state(self['admin'].issue(id, include: ''))
      raise "#{by} cannot set ##{id} to #{state}: #{answer.code} #{answer.errors}, it is #{now}" unless now == state
    end

    # Takes a task and finishes it with what it hands over.
    def finish(id, by, values = {})
      set_state(id, 'task', 'in_progress', by, 'assigned_to_id' => self[by].id)
      text = values.map { |name, value| "#{name}: #{value}" }.join("\n")
      set_state(id, 'task', 'done', by, 'custom_fields' => [{ 'id' => field('hand_over'), 'value' => text }])
    end

    # --- what is there ---------------------------------------------------------------------------------------------------

    def issue(id) = self['admin'].issue(id, include: 'journals,relations,children,attachments')
    def notes(id) = issue(id)['journals'].map { |one| one['notes'].to_s }.reject(&:empty?)

    # The children of a change, by the task's key without the change.
    def tasks(change)
      issues = self['admin'].issues("parent_id=#{change}&status_id=*&limit=100&include=relations&sort=id")
      issues.to_h { |one| [value(one, 'task_key').then { |key| key.empty? ? "##{one['id']}" : key.split('/', 2).last }, one] }
    end

    def states(change) = tasks(change).transform_values { |one| state(one) }

    # [[needed, needing], …], sorted, as often as they are there.
    def edges(change)
      tasks = tasks(change)
      names = tasks.to_h { |key, one| [one['id'], key] }
      relations = tasks.values.flat_map { |one| one['relations'] || [] }.uniq { |one| one['id'] }
      relations.select { |one| one['relation_type'] == 'blocks' }.map { |one| [names[one['issue_id']], names[one['issue_to_id']]] }.sort
    end
  end

  # A service that runs beside Redmine until it is told to stop.
  class Service
    attr_reader :log

    def initialize(site, config)
      @log = site.file('serve.log')
      @pid = Process.spawn(Acceptance::BINARY, '-c', config, 'serve', %i[out err] => [@log, 'w'])
      # Also where a rule fails before the one that stops it.
      Minitest.after_run { stop if @pid }
    end

    # Answers the exit code.
    def stop
      Process.kill('TERM', @pid)
      Process.wait2(@pid).last.exitstatus.tap { @pid = nil }
    end

    def text = File.read(@log, encoding: 'UTF-8')
  end

  class Test < Minitest::Test
    PATIENCE = 120 # seconds
    LONG = ENV['ESTAFETA_LONG'] == '1'

    def self.inherited(test)
      super
      Minitest.autorun
    end

    # A test whose name is a sentence.
    def self.rule(sentence, &block)
      define_method("test_#{sentence}", &block)
      rules << "test_#{sentence}"
    end

    # One that only a long run has.
    def self.long_rule(sentence, &) = (rule(sentence, &) if LONG)

    def self.rules = (@rules ||= [])

    # As they are written: a file tells one story on one Redmine.
    def self.runnable_methods = rules

    # For a file whose whole story is told with Estafeta's plugin.
    def self.with_plugin = @with_plugin = true

    # A folder with this file's own templates: their names and texts.
    def self.templates_of(texts)
      @templates_of ||= File.join(FOLDER, "#{name.downcase}-templates").tap do |folder|
        FileUtils.mkdir_p(folder)
        texts.each { |name, text| File.write(File.join(folder, "#{name}.yaml"), text) }
      end
    end

    # The site of this file's tests: started with the first of them, stopped after the last.
    def self.site(lang: 'en', **settings)
      sites[[self, lang]] ||= Site.new("#{name.gsub(/([a-z])([A-Z])/, '\1-\2').downcase}-#{lang}", lang: lang, plugin: @with_plugin, settings: settings)
    end

    def self.sites = (@@sites ||= {})

    def site = self.class.site
    def redmine = site.redmine

    # Asks until it is so; answers how many seconds that took.
    def wait_for(what)
      began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      until yield
        flunk "#{what} has not come after #{PATIENCE} s" if Process.clock_gettime(Process::CLOCK_MONOTONIC) > began + PATIENCE
      end
      Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
    end

    def assert_wrote_nothing(requests)
      writes = requests.select(&:write?)
      assert_empty writes.map(&:to_s)
    end

    def assert_code(code, run)
      assert_equal code, run.code, run.to_s
    end
  end

  Minitest.after_run { Test.sites.each_value { |one| one.redmine.stop } }
end
