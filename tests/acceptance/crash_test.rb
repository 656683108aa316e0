# frozen_string_literal: true

# Killed at one moment of each kind while it creates the change of eight departments, and run again: every task and every
# relation once. Over stock REST, then by the plugin. A long run kills it on both sides of each moment, another on one of them in turns.

require_relative 'slow_proxy'
require_relative 'support'

class CrashTest < Acceptance::Test
  KEYS = %w[backup database directory linux monitoring network security vms].freeze
  # A kind of request, and which of them it is.
  MOMENTS = {
    'a task' => 'POST /issues.json@5', 'a relation' => 'POST /issues/@4',
    'the upload' => 'POST /uploads.json@1', 'the change itself' => 'PUT /issues/@1', 'the plan\'s page' => 'PUT /projects/@1',
    'a look at an issue' => 'GET /issues/@2'
  }.freeze
  BY_PLUGIN = 'POST /estafeta/apply.json'
  # Eight tasks, nine relations, then the rest.
  MOMENTS_BY_PLUGIN = { 'a task' => "#{BY_PLUGIN}@5", 'a relation' => "#{BY_PLUGIN}@12", 'the change itself' => "#{BY_PLUGIN}@18" }.freeze

  # Each kind of request with the sides on which it is killed; of those that make nothing, only a long run has all.
  def self.each_death(moments)
    moments = moments.slice('a task', 'a relation', 'the change itself') unless LONG
    moments.each_with_index do |(what, point), index|
      sides = %w[before after]
      sides = [sides[index % 2]] unless LONG
      sides.each { |side| yield side, what, point }
    end
  end

  def edges
    [%w[backup security], %w[database backup], %w[database monitoring], %w[directory linux], %w[linux database], %w[monitoring security],
     %w[network directory], %w[network vms], %w[vms linux]]
  end

  # Every child of the change, also those whose key somebody else has.
  def keys(change)
    site['admin'].issues("parent_id=#{change}&status_id=*&limit=100").map { |one| site.value(one, 'task_key') }.sort
  end

  def assert_made_once(point)
    change = site.agreed('managed-platform', 'system' => 'crash')
    killed = site.estafeta('sync', '--stop-at', point)
    assert_equal 'signal 9', killed.code, killed.to_s
    site.sync!
    assert_equal KEYS.map { |key| "#{change}/#{key}" }, keys(change)
    assert_equal edges, site.edges(change)
    assert_equal 'in_progress', site.state(site.issue(change))
    assert_equal %w[network], site.states(change).select { |_, state| state == 'ready' }.keys
    assert_equal 1, site.issue(change)['attachments'].size
  end

  # The answer to the third request of that kind never comes; answers the requests that Redmine saw.
  def with_a_lost_answer(pattern)
    proxy = Acceptance::SlowProxy.new(redmine.url, pattern, 3)
    change = site.agreed('managed-platform', 'system' => 'slow')
    config = site.settings_with('slow.yaml', 'url' => proxy.url)
    requests = redmine.requests { assert_code 0, site.estafeta('sync', config: config) }
    assert_equal 1, proxy.held
    assert_equal KEYS.map { |key| "#{change}/#{key}" }, keys(change)
    assert_equal edges, site.edges(change)
    requests
  ensure
    proxy.close
  end

  def assert_nothing_left
    assert_wrote_nothing(redmine.requests { site.sync! })
  end

  each_death(MOMENTS) do |side, what, point|
    rule("killed #{side} #{what}, it makes every task and relation once") { assert_made_once("#{side}:#{point}") }
  end

  rule 'a task whose answer comes after the time-out is not made twice' do
    requests = with_a_lost_answer('POST /issues.json')
    assert_equal 8, requests.count { |one| one.to_s == 'POST /issues.json' }
  end

  rule('after all of that there is nothing left to do') { assert_nothing_left }

  each_death(MOMENTS_BY_PLUGIN) do |side, what, point|
    rule "by the plugin: killed #{side} #{what}, it makes every task and relation once" do
      @@plugin ||= redmine.add_plugin(site.file('ids.json'))
      assert_made_once("#{side}:#{point}")
    end
  end

  rule 'by the plugin: a task whose answer is lost is asked for again, and made once' do
    requests = with_a_lost_answer(BY_PLUGIN)
    assert_operator requests.count { |one| one.to_s == BY_PLUGIN }, :>=, 8 + 9 + 1
    assert_equal 0, requests.count { |one| one.to_s == 'POST /issues.json' }
  end

  rule('by the plugin: after all of that there is nothing left to do') { assert_nothing_left }
end
