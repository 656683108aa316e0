# frozen_string_literal: true

# Several services that share the work on one PostgreSQL, and what may befall them.

require 'open3'
require 'tmpdir'
require_relative 'support'

module Acceptance
  # A PostgreSQL server that goes with the test.
  class SharedDatabase
    SCRIPT = File.join(ROOT, 'tests/support/postgresql')
    NAME = 'shared'

    def initialize
      @folder = Dir.mktmpdir('estafeta-shared')
      raise 'PostgreSQL did not start' unless system(SCRIPT, 'start', @folder, Process.pid.to_s)

      query("CREATE DATABASE #{NAME}", 'postgres')
    end

    # Of a store there. Another one would be another service's, and the tracker's page says whom that serves.
    def settings = { 'host' => @folder, 'database' => NAME, 'user' => 'postgres', 'share_work' => true }

    # The lines of the answer.
    def query(sql, database = NAME)
      out, err, status = Open3.capture3('psql', '-XAtq', '-h', @folder, '-U', 'postgres', '-d', database, '-c', sql)
      raise err unless status.success?

      out.lines(chomp: true)
    end
  end

  class Instances
    EXPECTED_ENDS = [3, 'KILL'].freeze # the share was taken over, and systemd starts it again; killed

    attr_reader :killed, :stopped, :started

    def initialize(site, database, count)
      @site = site
      @database = database
      @store = database.settings
      @processes = {} # number => process
      @asleep = {}
      @killed = @stopped = @started = 0
      count.times { |number| start(number) }
      Minitest.after_run { stop }
    end

    # Each is a member, and nothing is left over.
    def all_joined?
      return false if @database.query("SELECT COUNT(*) FROM pg_tables WHERE tablename IN ('estafeta_member', 'estafeta_part')") != ['2']

      @database.query('SELECT COUNT(*) FROM estafeta_member') == [@processes.size.to_s] &&
        @database.query('SELECT COALESCE(MIN(holder), 0) > 0 FROM estafeta_part') == ['t']
    end

    # As systemd would: who ended is started again.
    def look_after
      @processes.each do |number, process|
        ended = Process.wait2(process, Process::WNOHANG) or next
        how = ended.last.exitstatus || Signal.signame(ended.last.termsig)
        raise "instance #{number} ended with #{how}: #{File.read(log(number)).lines.last(5).join}" unless EXPECTED_ENDS.include?(how)

        @asleep.delete(number)
        start(number)
      end
      wake_those_who_were_ended
    end

    def kill(number)
      Process.kill('KILL', @processes[number])
      @killed += 1
    end

    def stop_for_longer_than_its_lease(number)
      Process.kill('STOP', @processes[number])
      @asleep[number] = true
      @stopped += 1
    end

    def awake = @processes.keys - @asleep.keys

    def stop
      @processes.each_value do |process|
        Process.kill('CONT', process)
        Process.kill('TERM', process)
      end
      @processes.each_value { |process| Process.wait(process) }
      @processes.clear
    end

    private

    def log(number) = @site.file("instance-#{number}.log")

    def start(number)
      config = @site.write_settings("instance-#{number}.yaml", @site.settings.merge('store' => { 'postgresql' => @store, 'status_file' => "status-#{number}" }))
      @processes[number] = Process.spawn(BINARY, '-c', config, 'serve', %i[out err] => [log(number), 'a'])
      @started += 1
    end

    # Others have ended its membership: it writes nothing more, and learns that now.
    def wake_those_who_were_ended
      return if @asleep.empty?

      members = @database.query('SELECT process FROM estafeta_member').map(&:to_i)
      @asleep.each_key.reject { |number| members.include?(@processes[number]) }.each do |number|
        Process.kill('CONT', @processes[number])
        @asleep.delete(number)
      end
    end
  end

  # Kills some and stops others, each time after some writes that Redmine has got; at least one is left alone.
  class Trouble
    # `writes`: so many at most are between two of them.
    def initialize(instances, random, writes)
      @instances = instances
      @random = random
      @most = writes
      choose
    end

    def heard(request)
      return if !request.write? || (@writes -= 1).positive?

      awake = @instances.awake
      victim = awake.sample(random: @random)
      if @random.rand(2).zero?
        @instances.kill(victim)
      elsif awake.size > 2
        @instances.stop_for_longer_than_its_lease(victim)
      end
      choose
    end

    private

    def choose = (@writes = 1 + @random.rand(@most))
  end
end
