# frozen_string_literal: true

require 'json'
require 'open3'

module Acceptance
  # The figures of a trial counted once more, by SQL on Redmine's own database: statuses, trackers and priorities by their
  # place in Redmine's default data, people by the logins try_world.rb gave them. Clocks as by the policy of `flat`: 24x7, no
  # difference between priorities, paused on Feedback.
  class TryCounts
    RESPONSE = 4 * 3600
    RESOLUTION = 24 * 3600
    WORDS = %w[low normal high urgent immediate].freeze

    # `offset`: seconds from UTC to the zone in which months begin.
    def initialize(database, since:, now:, offset: 0)
      @database = database
      @since = since
      @now = now
      @offset = offset
    end

    def incidents = number('SELECT count(*) FROM incident')
    def open = number('SELECT count(*) FROM incident JOIN issue_statuses s ON s.id = status_id WHERE NOT s.is_closed')
    def incomplete = number('SELECT count(*) FROM incident WHERE id IN doubtful')

    def by_month_created
      map("SELECT strftime('%Y-%m', born + #{@offset}, 'unixepoch'), count(*) FROM incident GROUP BY 1")
    end

    def by_project
      map('SELECT p.identifier, count(*) FROM incident JOIN projects p ON p.id = project_id GROUP BY 1')
    end

    def by_first_priority
      map(<<~SQL)
        SELECT coalesce((SELECT CAST(old_value AS INTEGER) FROM detail WHERE issue = i.id AND prop_key = 'priority_id' ORDER BY journal LIMIT 1), priority_id)
                 - (SELECT min(id) FROM enumerations WHERE type = 'IssuePriority'), count(*)
        FROM incident i GROUP BY 1
      SQL
        .transform_keys { |place| WORDS.fetch(Integer(place)) }
    end

    # met, breached, open
    def response
      outcomes(<<~SQL)
        SELECT i.id, stop AS met_at, CASE WHEN coalesce(stop, #{@now}) - born > #{RESPONSE} THEN born + #{RESPONSE} END AS breached_at
        FROM incident i LEFT JOIN (
          SELECT issue, min(at) AS stop FROM (
            SELECT issue, at FROM note WHERE user_id IN staff
            UNION ALL SELECT issue, at FROM change WHERE was = 1 AND user_id IN staff
            UNION ALL SELECT issue, at FROM change WHERE became IN (3, 5, 6)
          ) GROUP BY issue
        ) ON issue = i.id
      SQL
    end

    def resolution
      outcomes(<<~SQL)
        SELECT i.id, CASE WHEN i.status_id IN (3, 5, 6) THEN ended.at END AS met_at, used.breached_at
        FROM incident i
        LEFT JOIN (SELECT issue, max(at) AS at FROM span WHERE status IN (3, 5, 6) AND coalesce(was, 0) NOT IN (3, 5, 6) GROUP BY issue) ended ON ended.issue = i.id
        LEFT JOIN (SELECT issue, min(CASE WHEN so_far > #{RESOLUTION} THEN at + #{RESOLUTION} - (so_far - long) END) AS breached_at
                   FROM (SELECT issue, at, until - at AS long, sum(until - at) OVER (PARTITION BY issue ORDER BY at, until) AS so_far
                         FROM span WHERE status IN (1, 2)) GROUP BY issue) used ON used.issue = i.id
      SQL
    end

    private

    # Statuses of the default data: 1 New, 2 In Progress, 3 Resolved, 4 Feedback, 5 Closed, 6 Rejected. Trackers: 1 Bug, 3 Support.
    def tables
      <<~SQL
        WITH incident AS (SELECT *, CAST(strftime('%s', created_on) AS INTEGER) AS born FROM issues
                          WHERE tracker_id IN (1, 3) AND CAST(strftime('%s', updated_on) AS INTEGER) >= #{@since}),
        staff AS (SELECT id FROM users WHERE login LIKE 'staff%'),
        nobody AS (SELECT id FROM users WHERE login = 'passer' OR type = 'AnonymousUser'),
        entry AS (SELECT id AS journal, journalized_id AS issue, user_id, CAST(strftime('%s', created_on) AS INTEGER) AS at, notes, private_notes
                  FROM journals WHERE journalized_type = 'Issue' AND journalized_id IN (SELECT id FROM incident)),
        note AS (SELECT * FROM entry WHERE notes <> '' AND NOT private_notes),
        detail AS (SELECT entry.*, prop_key, old_value, value FROM entry JOIN journal_details ON journal_id = journal WHERE property = 'attr'),
        change AS (SELECT *, CAST(old_value AS INTEGER) AS was, CAST(value AS INTEGER) AS became FROM detail WHERE prop_key = 'status_id'),
        doubtful AS (SELECT id FROM incident WHERE author_id IN nobody UNION SELECT issue FROM note WHERE user_id IN nobody
                     UNION SELECT issue FROM change WHERE user_id IN nobody),
        life AS (SELECT id AS issue, born AS at, 0 AS journal, 1 AS status FROM incident UNION ALL SELECT issue, at, journal, became FROM change),
        span AS (SELECT issue, at, status, lead(at, 1, #{@now}) OVER entries AS until, lag(status) OVER entries AS was FROM life
                 WINDOW entries AS (PARTITION BY issue ORDER BY at, journal))
      SQL
    end

    # A clock is breached if it ran past its target before it stopped; what was decided before the first month does not count.
    def outcomes(query)
      rows = sql("#{tables}, clock AS (#{query}) SELECT CASE
        WHEN breached_at IS NOT NULL THEN CASE WHEN breached_at >= #{@since} THEN 'breached' END
        WHEN met_at IS NOT NULL THEN CASE WHEN met_at >= #{@since} THEN 'met' END
        ELSE 'open' END, count(*) FROM clock WHERE id NOT IN doubtful GROUP BY 1")
      counts = rows.to_h
      %w[met breached open].to_h { |word| [word, counts.fetch(word, '0').to_i] }
    end

    def number(query) = sql("#{tables} #{query}").first.first.to_i
    def map(query) = sql("#{tables} #{query}").to_h.transform_values(&:to_i)

    def sql(query)
      out, err, status = Open3.capture3('sqlite3', '-readonly', '-separator', "\t", @database, query)
      raise "#{err}\n#{query}" unless status.success?

      out.force_encoding('UTF-8').lines.map { |line| line.chomp.split("\t", -1) }
    end
  end
end
