# frozen_string_literal: true

module RedmineEstafeta
  # What a list of issues shows of one issue: of an incident its clocks, of a task its change and what it waits for. Written
  # together with the document that says it, so that a list costs one query however long it is.
  class Row < ActiveRecord::Base
    self.table_name = 'estafeta_rows'

    belongs_to :issue

    STATES = %w[breached at_risk running paused met].freeze # the worst first
    COUNTING = %w[breached at_risk running].freeze
    AWAITED_MOST = 200 # as many fit into the column

    # As a list shows it: plain values, as a hundred records would take a tenth of the list's time.
    Shown = Struct.new(:issue_id, :change_id, :sla_state, :paused, :due_on, :hours, :waits_for) do
      # Seconds that its clock still has, of working time where the document tells of it; nil: none counts.
      def left(now = Time.now)
        return if due_on.nil?

        counted = hours.present? ? JSON.parse(hours) : []
        counted.empty? ? due_on - now : counted.sum { |from, to| [to - [from, now.to_i].max, 0].max }
      end

      # What it waits for: `issue`, `title`, `holder`.
      def waits
        all = waits_for.present? ? JSON.parse(waits_for) : {}
        (all[I18n.locale.to_s] || all['en'] || all.values.first || []).map { |one| Part.new(one) }
      end
    end

    class << self
      # In place of what these documents said before.
      def keep(documents)
        drop(documents.map(&:name))
        rows = documents.flat_map { |one| of(one) }.index_by { |row| row[:issue_id] }.values
        where(issue_id: rows.map { |row| row[:issue_id] }).delete_all
        rows.each { |row| create!(row) }
      end

      def drop(names) = where(document: names).delete_all

      # Of issues where the user may see what Estafeta knows. For SQL in which projects are there.
      def open_to_user = Project.allowed_to_condition(User.current, Readers::PERMISSION)

      def visible = joins(issue: :project).where(open_to_user)

      # Those of these issues, by issue.
      def shown(ids) = visible.where(issue_id: ids).pluck(*Shown.members).to_h { |values| [values.first, Shown.new(*values)] }

      private

      def of(document)
        case document.name.split('/').first
        when 'incident' then [incident(document)].compact
        when 'change' then tasks(document)
        else []
        end
      end

      # The clock that ends first counts; the worst state of all is the incident's.
      def incident(document)
        about = document.in_language('en')
        clocks = about.parts('clocks')
        open = clocks.reject { |one| one.time('stopped_at') }
        next_one = open.select { |one| COUNTING.include?(one.text('state')) && due(one) }.min_by { |one| due(one) }
        { issue_id: about.issue('id'), document: document.name, sla_state: (STATES & clocks.map { |one| one.text('state') }).first,
          paused: open.any? { |one| one.text('state') == 'paused' }, due_on: next_one && due(next_one),
          hours: next_one && JSON.generate(open_hours(next_one)) }.then { |row| row if row[:issue_id] }
      end

      # In seconds since 1970, as a list of a hundred reads them quickly.
      def open_hours(clock)
        clock.rows('open').map { |row| row.map { |one| Part.time(one)&.to_i } }.select { |two| two.size == 2 && two.all? }
      end

      def due(clock) = clock.time('breached_at') || clock.time('due')

      def tasks(document)
        by_language = JSON.parse(document.texts).transform_values { |text| waits(Part.new(text)) }
        about = document.in_language('en')
        about.parts('tasks').filter_map do |task|
          id = task.issue('issue')
          next if id.nil?

          mine = by_language.transform_values { |tasks| tasks.fetch(id, []) }
          awaited = mine.values.flatten.filter_map { |one| one['issue'] }.uniq.first(AWAITED_MOST)
          { issue_id: id, document: document.name, change_id: about.issue('id'), awaited: (",#{awaited.join(',')}," if awaited.any?),
            waits_for: (JSON.generate(mine) if mine.values.any?(&:any?)) }
        end
      end

      # What each task waits for, by its issue.
      def waits(about)
        by_key = about.parts('tasks').index_by { |one| one.text('key') }
        about.parts('tasks').select { |one| one.issue('issue') }.to_h do |task|
          inside = task.texts('waits_for').filter_map { |key| by_key[key] }
          named = inside.map { |one| { 'issue' => one.issue('issue'), 'title' => one.text('title'), 'holder' => one.text('holder') } }
          [task.issue('issue'), named + task.issues('outside').map { |id| { 'issue' => id, 'title' => '', 'holder' => '' } }]
        end
      end
    end
  end
end
