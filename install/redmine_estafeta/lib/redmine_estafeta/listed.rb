# frozen_string_literal: true

module RedmineEstafeta
  # Redmine's list of issues with the columns and filters of ListColumn, for who may see Estafeta's pages; for nobody else.
  module Listed
    # Of an issue in a list; nil where nothing is known, or the user may not see it.
    module OfIssues
      attr_accessor :estafeta_row, :estafeta_change
    end

    # What cells look like on a page, wherever Redmine shows a list.
    module InPages
      def column_value(column, item, value)
        return super unless value.is_a?(ListColumn::Cell)

        value.html.call(@estafeta_issues ||= estafeta_issues)
      end

      private

      # Once a page: the address of issues, and the looks.
      def estafeta_issues
        content_for(:header_tags) { stylesheet_link_tag('estafeta', plugin: 'redmine_estafeta') }
        issues_path
      end
    end

    FILTERS = %w[estafeta_sla estafeta_left estafeta_waits_for estafeta_change].freeze

    class << self
      def offered?(project)
        return false unless Words.current.known? && Row.table_exists? && Readers.anywhere?

        project.nil? || Readers.projects.where('lft >= ? AND rgt <= ?', project.lft, project.rgt).exists?
      end

      # Two queries, however many issues there are.
      def read_rows(issues)
        rows = Row.shown(issues.map(&:id))
        changes = changes(rows.values.map(&:change_id))
        issues.each do |issue|
          issue.estafeta_row = rows[issue.id]
          issue.estafeta_change = changes[issue.estafeta_row&.change_id]
        end
      end

      # Those of these issues that the user may see.
      def changes(ids) = Issue.visible.where(id: ids.compact.uniq).preload(:tracker, :status, :project).index_by(&:id)
    end

    def available_columns
      return @available_columns if @available_columns

      super
      @available_columns += ListColumn.all if Listed.offered?(project)
      @available_columns
    end

    def initialize_available_filters
      super
      return unless Listed.offered?(project)

      add_available_filter('estafeta_sla', type: :list_optional, name: l(:label_estafeta_sla), values: Row::STATES.map { |one| [ListColumn.state_in_words(one), one] })
      add_available_filter('estafeta_left', type: :date, name: l(:label_estafeta_due))
      add_available_filter('estafeta_waits_for', type: :list_optional, name: l(:label_estafeta_waits_for), values: -> { estafeta_choices(estafeta_awaited) })
      add_available_filter('estafeta_change', type: :list_optional, name: l(:label_estafeta_change), values: -> { estafeta_choices(Row.visible.distinct.pluck(:change_id)) })
    end

    def issues(options = {})
      super.tap { |found| Listed.read_rows(found) if estafeta_shown? }
    end

    def joins_for_order_statement(order_options)
      return super unless order_options&.include?(Row.table_name)

      [super, "LEFT OUTER JOIN #{Row.table_name} ON #{Row.table_name}.issue_id = #{Issue.table_name}.id AND (#{Row.open_to_user})"].compact.join(' ')
    end

    def sql_for_estafeta_sla_field(_field, operator, values) = estafeta_condition(operator, 'sla_state', values) { |all| all.map { |one| estafeta_quoted(one) } }
    def sql_for_estafeta_change_field(_field, operator, values) = estafeta_condition(operator, 'change_id', values) { |all| all.map(&:to_i) }

    def sql_for_estafeta_waits_for_field(_field, operator, values)
      return estafeta_condition(operator, 'awaited', values) if %w[* !*].include?(operator)

      any = values.map { |one| "#{Row.table_name}.awaited LIKE '%,#{one.to_i},%'" }.join(' OR ')
      "#{'NOT ' if operator == '!'}#{estafeta_rows_with(any)}"
    end

    def sql_for_estafeta_left_field(field, operator, values)
      return estafeta_condition(operator, 'due_on', values) if %w[* !*].include?(operator)

      estafeta_rows_with(sql_for_field(field, operator, values, Row.table_name, 'due_on'))
    end

    private

    def grouped_query(&block)
      found = super
      column = group_by_column
      return found unless found && column.is_a?(ListColumn)

      changes = column.name == :estafeta_change ? Listed.changes(found.keys).values : []
      found.transform_keys { |key| column.group(key, changes) }
    end

    def estafeta_shown? = (columns + [group_by_column]).any?(ListColumn)

    # Rows of issues that the user may not see count as if there were none.
    def estafeta_rows_with(condition)
      "(#{Issue.table_name}.id IN (SELECT issue_id FROM #{Row.table_name} WHERE #{condition}) AND (#{Row.open_to_user}))"
    end

    def estafeta_condition(operator, column, values)
      column = "#{Row.table_name}.#{column}"
      return "#{'NOT ' if operator == '!*'}#{estafeta_rows_with("#{column} IS NOT NULL")}" if %w[* !*].include?(operator)

      "#{'NOT ' if operator == '!'}#{estafeta_rows_with("#{column} IN (#{yield(values).join(', ')})")}"
    end

    def estafeta_quoted(value) = self.class.connection.quote(value)

    def estafeta_awaited = Row.visible.where.not(awaited: nil).distinct.pluck(:awaited).flat_map { |one| one.scan(/\d+/).map(&:to_i) }

    def estafeta_choices(ids)
      Issue.visible.where(id: ids.compact.uniq).order(:id).pluck(:id, :subject).map { |id, subject| ["##{id} #{subject}", id.to_s] }
    end
  end
end
