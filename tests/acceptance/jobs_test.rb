# frozen_string_literal: true

# What the five commonest jobs cost in a browser, by Redmine's own form and with the plugin: clicks beside typing, and the seconds that
# pages took. The table of the plugin's README is printed here.

require_relative 'browser'

class JobsTest < Acceptance::Test
  include Acceptance::Browser

  NAMES = { 'start' => 'start a change, knowing the template', 'unknown' => 'start a change, not knowing it', 'take' => 'take a task',
            'finish' => 'finish it with its values', 'answer' => 'answer a returned task', 'risk' => 'find what is at risk' }.freeze

  def costs = (@@costs ||= Hash.new { |all, way| all[way] = {} })

  def job(way, name, who, issue = nil)
    told = in_browser('jobs.js', [who], 'way' => way, 'job' => name, 'who' => who, 'issue' => issue, 'change' => site.tracker('change'),
                                        'fields' => site.ids['fields'], 'statuses' => site.ids['statuses'])
    assert_empty told['errors']
    told
  end

  def cost(way, name, *more) = job(way, name, *more).tap { |told| costs[way][name] = told }

  # From there on both ways are the same: whoever takes the first task, asks, is answered, and finishes.
  def work(way, change)
    task = site.tasks(change).fetch('network')['id']
    cost(way, 'take', 'network1', task)
    assert_equal 'in_progress', site.state(site.issue(task))
    site.set_state(task, 'task', 'returned', 'network1', 'notes' => 'Which data centre?')
    yield
    cost(way, 'answer', 'tam1', task)
    assert_equal 'ready', site.state(site.issue(task))
    yield
    cost(way, 'finish', 'network1', task)
    assert_equal 'done', site.state(site.issue(task))
    cost(way, 'risk', 'duty1')
  end

  rule 'by Redmine\'s own form each of them can be done, who does not know a template finds it in the answer to a guess' do
    change = cost('stock', 'start', 'tam1')['issue']
    site.sync!
    assert_equal 'in_progress', site.state(site.issue(change))
    work('stock', change) { site.sync! }
    draft = job('stock', 'draft', 'tam1')
    site.sync!
    assert_match(/landscape/, site.notes(draft['issue']).join)
    named = job('stock', 'name', 'tam1', draft['issue'])
    site.sync!
    agreed = job('stock', 'agree', 'tam1', draft['issue'])
    site.sync!
    assert_equal 'in_progress', site.state(site.issue(draft['issue']))
    costs['stock']['unknown'] = %w[clicks seconds].to_h { |one| [one, [draft, named, agreed].sum { |told| told[one] }] }
  end

  rule 'with the plugin none takes more clicks, and each no more than it may' do
    redmine.add_plugin(site.file('ids.json'))
    service = served
    change = cost('plugin', 'start', 'tam1')['issue']
    costs['plugin']['unknown'] = costs['plugin']['start']
    wait_for('the tasks') { site.state(site.issue(change)) == 'in_progress' }
    work('plugin', change) { nil }
    puts "\n| job | Redmine's own form | with the plugin |", '|---|---|---|'
    NAMES.each { |name, words| puts "| #{words} | #{%w[stock plugin].map { |way| format('%<clicks>d, %<seconds>.1f s', costs[way][name].transform_keys(&:to_sym)) }.join(' | ')} |" }
    most = { 'start' => 4, 'unknown' => 4, 'take' => 1, 'finish' => 3, 'answer' => 2, 'risk' => 1 }
    most.each do |name, clicks|
      assert_operator costs['plugin'][name]['clicks'], :<=, clicks, name
      assert_operator costs['plugin'][name]['clicks'], :<=, costs['stock'][name]['clicks'], name
    end
    assert_equal 0, service.stop
  end
end
