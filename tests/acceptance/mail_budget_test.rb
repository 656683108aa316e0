# frozen_string_literal: true

# What one change of eight departments costs in mails, by Redmine's own deliveries: eight people a group, nine relations, run
# to done with one slip.

require_relative 'platform'
require_relative 'support'

class MailBudgetTest < Acceptance::Test
  include Acceptance::Platform

  NAIVE = 496 # groups assigned at creation, dates and plan written as updates; measured the same way

  # A whole life of a change; answers what was mailed.
  def mails_of_a_life(system)
    change = site.draft('managed-platform', 'system' => system)
    redmine.clear_mails
    site.sync!
    site.agree(change)
    site.sync!
    tasks = site.tasks(change)
    assert_equal 8, tasks.size
    assert_equal 9, site.edges(change).size
    finish(tasks, 'network')
    slip(tasks['vms'])
    GIVEN.keys.drop(1).each { |key| finish(tasks, key) }
    assert_equal ['done'], site.states(change).values.uniq
    site.set_state(change, 'change', 'done', 'tam1')
    site.sync!
    redmine.mails
  end

  def finish(tasks, key)
    site.finish(tasks[key]['id'], "#{DEPARTMENTS[key]}1", GIVEN[key])
    site.sync!
  end

  # Later by a week: everything that follows moves.
  def slip(task)
    later = (Date.iso8601(task['start_date']) + 7).iso8601
    answer = site['vmware1'].update(task['id'], 'start_date' => later, 'due_date' => (Date.iso8601(task['due_date']) + 7).iso8601)
    assert answer.ok?, answer.inspect
    site.sync!
  end

  def print_table(title, mails)
    of = ->(pattern) { mails.select { |to, _| to.match?(pattern) }.values.sum }
    puts format('%-34s %6s %6s %10s %8s', title, 'mails', 'TAM', 'engineers', 'client')
    puts format('%-34s %6s %6s %10s %8s', 'a naive connector', NAIVE, 27, '', 28)
    puts format('%-34s %6d %6d %10d %8d', 'Estafeta', mails['total'], mails['tam1@example.org'].to_i,
                of.call(/\A(?!tam|deputy|manager|aurora|meridian|total)/), of.call(/aurora|meridian/))
  end

  def assert_budget(mails, total, tam)
    assert_operator mails['total'], :<=, total, mails.inspect
    assert_operator mails['tam1@example.org'].to_i, :<=, tam, redmine.mail_texts('tam1@example.org').map { |one| one[/^Subject: .*/] }.join("\n")
    assert_empty mails.keys.grep(/aurora|meridian/)
  end

  # Without the plugin the story `platform` counts as well, with all that people do beside it.
  long_rule 'with Redmine\'s default notifications at most 170, 12 of them to the TAM and none to the client' do
    mails = mails_of_a_life('budget-one')
    print_table('default notifications', mails)
    assert_budget(mails, 170, 12)
  end

  long_rule 'with the advised notifications at most 140, 2 of them to the TAM' do
    redmine.execute("Setting.notified_events = #{ADVISED.inspect}")
    mails = mails_of_a_life('budget-two')
    print_table('advised notifications', mails)
    assert_budget(mails, 140, 2)
  end

  rule 'with the plugin and Redmine\'s default notifications at most 70: the 64 of eight groups, 2 to the TAM and none to the client' do
    redmine.execute("Setting.where(name: 'notified_events').delete_all") # as Redmine comes
    redmine.add_plugin(site.file('ids.json'))
    mails = mails_of_a_life('budget-plugin')
    print_table('with the plugin', mails)
    assert_budget(mails, 70, 2)
    groups = mails.reject { |to, _| to == 'total' || to.start_with?('tam', 'deputy', 'manager') }
    assert_operator groups.values.sum, :>=, 64, 'each group is told that its task is ready'
  end
end
