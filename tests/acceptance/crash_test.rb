# frozen_string_literal: true

# Killed at one moment of each kind while it creates the change of eight departments, and run again: every task and every
# relation once.

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

  def edges
    [%w[backup security], %w[database backup], %w[database monitoring], %w[directory linux], %w[linux database], %w[monitoring security],
     %w[network directory], %w[network vms], %w[vms linux]]
  end

  # Every child of the change, also those whose key somebody else has.
  def keys(change)
    site['admin'].issues("parent_id=#{change}&status_id=*&limit=100").map { |one| site.value(one, 'task_key') }.sort
  end

  MOMENTS.each do |what, point|
    %w[before after].each do |side|
      rule "killed #{side} #{what}, it makes every task and relation once" do
        change = site.agreed('managed-platform', 'system' => 'crash')
        killed = site.estafeta('sync', '--stop-at', "#{side}:#{point}")
        assert_equal 'signal 9', killed.code, killed.to_s
        site.sync!
        assert_equal KEYS.map { |key| "#{change}/#{key}" }, keys(change)
        assert_equal edges, site.edges(change)
        assert_equal 'in_progress', site.state(site.issue(change))
        assert_equal %w[network], site.states(change).select { |_, state| state == 'ready' }.keys
        assert_equal 1, site.issue(change)['attachments'].size
      end
    end
  end

  rule 'a task whose answer comes after the time-out is not made twice' do
    proxy = Acceptance::SlowProxy.new(redmine.url, 'POST /issues.json', 3)
    change = site.agreed('managed-platform', 'system' => 'slow')
    config = site.settings_with('slow.yaml', 'url' => proxy.url)
    requests = redmine.requests { assert_code 0, site.estafeta('sync', config: config) }
    assert_equal 1, proxy.held
    assert_equal 8, requests.count { |one| one.to_s == 'POST /issues.json' }
    assert_equal KEYS.map { |key| "#{change}/#{key}" }, keys(change)
    assert_equal edges, site.edges(change)
  ensure
    proxy.close
  end

  rule 'after all of that there is nothing left to do' do
    assert_wrote_nothing(redmine.requests { site.sync! })
  end
end
