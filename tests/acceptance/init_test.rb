# frozen_string_literal: true

# `estafeta init` on a Redmine that Estafeta never saw: by flags and asked at a terminal, a configuration that works comes of it,
# what is there is never overwritten, and the key is shown nowhere.

require 'pty'
require_relative 'support'

class InitTest < Acceptance::Test
  COUNT = 60

  # A Redmine with Debian's default data and incidents, and a key that may only read.
  class Place
    attr_reader :redmine, :folder, :key

    def initialize
      @redmine = Acceptance::Redmine.new(File.join(Acceptance::FOLDER, 'redmine-init'))
      @folder = File.join(Acceptance::FOLDER, 'init')
      FileUtils.rm_rf(@folder)
      FileUtils.mkdir_p(@folder)
      @redmine.start('en')
      made = @redmine.run(File.join(__dir__, 'try_world.rb'), 'ESTAFETA_TRY_COUNT' => COUNT.to_s)
      @key = JSON.parse(made.lines.last).fetch('reader')
      write('reader.key', @key)
    end

    def file(*names) = File.join(@folder, *names)

    def write(name, text)
      FileUtils.mkdir_p(File.dirname(file(name)))
      File.write(file(name), text, perm: 0o600)
    end

    def estafeta(name, *words)
      out, err, status = Open3.capture3(Acceptance::BINARY, '--no-color', '-c', file(name, 'estafeta.yaml'), *words, stdin_data: '')
      Acceptance::Run.new(out.force_encoding('UTF-8'), err.force_encoding('UTF-8'), status.exitstatus)
    end

    # Everything in the folder, by its name.
    def contents(name) = Dir.glob(file(name, '**', '*')).select { |one| File.file?(one) }.to_h { |one| [one, File.binread(one)] }
  end

  def self.place = (@@place ||= Place.new)
  def place = self.class.place

  def init(name, key: 'reader.key', url: place.redmine.url)
    place.estafeta(name, 'init', '--url', url, '--key-file', place.file(key), '--zone', 'Europe/Moscow')
  end

  rule 'by flags it writes what the tracker has, asks only by GET, and what it wrote is right' do
    run = nil
    requests = place.redmine.requests { run = init('flags') }
    assert_code 0, run
    assert_equal %w[GET], requests.map(&:method).uniq
    assert_code 0, place.estafeta('flags', 'check')
    mapping = File.read(place.file('flags', 'mappings', 'tracker.yaml'), encoding: 'UTF-8')
    ['In Progress', 'Feedback', 'Support', 'Urgent', 'Developer', 'Europe/Moscow', 'account: "auditor"'].each { |word| assert_includes mapping, word }
    assert_includes File.read(place.file('flags', 'mappings', 'clients.yaml'), encoding: 'UTF-8'), 'Alpha Foods'
    assert_match(/Adopted from .*: 6 statuses, 3 trackers/, run.out)
    refute_includes run.all, place.key
  end

  rule 'a report of the incidents that are there comes of it at once' do
    run = place.estafeta('flags', '--format', 'json', 'sla', 'report', '--from', (Date.today - 80).to_s)
    assert_code 0, run
    assert_operator JSON.parse(run.out).to_s.size, :>, 500
  end

  rule 'a second time it refuses, and every file is as it was' do
    before = place.contents('flags')
    run = init('flags')
    assert_code 2, run
    assert_includes run.err, 'estafeta.yaml exists already'
    assert_equal before, place.contents('flags')
  end

  rule 'at a terminal it asks for address and key, does not show the key, and keeps it for its owner alone' do
    said = +''
    PTY.spawn(Acceptance::BINARY, '--no-color', '-c', place.file('asked', 'estafeta.yaml'), 'init') do |reader, writer, pid|
      { 'Address of the Redmine' => place.redmine.url, 'API key' => place.key }.each do |question, answer|
        said << reader.readpartial(4096) until said.include?(question)
        writer.puts(answer)
      end
      begin
        loop { said << reader.readpartial(4096) }
      rescue Errno::EIO, EOFError # it has ended
        nil
      end
      assert_equal 0, Process.wait2(pid).last.exitstatus, said
    end
    refute_includes said, place.key
    assert_equal 0o600, File.stat(place.file('asked', 'api.key')).mode & 0o777
    assert_equal place.key, File.read(place.file('asked', 'api.key')).strip
    assert_code 0, place.estafeta('asked', 'check')
    others = place.contents('asked').reject { |name, _| name.end_with?('/api.key') }
    refute others.values.any? { |text| text.include?(place.key) }
  end

  rule 'a key that the tracker does not know leaves nothing behind' do
    place.write('wrong.key', '0123456789012345678901234567890123456789')
    assert_code 3, init('wrong', key: 'wrong.key')
    refute_path_exists place.file('wrong')
  end

  rule 'without a terminal it says which flag is missing' do
    run = place.estafeta('mute', 'init')
    assert_code 2, run
    assert_includes run.err, '--url'
    refute_path_exists place.file('mute')
  end

  rule 'what the package brings and nobody edited is set aside' do
    place.write('package/estafeta.yaml', File.read(File.join(__dir__, '../../install/estafeta.yaml')))
    %w[mappings templates].each { |name| FileUtils.cp_r(File.join(__dir__, '../..', name), place.file('package', name)) }
    assert_code 0, init('package')
    assert_code 0, place.estafeta('package', 'check')
    assert_path_exists place.file('package', 'estafeta.yaml.example')
    assert_path_exists place.file('package', 'templates.example', 'landscape.yaml')
  end
end

Minitest.after_run { InitTest.place.redmine.stop if InitTest.class_variable_defined?(:@@place) }
