# frozen_string_literal: true

# Ruby within Redmine: what Estafeta left in the database, by SQL. Prints JSON as its last line.
#
#   SHARING_FACTS=facts.json redmine runner sharing_counts.rb

require 'json'

class SharingCounts
  def initialize(facts)
    @ids = facts['ids']
  end

  def run
    { 'states' => states, 'keys' => keys, 'edges' => edges, 'twice' => notes_twice, 'notes' => notes, 'early' => early, 'ready' => ready }
  end

  private

  def rows(sql) = ActiveRecord::Base.connection.select_all(sql).to_a
  def tracker(kind) = @ids['trackers'].fetch(kind)
  def status(word) = @ids['statuses']['task'].fetch(word).first
  def service = @ids['account']['id']

  # status of changes => how many
  def states = rows("SELECT s.id, COUNT(*) AS n FROM issues i JOIN issue_statuses s ON s.id = i.status_id WHERE i.tracker_id = #{tracker('change')} AND i.subject LIKE 'Change %' GROUP BY s.id").to_h { |row| row.values_at('id', 'n') }

  # key of a task => the tasks that have it
  def keys
    found = rows("SELECT v.value, i.id FROM custom_values v JOIN issues i ON i.id = v.customized_id WHERE v.customized_type = 'Issue' AND v.custom_field_id = #{@ids['fields']['task_key']} AND v.value <> ''")
    found.group_by { |row| row['value'] }.transform_values { |all| all.map { |row| row['id'] } }
  end

  # [needed, needing], as often as they are there
  def edges = rows("SELECT r.issue_from_id, r.issue_to_id FROM issue_relations r WHERE r.relation_type = 'blocks'").map { |row| row.values_at('issue_from_id', 'issue_to_id') }

  # What Estafeta said, by issue.
  def notes
    found = rows("SELECT j.journalized_id, j.notes FROM journals j WHERE j.journalized_type = 'Issue' AND j.user_id = #{service} AND j.notes <> '' ORDER BY j.id")
    found.group_by { |row| row['journalized_id'] }.transform_values { |all| all.map { |row| row['notes'] } }
  end

  def notes_twice
    notes.flat_map { |id, all| all.tally.select { |_, times| times > 1 }.map { |note, times| "##{id}, #{times} times: #{note}" } }
  end

  def moved(issue, word)
    "(SELECT MIN(j.id) FROM journals j JOIN journal_details d ON d.journal_id = j.id WHERE j.journalized_type = 'Issue' AND j.journalized_id = #{issue} " \
      "AND d.property = 'attr' AND d.prop_key = 'status_id' AND d.value = '#{status(word)}')"
  end

  # Tasks that became ready before what they need was done; each went through `waiting`.
  def early
    rows("SELECT r.issue_to_id AS id FROM issue_relations r WHERE r.relation_type = 'blocks' AND #{moved('r.issue_to_id', 'ready')} IS NOT NULL " \
         "AND (#{moved('r.issue_from_id', 'done')} IS NULL OR #{moved('r.issue_to_id', 'ready')} < #{moved('r.issue_from_id', 'done')})").map { |row| row['id'] }
  end

  # task => how often it was made ready
  def ready
    found = rows("SELECT j.journalized_id, COUNT(*) AS n FROM journals j JOIN journal_details d ON d.journal_id = j.id WHERE j.journalized_type = 'Issue' AND d.property = 'attr' " \
                 "AND d.prop_key = 'status_id' AND d.value = '#{status('ready')}' GROUP BY j.journalized_id")
    found.to_h { |row| row.values_at('journalized_id', 'n') }
  end
end

puts JSON.generate(SharingCounts.new(JSON.parse(File.read(ENV.fetch('SHARING_FACTS'), encoding: 'UTF-8'))).run)
