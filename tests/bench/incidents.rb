# frozen_string_literal: true

# Fills a demonstration site (install/demo-site) with closed incidents of ten entries of history each: what a provider's past
# looks like to the first pass. Rows are inserted as they are, without callbacks and mails, as all of it is wanted within a
# minute. The same number makes the same past, apart from the time it ends at.
#
#   ESTAFETA_MAPPINGS=… ESTAFETA_IDS=… ESTAFETA_PEOPLE=… redmine runner --dir DIR incidents.rb [INCIDENTS]     (default: 20000)

require 'json'
ENV['ESTAFETA_LIBRARY_ONLY'] = '1'
require_relative '../../install/redmine/provision'

class ClosedIncidents
  MINUTE = 60
  HOUR = 3600
  DAY = 24 * HOUR
  PAST = 280 * DAY # in which they were opened, evenly
  QUIET = 10 * DAY # since the last of them was opened
  SLICE = 1000

  def initialize(count, mappings, ids, people)
    @count = count
    @ids = ids
    @people = people
    @hold_reason = mappings.name(mappings.section('hold_reasons').fetch('client'))
    @departments = mappings.departments.keys
    @titles = @departments.map { |one| mappings.name(mappings.departments[one]['title']) }
    @clients = mappings.clients.keys
    @now = Time.now.utc.change(usec: 0)
    @priorities = IssuePriority.active.order(:position).pluck(:id)
    @first_issue = (Issue.maximum(:id) || 0) + 1
    @journal = Journal.maximum(:id) || 0
  end

  def make
    ActiveRecord::Base.transaction do
      (0...@count).each_slice(SLICE) { |slice| insert(slice) }
    end
    # The rows brought their numbers with them; a database that counts by itself is told where to go on.
    connection = ActiveRecord::Base.connection
    %w[issues journals].each { |table| connection.reset_pk_sequence!(table) } if connection.respond_to?(:reset_pk_sequence!)
    puts "#{@count} closed incidents with #{Journal.where(journalized_id: @first_issue...).count} entries of history"
  end

  private

  def insert(slice)
    @issues, @values, @journals, @details = [], [], [], []
    slice.each { |n| incident(n) }
    { Issue => @issues, CustomValue => @values, Journal => @journals, JournalDetail => @details }.each { |model, rows| model.insert_all!(rows) }
  end

  def incident(n)
    @issue = @first_issue + n
    @at = created = @now - QUIET - PAST + PAST * n / @count
    client = @clients[n % @clients.size]
    department = n % @departments.size
    engineer = id("#{@departments[department]}#{1 + n % 8}")
    priority = @priorities[n % @priorities.size]
    group = @ids['groups'].fetch(@departments[department])
    live(n, id("#{client}1"), engineer, group)
    @issues << { id: @issue, tracker_id: @ids['trackers'].fetch('incident'), project_id: @ids['projects'].fetch(client), subject: "Incident #{n + 1} of the past",
                 description: 'It does not answer any more.', status_id: status('closed'), priority_id: priority, author_id: id("#{client}1"),
                 assigned_to_id: engineer, created_on: created, updated_on: @at, closed_on: @at, start_date: created.to_date, root_id: @issue, lft: 1, rgt: 2,
                 lock_version: 10, done_ratio: 0, is_private: false }
    value('department', @titles[department])
    value('hold_reason', '')
  end

  # Some take minutes and some days, so that clocks are kept and breached.
  def live(n, client, engineer, group)
    pace = MINUTE * [1, 5, 20, 60, 240][n % 5]
    entry(pace, engineer, 'Looking into it.', state('new', 'in_progress') + [attribute('assigned_to_id', group, engineer)])
    entry(pace, engineer, 'For ourselves: the same as last week.', hidden: true)
    entry(pace, engineer, 'What does the log say?', state('in_progress', 'on_hold') + [reason('', @hold_reason)])
    entry(pace * 3, client, 'It says nothing.')
    entry(pace, engineer, 'Then we look for ourselves.', state('on_hold', 'in_progress') + [reason(@hold_reason, '')])
    entry(pace, client, 'Any news?')
    entry(pace, engineer, 'The cause is found.')
    entry(pace, engineer, 'For ourselves: a disk.', hidden: true)
    entry(pace, engineer, 'It answers again.', state('in_progress', 'resolved'))
    entry(pace * 5, client, '', state('resolved', 'closed'))
  end

  def entry(after, user, notes, details = [], hidden: false)
    @at += after + @issue % 60
    @journal += 1
    row = { id: @journal, journalized_id: @issue, journalized_type: 'Issue', user_id: user, notes: notes, created_on: @at, private_notes: hidden }
    row[:updated_on] = @at if Journal.column_names.include?('updated_on')
    @journals << row
    details.each { |one| @details << one.merge(journal_id: @journal) }
  end

  def state(from, to) = [attribute('status_id', status(from), status(to))]
  def attribute(name, from, to) = { property: 'attr', prop_key: name, old_value: from.to_s, value: to.to_s }
  def reason(from, to) = { property: 'cf', prop_key: @ids['fields'].fetch('hold_reason').to_s, old_value: from, value: to }
  def value(field, text) = @values << { customized_type: 'Issue', customized_id: @issue, custom_field_id: @ids['fields'].fetch(field), value: text }
  def status(state) = @ids['statuses'].fetch('incident').fetch(state).first
  def id(login) = @people.fetch(login).fetch('id')
end

path = ->(name) { File.expand_path(ENV.fetch(name), ENV['ESTAFETA_CALLED_FROM'] || Dir.pwd) }
mappings = EstafetaProvision::Mappings.new(path['ESTAFETA_MAPPINGS'], nil)
abort mappings.problems.join("\n") if mappings.problems.any?
read = ->(name) { JSON.parse(File.read(path[name], encoding: 'UTF-8')) }
ClosedIncidents.new(Integer(ARGV.fetch(0, '20000')), mappings, read['ESTAFETA_IDS'], read['ESTAFETA_PEOPLE']).make
