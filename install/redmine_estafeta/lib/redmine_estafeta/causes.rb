# frozen_string_literal: true

module RedmineEstafeta
  # The causes that a form suggests: those of the list that people keep; then those of the last year, of the same project first, the
  # most frequent first.
  module Causes
    SINCE = 1.year
    MOST = 30

    class << self
      def of(issue, field)
        return field.possible_values_options(issue).map { |one| Array(one).first } if field.field_format == 'list'

        others = used(field).sort_by { |(project, cause), times| [project == issue.project_id ? 0 : 1, -times, cause.downcase] }
        (listed + others.map { |(_, cause), _| cause }).uniq.first(MOST)
      end

      private

      def listed = Entry.table_exists? ? Entry.of('cause').map { |one| one.values['text'] } : []

      # Only of projects where the user may read what Estafeta says of incidents.
      def used(field)
        issues = Issue.visible.joins(:project).where(Project.allowed_to_condition(User.current, Readers::PERMISSION)).where('issues.updated_on > ?', SINCE.ago)
        issues.joins(:custom_values).where(custom_values: { custom_field_id: field.id }).where.not(custom_values: { value: [nil, ''] })
              .group('issues.project_id', 'custom_values.value').count
      end
    end
  end
end
