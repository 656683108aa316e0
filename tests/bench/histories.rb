# frozen_string_literal: true

# How long it takes to read the histories of closed incidents (incidents.rb makes them) from a Redmine with the plugin: all of them
# over the feed, a sample over stock REST on as many connections as the connector uses, and what the database alone takes of the feed. In turns, three times over; medians.
#
#   ruby histories.rb SITE REDMINE [SAMPLE]     SITE: the folder of demo-site, REDMINE: that of redmine up; default: 400

require 'etc'
require 'json'
require 'net/http'

class Histories
  AT_ONCE = 500 # as the connector asks
  CONNECTIONS = 6
  ROUNDS = 3
  TICKS = Etc.sysconf(Etc::SC_CLK_TCK)
  INCLUDE = 'journals,children,relations,attachments,watchers,allowed_statuses'

  def initialize(site, redmine, sample)
    @redmine = redmine
    @url = URI(File.read(File.join(redmine, 'url')).strip)
    @head = { 'X-Redmine-API-Key' => File.read(File.join(site, 'key')).strip, 'Content-Type' => 'application/json' }
    @account, @tracker = JSON.parse(File.read(File.join(site, 'ids.json'), encoding: 'UTF-8')).then { |ids| [ids['account']['id'], ids['trackers']['incident']] }
    @sample = sample
  end

  def run
    ids = all
    feed([ids.first(AT_ONCE)])
    some = ids.each_slice([ids.size / @sample, 1].max).map(&:first).first(@sample)
    singly(some.first(CONNECTIONS))
    @cpu = []
    rounds = Array.new(ROUNDS) { [served { feed(ids.each_slice(AT_ONCE)) }, served { singly(some) }, within_redmine] }
    by_feed, by_itself = [0, 1].map { |n| median(rounds.map { |one| one[n] }) }
    sql, ruby, queries = rounds.map(&:last).transpose.map { |figures| median(figures) }
    puts "seconds of each round (feed, sample, database): #{rounds.map { |feed, one, (database)| [feed, one, database].map { |s| s.round(1) }.join(', ') }.join('; ')}"
    reckoned = by_itself * ids.size / some.size
    puts format('%d histories over the feed: %.1f s (%d a second), %.1f MB', ids.size, by_feed, ids.size / by_feed, @bytes / 1e6)
    puts format('%d of them over stock REST: %.1f s (%d a second); all of them, reckoned from these: %.0f s, %.0f times the feed',
                some.size, by_itself, some.size / by_itself, reckoned, reckoned / by_feed)
    puts "seconds of CPU time of this Redmine and its database (feed, sample): #{@cpu.each_slice(2).map { |two| two.map { |s| s.round(1) }.join(', ') }.join('; ')}"
    puts format('within Redmine: %.1f s, of these the database %.1f s in %d queries; the feed takes %.1f times the database', ruby, sql, queries, by_feed / sql)
  end

  private

  def median(figures) = figures.sort[figures.size / 2]

  def time
    began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    yield
    Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
  end

  # The time of what this Redmine is asked; notes how much CPU time its processes and its database's took.
  def served(&block)
    before = cpu_time
    time(&block).tap { @cpu << (cpu_time - before) }
  end

  # Of all that runs below the folder of this Redmine.
  def cpu_time
    Dir['/proc/[0-9]*'].sum do |process|
      next 0 unless File.readlink("#{process}/cwd").start_with?(@redmine)

      File.read("#{process}/stat").split(') ').last.split.values_at(11, 12).sum(&:to_f) / TICKS
    rescue SystemCallError # it has ended
      0
    end
  end

  def connected(&block) = Net::HTTP.start(@url.host, @url.port, read_timeout: 120, &block)

  def feed(slices)
    @bytes = 0
    connected do |http|
      slices.each do |ids|
        answer = http.post('/estafeta/issues.json', JSON.generate(ids: ids), @head)
        raise "the feed answered #{answer.code}" unless answer.code == '200'

        @bytes += answer.body.bytesize
      end
    end
  end

  def singly(ids)
    waiting = Queue.new
    ids.each { |id| waiting << id }
    waiting.close
    threads = Array.new(CONNECTIONS) do
      Thread.new do
        connected do |http|
          while (id = waiting.pop)
            code = http.get("/issues/#{id}.json?include=#{INCLUDE}", @head).code
            raise "##{id} was answered #{code}" unless code == '200'
          end
        end
      end
    end
    threads.each(&:join)
  end

  def all
    inside("puts Issue.where(tracker_id: #{@tracker}).order(:id).pluck(:id).join(' ')").split.map(&:to_i)
  end

  # Seconds of the database, seconds of all, queries.
  def within_redmine
    inside(<<~RUBY).split.map(&:to_f)
      ids = Issue.where(tracker_id: #{@tracker}).order(:id).pluck(:id)
      User.current = User.find(#{@account})
      read = ->(some) { ActiveRecord::Base.uncached { RedmineEstafeta::Histories.read(some, User.current) { '' } } }
      read[ids.first(#{AT_ONCE})]
      sql, queries = 0, 0
      count = lambda do |_, from, to, _, about|
        next if about[:name] == 'SCHEMA'

        sql += to - from
        queries += 1
      end
      clock = -> { Process.clock_gettime(Process::CLOCK_MONOTONIC) }
      began = clock.call
      ActiveSupport::Notifications.monotonic_subscribe('sql.active_record', count)
      ids.each_slice(#{AT_ONCE}) { |some| read[some] }
      puts [sql, clock.call - began, queries].join(' ')
    RUBY
  end

  def inside(text)
    file = File.join(@redmine, 'histories.rb')
    File.write(file, text)
    out = IO.popen([File.expand_path('../../install/redmine/redmine', __dir__), 'runner', '--dir', @redmine, file], &:read)
    raise 'Redmine could not be asked' unless $?.success?

    out.lines.last
  end
end

abort 'Usage: histories.rb SITE REDMINE [SAMPLE]' unless [2, 3].include?(ARGV.size)
Histories.new(File.expand_path(ARGV[0]), File.expand_path(ARGV[1]), Integer(ARGV.fetch(2, 400))).run
