# frozen_string_literal: true

# `estafeta try` on a Redmine that Estafeta never saw: Debian's default data, incidents of mixed histories, a key that can
# only read. Its figures against a count by SQL on Redmine's own database.

require 'time'
require_relative 'support'
require_relative 'try_counts'

# The same story in each language.
module TryStory
  FLAT = <<~YAML
    policies:
      standard:
        - valid_from: 2000-01-01
          clocks:
            resolution: { pause_in: [ "on_hold:client" ] }
          targets:
            - { calendar: 24x7, response: 4h, resolution: 24h }
  YAML

  # What all tests of a class share: the instance, the folder, the keys.
  class Place
    attr_reader :redmine, :folder

    def initialize(lang, zone, count)
      @lang = lang
      @zone = zone
      @redmine = Acceptance::Redmine.new(File.join(Acceptance::FOLDER, "redmine-try-#{lang}"))
      @folder = File.join(Acceptance::FOLDER, "try-#{lang}")
      FileUtils.rm_rf(@folder)
      FileUtils.mkdir_p(@folder)
      @redmine.start(lang)
      made = @redmine.run(File.join(__dir__, 'try_world.rb'), 'ESTAFETA_TRY_COUNT' => count.to_s)
      JSON.parse(made.lines.last).each { |name, key| File.write(file("#{name}.key"), key, perm: 0o600) }
    end

    def file(name) = File.join(@folder, name)
    def database = File.join(@redmine.folder, 'data/instance/default/db/redmine.sqlite3')

    def estafeta(*words, key: 'reader.key', out: 'out', url: @redmine.url, zone: @zone)
      out, err, status = Open3.capture3(Acceptance::BINARY, '--no-color', 'try', '--url', url, '--key-file', file(key), '--out', file(out),
                                        '--zone', zone, '--requests-per-second', '200', *words)
      Acceptance::Run.new(out.force_encoding('UTF-8'), err.force_encoding('UTF-8'), status.exitstatus)
    end

    # Whether members may be seen is public in this Redmine; an initializer makes it a right that the reader does not have.
    def hide_members
      file = File.join(@redmine.folder, 'app/config/initializers/30-hidden-members.rb')
      File.write(file, "Rails.application.config.after_initialize { Redmine::AccessControl.permission(:view_members).instance_variable_set(:@public, false) }\n")
      @redmine.restart
      yield
    ensure
      FileUtils.rm_f(file)
      @redmine.restart
    end
  end

  def self.included(test)
    test.rule 'try ends with a report, and does nothing but read' do
      run = nil
      began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
      requests = place.redmine.requests { run = place.estafeta('--format', 'json') }
      assert_code 0, run
      assert_equal %w[GET], requests.map(&:method).uniq
      assert_equal %w[auditor], requests.map(&:login).uniq
      @@told[self.class] = told = JSON.parse(run.out)
      puts "#{self.class}: #{told['incidents']} incidents, #{requests.size} requests, #{(Process.clock_gettime(Process::CLOCK_MONOTONIC) - began).round} s; #{told['clocks']}"
      assert_equal told['incidents'], told['read_anew']
      page = File.read(place.file('out/report.html'), encoding: 'UTF-8')
      assert_includes page, "lang=\"#{self.class::LANG}\""
      assert_match(%r{</html>\s*\z}, page)
      told['clocks'].each_value { |clock| assert_includes page.gsub(/<[^>]*>/, ' '), clock['breached'].to_s }
    end

    test.rule 'the incidents are those in the database, by month, priority and project, open and closed' do
      counts = counts(told)
      assert_equal counts.incidents, told['incidents']
      assert_equal counts.open, told['open']
      assert_equal counts.by_month_created, told['by_month_created']
      assert_equal counts.by_first_priority, told['by_first_priority']
      assert_equal counts.by_project, told['by_project']
      assert_operator counts.incomplete, :>, 0 if self.class::COUNT >= 300
      assert_equal({ 'complete' => counts.incidents - counts.incomplete, 'history_incomplete' => counts.incomplete, 'unknown_status' => 0, 'no_contract' => 0 },
                   told['verdicts'])
    end

    test.rule 'with a flat policy round the clock, every clock met, breached and open is one in the database' do
      FileUtils.cp_r(place.file('out'), place.file('flat'))
      File.write(place.file('flat/mappings/policies.yaml'), FLAT)
      run = place.estafeta('--format', 'json', out: 'flat')
      assert_code 0, run
      flat = JSON.parse(run.out)
      assert_equal 0, flat['read_anew']
      assert_equal FLAT, File.read(place.file('flat/mappings/policies.yaml'))
      counts = counts(flat)
      assert_equal counts.response, flat['clocks']['response'].slice('met', 'breached', 'open')
      assert_equal counts.resolution, flat['clocks']['resolution'].slice('met', 'breached', 'open')
      assert(counts.resolution.values.all?(&:positive?)) if self.class::COUNT >= 1000
    end

    test.rule 'guesses are told with their reasons, in the language of the site' do
      FileUtils.mkdir_p(place.file('again'))
      FileUtils.cp(place.file('out/read.sqlite3'), place.file('again'))
      run = place.estafeta(out: 'again')
      assert_code 0, run
      self.class::SAID.each { |words| assert_match words, run.out }
      assert_match self.class::SAID.first, File.read(place.file('again/mappings/tracker.yaml'), encoding: 'UTF-8').gsub(/[-"#]/, ' ')
    end

    test.rule 'a status that means nothing is an error that names it' do
      file = place.file('again/mappings/tracker.yaml')
      text = File.read(file, encoding: 'UTF-8')
      File.write(file, text.lines.reject { |line| line =~ /^\s+- "#{self.class::FEEDBACK}"/ }.join.sub(/^      on_hold:\n(?=      resolved)/, ''))
      run = place.estafeta(out: 'again')
      assert_code 1, run
      assert_includes run.err, self.class::FEEDBACK
    end

    test.rule 'a key that may not see members comes to the same' do
      place.hide_members do
        FileUtils.mkdir_p(place.file('hidden'))
        FileUtils.cp(place.file('out/read.sqlite3'), place.file('hidden'))
        requests = place.redmine.requests do
          run = place.estafeta('--format', 'json', out: 'hidden')
          assert_code 0, run
          hidden = JSON.parse(run.out)
          assert_equal told['verdicts'], hidden['verdicts']
          assert_equal told['clocks'], hidden['clocks']
        end
        assert_equal %w[GET], requests.map(&:method).uniq
      end
    end
  end

  @@told = {}
  def told = @@told.fetch(self.class)
  def place = self.class.place

  def counts(told)
    Acceptance::TryCounts.new(place.database, since: Time.iso8601(told['since']).to_i, now: Time.iso8601(told['now']).to_i, offset: self.class::OFFSET)
  end
end

class TryEnglishTest < Acceptance::Test
  LANG = 'en'
  COUNT = Integer(ENV.fetch('ESTAFETA_TRY_COUNT_EN', LONG ? 2000 : 500))
  OFFSET = 0
  FEEDBACK = 'Feedback'
  SAID = [/Feedback\s+on hold: the client\s+by its name; used \d+ times|Feedback\s+by its name; used \d+ times/, /Support\s+an incident/, /Anonymous/, /Buyer Gone\s+the customer/,
          /Leaver Left\s+staff/, /Reporter\s+the customer/].freeze

  def self.place = (@@place ||= TryStory::Place.new(LANG, 'UTC', COUNT))
  include TryStory

  # Exit code 2: what was asked is wrong; 3: the tracker refuses.
  rule 'what cannot work says why' do
    File.write(place.file('wrong.key'), 'f' * 40, perm: 0o600)
    assert_refused 3, /API key/, key: 'wrong.key', out: 'refused'
    assert_refused 3, /sees no issue/, key: 'blind.key', out: 'refused'
    assert_refused 2, /other folder|another folder/i, url: 'http://127.0.0.1:1'
    assert_refused 3, /cannot be reached/, url: 'http://127.0.0.1:1', out: 'nobody'
    assert_refused 2, /not a Redmine/, url: "#{place.redmine.url}/projects", out: 'no-redmine'
    assert_refused 2, /reader.key\/none|key/, key: 'none.key', out: 'refused'
    assert_refused 2, /Nothing can be written/, out: 'reader.key'
    %w[refused nobody no-redmine].each { |folder| refute File.exist?(place.file(folder)), folder }
    assert_equal 0o600, File.stat(place.file('out/report.html')).mode & 0o777
    assert_refused 2, /time zone/, zone: 'Nowhere/At_all'
  end

  rule 'nor does a Redmine without REST' do
    place.redmine.execute("Setting.rest_api_enabled = '0'")
    assert_refused 3, /REST/, out: 'refused'
  end

  private

  def assert_refused(code, words, *flags, **where)
    run = place.estafeta(*flags, **where)
    assert_code code, run
    assert_match words, run.all
  end
end

class TryRussianTest < Acceptance::Test
  LANG = 'ru'
  COUNT = Integer(ENV.fetch('ESTAFETA_TRY_COUNT_RU', 300))
  OFFSET = 3 * 3600
  FEEDBACK = 'Нужен отклик'
  SAID = [/Нужен отклик\s+(приостановлено: клиент\s+)?по имени; встретился \d+ раз/, /Поддержка\s+инцидент/, /Аноним/, /Buyer Gone\s+клиент/, /Leaver Left\s+сотрудник/,
          /Репортёр\s+клиент/].freeze

  def self.place = (@@place ||= TryStory::Place.new(LANG, 'Europe/Moscow', COUNT))
  include TryStory
end

Minitest.after_run do
  [TryEnglishTest, TryRussianTest].each { |test| test.place.redmine.stop if test.class_variable_defined?(:@@place) }
end
