# frozen_string_literal: true

module RedmineEstafeta
  # The query of the duty: open incidents whose clocks are at risk or breached, first what can still be met and runs out first. For the staff's roles
  # alone. Once made it is the site's, to rename or to change.
  module DutyQuery
    COLUMNS = %i[id project subject estafeta_sla estafeta_left assigned_to priority].freeze

    class << self
      # Its id; `known`: that of the one which is there already.
      def make(words, known)
        return known if known && IssueQuery.exists?(known)

        query = IssueQuery.new(name: I18n.t(:estafeta_duty_query, locale: Setting.default_language), visibility: Query::VISIBILITY_ROLES,
                               column_names: COLUMNS, sort_criteria: [%w[estafeta_sla desc], %w[estafeta_left asc], %w[id asc]])
        query.user = User.active.where(admin: true).first || User.anonymous
        query.roles = Role.where(id: words.staff_role_ids)
        query.filters = { 'status_id' => { operator: 'o', values: [''] }, 'estafeta_sla' => { operator: '=', values: %w[breached at_risk] } }
        query.save!(validate: false) # what it is made of is not offered to who installs
        query.id
      end

      # nil: there is none, or it is not for this user.
      def of(user)
        found = IssueQuery.find_by(id: Setting.plugin_redmine_estafeta['duty_query'])
        found if found&.visible?(user) && Readers.anywhere?
      end

      # Also what people chose of the plugin's columns and filters: Redmine could not open such a query without it.
      def forget
        IssueQuery.where(id: Setting.plugin_redmine_estafeta['duty_query']).destroy_all
        IssueQuery.find_each { |query| clean(query) }
      end

      private

      def clean(query)
        ours = ->(name) { Listed::FILTERS.include?(name.to_s) }
        filters = query.filters.to_h.reject { |name, _| ours.call(name) }
        columns = query.column_names&.reject(&ours)
        sort = query.sort_criteria.to_a.reject { |name, _| ours.call(name) }
        group = ours.call(query.group_by) ? nil : query.group_by
        return if [filters, columns, sort, group] == [query.filters.to_h, query.column_names, query.sort_criteria.to_a, query.group_by]

        query.filters = filters
        query.column_names = columns
        query.sort_criteria = sort
        query.group_by = group
        query.save!(validate: false)
      end
    end
  end
end
