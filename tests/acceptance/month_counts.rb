# frozen_string_literal: true

# Ruby within Redmine: what happened in month_life.rb, counted by SQL alone, beside what Estafeta says. Prints one line of JSON.
#
#   MONTH_FACTS=facts.json redmine runner month_counts.rb

require 'json'
require 'time'

class MonthCounts
  ZONE = 3 * 3600
  PROMISED = { 'response' => 3600, 'resolution' => 8 * 3600 }.freeze

  def initialize(facts)
    @ids = facts['ids']
    @client = facts['client']
    @review = facts['review']
    @excluded = facts['excluded']
  end

  def run
    { 'incidents' => incidents, 'changes' => changes, 'works' => works, 'marks' => marks, 'hours' => hours, 'questions' => questions,
      'proposals' => proposals, 'reviews' => reviews, 'pages' => pages, 'issues' => one('SELECT COUNT(*) FROM issues'),
      'journals' => one('SELECT COUNT(*) FROM journals') }
  end

  private

  def rows(sql) = ActiveRecord::Base.connection.select_all(sql).to_a
  def one(sql) = ActiveRecord::Base.connection.select_value(sql)
  def time(value) = value && (value.is_a?(Time) ? value : Time.parse("#{value} UTC"))
  def day(at) = (at.utc + ZONE).strftime('%Y-%m-%d')
  def status(kind, word) = @ids['statuses'][kind].fetch(word).first
  def moved(to) = "(SELECT MIN(j.created_on) FROM journals j JOIN journal_details d ON d.journal_id = j.id WHERE j.journalized_type = 'Issue' AND j.journalized_id = i.id AND d.prop_key = 'status_id' AND d.value = '#{to}')"
  def left(from) = moved(from).sub('d.value', 'd.old_value')
  def field(key) = "(SELECT MAX(v.value) FROM custom_values v WHERE v.customized_type = 'Issue' AND v.customized_id = i.id AND v.custom_field_id = #{@ids['fields'][key]})"

  # Each clock of each incident: when it counts, and whether it was kept.
  def incidents
    out = rows("SELECT DISTINCT journalized_id FROM journals WHERE notes LIKE '#{@excluded}%'").map { |row| row['journalized_id'] }
    found = rows("SELECT i.id, p.identifier, i.created_on, i.is_private, c.name AS category, #{moved(status('incident', 'in_progress'))} AS answered, #{moved(status('incident', 'closed'))} AS ended " \
                 "FROM issues i JOIN projects p ON p.id = i.project_id LEFT JOIN issue_categories c ON c.id = i.category_id WHERE i.tracker_id = #{@ids['trackers']['incident']}")
    found.reject { |row| out.include?(row['id']) }.flat_map do |row|
      PROMISED.map do |clock, promised|
        created = time(row['created_on'])
        stop = time(row[clock == 'response' ? 'answered' : 'ended'])
        due = created + promised
        { 'client' => row['identifier'], 'issue' => row['id'], 'clock' => clock, 'category' => row['category'], 'created' => created.utc.iso8601,
          'day' => day([stop, due].min), 'met' => stop <= due, 'private' => ![0, false, '0', 'f'].include?(row['is_private']) }
      end
    end
  end

  def changes
    found = rows("SELECT i.id, p.identifier, i.status_id, i.subject, #{field('promised')} AS promised, #{field('shown_to_client')} AS shown, #{moved(status('change', 'done'))} AS ended " \
                 "FROM issues i JOIN projects p ON p.id = i.project_id WHERE i.tracker_id = #{@ids['trackers']['change']} AND i.subject NOT LIKE '#{@review}%'")
    found.map do |row|
      ended = time(row['ended'])
      { 'client' => row['identifier'], 'issue' => row['id'], 'day' => ended && day(ended), 'promised' => row['promised'].to_s, 'shown' => row['shown'] == '1',
        'waited' => waited(row['id']) }
    end
  end

  # Seconds on hold, by the reason; in this month no two holds of a change overlap.
  def waited(change)
    hold = status('task', 'on_hold')
    found = rows("SELECT #{moved(hold)} AS held, #{left(hold)} AS resumed, (SELECT MAX(d.value) FROM journals j JOIN journal_details d ON d.journal_id = j.id WHERE j.journalized_id = i.id " \
                 "AND j.journalized_type = 'Issue' AND d.property = 'cf' AND d.prop_key = '#{@ids['fields']['hold_reason']}') AS reason FROM issues i WHERE i.parent_id = #{change}")
    found.select { |row| row['resumed'] }.group_by { |row| row['reason'] }.transform_values { |all| all.sum { |row| (time(row['resumed']) - time(row['held'])).to_i } }
  end

  def works
    found = rows("SELECT p.identifier, #{field('department')} AS department, #{moved(status('task', 'done'))} AS ended, i.status_id FROM issues i JOIN projects p ON p.id = i.project_id " \
                 "WHERE i.tracker_id = #{@ids['trackers']['task']} AND i.subject LIKE 'Work of%'")
    found.map { |row| { 'client' => row['identifier'], 'department' => row['department'], 'done' => !row['ended'].nil? } }
  end

  def marks
    found = rows("SELECT j.notes, j.journalized_id FROM journals j JOIN users u ON u.id = j.user_id WHERE u.login = 'aurora1' AND (j.notes LIKE '%Mark: %' OR j.notes LIKE '%Оценка: %') ORDER BY j.created_on")
    found.map { |row| { 'request' => row['journalized_id'], 'mark' => row['notes'][/(?:Mark|Оценка): (\d)/, 1].to_i } }
  end

  def hours
    found = rows("SELECT t.spent_on, t.hours FROM time_entries t JOIN users u ON u.id = t.user_id JOIN projects p ON p.id = t.project_id WHERE u.login = 'tam1' AND p.identifier = 'aurora'")
    found.each_with_object(Hash.new(0)) { |row, sums| sums[row['spent_on'].to_s[0, 7]] += (row['hours'].to_f * 3600).round }
  end

  # Requests under way whose last public note is the client's.
  def questions
    last = 'SELECT j.user_id FROM journals j WHERE j.journalized_id = i.id AND j.journalized_type = \'Issue\' AND j.notes <> \'\' AND NOT j.private_notes ORDER BY j.created_on DESC, j.id DESC LIMIT 1'
    rows("SELECT i.id FROM issues i WHERE i.tracker_id = #{@ids['trackers']['request']} AND i.status_id = #{status('request', 'in_progress')} " \
         "AND (#{last}) IN (SELECT id FROM users WHERE login = 'aurora1')").map { |row| row['id'] }.sort
  end

  def proposals
    names = @ids['statuses']['proposal'].flat_map { |word, ids| ids.map { |id| [id, word] } }.to_h
    rows("SELECT i.id, i.status_id, (SELECT COUNT(*) FROM issue_relations r WHERE r.issue_from_id = i.id AND r.relation_type = 'duplicates') AS duplicate " \
         "FROM issues i WHERE i.tracker_id = #{@ids['trackers']['proposal']}").map { |row| { 'issue' => row['id'], 'state' => names[row['status_id']], 'duplicate' => row['duplicate'].to_i.positive? } }
  end

  def reviews
    rows("SELECT i.id, i.subject, p.identifier FROM issues i JOIN projects p ON p.id = i.project_id WHERE i.tracker_id = #{@ids['trackers']['change']} AND i.subject LIKE '#{@review}%' ORDER BY i.id")
  end

  # title => its latest version
  def pages
    found = rows('SELECT p.title, MAX(c.version) AS version FROM wiki_pages p JOIN wiki_contents c ON c.page_id = p.id GROUP BY p.title')
    found.to_h { |row| [row['title'], row['version'].to_i] }
  end
end

puts JSON.generate(MonthCounts.new(JSON.parse(File.read(ENV.fetch('MONTH_FACTS'), encoding: 'UTF-8'))).run)
