# frozen_string_literal: true

module RedmineEstafeta
  # Histories that the database writes as JSON itself: PostgreSQL takes less time for that than for handing out their rows. It tells
  # all that stands in them, so it is asked only for what the user sees as a whole; others are left to who knows the rules.
  module DatabaseJournals
    # What Ruby takes for blank.
    BLANK = "\t\n\v\f\r \u0085\u00a0\u1680#{[*0x2000..0x200a].pack('U*')}\u2028\u2029\u202f\u205f\u3000".freeze

    class << self
      # JSON by issue, of as many of the issues as can be told so. The user sees private notes in all of them.
      def texts(issues, fields, people)
        return {} unless able? && issues.any?

        ids = issues.map(&:id).join(',')
        people.meet(authors(ids))
        seen = issues.map(&:project).uniq.map { |project| fields.visible_in(project) }.inject(:&)
        connection.select_rows(query(ids, seen, values_of(people))).to_h
      end

      private

      def connection = Journal.connection
      def able? = connection.adapter_name.match?(/postgres/i) && Instants.in_utc?
      def quoted(text) = connection.quote(text)

      def authors(ids)
        columns = ['user_id'] + (JournalTexts.edits_told? ? ['updated_by_id'] : [])
        connection.select_rows("SELECT DISTINCT #{columns.join(', ')} FROM journals WHERE #{of_issues(ids)}").flatten
      end

      def of_issues(ids) = "journalized_type = 'Issue' AND journalized_id IN (#{ids})"

      # The first row makes the types known where there is nobody.
      def values_of(people) = people.map { |id, text| "(#{id}, #{quoted(text)})" }.unshift('(CAST(NULL AS integer), CAST(NULL AS text))').join(', ')

      def query(ids, fields, people)
        <<~SQL
          SELECT journals.journalized_id,
                 '[' || coalesce(string_agg(#{entry}, ',' ORDER BY journals.created_on, journals.id)
                                   FILTER (WHERE told.details IS NOT NULL OR btrim(journals.notes, #{quoted(BLANK)}) <> ''), '') || ']'
          FROM journals
          LEFT JOIN (VALUES #{people}) AS author(id, name) ON author.id = journals.user_id
          #{'LEFT JOIN (VALUES ' + people + ') AS editor(id, name) ON editor.id = journals.updated_by_id' if JournalTexts.edits_told?}
          LEFT JOIN LATERAL (SELECT string_agg(#{detail}, ',' ORDER BY id) AS details, bool_or(#{unsure(fields)}) AS unsure
                             FROM journal_details WHERE journal_id = journals.id) AS told ON true
          WHERE #{of_issues(ids)}
          GROUP BY journals.journalized_id
          HAVING NOT coalesce(bool_or(told.unsure), false)
        SQL
      end

      def entry
        text = "'{\"id\":' || journals.id || coalesce(',\"user\":' || author.name, '') || ',\"notes\":' || #{json('journals.notes')} || " \
               "',\"created_on\":' || #{instant('journals.created_on')} || ',\"private_notes\":' || journals.private_notes || " \
               "',\"details\":[' || coalesce(told.details, '') || ']'"
        text += " || coalesce(',\"updated_on\":' || #{instant('journals.updated_on')}, '') || coalesce(',\"updated_by\":' || editor.name, '')" if JournalTexts.edits_told?
        "#{text} || '}'"
      end

      def detail
        "'{\"property\":' || #{json('property')} || ',\"name\":' || #{json('prop_key')} || ',\"old_value\":' || #{json('old_value')} || " \
          "',\"new_value\":' || #{json('value')} || '}'"
      end

      def json(text) = "coalesce(CAST(to_json(#{text}) AS text), 'null')"
      def instant(column) = "'\"' || replace(CAST(#{column} AS varchar(19)), ' ', 'T') || 'Z\"'"

      # It may be hidden: a relation to an issue that is, or a field.
      def unsure(fields)
        "property = 'relation' OR (property = 'cf' AND prop_key NOT IN (#{['', *fields].map { |one| quoted(one.to_s) }.join(', ')}))"
      end
    end
  end
end
